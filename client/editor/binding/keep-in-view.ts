// What a person reads stays in its place in the window while others write above it.

import { $getNearestNodeFromDOMNode, $getNodeByKey, $isTextNode, type LexicalEditor } from 'lexical';

import type { RelativePlace } from '../../../protocol/format/shared-text.ts';
import { $caretRect } from '../caret-rect.ts';
import type { BoundText } from './bound-text.ts';

/** Runs `render`, and scrolls the window so that the first line in it stays where it is. */
export function keepInView(editor: LexicalEditor, text: BoundText, render: () => void): void {
  const first = window.scrollY > 0 ? firstInView(editor, text) : null;
  render();
  const top = first && topOf(editor, text, first.place);
  if (first === null || top === null) return;
  if (Math.abs(top - first.top) >= 1) window.scrollBy({ top: top - first.top, behavior: 'instant' });
}

/**
 * The place of the text that is nearest to the upper edge of the window, below the bars, and where its line begins in
 * the window, in pixels from that edge.
 */
function firstInView(editor: LexicalEditor, text: BoundText): { place: RelativePlace; top: number } | null {
  const root = editor.getRootElement();
  if (root === null) return null;
  const barHeight = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const { left, top } = root.getBoundingClientRect();
  const found = document.caretPositionFromPoint(left + 1, Math.max(top, barHeight) + 1);
  if (found === null || !root.contains(found.offsetNode)) return null;
  const { offsetNode, offset } = found;
  return editor.read('latest', () => {
    const node = $getNearestNodeFromDOMNode(offsetNode);
    const rect = node && $caretRect(editor, node, offset);
    if (node === null || !rect) return null;
    const place = text.$placeOf({ key: node.getKey(), offset, type: $isTextNode(node) ? 'text' : 'element' }, 'after');
    return place && { place, top: rect.top };
  });
}

function topOf(editor: LexicalEditor, text: BoundText, place: RelativePlace): number | null {
  return editor.read('latest', () => {
    const point = text.$pointOf(place);
    const node = point && $getNodeByKey(point.key);
    return node ? ($caretRect(editor, node, point.offset)?.top ?? null) : null;
  });
}
