// Pasted HTML as Lexical's importers expect it: few kinds of elements, no wrappers of the application it comes from,
// and nothing that this editor cannot show. Each step changes the parsed document, which is on no page.

import { cleanCode, linesOf } from './code.ts';
import { beside, hasBlocks, isBlock, isSpace, rename, wrapContent } from './elements.ts';
import { markHighlights } from './highlights.ts';
import { limitLists, makeWordLists, markCheckItems } from './lists.ts';
import { restoreLooks, withoutStyles } from './looks.ts';
import { cleanTables } from './tables.ts';

/** Parses HTML and cleans it. `language` is that of the code from which it was copied; null for other text. */
export function cleanDocument(text: string, language: string | null): Document {
  const { html, styleSheets } = withoutStyles(text);
  const dom = new DOMParser().parseFromString(html, 'text/html');
  clean(dom, styleSheets, language);
  return dom;
}

function clean(dom: Document, styleSheets: readonly string[], language: string | null): void {
  markHighlights(dom);
  restoreLooks(dom, styleSheets);
  removeForeign(dom);
  limitDepth(dom);
  renameElements(dom);
  markCheckItems(dom);
  makeWordLists(dom);
  limitLists(dom);
  cleanCode(dom, language);
  cleanTables(dom);
  keepEmptyLines(dom);
  cleanLinks(dom);
  spreadLooks(dom);
}

/** What is neither text nor a format of it. */
const foreign =
  'script, style, meta, link, title, base, template, noscript, iframe, object, embed, svg, math, canvas, audio, ' +
  'video, map, select, textarea, button, input:not([type="checkbox" i]), colgroup, col, li hr, ' +
  '.Apple-interchange-newline';

function removeForeign(dom: Document): void {
  for (const element of dom.body.querySelectorAll(foreign)) element.remove();
  for (const image of dom.body.querySelectorAll('img')) {
    const isCheckBox = image.closest('[role="checkbox"]') !== null;
    image.replaceWith(isCheckBox ? '' : linkTo(image));
  }
}

/**
 * An image of another site as a link to it. The page loads nothing from there: the site would learn who reads the
 * document. Images within links are words of these.
 */
function linkTo(image: HTMLImageElement): string | HTMLElement {
  const address = image.getAttribute('src') ?? '';
  if (!/^https?:/i.test(address) || image.closest('a') !== null || image.width === 1) return image.alt;
  const link = image.ownerDocument.createElement('a');
  link.href = address;
  link.textContent = image.alt.trim() || address;
  return link;
}

/** Lexical's importers call themselves for each element within another, and pages are not as deep as this. */
const deepest = 100;

/** Leaves of the elements that are deeper only their lines. */
function limitDepth(dom: Document): void {
  const depths = new Map<Node, number>([[dom.body, 0]]);
  for (const element of dom.body.querySelectorAll('*')) {
    const depth = depths.get(element.parentNode!) ?? Infinity;
    if (depth < deepest) depths.set(element, depth + 1);
    if (depth !== deepest) continue;
    const lines = linesOf(element).split(/(?=\n)/);
    element.replaceWith(...lines.flatMap(lineOf));
  }
}

function lineOf(line: string): (string | HTMLElement)[] {
  return line.startsWith('\n') ? [document.createElement('br'), line.slice(1)] : [line];
}

/** Elements of which Lexical knows others with the same meaning. */
const renamed: Readonly<Record<string, string>> = {
  DEL: 's',
  STRIKE: 's',
  INS: 'u',
  KBD: 'code',
  SAMP: 'code',
  TT: 'code',
  CITE: 'em',
  DFN: 'em',
  VAR: 'em',
};

const inline = new Set('A B BR CODE EM I MARK S SPAN STRONG SUB SUP U INPUT'.split(' '));

/** The paragraphs of Word that are more than that. */
const wordStyles: Readonly<Record<string, string>> = { MsoTitle: 'h1', MsoQuote: 'blockquote' };

function renameElements(dom: Document): void {
  for (const element of dom.body.querySelectorAll<HTMLElement>('*')) {
    const name = renamed[element.nodeName] ?? (element.nodeName === 'P' ? wordStyles[element.className] : undefined);
    if (name !== undefined) rename(element, name);
    // Lexical takes away spaces beside inline elements that it does not know.
    else if (!inline.has(element.nodeName) && !isBlock(element)) rename(element, hasBlocks(element) ? 'div' : 'span');
  }
}

/** Makes empty paragraphs of what a browser shows as an empty line, and removes blocks of which it shows nothing. */
function keepEmptyLines(dom: Document): void {
  for (const block of dom.querySelectorAll<HTMLElement>('p, div, h1, h2, h3, h4, h5, h6, blockquote')) {
    if (block.textContent.trim() !== '' || block.querySelector('hr') !== null || hasBlocks(block)) continue;
    if (block.closest('li') !== null) continue;
    const lines = Math.max(block.querySelectorAll('br').length, block.textContent.includes('\u00a0') ? 1 : 0);
    block.replaceWith(...Array.from({ length: lines }, () => dom.createElement('p')));
  }
  const isEdge = (node: Node | null) => node === null || isBlock(node);
  for (const lineBreak of dom.querySelectorAll('br')) {
    const [before, after] = [beside(lineBreak, 'previousSibling'), beside(lineBreak, 'nextSibling')];
    const isAlone = isBlock(before) ? after !== null : isBlock(after) && (before === null || before.nodeName === 'BR');
    if (isAlone) lineBreak.replaceWith(dom.createElement('p'));
  }
  for (const lineBreak of dom.querySelectorAll('br')) if (isBlock(beside(lineBreak, 'nextSibling'))) lineBreak.remove();
  const texts = dom.createTreeWalker(dom.body, 4);
  const spaces: Node[] = [];
  while (texts.nextNode() !== null) {
    const [before, after] = [texts.currentNode.previousSibling, texts.currentNode.nextSibling];
    if (isSpace(texts.currentNode) && isEdge(before) && isEdge(after) && (before ?? after) !== null) {
      spaces.push(texts.currentNode);
    }
  }
  for (const space of spaces) space.parentNode!.removeChild(space);
}

/** Leaves only links that lead somewhere from here, and takes away the underline that a link has anyway. */
function cleanLinks(dom: Document): void {
  for (const link of dom.querySelectorAll('a')) {
    for (const words of link.querySelectorAll<HTMLElement>('u')) rename(words, 'span');
    for (const words of [...aroundOnly(link), ...link.querySelectorAll<HTMLElement>('[style]')]) {
      words.style.textDecoration = words.style.textDecoration.replace('underline', '').trim();
    }
    if (!/^\s*(?:https?:|mailto:|tel:|\/\/)/i.test(link.getAttribute('href') ?? '')) rename(link, 'span');
  }
}

/** An element, and those around it that hold nothing else. */
function aroundOnly(element: HTMLElement): HTMLElement[] {
  const found = [element];
  const words = element.textContent.trim();
  for (let up = element.parentElement; up !== null && up.textContent.trim() === words; up = up.parentElement) {
    found.push(up);
  }
  return found;
}

/** Puts the formats of a block on its words: Lexical reads them of inline elements alone. */
function spreadLooks(dom: Document): void {
  for (const block of dom.querySelectorAll<HTMLElement>('[style]')) {
    if (!isBlock(block)) continue;
    const isHeading = /^H\d$/.test(block.nodeName);
    if (!isHeading && block.style.cssText !== '') wrapContent(block, 'span').style.cssText = block.style.cssText;
    if (block.style.whiteSpace !== 'pre-wrap') block.removeAttribute('style');
  }
}
