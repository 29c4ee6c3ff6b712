// Tables in pasted HTML. As long as a document has no tables, each row is a paragraph with a tab between its cells. A
// table that only arranges a page, as in mails, is what it holds.

import { isBlock, rename, wrapContent } from './elements.ts';

const partsOfPages = 'table, ul, ol, pre, blockquote, h1, h2, h3, h4, h5, h6';

export function cleanTables(dom: Document): void {
  // Inner tables come first. What an outer one is, is asked before anything is left of them.
  const tables = [...dom.querySelectorAll('table')].map((table) => [table, isData(table)] as const);
  for (const [table, isOfData] of tables.reverse()) {
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
