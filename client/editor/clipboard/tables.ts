// Tables in pasted HTML. A table that only arranges a page, as in mails, is what it holds. A table that is larger than
// a page can show, or stands where no table can, is a paragraph for each row, with a tab between its cells.

import { mostColumns, mostRowsOf } from '../../../protocol/format/schema.ts';
import { isBlock, rename, wrapContent } from './elements.ts';

const partsOfPages = 'table, ul, ol, pre, blockquote, h1, h2, h3, h4, h5, h6';

export function cleanTables(dom: Document): void {
  // Inner tables come first. What an outer one is, is asked before anything is left of them.
  const tables = [...dom.querySelectorAll('table')].map((table) => [table, isData(table)] as const);
  for (const [table, isOfData] of tables.reverse()) {
    if (isOfData && isShowable(table)) {
      tidy(table);
      continue;
    }
    for (const row of table.querySelectorAll('tr')) {
      if (isOfData) row.replaceWith(lineOf(row));
      else for (const cell of [...row.cells]) rename(cell, 'div');
    }
    for (const part of table.querySelectorAll<HTMLElement>('thead, tbody, tfoot, tr, caption')) rename(part, 'div');
    rename(table, 'div');
  }
}

function isData(table: HTMLTableElement): boolean {
  return table.querySelector(partsOfPages) === null && [...table.rows].some((row) => row.cells.length > 1);
}

/** Whether the document can hold a table as a table. */
function isShowable(table: HTMLTableElement): boolean {
  const columns = Math.max(...[...table.rows].map(({ cells }) => spanOf(cells)));
  const isSmall = columns <= mostColumns && table.rows.length <= mostRowsOf(columns);
  return isSmall && table.parentElement?.closest('li, blockquote, pre, td, th, a, h1, h2, h3, h4, h5, h6') === null;
}

function spanOf(cells: HTMLCollectionOf<HTMLTableCellElement>): number {
  return [...cells].reduce((sum, { colSpan }) => sum + colSpan, 0);
}

/** Leaves rows and cells, with the words in them and how these look. */
function tidy(table: HTMLTableElement): void {
  for (const caption of table.querySelectorAll('caption')) table.before(rename(caption, 'p'));
  for (const cell of table.querySelectorAll<HTMLTableCellElement>('td, th')) {
    trimEdges(cell);
    // A header is told by its place; Lexical has other names for rows and columns than HTML.
    cell.removeAttribute('scope');
    for (const block of cell.querySelectorAll<HTMLElement>('center')) rename(block, 'div');
    const { cssText } = cell.style;
    if (cell.nodeName === 'TD' && cssText !== '') wrapContent(cell, 'span').style.cssText = cssText;
    cell.removeAttribute('style');
  }
}

/** The paragraph of a row. */
function lineOf(row: HTMLTableRowElement): HTMLElement {
  const dom = row.ownerDocument;
  const line = dom.createElement('p');
  const cells = [...row.cells];
  while (cells.length > 0 && cells.at(-1)!.textContent.trim() === '') cells.pop();
  for (const [i, cell] of cells.entries()) {
    if (i > 0) line.append(tab(dom));
    line.append(wordsOf(cell));
  }
  if (cells.length === 0) line.append(dom.createElement('br'));
  return line;
}

function tab(dom: Document): HTMLElement {
  const made = dom.createElement('span');
  made.style.whiteSpace = 'pre';
  made.append('\t');
  return made;
}

/** What stands in a cell, in one line. */
function wordsOf(cell: HTMLTableCellElement): HTMLElement {
  for (const element of cell.querySelectorAll<HTMLElement>('*')) {
    if (element.nodeName === 'BR') element.replaceWith(' ');
    else if (isBlock(element)) rename(element, 'span').before(' ');
  }
  trimEdges(cell);
  if (cell.nodeName === 'TH') wrapContent(cell, 'strong');
  cell.style.whiteSpace = '';
  return rename(cell, 'span');
}

function trimEdges(cell: HTMLElement): void {
  const walker = cell.ownerDocument.createTreeWalker(cell, 4);
  const texts: Text[] = [];
  while (walker.nextNode() !== null) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    text.data = text.data.trimStart();
    if (text.data !== '') break;
  }
  for (const text of texts.reverse()) {
    text.data = text.data.trimEnd();
    if (text.data !== '') break;
  }
}
