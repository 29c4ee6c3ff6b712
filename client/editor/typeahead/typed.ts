// What is being typed at the caret, as Lexical has it: the match of a trigger, where it begins, and how it is deleted.

import { $isCodeNode } from '@lexical/code-core';
import { $isLinkNode } from '@lexical/link';
import {
  $findMatchingParent,
  $getNodeByKey,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  $isTextNode,
  type LexicalEditor,
  type NodeKey,
} from 'lexical';

import { $offsetOf, $pointIn, $select, type EditorPoint } from '../binding/points.ts';
import { $caretRect } from '../caret-rect.ts';
import { $textOf } from '../text-blocks.ts';
import { type Match, matchOf } from './trigger.ts';

/** A match, and the place of its trigger. */
export interface Typed extends Match {
  /** The block, and the units of its content before the trigger. */
  readonly block: NodeKey;
  readonly start: number;
}

/** What is typed at the caret; null where no menu is asked for: in code, in links, with a selection. */
export function $typedAtCaret(): Typed | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const { anchor } = selection;
  const node = anchor.getNode();
  if (!$isTextNode(node) || !node.isSimpleText() || node.hasFormat('code')) return null;
  if ($findMatchingParent(node, (parent) => $isCodeNode(parent) || $isLinkNode(parent)) !== null) return null;
  const found = $offsetOf(anchor);
  if (found === null || !$isElementNode(found.block.node)) return null;
  const match = matchOf($textOf(found.block.node).slice(0, found.offset));
  if (match === null) return null;
  return { ...match, block: found.block.node.getKey(), start: found.offset - match.query.length - 1 };
}

/** Deletes what was typed. Call it inside an update. */
export function $deleteTyped({ block, start, query }: Typed): void {
  const node = $getNodeByKey(block);
  if (node === null) return;
  $select($pointIn(node, start), $pointIn(node, start + 1 + query.length));
  const selection = $getSelection();
  if ($isRangeSelection(selection)) selection.removeText();
}

/** Where the trigger stands in the window; null when it is not there any more. */
export function rectOfTyped(editor: LexicalEditor, { block, start }: Typed): DOMRect | null {
  return editor.read('latest', () => {
    const node = $getNodeByKey(block);
    const point: EditorPoint | null = node === null ? null : $pointIn(node, start);
    const at = point && $getNodeByKey(point.key);
    return at === null || point === null ? null : $caretRect(editor, at, point.offset);
  });
}
