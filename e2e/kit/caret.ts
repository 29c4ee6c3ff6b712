// Runs in the page: finds text on the screen, selects it, and measures carets, in any contenteditable or textarea.
// Each function is sent to the browser by itself, so it uses nothing from outside its own body.

/** A place in the text: before or after the first occurrence of some words. */
export type Place = { before: string } | { after: string };

/** Selects the text from the start to the end offset in what the element shows; equal offsets put the caret there. */
export function selectOffsets(element: HTMLElement | SVGElement, [start, end]: [number, number]): void {
  if (element instanceof HTMLTextAreaElement) {
    element.focus();
    element.setSelectionRange(start, end);
    return;
  }
  const at = (offset: number): [Node, number] => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let left = offset;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const { length } = node as Text;
      if (left <= length) return [node, left];
      left -= length;
    }
    return [element, element.childNodes.length];
  };
  element.focus();
  getSelection()!.setBaseAndExtent(...at(start), ...at(end));
}

/** All text that the element shows, in the order of `selectOffsets`. */
export function textOf(element: HTMLElement | SVGElement): string {
  return element instanceof HTMLTextAreaElement ? element.value : (element.textContent ?? '');
}

/** Where a caret at this offset stands on the page: of no width, as high as the line of its text. */
export function caretRect(element: HTMLElement | SVGElement, offset: number) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node as Text;
    if (left > length) {
      left -= length;
      continue;
    }
    // A collapsed range has no rectangle in some browsers: take the edge of the letter beside it.
    const range = document.createRange();
    range.setStart(node, Math.max(left - 1, 0));
    range.setEnd(node, Math.max(left, 1));
    const { left: x1, right: x2, top: y, height } = range.getBoundingClientRect();
    return { x: left > 0 ? x2 : x1, y, width: 0, height };
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
