// Blocks made code, and code made blocks: a block becomes a line of code, and a line of code a block. The selection
// stays at its words.

import { $createCodeNode, $isCodeNode, type CodeNode } from '@lexical/code-core';
import { $copyBlockFormatIndent, $setBlocksType } from '@lexical/selection';
import {
  $createLineBreakNode,
  $findMatchingParent,
  $getSelection,
  $isLineBreakNode,
  $isRangeSelection,
  type ElementNode,
  type LexicalNode,
  type PointType,
  type RangeSelection,
} from 'lexical';

import { $lengthOf } from './binding/lexical-blocks.ts';
import { $offsetOf, $pointIn } from './binding/points.ts';

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
