// Lists in pasted HTML: those of Word, which are paragraphs with a mark each, and the check boxes of all applications.
// Lexical's WordListImportExtension forgets numbers at which lists start, and joins lists of two kinds.

import { deepestIndent } from '../../../protocol/format/schema.ts';
import { beside, firstText } from './elements.ts';
import { wordList } from './looks.ts';

interface WordItem {
  readonly paragraph: HTMLElement;
  readonly level: number;
  /** The list in Word; neighbours of different lists do not belong together. */
  readonly list: string;
  /** The number of a numbered item; null for a bullet. */
  readonly number: number | null;
}

function wordItem(paragraph: Node | null): WordItem | null {
  const said = (paragraph as Partial<HTMLElement> | null)?.getAttribute?.(wordList);
  const place = /^(l\d+) level(\d+)/.exec(said ?? '');
  if (place === null || /^H\d$/.test(paragraph!.nodeName)) return null;
  const mark = markOf(paragraph as HTMLElement)?.textContent.trim() ?? '';
  const [, number] = /^\(?(?:(\d+)|[a-z]+)[.)]/i.exec(mark) ?? [mark, null];
  return {
    paragraph: paragraph as HTMLElement,
    level: Math.min(Number(place[2]) - 1, deepestIndent),
    list: place[1]!,
    number: number === null ? null : Number(number ?? 1),
  };
}

function markOf(paragraph: HTMLElement): Element | null {
  return paragraph.querySelector(`[${wordList}="ignore"]`);
}

/** Makes lists of the paragraphs that are items of lists in Word. */
export function makeWordLists(dom: Document): void {
  for (const first of dom.querySelectorAll<HTMLElement>(`[${wordList}]`)) {
    const items: WordItem[] = [];
    for (let at: Node | null = first; at !== null; at = beside(at, 'nextSibling')) {
      const item = dom.contains(at) ? wordItem(at) : null;
      if (item === null) break;
      items.push(item);
    }
    if (items.length > 0) buildLists(items);
  }
  for (const mark of dom.querySelectorAll(`[${wordList}="ignore"]`)) mark.textContent = `${mark.textContent.trim()} `;
}

function buildLists(items: readonly WordItem[]): void {
  const place = items[0]!.paragraph.ownerDocument.createElement('div');
  items[0]!.paragraph.before(place);
  const top = Math.min(...items.map(({ level }) => level));
  const open: { list: HTMLElement; kind: string }[] = [];
  for (const { paragraph, level, list, number } of items) {
    const name = number === null ? 'ul' : 'ol';
    const depth = level - top;
    open.length = Math.min(open.length, depth + 1);
    if (open[depth] !== undefined && open[depth].kind !== name + list) open.length = depth;
    while (open.length <= depth) {
      const made = place.ownerDocument.createElement(name);
      if (open.length === depth && number !== null) made.setAttribute('start', String(number));
      (open.at(-1)?.list ?? place).append(made);
      open.push({ list: made, kind: open.length === depth ? name + list : '' });
    }
    const item = place.ownerDocument.createElement('li');
    markOf(paragraph)?.remove();
    item.append(...paragraph.childNodes);
    open[depth]!.list.append(item);
    paragraph.remove();
  }
  place.replaceWith(...place.childNodes);
}

const boxes = 'input[type="checkbox" i], [role="checkbox"], .checkbox';

/** A mark of a check item in words, as Notion and Word write it. */
const boxInWords = /^\s*(?:\[([ x]?)\]|(☐)|[☑☒])\s+/i;

/** Tells of each item of a list whether it is ticked, if there is a box before it; no box is left. */
export function markCheckItems(dom: Document): void {
  for (const item of dom.querySelectorAll('li')) {
    const box = item.matches('[role="checkbox"]') ? item : item.querySelector(boxes);
    const text = firstText(item);
    const inWords = boxInWords.exec(text?.data ?? '');
    if (box?.closest('li') === item) {
      item.setAttribute('aria-checked', String(isTicked(box)));
      if (box === item && isTicked(box)) removeStrikes(item);
    } else if (inWords !== null && text!.parentElement!.closest('li') === item) {
      item.setAttribute('aria-checked', String(inWords[1]?.toLowerCase() === 'x' || inWords[0].trim() > '☐'));
      text!.data = text!.data.slice(inWords[0].length);
    } else {
      item.removeAttribute('aria-checked');
    }
  }
  for (const box of dom.querySelectorAll('input, .checkbox')) box.remove();
}

function isTicked(box: Element): boolean {
  return box.hasAttribute('checked') || box.matches('[aria-checked="true"], .checkbox-on');
}

/** Google Docs strikes the words of ticked items, as this editor shows them anyway. */
function removeStrikes(item: HTMLElement): void {
  for (const words of [item, ...item.querySelectorAll<HTMLElement>('[style]')]) {
    words.style.textDecoration = words.style.textDecoration.replace('line-through', '').trim();
  }
}

/** Moves the items of lists that are deeper than a document can have them up to the deepest level. */
export function limitLists(dom: Document): void {
  const depths = new Map<Element, number>();
  for (const list of dom.querySelectorAll('ul, ol')) {
    const outer = list.parentElement?.closest('ul, ol');
    const depth = outer == null ? 0 : depths.get(outer)! + 1;
    if (depth <= deepestIndent) {
      depths.set(list, depth);
    } else {
      const parent = list.closest('li');
      if (parent !== null && outer!.contains(parent)) parent.after(...list.childNodes);
      else list.before(...list.childNodes);
      list.remove();
    }
  }
}
