// Places of the text that find has found, as the editor and the page have them: selected, replaced, scrolled to.

import { createDOMRange } from '@lexical/selection';
import {
  $createRangeSelection,
  $getNodeByKey,
  $isElementNode,
  $isTextNode,
  $setSelection,
  type LexicalEditor,
  type NodeKey,
} from 'lexical';

import { $pointIn, $select, type EditorPoint } from '../binding/points.ts';
import { visibleEdges } from '../floating.ts';
import type { Match } from './matches.ts';

/** A match in the block of this key. */
export interface Found extends Match {
  readonly key: NodeKey;
}

function $pointsOf({ key, start, end }: Found): [EditorPoint, EditorPoint] | null {
  const block = $getNodeByKey(key);
  return $isElementNode(block) ? [$pointIn(block, start), $pointIn(block, end)] : null;
}

/** The characters of a match on the page; null for a match that the page does not show. */
export function rangeOf(editor: LexicalEditor, found: Found): Range | null {
  return editor.read('latest', () => {
    const [from, to] = $pointsOf(found) ?? [];
    const [anchor, focus] = [from && $getNodeByKey(from.key), to && $getNodeByKey(to.key)];
    if (!from || !to || !anchor || !focus) return null;
    return createDOMRange(editor, anchor, from.offset, focus, to.offset);
  });
}

/** Selects a match in the text. */
export function $selectFound(found: Found): void {
  const [from, to] = $pointsOf(found) ?? [];
  if (from && to) $select(from, to);
}

/** Puts `replacement` in the place of each match; the words keep the look of the first of those that they replace. */
export function $replaceFound(all: readonly Found[], replacement: string): void {
  // From behind, so that the places before stay true.
  for (const found of [...all].reverse()) {
    const [from, to] = $pointsOf(found) ?? [];
    if (!from || !to) continue;
    const node = $getNodeByKey(from.key);
    if ($isTextNode(node) && from.key === to.key) {
      node.spliceText(from.offset, to.offset - from.offset, replacement);
      continue;
    }
    const selection = $createRangeSelection();
    selection.anchor.set(from.key, from.offset, from.type);
    selection.focus.set(to.key, to.offset, to.type);
    $setSelection(selection);
    selection.insertText(replacement);
  }
}

/** Scrolls so far that a match is seen, in the middle of what bars and a phone's keyboard leave of the window. */
export function scrollTo(range: Range): void {
  const { top, bottom } = range.getBoundingClientRect();
  const edges = visibleEdges();
  if (top < edges.top || bottom > edges.bottom) {
    window.scrollBy({ top: (top + bottom) / 2 - (edges.top + edges.bottom) / 2, behavior: 'instant' });
  }
  const block = range.startContainer.parentElement?.closest('.code-block');
  if (block) scrollSideways(block, range);
}

/** A long line of code scrolls within its block. */
function scrollSideways(block: Element, range: Range): void {
  const [outer, inner] = [block.getBoundingClientRect(), range.getBoundingClientRect()];
  if (inner.left < outer.left || inner.right > outer.right) block.scrollLeft += inner.left - outer.left - 32;
}
