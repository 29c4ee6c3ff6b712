// Code in pasted HTML: a `pre` of plain text for several lines, and `code` for one.

import { isBlock } from './elements.ts';

/** The text of an element with its lines, as a browser shows it where white space counts. */
export function linesOf(element: Node): string {
  let text = '';
  let begins = false; // a new line, at the next character
  const add = (more: string) => {
    text += begins && text !== '' && !text.endsWith('\n') ? `\n${more}` : more;
    begins = false;
  };
  const read = (node: Node) => {
    if (node.nodeType === 3) {
      if (node.nodeValue !== '') add(node.nodeValue!);
    } else if (node.nodeName === 'BR') {
      add('\n');
    } else {
      begins ||= isBlock(node);
      for (const child of node.childNodes) read(child);
      begins ||= isBlock(node);
    }
  };
  read(element);
  return text.replaceAll(/\r\n?/g, '\n').replaceAll('\u00a0', ' ').replace(/\n$/, '');
}

/** The language that one of these elements names, as highlighters do: `language-js` or `highlight-source-js`. */
function languageOf(elements: readonly (Element | null)[]): string | null {
  for (const element of elements) {
    const said = element?.getAttribute('data-language') ?? element?.getAttribute('data-lang');
    const named = said ?? /(?:^|\s)(?:language-|lang-|highlight-source-)([\w+#-]+)/.exec(element?.className ?? '')?.[1];
    if (named) return named.slice(0, 40);
  }
  return null;
}

/** A block of code, or a word of it where there is but one line and `isBlockAnyway` is false. */
function codeOf(dom: Document, text: string, language: string | null, isBlockAnyway: boolean): HTMLElement {
  const made = dom.createElement(isBlockAnyway || text.includes('\n') ? 'pre' : 'code');
  made.textContent = text;
  if (language !== null) made.setAttribute('data-language', language);
  return made;
}

/** Whether an element looks like code of an editor, such as VS Code: a font of one width, where white space counts. */
function looksLikeCode(node: Node | null): node is HTMLElement {
  const style = (node as Partial<HTMLElement> | null)?.style;
  return style?.fontFamily === 'monospace' && style.whiteSpace === 'pre-wrap';
}

/** Makes plain text of all code. `language` is the one that the editor names from which the code comes. */
export function cleanCode(dom: Document, language: string | null): void {
  for (const pre of dom.querySelectorAll<HTMLElement>('pre')) {
    const named = languageOf([pre, pre.querySelector('code'), pre.parentElement]);
    pre.replaceWith(codeOf(dom, linesOf(pre), named, true));
  }
  for (const wrapper of dom.querySelectorAll<HTMLElement>('div')) {
    if (!looksLikeCode(wrapper) || !dom.contains(wrapper)) continue;
    const lines = dom.createElement('div');
    wrapper.before(lines);
    // Safari has no wrapper around the lines.
    while (looksLikeCode(lines.nextSibling)) lines.append(lines.nextSibling);
    lines.replaceWith(codeOf(dom, linesOf(lines), language, false));
  }
  for (const code of dom.querySelectorAll<HTMLElement>('code')) {
    const keepsLines = code.querySelector('br') !== null || code.style.whiteSpace === 'pre-wrap';
    const text = keepsLines ? linesOf(code) : code.textContent.replaceAll(/\s+/g, ' ');
    if (text.includes('\n')) code.replaceWith(codeOf(dom, text, languageOf([code]), true));
    else if (keepsLines || code.textContent !== text) code.replaceChildren(text);
  }
  for (const element of dom.querySelectorAll<HTMLElement>('[style]')) element.style.fontFamily = '';
}
