// Where a link may lead: http, https, mailto, tel and relative addresses, and nothing else. Addresses come from peers
// and from pasted text, so each is checked when it is rendered, and again when it is opened.

import { $isCodeNode } from '@lexical/code-core';
import { $createLinkNode, $isAutoLinkNode, $isLinkNode, $toggleLink, AutoLinkNode, LinkNode } from '@lexical/link';
import {
  $createTextNode,
  $findMatchingParent,
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  type BaseSelection,
  COMMAND_PRIORITY_EDITOR,
  COMMAND_PRIORITY_LOW,
  createCommand,
  type LexicalCommand,
  type LexicalEditor,
  mergeRegister,
  PASTE_COMMAND,
} from 'lexical';

import { safeHref } from '../../protocol/format/addresses.ts';
import { $innermostBlockOf } from './containers/tree.ts';

export { safeHref };

/** Opens the link editor on the link at the caret, or for the selected text. */
export const EDIT_LINK_COMMAND: LexicalCommand<void> = createCommand('EDIT_LINK_COMMAND');

const early = new WeakSet<LexicalEditor>();

/** Remembers that somebody asked for the link editor before its code came, until the result is called. */
export function registerEarlyLinks(editor: LexicalEditor): () => void {
  return editor.registerCommand(EDIT_LINK_COMMAND, () => Boolean(early.add(editor)), COMMAND_PRIORITY_EDITOR);
}

/** Whether somebody asked for the link editor before its code came; true once. */
export const takeEarlyLink = (editor: LexicalEditor): boolean => early.delete(editor);

/** A typed address, completed: `example.org` gets `https://`, `me@example.org` gets `mailto:`. Null when unsafe. */
export function completeAddress(typed: string): string | null {
  const text = typed.trim();
  if (text === '') return null;
  const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))/i.test(text); // `localhost:3000` is a host and a port
  if (hasScheme || /^[/#?.]/.test(text)) return safeHref(text);
  if (/^[^\s@/]+@[^\s@/]+$/.test(text)) return safeHref(`mailto:${text}`);
  return safeHref(`https://${text}`);
}

/** The address that a text is; null for a text that holds anything else, such as words behind an address. */
export function onlyAddress(text: string): string | null {
  const address = text.trim();
  return /^(?:https?:\/\/|mailto:|tel:(?=[\d+().-]+$))\S+$/i.test(address) ? safeHref(address) : null;
}

/** Opens a safe address in a new tab, which gets neither `opener` nor referrer. Does nothing with an unsafe one. */
export function openAddress(address: string): void {
  const href = safeHref(address);
  if (href !== null) window.open(href, '_blank', 'noopener,noreferrer');
}

/** The link that contains the whole selection; null when none does. */
export function $linkAt(selection: BaseSelection | null): LinkNode | null {
  if (!$isRangeSelection(selection)) return null;
  const link = $findMatchingParent(selection.anchor.getNode(), $isLinkNode);
  const end = selection.isCollapsed() ? link : $findMatchingParent(selection.focus.getNode(), $isLinkNode);
  return link !== null && link.is(end) ? link : null;
}

/** Links the selection to `href`: changes the link around it, links the selected text, or inserts the address. */
export function $setLink(href: string): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  const link = $linkAt(selection);
  if ($isAutoLinkNode(link)) {
    // The address of an automatic link is its text. With another address, the link becomes an ordinary one.
    link.replace($createLinkNode(href), true);
  } else if (link !== null) {
    link.setURL(href);
  } else if (selection.isCollapsed()) {
    selection.insertNodes([$createLinkNode(href).append($createTextNode(href.replace(/^(?:https:\/\/|mailto:)/, '')))]);
  } else {
    $toggleLink(href);
  }
}

/** Links the selected words of a block when a person pastes an address over them, and nothing but an address. */
export function registerPastedLinks(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    PASTE_COMMAND,
    (event) => {
      const address = onlyAddress(('clipboardData' in event && event.clipboardData?.getData('text/plain')) || '');
      const selection = $getSelection();
      if (address === null || !$isRangeSelection(selection) || selection.isCollapsed()) return false;
      const [start, end] = selection.getStartEndPoints()!.map((point) => $innermostBlockOf(point.getNode())?.node);
      if (start === undefined || !start.is(end) || $isCodeNode(start)) return false;
      // An address in place of another is a correction.
      if (onlyAddress(selection.getTextContent()) !== null) return false;
      event.preventDefault();
      $setLink(address);
      return true;
    },
    COMMAND_PRIORITY_LOW,
  );
}

/**
 * Renders every link with a safe `href` or none, whatever its node says, and opens a link on Ctrl- or Cmd-click. A
 * pasted link with an unsafe address becomes text; so only peers' links can have an unsafe address.
 */
export function registerSafeLinks(editor: LexicalEditor): () => void {
  const sanitize = (key: string, node: LinkNode) => {
    const element = editor.getElementByKey(key);
    if (!(element instanceof HTMLAnchorElement)) return;
    const href = safeHref(node.getURL());
    if (href === null) element.removeAttribute('href');
    else element.setAttribute('href', href);
    element.rel = 'noopener noreferrer nofollow';
    element.removeAttribute('target');
  };
  const watch = (klass: typeof LinkNode) =>
    editor.registerMutationListener(klass, (mutations) => {
      editor.read('latest', () => {
        for (const [key, change] of mutations) {
          const node = change === 'destroyed' ? null : $getNodeByKey(key);
          if ($isLinkNode(node)) sanitize(key, node);
        }
      });
    });
  const unlink = (link: LinkNode) => {
    if (safeHref(link.getURL()) !== null) return;
    for (const child of link.getChildren()) link.insertBefore(child);
    link.remove();
  };
  const open = (event: MouseEvent) => {
    if (!(event.ctrlKey || event.metaKey) || !(event.target instanceof Node)) return;
    const target = event.target;
    const address = editor.read('latest', () => {
      const node = $getNearestNodeFromDOMNode(target);
      return (node && $findMatchingParent(node, $isLinkNode))?.getURL() ?? null;
    });
    if (address === null) return;
    event.preventDefault();
    openAddress(address);
  };
  return mergeRegister(
    watch(LinkNode),
    watch(AutoLinkNode),
    editor.registerNodeTransform(LinkNode, unlink),
    editor.registerNodeTransform(AutoLinkNode, unlink),
    editor.registerRootListener((root) => {
      root?.addEventListener('click', open);
      return () => root?.removeEventListener('click', open);
    }),
  );
}
