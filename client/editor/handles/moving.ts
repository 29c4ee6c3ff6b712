// Moving, duplicating and deleting whole blocks. A list item takes the items within it along. What moves keeps its
// nodes, so the caret stays at its characters; the binding finds out which words have to be copied. Everything here
// must be called inside an update.

import { $isListItemNode, $isListNode } from '@lexical/list';
import {
  $copyNode,
  $createParagraphNode,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  type ElementNode,
  type LexicalNode,
} from 'lexical';

import { deepestIndent } from '../../../protocol/format/schema.ts';
import { $blockNodeOf, $blockOf, $isWrapper } from '../binding/lexical-blocks.ts';
import { $replaceChildren } from '../binding/children.ts';
import { $gatherLists, type Rendered } from '../binding/list-trees.ts';
import { $offsetOf, $pointIn, $select, $selectAgain } from '../binding/points.ts';

/** Neighbouring blocks in one container: the root, or a block that holds others. */
export interface Stretch {
  readonly container: ElementNode;
  /** All blocks of the container, list items flat. */
  readonly blocks: readonly Rendered[];
  readonly start: number;
  readonly end: number;
}

/** The node that holds the block: for a list item, what its outermost list stands in. */
function $containerOf(node: LexicalNode): ElementNode | null {
  let parent = node.getParent();
  while (parent !== null && ($isListNode(parent) || $isListItemNode(parent))) parent = parent.getParent();
  return parent;
}

function $blocksOf(container: ElementNode): Rendered[] {
  const blocks: Rendered[] = [];
  const add = (nodes: readonly LexicalNode[], depth: number): void => {
    for (const node of nodes) {
      const list = node.getParent();
      if ($isListNode(node)) add(node.getChildren(), depth + 1);
      else if ($isWrapper(node)) add(node.getChildren(), depth);
      else if ($isListNode(list)) blocks.push({ node, block: $blockOf({ node, list, depth, path: [] }) });
      else blocks.push({ node, block: { keys: {}, content: [] } });
    }
  };
  add(container.getChildren(), -1);
  return blocks;
}

const isItem = (one: Rendered | undefined): one is Rendered => one?.block.keys?.['type'] === 'listItem';
const levelOf = (one: Rendered | undefined): number => (isItem(one) ? Number(one.block.keys?.['indent'] ?? 0) : 0);

/** Behind the items that are within the block at `index`. */
function endOfBlock(blocks: readonly Rendered[], index: number, level = levelOf(blocks[index])): number {
  let end = index + 1;
  while (isItem(blocks[end]) && levelOf(blocks[end]) > level) end += 1;
  return end;
}

/** The block that a node is or is in, with the items within it. */
export function $stretchOf(node: LexicalNode | null): Stretch | null {
  const block = node === null ? null : ($blockNodeOf(node)?.node ?? null);
  const container = block === null ? null : $containerOf(block);
  if (block === null || container === null) return null;
  const blocks = $blocksOf(container);
  const start = blocks.findIndex((one) => one.node.is(block));
  if (start < 0) return null;
  return { container, blocks, start, end: isItem(blocks[start]) ? endOfBlock(blocks, start) : start + 1 };
}

/** The blocks that the selection touches. Across containers, only the one in which it ends. */
export function $selectedStretch(): Stretch | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return $stretchOf(selection?.getNodes()[0] ?? null);
  const [first, last] = selection.isBackward()
    ? [selection.focus, selection.anchor]
    : [selection.anchor, selection.focus];
  const [from, to] = [$stretchOf(first.getNode()), $stretchOf(last.getNode())];
  if (from === null || to === null || !from.container.is(to.container)) return to;
  return { ...from, end: Math.max(from.end, to.end) };
}

/** Moves past the block before, or the one behind. False where there is none. */
export function $moveBy(stretch: Stretch, direction: 'up' | 'down'): boolean {
  const { blocks, start, end } = stretch;
  const level = levelOf(blocks[start]);
  if (direction === 'down') {
    if (end === blocks.length) return false;
    return $moveTo(stretch, endOfBlock(blocks, end, Math.max(level, levelOf(blocks[end]))));
  }
  if (start === 0) return false;
  let target = start - 1;
  while (target > 0 && isItem(blocks[target]) && levelOf(blocks[target]) > level) target -= 1;
  return $moveTo(stretch, target);
}

/** Moves before or behind another block, perhaps in another container. False where nothing moves. */
export function $moveBeside(stretch: Stretch, node: LexicalNode, side: 'before' | 'after'): boolean {
  const target = $stretchOf(node);
  const { container, blocks, start, end } = stretch;
  const moved = blocks.slice(start, end);
  const isWithin = (one: Rendered) => one.node.is(target?.container) || one.node.isParentOf(node);
  if (target === null || moved.some(isWithin)) return false;
  const place = target.start + (side === 'after' ? 1 : 0);
  if (container.is(target.container)) return $moveTo(stretch, place);
  $arrange(container, [...blocks.slice(0, start), ...blocks.slice(end)]);
  const { blocks: others } = target;
  const [before, after] = [others.slice(0, place), others.slice(place)];
  $arrange(target.container, [...before, ...atLevel(moved, before.at(-1), after[0]), ...after]);
  return true;
}

/** Moves before the block that is at the index `place` now. */
function $moveTo({ container, blocks, start, end }: Stretch, place: number): boolean {
  if (start <= place && place <= end) return false;
  const moved = blocks.slice(start, end);
  const isOther = (_one: Rendered, index: number) => index < start || index >= end;
  const before = blocks.slice(0, place).filter(isOther);
  const after = blocks.filter((one) => !moved.includes(one) && !before.includes(one));
  $arrange(container, [...before, ...atLevel(moved, before.at(-1), after[0]), ...after]);
  return true;
}

/** List items at a level that goes with their new neighbours. */
function atLevel(moved: readonly Rendered[], before: Rendered | undefined, after: Rendered | undefined): Rendered[] {
  const level = levelOf(moved[0]);
  const least = levelOf(after);
  const most = Math.max(least, isItem(before) ? levelOf(before) + 1 : 0);
  const change = Math.min(Math.max(level, least), most) - level;
  return moved.map((one) => {
    if (!isItem(one) || change === 0) return one;
    const indent = Math.min(Math.max(levelOf(one) + change, 0), deepestIndent);
    return { ...one, block: { ...one.block, keys: { ...one.block.keys, indent } } };
  });
}

/** Makes these the blocks of the container. The selection stays at its characters. */
function $arrange(container: ElementNode, blocks: readonly Rendered[]): void {
  const selection = $getSelection()?.clone() ?? null;
  const nodes = blocks.length > 0 ? $gatherLists(blocks) : [$createParagraphNode()];
  $replaceChildren(container, 0, container.getChildren(), nodes);
  $selectAgain(selection);
}

/** Puts a copy behind, and the caret into it, where it was. */
export function $duplicate({ container, blocks, start, end }: Stretch): void {
  const copies = blocks.slice(start, end).map(({ node, block }) => ({ node: $deepCopy(node), block }));
  const selection = $getSelection();
  const place = $isRangeSelection(selection) ? $offsetOf(selection.focus) : null;
  const at = place === null ? -1 : blocks.slice(start, end).findIndex(({ node }) => node.is(place.block.node));
  $arrange(container, [...blocks.slice(0, end), ...copies, ...blocks.slice(end)]);
  const { node } = copies[Math.max(at, 0)]!;
  const point = $pointIn(node, at < 0 ? 0 : place!.offset);
  $select(point, point);
}

/** A copy of a block without the items within it. */
function $deepCopy(node: LexicalNode): LexicalNode {
  const copy = $copyNode(node);
  if ($isElementNode(node) && $isElementNode(copy)) {
    copy.append(
      ...node
        .getChildren()
        .filter((child) => !$isListNode(child))
        .map($deepCopy),
    );
  }
  return copy;
}

/** Deletes the blocks. The caret goes to the block behind, or else before. */
export function $deleteBlocks({ container, blocks, start, end }: Stretch): void {
  const next = blocks[end] ?? null;
  const neighbour = next ?? blocks[start - 1] ?? null;
  $arrange(container, [...blocks.slice(0, start), ...blocks.slice(end)]);
  const point = neighbour
    ? $pointIn(neighbour.node, next === null ? Infinity : 0)
    : $pointIn(container.getFirstChildOrThrow(), 0);
  $select(point, point);
}
