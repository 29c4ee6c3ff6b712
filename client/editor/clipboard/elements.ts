// The elements of pasted HTML: which of them begin a line of their own, and what the steps of cleaning do with them.

const blocks = new Set(
  (
    'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main nav ol optgroup option p pre search section ' +
    'summary table tbody td tfoot th thead tr ul'
  )
    .toUpperCase()
    .split(' '),
);

/** Whether a node begins a line of its own. */
export function isBlock(node: Node | null): node is HTMLElement {
  return node !== null && blocks.has(node.nodeName);
}

export function hasBlocks(element: Element): boolean {
  return [...element.children].some((child) => isBlock(child) || hasBlocks(child));
}

/** Whether a node is text of which a browser shows nothing, as between two elements. */
export function isSpace(node: Node | null): boolean {
  return node?.nodeType === 3 && /^[ \t\r\n]*$/.test(node.nodeValue!);
}

/** The next sibling in a direction that is more than space. */
export function beside(node: Node, direction: 'previousSibling' | 'nextSibling'): Node | null {
  let found = node[direction];
  while (isSpace(found)) found = found![direction];
  return found;
}

/** Another element with the same content and the same style in the place of this one. */
export function rename(element: HTMLElement, name: string): HTMLElement {
  const made = element.ownerDocument.createElement(name);
  for (const attribute of ['class', 'href', 'aria-checked', 'role']) {
    const value = element.getAttribute(attribute);
    if (value !== null) made.setAttribute(attribute, value);
  }
  made.style.cssText = element.style?.cssText ?? '';
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}

/** Puts all that an element holds into one within it. */
export function wrapContent(element: HTMLElement, name: string): HTMLElement {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.append(made);
  return made;
}

/** The first text in an element of which something is shown. */
export function firstText(element: Element): Text | null {
  const walker = element.ownerDocument.createTreeWalker(element, 4);
  let text = walker.nextNode();
  while (text !== null && text.nodeValue!.trim() === '') text = walker.nextNode();
  return text as Text | null;
}
