// Where a place of the text stands in the window.

import { createDOMRange } from '@lexical/selection';
import { $isElementNode, type LexicalEditor, type LexicalNode, type RangeSelection } from 'lexical';

/** What is selected, on the page; null when the page does not show it. */
export function $rangeOf(editor: LexicalEditor, { anchor, focus }: RangeSelection): Range | null {
  return createDOMRange(editor, anchor.getNode(), anchor.offset, focus.getNode(), focus.offset);
}

/** Where a caret at `offset` in `node` stands in the window; null when the node is not rendered. */
export function $caretRect(editor: LexicalEditor, node: LexicalNode, offset: number): DOMRect | null {
  const range = createDOMRange(editor, node, offset, node, offset);
  const rect = range && [...range.getClientRects()].at(-1);
  if (range && rect && rect.height > 0) return startOfNextLine(range, rect) ?? rect;
  // Between elements there is no text to measure. The next element stands in for it, or else the last.
  const child = $isElementNode(node) ? (node.getChildAtIndex(offset) ?? node.getLastChild()) : null;
  const element = editor.getElementByKey((child ?? node).getKey());
  return element === null ? null : lineStart(element);
}

/**
 * The start of the next line, for a caret where a line wraps; null for a caret whose next character is on its own line.
 * At a wrap, one offset is both the end of a line and the start of the next, and browsers draw the caret at the start.
 * Chromium measures both places, Firefox only the end.
 */
function startOfNextLine(caret: Range, measured: DOMRect): DOMRect | null {
  const { startContainer: text, startOffset: offset } = caret;
  if (!(text instanceof Text) || offset >= text.length) return null;
  const next = caret.cloneRange();
  next.setEnd(text, offset + 1);
  const rect = [...next.getClientRects()].at(-1);
  if (rect === undefined || rect.top < measured.bottom) return null;
  return new DOMRect(rect.left, rect.top, 0, rect.height);
}

/** The place in an element without text where the browser would draw a caret: the start of the first line. */
function lineStart(element: HTMLElement): DOMRect {
  const { left, top, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const lineHeight = Math.min(Number.parseFloat(style.lineHeight) || height, height || Infinity);
  const fontHeight = Math.min(Number.parseFloat(style.fontSize) * 1.25, lineHeight);
  const padding = { left: Number.parseFloat(style.paddingLeft), top: Number.parseFloat(style.paddingTop) };
  return new DOMRect(left + padding.left, top + padding.top + (lineHeight - fontHeight) / 2, 0, fontHeight);
}
