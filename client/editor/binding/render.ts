// Blocks of the document as nodes of the editor. Only what differs is made anew: a block keeps its node while its type
// holds, and a part of a line while its text and look hold. Call everything here inside an update without transforms.

import {
  $createCodeHighlightNode,
  $createCodeNode,
  $isCodeHighlightNode,
  $isCodeNode,
  type CodeHighlightNode,
} from '@lexical/code-core';
import { $createHorizontalRuleNode } from '@lexical/extension';
import { $createAutoLinkNode, $createLinkNode, $isAutoLinkNode, type LinkNode } from '@lexical/link';
import { $createListItemNode, $isListItemNode, $isListNode } from '@lexical/list';
import { $createHeadingNode, $createQuoteNode, $isHeadingNode, type HeadingTagType } from '@lexical/rich-text';
import { $isTableNode } from '@lexical/table';
import { equalityDeep } from 'lib0/function';
import {
  $createLineBreakNode,
  $createParagraphNode,
  $createTabNode,
  $createTextNode,
  $isElementNode,
  $isTextNode,
  type ElementFormatType,
  type ElementNode,
  type LexicalNode,
} from 'lexical';

import type { Block, Formats, InlineObject, Keys, Run } from '../../../protocol/format/body.ts';
import { saidBlocks, saidObjects } from '../../../protocol/format/nodes.ts';
import { UnknownBlockNode, UnknownObjectNode } from '../../../protocol/format/placeholders.ts';
import { isSaid } from '../../../protocol/format/said.ts';
import { isKnown, isKnownObject } from '../../../protocol/format/schema.ts';
import { styleOf } from '../color-styles.ts';
import { completeAddress } from '../links.ts';
import { $leavesOf, formatBits } from './lexical-blocks.ts';
import { $renderTable } from './table-nodes.ts';

/** The node for a block: `old` where it can show the block, else a new one that takes over what was in `old`. */
export function $renderBlock(block: Block, old: LexicalNode | null, shown: Block | null): LexicalNode {
  const keys = block.keys ?? {};
  if (typeOf(block) === 'table') return $renderTable(old, keys);
  const node = old !== null && shown !== null && typeOf(shown) === typeOf(block) ? old : $createBlock(keys);
  // The words of code are nodes of their own.
  const keepsContent =
    $isElementNode(old) && !$isTableNode(old) && (node === old || $isCodeNode(node) === $isCodeNode(old));
  if (node !== old && $isElementNode(node) && keepsContent) {
    node.splice(
      0,
      0,
      old.getChildren().filter((child) => !$isListNode(child)),
    );
  }
  if (isSaid(node) && !equalityDeep(node.getSaid(), keys)) node.setSaid(keys);
  if ($isElementNode(node)) {
    $setKeys(node, keys);
    $renderContent(node, keepsContent ? (shown?.content ?? []) : [], block.content);
  }
  return node;
}

/** The type by which a block has its class of nodes. */
function typeOf({ keys }: Block): string {
  if (!isKnown(keys)) return 'unknown';
  return typeof keys?.['type'] === 'string' ? keys['type'] : 'paragraph';
}

function $createBlock(keys: Keys): LexicalNode {
  const type = typeOf({ keys, content: [] });
  const Said = saidBlocks[type];
  if (Said !== undefined) return new Said();
  switch (type) {
    case 'unknown':
      return new UnknownBlockNode();
    case 'heading':
      return $createHeadingNode(headingTag(keys));
    case 'quote':
      return $createQuoteNode();
    case 'code':
      return $createCodeNode();
    case 'rule':
      return $createHorizontalRuleNode();
    case 'listItem':
      return $createListItemNode();
    default:
      return $createParagraphNode();
  }
}

function headingTag({ level }: Keys): HeadingTagType {
  return `h${level as 1 | 2 | 3 | 4 | 5 | 6}`;
}

/** Sets what the keys say about the block itself. The indent and the kind of an item are those of its lists. */
function $setKeys(node: ElementNode, keys: Keys): void {
  const align = (keys['align'] ?? '') as ElementFormatType;
  const direction = (keys['dir'] ?? null) as 'ltr' | 'rtl' | null;
  if (node.getFormatType() !== align) node.setFormat(align);
  if (node.getDirection() !== direction) node.setDirection(direction);
  if ($isHeadingNode(node) && node.getTag() !== headingTag(keys)) node.setTag(headingTag(keys));
  if ($isCodeNode(node) && (node.getLanguage() ?? null) !== (keys['language'] ?? null)) {
    node.setLanguage((keys['language'] ?? undefined) as string | undefined);
  }
  if ($isListItemNode(node)) {
    const checked = keys['list'] === 'check' ? keys['checked'] === true : undefined;
    if (node.getLatest().__checked !== checked) node.setChecked(checked);
  } else {
    const indent = (keys['indent'] ?? 0) as number;
    if (node.getIndent() !== indent) node.setIndent(indent);
  }
}

/** Makes the content of a block that shows `from` show `to`. */
function $renderContent(block: ElementNode, from: readonly Run[], to: readonly Run[]): void {
  const { start, fromEnd, toEnd } = difference(from, to);
  if (start === fromEnd && start === toEnd) return;
  if (!$spliceText(block, start, fromEnd, cut(to, start, toEnd))) $replaceParts(block, start, fromEnd, to, toEnd);
}

/** Changes the text of one text node, if that is all there is to do. */
function $spliceText(block: ElementNode, start: number, end: number, inserted: readonly Run[]): boolean {
  const [run, more] = inserted;
  if (more !== undefined || (run !== undefined && (typeof run.insert !== 'string' || /[\n\t]/.test(run.insert)))) {
    return false;
  }
  let at = 0;
  for (const { node, run: shown, length } of $leavesOf(block)) {
    const isPlain =
      $isTextNode(node) && (node.isSimpleText() || $isCodeHighlightNode(node)) && typeof shown.insert === 'string';
    const isWithin = at <= start && end <= at + length && end - start < length;
    if (isWithin && isPlain && (run === undefined || equalityDeep(run.formats, shown.formats))) {
      const text = shown.insert as string;
      node.setTextContent(text.slice(0, start - at) + ((run?.insert as string) ?? '') + text.slice(end - at));
      $nameAddress(node.getParent());
      return true;
    }
    at += length;
  }
  return false;
}

/** Makes the children of the block anew that are between two places, or have a part there. */
function $replaceParts(block: ElementNode, start: number, end: number, to: readonly Run[], toEnd: number): void {
  const children = block.getChildren().filter((child) => !$isListNode(child));
  const lengths = children.map((child) =>
    $isElementNode(child) ? $leavesOf(child).reduce((sum, { length }) => sum + length, 0) : $lengthOf(child),
  );
  const isOpen = (child: LexicalNode | undefined) => $isElementNode(child); // what comes beside a link may belong to it
  let [first, before] = [0, 0];
  while (first < children.length && before + lengths[first]! <= start) before += lengths[first++]!;
  if (first > 0 && isOpen(children[first - 1])) before -= lengths[--first]!;
  let [last, covered] = [first, before];
  while (last < children.length && covered < end) covered += lengths[last++]!;
  if (isOpen(children[last])) covered += lengths[last++]!;
  const made = $createParts(cut(to, before, toEnd + (covered - end)), $isCodeNode(block));
  block.splice(first, last - first, made);
}

function $lengthOf(node: LexicalNode): number {
  return $isTextNode(node) ? node.getTextContentSize() : 1;
}

/** The nodes of these runs, with those of one link in one link. */
function $createParts(runs: readonly Run[], isCode: boolean): LexicalNode[] {
  const nodes: LexicalNode[] = [];
  let [link, linked]: [LinkNode | null, Formats] = [null, {}];
  for (const { insert, formats } of runs) {
    const { link: address, autolink, ...flags } = formats;
    const own: Formats = address !== undefined ? { link: address } : autolink !== undefined ? { autolink } : {};
    if (link === null || !equalityDeep(own, linked)) {
      [link, linked] = [$createLink(own), own];
      if (link !== null) nodes.push(link);
    }
    const parts = typeof insert === 'string' ? $createTexts(insert, flags, isCode) : [$createObject(insert)];
    if (link === null) nodes.push(...parts);
    else link.append(...parts);
  }
  for (const node of nodes) $nameAddress(node);
  return nodes;
}

function $createObject(object: InlineObject): LexicalNode {
  const { type } = object;
  const known = typeof type === 'string' && isKnownObject(object) ? saidObjects[type] : undefined;
  return new (known ?? UnknownObjectNode)().setSaid(object);
}

function $createLink({ link, autolink }: Formats): LinkNode | null {
  if (typeof link === 'string') return $createLinkNode(link);
  return typeof autolink === 'boolean' ? $createAutoLinkNode('', { isUnlinked: !autolink }) : null;
}

/** The address of an automatic link is its text. */
function $nameAddress(link: LexicalNode | null): void {
  if ($isAutoLinkNode(link)) link.setURL(completeAddress(link.getTextContent()) ?? '');
}

function $createTexts(text: string, formats: Formats, isCode: boolean): LexicalNode[] {
  const [bits, style] = [formatBits(formats), styleOf(formats)];
  return text
    .split(/([\n\t])/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part === '\n') return $createLineBreakNode();
      if (part === '\t') return $createTabNode().setFormat(bits).setStyle(style);
      return isCode ? $createCodeText(part, bits, style) : $createTextNode(part).setFormat(bits).setStyle(style);
    });
}

/** A text node for code. Lexical gives such nodes no format, but what the document says about the words is kept. */
export function $createCodeText(text: string, bits: number, style: string): CodeHighlightNode {
  const node = $createCodeHighlightNode(text).setStyle(style);
  node.__format = bits;
  return node;
}

/** Where two contents differ: they agree before `start`, and behind `fromEnd` of the one and `toEnd` of the other. */
function difference(from: readonly Run[], to: readonly Run[]): { start: number; fromEnd: number; toEnd: number } {
  const start = agreement(from, to);
  const backwards = (runs: readonly Run[]) => cut(runs, start, Infinity).reverse();
  const end = agreement(backwards(from), backwards(to), true);
  return { start, fromEnd: lengthOf(from) - end, toEnd: lengthOf(to) - end };
}

/** The number of units that agree at the beginning of both, or at the end, if the runs come from behind. */
function agreement(a: readonly Run[], b: readonly Run[], fromBehind = false): number {
  let agreed = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [one, other] = [a[i]!, b[i]!];
    if (!equalityDeep(one.formats, other.formats)) break;
    if (typeof one.insert !== 'string' || typeof other.insert !== 'string') {
      if (!equalityDeep(one.insert, other.insert)) break;
      agreed += 1;
      continue;
    }
    const shared = fromBehind ? sharedEnd(one.insert, other.insert) : sharedStart(one.insert, other.insert);
    agreed += shared;
    if (shared < one.insert.length || shared < other.insert.length) break;
  }
  return agreed;
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function sharedEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}

function lengthOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { insert }) => sum + (typeof insert === 'string' ? insert.length : 1), 0);
}

/** The runs from one place to another. */
export function cut(runs: readonly Run[], from: number, to: number): Run[] {
  const found: Run[] = [];
  let at = 0;
  for (const run of runs) {
    const length = typeof run.insert === 'string' ? run.insert.length : 1;
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, length)];
    if (start < end) {
      found.push(typeof run.insert === 'string' ? { ...run, insert: run.insert.slice(start, end) } : run);
    }
    at += length;
  }
  return found;
}
