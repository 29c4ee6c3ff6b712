// Code blocks: one block of several lines. Its words are code nodes, as Lexical's extension for the keys of code wants
// them (Tab, Enter, Alt with arrows); formats that words had before stay. There are no links in code.

import {
  $createCodeNode,
  $isCodeHighlightNode,
  $isCodeNode,
  $plainifyCodeContent,
  CodeHighlightNode,
  type CodeNode,
} from '@lexical/code-core';
import { AutoLinkNode, LinkNode } from '@lexical/link';
import { $copyBlockFormatIndent, $setBlocksType } from '@lexical/selection';
import {
  $createLineBreakNode,
  $createTextNode,
  $findMatchingParent,
  $getSelection,
  $isLineBreakNode,
  $isRangeSelection,
  $isTabNode,
  COMMAND_PRIORITY_HIGH,
  COMMAND_PRIORITY_NORMAL,
  type ElementNode,
  FORMAT_TEXT_COMMAND,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  PASTE_COMMAND,
  type PointType,
  type RangeSelection,
  TextNode,
} from 'lexical';

import { $leavesOf } from './binding/lexical-blocks.ts';
import { $offsetOf, $pointIn } from './binding/points.ts';
import { $createCodeText } from './binding/render.ts';

/** The spaces that Shift+Tab takes from the start of a line without a tab. */
export const codeTabSize = 2;

/** The code block that a point is in. */
function $codeAt(point: PointType): CodeNode | null {
  return $findMatchingParent(point.getNode(), $isCodeNode);
}

/** The code block in which all of the selection is. */
export function $codeOf({ anchor, focus }: RangeSelection): CodeNode | null {
  const code = $codeAt(anchor);
  return code?.is($codeAt(focus)) ? code : null;
}

/** All code blocks that the selection touches. */
export function $selectedCodes(): CodeNode[] {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return [];
  const found = new Map<string, CodeNode>();
  for (const node of [selection.anchor.getNode(), ...selection.getNodes(), selection.focus.getNode()]) {
    const code = $findMatchingParent(node, $isCodeNode);
    if (code !== null) found.set(code.getKey(), code);
  }
  return [...found.values()];
}

/** Makes code of the selected blocks: one block of those that stand together, with a line of each. */
export function $makeCode(selection: RangeSelection): void {
  const made = new Set<string>();
  $setBlocksType(selection, () => {
    const code = $createCodeNode();
    made.add(code.getKey());
    return code;
  });
  for (const code of $selectedCodes()) {
    const before = code.getPreviousSibling();
    if (!made.has(code.getKey()) || !$isCodeNode(before) || !made.has(before.getKey())) continue;
    const places = $placesIn(code);
    const start = places.length === 0 ? 0 : $lengthOf(before) + 1;
    before.splice(before.getChildrenSize(), 0, [$createLineBreakNode(), ...code.getChildren()]);
    for (const { point, offset } of places) $put(point, before, start + offset);
    code.remove();
  }
}

/** Makes a block of each line of a code block; gives them. */
export function $makeBlocks(code: CodeNode, $create: () => ElementNode): ElementNode[] {
  const lines: LexicalNode[][] = [[]];
  for (const child of code.getChildren()) {
    if ($isLineBreakNode(child)) lines.push([]);
    else lines.at(-1)!.push(child);
  }
  const places = $placesIn(code);
  const blocks = lines.map((line) => {
    const block = $create();
    $copyBlockFormatIndent(code, block);
    code.insertBefore(block, false);
    return block.splice(0, 0, line);
  });
  let start = 0;
  for (const block of blocks) {
    const length = $lengthOf(block);
    for (const { point, offset } of places) {
      if (start <= offset && offset <= start + length) $put(point, block, offset - start);
    }
    start += length + 1;
  }
  code.remove();
  return blocks;
}

function $lengthOf(block: ElementNode): number {
  return $leavesOf(block).reduce((sum, { length }) => sum + length, 0);
}

/** The points of the selection that are in a block, with the characters before them. */
function $placesIn(block: ElementNode): { point: PointType; offset: number }[] {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return [];
  const isWithin = (node: LexicalNode) => block.is(node) || block.isParentOf(node);
  const within = [selection.anchor, selection.focus].filter((point) => isWithin(point.getNode()));
  return within.map((point) => ({ point, offset: $offsetOf(point)!.offset }));
}

function $put(point: PointType, block: ElementNode, offset: number): void {
  const place = $pointIn(block, offset);
  point.set(place.key, place.offset, place.type);
}

/** Handles what Lexical's own extension for code leaves out. */
export function registerCode(editor: LexicalEditor): () => void {
  return mergeRegister(
    editor.registerNodeTransform(TextNode, (node) => {
      if ($isCodeNode(node.getParent()) && !node.isComposing()) {
        $replaceText(node, $createCodeText(node.getTextContent(), node.getFormat(), node.getStyle()));
      }
    }),
    editor.registerNodeTransform(CodeHighlightNode, (node) => {
      if (!$isCodeNode(node.getParent())) {
        const text = $createTextNode(node.getTextContent()).setFormat(node.getFormat()).setStyle(node.getStyle());
        return $replaceText(node, text);
      }
      const next = node.getNextSibling();
      if (!$isCodeHighlightNode(next) || next.getFormat() !== node.getFormat()) return;
      if (next.getStyle() === node.getStyle()) node.mergeWithSibling(next);
    }),
    ...[LinkNode, AutoLinkNode].map((klass) => editor.registerNodeTransform<LinkNode>(klass, $unwrapInCode)),
    editor.registerCommand(KEY_TAB_COMMAND, $handleTab, COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(KEY_ARROW_UP_COMMAND, (event) => $goToEdge(event, 'first'), COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(KEY_ARROW_DOWN_COMMAND, (event) => $goToEdge(event, 'last'), COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(FORMAT_TEXT_COMMAND, $isInCode, COMMAND_PRIORITY_HIGH), // which does nothing in code
    editor.registerCommand(PASTE_COMMAND, $pasteIntoCode, COMMAND_PRIORITY_HIGH),
  );
}

function $isInCode(): boolean {
  const selection = $getSelection();
  return $isRangeSelection(selection) && $codeOf(selection) !== null;
}

/** Puts a text node in the place of another of the same length. The caret stays. */
function $replaceText(old: TextNode, node: TextNode): void {
  const selection = $getSelection();
  const points = $isRangeSelection(selection) ? [selection.anchor, selection.focus] : [];
  const offsets = points.map(({ key, offset }) => (key === old.getKey() ? offset : null));
  old.replace(node);
  const now = $getSelection(); // Lexical replaces the selection as well
  if (!$isRangeSelection(now)) return;
  for (const [i, point] of [now.anchor, now.focus].entries()) {
    const offset = offsets[i];
    if (offset !== null && offset !== undefined) point.set(node.getKey(), offset, 'text');
  }
}

function $unwrapInCode(link: LinkNode): void {
  if (!$isCodeNode(link.getParent())) return;
  for (const child of link.getChildren()) link.insertBefore(child, false);
  link.remove();
}

/** Lexical's own handler throws on what is not code, such as an object that this page does not know. */
function $handleTab(event: KeyboardEvent): boolean {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || selection.isCollapsed() || $codeOf(selection) === null) return false;
  const isOfCode = (node: LexicalNode) =>
    $isCodeNode(node) || $isCodeHighlightNode(node) || $isTabNode(node) || $isLineBreakNode(node);
  if (selection.getNodes().every(isOfCode)) return false;
  event.preventDefault();
  return true;
}

/**
 * At the first or last line of a code block without a neighbour there, goes to its edge. From there Lexical's handler,
 * which comes next, makes a paragraph beside the block.
 */
function $goToEdge(event: KeyboardEvent, edge: 'first' | 'last'): boolean {
  if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false;
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return false;
  const code = $codeAt(selection.anchor);
  const neighbour = edge === 'first' ? code?.getPreviousSibling() : code?.getNextSibling();
  if (code === null || neighbour !== null) return false;
  const { offset } = $offsetOf(selection.anchor)!;
  const text = code.getTextContent();
  const beyond = edge === 'first' ? text.slice(0, offset) : text.slice(offset);
  if (beyond.includes('\n')) return false;
  if (edge === 'first') code.selectStart();
  else code.selectEnd();
  return false;
}

/** What is pasted into code is text. All of it comes in at once: Lexical's own way takes seconds for long code. */
function $pasteIntoCode(event: unknown): boolean {
  const selection = $getSelection();
  if (!(event instanceof ClipboardEvent) || !$isRangeSelection(selection) || $codeOf(selection) === null) return false;
  const text = event.clipboardData?.getData('text/plain');
  if (!text) return false;
  event.preventDefault();
  selection.insertNodes($plainifyCodeContent(text.replace(/\r\n?/g, '\n')));
  return true;
}
