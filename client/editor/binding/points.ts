// Points of the editor, as Lexical has them, and places in the content of a block, counted in units.

import { $isTableNode } from '@lexical/table';
import {
  $createRangeSelection,
  $getNodeByKey,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  $setSelection,
  type BaseSelection,
  type ElementNode,
  type LexicalNode,
  type NodeKey,
  type PointType,
} from 'lexical';

import type { Block } from '../../../protocol/format/body.ts';
import { flatten, textLength } from '../../../protocol/format/flatten.ts';
import { $blockNodeOf, $leavesOf, type BlockNode } from './lexical-blocks.ts';

/** A place in the editor. */
export interface EditorPoint {
  readonly key: NodeKey;
  readonly offset: number;
  readonly type: 'text' | 'element';
}

/** The point `offset` units behind the start of a block; for a table, the start of its first cell. */
export function $pointIn(block: LexicalNode, offset: number): EditorPoint {
  if ($isTableNode(block)) return $pointIn($firstBlockIn(block), 0);
  if (!$isElementNode(block)) return beside(block, 0);
  const leaves = $leavesOf(block);
  let at = 0;
  for (const { node, run, length } of leaves) {
    const isText = typeof run.insert === 'string' && run.insert !== '\n';
    if (isText && offset <= at + length) return { key: node.getKey(), offset: Math.max(0, offset - at), type: 'text' };
    if (!isText && offset <= at) return beside(node, 0);
    at += length;
  }
  const last = leaves.at(-1);
  return last === undefined ? { key: block.getKey(), offset: 0, type: 'element' } : beside(last.node, 1);
}

/** The first block of words within a table. */
function $firstBlockIn(block: ElementNode): ElementNode {
  const first = block.getFirstChild();
  return $isElementNode(first) && !first.isInline() ? $firstBlockIn(first) : block;
}

export function $select(anchor: EditorPoint, focus: EditorPoint): void {
  const selection = $getSelection();
  const isThere = (point: PointType, { key, offset, type }: EditorPoint) =>
    point.key === key && point.offset === offset && point.type === type;
  if ($isRangeSelection(selection) && isThere(selection.anchor, anchor) && isThere(selection.focus, focus)) return;
  const made = $isRangeSelection(selection) ? selection.clone() : $createRangeSelection();
  made.anchor.set(anchor.key, anchor.offset, anchor.type);
  made.focus.set(focus.key, focus.offset, focus.type);
  $setSelection(made);
}

/** Selects again what was selected before blocks moved, if it is still in the text. */
export function $selectAgain(selection: BaseSelection | null): void {
  if (!$isRangeSelection(selection)) return;
  const isThere = [selection.anchor, selection.focus].every(({ key }) => $getNodeByKey(key)?.isAttached());
  if (isThere) $setSelection(selection);
}

function beside(node: LexicalNode, after: 0 | 1): EditorPoint {
  return { key: node.getParentOrThrow().getKey(), offset: node.getIndexWithinParent() + after, type: 'element' };
}

/** The block of a point in the element that shows a body, and the number of units of its content before the point. */
export function $offsetOf(
  point: EditorPoint,
  body: ElementNode = $getRoot(),
): { block: BlockNode; offset: number } | null {
  const node = $getNodeByKey(point.key);
  if (node === null) return null;
  const child = point.type === 'element' && $isElementNode(node) ? node.getChildAtIndex(point.offset) : null;
  const block = $blockNodeOf(child ?? node, body) ?? $blockNodeOf($edgeOf(child, node), body);
  if (block === null) return null;
  if (!$isElementNode(block.node) || $isTableNode(block.node)) return { block, offset: 0 };
  if (child !== null && !block.node.isParentOf(child)) return { block, offset: 0 };
  let [at, offset] = [0, 0];
  for (const leaf of $leavesOf(block.node)) {
    if (leaf.key === point.key) return { block, offset: at + Math.min(point.offset, leaf.length) };
    if (child !== null && (child.is(leaf.node) || child.isParentOf(leaf.node))) break;
    at += leaf.length;
    if (child !== null || node.is(block.node) || !block.node.isParentOf(node) || node.isParentOf(leaf.node)) {
      offset = at;
    }
  }
  return { block, offset };
}

/** The first node within `child`, or else the last within `node`: it is in a block where they are above the blocks. */
function $edgeOf(child: LexicalNode | null, node: LexicalNode): LexicalNode {
  if (child !== null) return ($isElementNode(child) ? child.getFirstDescendant() : null) ?? child;
  return ($isElementNode(node) ? node.getLastDescendant() : null) ?? node;
}

/**
 * The caret as a place in the text of `blocks`, which `nodes` show. Null when the caret is elsewhere, or something is
 * selected.
 */
export function $caretIn(nodes: readonly BlockNode[], blocks: readonly Block[], body?: ElementNode): number | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const found = $offsetOf(selection.anchor, body);
  if (found === null) return null;
  let at = 0;
  for (const [i, block] of blocks.entries()) {
    if (nodes[i]!.node.is(found.block.node)) return at + (block.keys === null ? 0 : 1) + found.offset;
    at += textLength(flatten([block]));
  }
  return null;
}
