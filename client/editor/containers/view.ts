// How the page shows containers beyond their nodes: names for readers of screens, buttons, and which toggles are open.
// That is the view of each person, kept on the page by the ids of toggles. The browser finds words in closed ones.

import {
  $findMatchingParent,
  $getNearestNodeFromDOMNode,
  $getSelection,
  $isRangeSelection,
  COMMAND_PRIORITY_EDITOR,
  createCommand,
  type LexicalCommand,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  registerEventListener,
  registerEventListeners,
} from 'lexical';

import type { Tone } from '../../../protocol/format/container-paths.ts';
import { $isContainerNode, ContainerNode } from '../../../protocol/format/containers.ts';
import { texts } from '../../texts/texts.ts';

/** Opens or closes all toggles with an id, on this page. */
export const SET_TOGGLE_OPEN_COMMAND: LexicalCommand<{ readonly id: string; readonly open: boolean }> =
  createCommand('SET_TOGGLE_OPEN_COMMAND');

/** Asks for the menu of a callout, at its button. */
export const SHOW_TONES_COMMAND: LexicalCommand<{ readonly key: string; readonly button: HTMLElement }> =
  createCommand('SHOW_TONES_COMMAND');

/** The blocks that a closed toggle hides, as a selector: all but the summary, which is behind the button. */
export const hiddenBlocks = '[data-container="toggle"] > :not(.container-handle, .container-handle + *)';

/** Opens the toggles around an element of the text, as the browser does for words that a person looks for. */
export function reveal(element: Element): void {
  element.dispatchEvent(new Event('beforematch', { bubbles: true }));
}

/** Whether the page shows all of a container. */
export function $isOpen(editor: LexicalEditor, container: ContainerNode): boolean {
  const element = editor.getElementByKey(container.getKey());
  return container.getKind() !== 'toggle' || element?.hasAttribute('data-open') === true;
}

/** Shows containers until the returned function is called. */
export function registerContainerView(editor: LexicalEditor): () => void {
  const open = new Set<string>();
  const setOpen = (id: string, isOpen: boolean) => {
    if (open.has(id) === isOpen) return;
    if (isOpen) open.add(id);
    else open.delete(id);
    for (const element of containersOf(editor)) {
      if (element.dataset['containerId'] === id) describe(editor, element, open);
    }
  };
  return mergeRegister(
    editor.registerCommand(
      SET_TOGGLE_OPEN_COMMAND,
      ({ id, open: isOpen }) => {
        if (!isOpen) $goToSummary(id);
        setOpen(id, isOpen);
        return true;
      },
      COMMAND_PRIORITY_EDITOR,
    ),
    editor.registerMutationListener(ContainerNode, (mutations) => {
      for (const [key, mutation] of mutations) {
        const element = mutation === 'destroyed' ? null : editor.getElementByKey(key);
        if (element !== null) describe(editor, element, open);
      }
    }),
    editor.registerUpdateListener(({ editorState }) => {
      for (const id of editorState.read($hidingSelection)) setOpen(id, true);
    }),
    editor.registerEditableListener(() => {
      for (const element of containersOf(editor)) describe(editor, element, open);
    }),
    editor.registerRootListener((root) => {
      if (root === null) return;
      return mergeRegister(
        // Lexical, which listens behind, would take the keys of a button for keys in the text.
        registerEventListener(root, 'keydown', leaveToButton, { capture: true }),
        registerEventListeners(root, {
          click: (event) => press(editor, event),
          mousedown: keepFocus,
          beforematch: ({ target }) => {
            for (const id of hiding(target)) setOpen(id, true);
          },
        }),
      );
    }),
  );
}

function containersOf(editor: LexicalEditor): HTMLElement[] {
  return [...(editor.getRootElement()?.querySelectorAll<HTMLElement>('.container') ?? [])];
}

/** The ids of the toggles that hide an element while they are closed. */
function hiding(target: EventTarget | null): string[] {
  const ids: string[] = [];
  let block = target instanceof Element ? target.closest(hiddenBlocks) : null;
  for (; block !== null; block = block.parentElement!.closest(hiddenBlocks)) {
    ids.push(block.parentElement!.dataset['containerId']!);
  }
  return ids;
}

/** The toggles that hide a node while they are closed, from the innermost. */
export function $togglesHiding(node: LexicalNode): ContainerNode[] {
  const toggles: ContainerNode[] = [];
  for (let at: LexicalNode | null = node; at !== null; at = at.getParent()) {
    const parent = at.getParent();
    const isHidden = $isContainerNode(parent) && parent.getKind() === 'toggle' && at.getPreviousSibling() !== null;
    if (isHidden) toggles.push(parent);
  }
  return toggles;
}

/** The ids of the toggles that hide the caret, or an end of the selection, while they are closed. */
function $hidingSelection(): string[] {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return [];
  const toggles = [selection.anchor, selection.focus].flatMap((point) => $togglesHiding(point.getNode()));
  return toggles.map((toggle) => toggle.getContainer().id);
}

/** Moves the selection out of what is about to be hidden. */
function $goToSummary(id: string): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !$hidingSelection().includes(id)) return;
  const isToggle = (node: LexicalNode) => $isContainerNode(node) && node.getContainer().id === id;
  const [node] = [selection.focus, selection.anchor].flatMap(
    (one) => $findMatchingParent(one.getNode(), isToggle) ?? [],
  );
  if ($isContainerNode(node)) node.getFirstChild()?.selectEnd();
}

/** The icons of Lucide, as those of the menus: paths within 24 by 24. */
const icons: Readonly<Record<string, string>> = {
  note: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M12 16v-4M12 8h.01',
  tip: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20m-3 10l2 2l4-4',
  warning: 'm21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01',
  danger: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20m3 7l-6 6m0-6l6 6',
  toggle: 'm9 6l6 6l-6 6',
};

/** Tells readers of screens what a container is, and shows or hides what is in a toggle. */
function describe(editor: LexicalEditor, element: HTMLElement, open: ReadonlySet<string>): void {
  const button = element.querySelector<HTMLButtonElement>(':scope > .container-handle');
  if (button === null) return;
  const { container: kind, containerId: id = '', tone: said } = element.dataset;
  button.querySelector('path')?.setAttribute('d', icons[said ?? kind ?? ''] ?? '');
  element.role = kind === 'callout' ? 'note' : 'group';
  if (kind === 'callout') {
    const tone = texts.containers.tones[said as Tone];
    element.ariaLabel = tone;
    button.ariaLabel = button.title = texts.containers.tone(tone);
    button.ariaHasPopup = 'menu';
    button.disabled = !editor.isEditable();
  } else if (kind === 'toggle') {
    const isOpen = open.has(id);
    element.ariaLabel = texts.containers.toggle;
    element.toggleAttribute('data-open', isOpen);
    button.ariaExpanded = String(isOpen);
    button.ariaLabel = texts.containers.toggle;
    button.title = isOpen ? texts.containers.close : texts.containers.open;
    for (const block of element.children) {
      if (!isOpen && block.matches(hiddenBlocks)) block.setAttribute('hidden', 'until-found');
      else block.removeAttribute('hidden');
    }
  } else {
    element.ariaLabel = texts.containers.other;
    button.disabled = true;
  }
}

/** A press on the button of a container leaves the caret where it is. */
function keepFocus(event: MouseEvent): void {
  if (handleOf(event.target) !== null) event.preventDefault();
}

function leaveToButton(event: KeyboardEvent): void {
  if (handleOf(event.target) !== null && event.key !== 'Tab') event.stopPropagation();
}

function handleOf(target: EventTarget | null): HTMLButtonElement | null {
  return target instanceof Element ? target.closest<HTMLButtonElement>('.container-handle') : null;
}

function press(editor: LexicalEditor, event: MouseEvent): void {
  const button = handleOf(event.target);
  const element = button?.parentElement;
  if (button === null || !element) return;
  event.preventDefault();
  editor.update(() => {
    const node = $getNearestNodeFromDOMNode(element);
    if (!$isContainerNode(node)) return;
    const { id } = node.getContainer();
    if (node.getKind() === 'toggle') {
      editor.dispatchCommand(SET_TOGGLE_OPEN_COMMAND, { id, open: !$isOpen(editor, node) });
    } else {
      editor.dispatchCommand(SHOW_TONES_COMMAND, { key: node.getKey(), button });
    }
  });
}
