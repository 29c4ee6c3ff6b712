// Runs in the page: finds text on the screen, selects it, and measures carets, in any contenteditable or textarea.
// Each function is sent to the browser by itself, so it uses nothing from outside its own body.

/** A place in the text: before or after the first occurrence of some words. */
export type Place = { before: string } | { after: string };

/**
 * How many characters come before a place. Where one block ends and the next begins that is two places: `side` says
 * whether it is the one before what follows or after what precedes.
 */
export interface Point {
  offset: number;
  side: 'before' | 'after';
}

/**
 * Selects what is between two points of what the element shows; twice the same point puts the caret there. Done when
 * the page has heard of it: that takes a moment, in which no person presses a key, but a test would.
 */
export async function selectBetween(element: HTMLElement | SVGElement, [start, end]: [Point, Point]): Promise<void> {
  element.focus();
  if (element instanceof HTMLTextAreaElement) return element.setSelectionRange(start.offset, end.offset);
  const at = ({ offset, side }: Point): [Node, number] => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let left = offset;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const { length } = node as Text;
      if (left < length || (left === length && side === 'after')) return [node, left];
      left -= length;
    }
    throw new Error(`There is no text at ${offset}.`);
  };
  const selection = getSelection()!;
  const [anchor, focus] = [at(start), at(end)];
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  if (anchorNode === anchor[0] && anchorOffset === anchor[1] && focusNode === focus[0] && focusOffset === focus[1]) {
    return;
  }
  const heard = new Promise((resolve) => document.addEventListener('selectionchange', resolve, { once: true }));
  selection.setBaseAndExtent(...anchor, ...focus);
  await heard;
}

/** All text that the element shows, in the order of the points. */
export function textOf(element: HTMLElement | SVGElement): string {
  return element instanceof HTMLTextAreaElement ? element.value : (element.textContent ?? '');
}

/** Where a caret at this point stands on the page: of no width, as high as the letter beside it. */
export function caretRect(element: HTMLElement | SVGElement, { offset, side }: Point) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = side === 'before' ? offset : offset - 1;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node as Text;
    if (left >= length) {
      left -= length;
      continue;
    }
    // A collapsed range has no rectangle in some browsers: take the edge of the letter.
    const range = document.createRange();
    range.setStart(node, left);
    range.setEnd(node, left + 1);
    const letter = range.getBoundingClientRect();
    return { x: side === 'before' ? letter.left : letter.right, y: letter.top, width: 0, height: letter.height };
  }
  throw new Error(`There is no text at ${offset}.`);
}

/** How many characters come before the page's own caret (or the start of its selection); -1 when it is elsewhere. */
export function caretOffset(element: HTMLElement | SVGElement): number {
  if (element instanceof HTMLTextAreaElement) return element.selectionStart;
  const selection = getSelection();
  if (!selection?.rangeCount || !element.contains(selection.anchorNode)) return -1;
  const range = document.createRange();
  range.selectNodeContents(element);
  range.setEnd(selection.getRangeAt(0).startContainer, selection.getRangeAt(0).startOffset);
  return range.toString().length;
}
