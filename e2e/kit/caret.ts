// Runs in the page: finds text on the screen, selects it, and measures carets, in any contenteditable or textarea.
// Each function is sent to the browser by itself, so it uses nothing from outside its own body.

/** A place in the text: before or after the first occurrence of some words. */
export type Place = { before: string } | { after: string };

/**
 * Selects what is between two places of what the element shows; twice the same place puts the caret there. False when
 * the words of a place are not there. Done when the page has heard of it: that takes a moment, in which no person
 * presses a key, but a test would.
 */
export async function selectBetween(element: HTMLElement | SVGElement, places: [Place, Place]): Promise<boolean> {
  const isArea = element instanceof HTMLTextAreaElement;
  const text = isArea ? element.value : (element.textContent ?? '');
  const offsetOf = (place: Place) => {
    const words = 'before' in place ? place.before : place.after;
    const found = text.indexOf(words);
    return found < 0 || 'before' in place ? found : found + words.length;
  };
  if (places.some((place) => offsetOf(place) < 0)) return false;
  element.focus();
  if (isArea) {
    element.setSelectionRange(offsetOf(places[0]), offsetOf(places[1]));
    return true;
  }
  // Where one block ends and the next begins, an offset is two places.
  const at = (place: Place): [Node, number] => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let left = offsetOf(place);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const { length } = node as Text;
      if (left < length || (left === length && 'after' in place)) return [node, left];
      left -= length;
    }
    throw new Error(`There is no text at ${JSON.stringify(place)}.`);
  };
  const selection = getSelection()!;
  const [anchor, focus] = [at(places[0]), at(places[1])];
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  if (anchorNode === anchor[0] && anchorOffset === anchor[1] && focusNode === focus[0] && focusOffset === focus[1]) {
    return true;
  }
  const heard = new Promise((resolve) => document.addEventListener('selectionchange', resolve, { once: true }));
  selection.setBaseAndExtent(...anchor, ...focus);
  await heard;
  return true;
}

/** All text that the element shows, in the order of the points. */
export function textOf(element: HTMLElement | SVGElement): string {
  return element instanceof HTMLTextAreaElement ? element.value : (element.textContent ?? '');
}

/**
 * Where a caret at this place stands on the page: of no width, as high as the letter beside it; null when the words of
 * the place are not there.
 */
export function caretRect(element: HTMLElement | SVGElement, place: Place) {
  const words = 'before' in place ? place.before : place.after;
  const found = (element.textContent ?? '').indexOf(words);
  if (found < 0) return null;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = 'before' in place ? found : found + words.length - 1;
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
    return { x: 'before' in place ? letter.left : letter.right, y: letter.top, width: 0, height: letter.height };
  }
  throw new Error(`There is no text at ${JSON.stringify(place)}.`);
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
