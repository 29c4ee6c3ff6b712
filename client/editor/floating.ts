// Where a menu or a bar floats beside a line of the text: within the part of the window that neither bars nor a phone's
// keyboard cover, and never over the line itself. What stands in the sheet scrolls with the text.

import { type LexicalEditor, mergeRegister } from 'lexical';

/** The space between the line and what floats beside it, in pixels. */
const gap = 6;

/** The upper and the lower edge of what a person sees of the text, in pixels of the window. */
export function visibleEdges(): { top: number; bottom: number } {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  const viewport = window.visualViewport;
  const [offset, height] = viewport === null ? [0, window.innerHeight] : [viewport.offsetTop, viewport.height];
  return {
    top: offset + (Number.parseFloat(scrollPaddingTop) || 0),
    bottom: offset + height - (Number.parseFloat(scrollPaddingBottom) || 0),
  };
}

/**
 * Moves an element with `position: fixed` to the preferred side of `line`, or to the other side if there is more room.
 * The element gets no higher than the room there. False when it does not fit as a whole.
 */
export function placeBeside(element: HTMLElement, line: DOMRect, preferred: 'above' | 'below'): boolean {
  const { top, bottom } = visibleEdges();
  element.style.maxHeight = '';
  const { offsetHeight: height, offsetWidth: width } = element;
  const room = { above: line.top - gap - top, below: bottom - line.bottom - gap };
  const other = preferred === 'above' ? 'below' : 'above';
  const side = height > room[preferred] && room[other] > room[preferred] ? other : preferred;
  const shown = Math.max(0, Math.min(height, room[side]));
  element.style.maxHeight = `${Math.floor(shown)}px`;
  const y = side === 'above' ? line.top - gap - shown : line.bottom + gap;
  const x = Math.max(8, Math.min(line.left, document.documentElement.clientWidth - width - 8));
  element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  return shown === height;
}

/**
 * Moves an element of the sheet to a place in the window, within the edges of the column. It has `position: absolute`,
 * so it scrolls with the text.
 */
export function placeInColumn(
  element: HTMLElement,
  { left, top }: { readonly left: number; readonly top: number },
): void {
  const column = (element.offsetParent ?? document.body).getBoundingClientRect();
  const x = Math.max(0, Math.min(left - column.left, column.width - element.offsetWidth));
  element.style.transform = `translate(${Math.round(x)}px, ${Math.round(top - column.top)}px)`;
}

/** Moves a card of the sheet below `line`. */
export function placeBelow(
  card: HTMLElement,
  { left, bottom }: { readonly left: number; readonly bottom: number },
): void {
  placeInColumn(card, { left, top: bottom + gap });
}

/**
 * Calls `place` after everything that moves a block in the sheet: edits, and other sizes of the text or of `elements`.
 * The returned function ends that.
 */
export function onReflow(editor: LexicalEditor, place: () => void, ...elements: readonly Element[]): () => void {
  const sizes = new ResizeObserver(place);
  for (const observed of [editor.getRootElement()!, ...elements]) sizes.observe(observed);
  return mergeRegister(editor.registerUpdateListener(place), () => sizes.disconnect());
}

/** Calls `place` after everything that moves the text in the window, until the returned function is called. */
export function onMove(place: () => void): () => void {
  const stopped = new AbortController();
  const options = { signal: stopped.signal, passive: true, capture: true };
  let frame = 0;
  const later = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(place);
  };
  document.addEventListener('scroll', later, options);
  window.addEventListener('resize', later, options);
  window.visualViewport?.addEventListener('resize', later, options);
  window.visualViewport?.addEventListener('scroll', later, options);
  return () => {
    stopped.abort();
    cancelAnimationFrame(frame);
  };
}
