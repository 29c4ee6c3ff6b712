// What the menu of a table does with rows, columns and cells. Call everything here inside an update.

import {
  $deleteTableColumnAtSelection,
  $deleteTableRowAtSelection,
  $findCellNode,
  $findTableNode,
  $insertTableColumnAtNode,
  $insertTableRowAtNode,
  $isSimpleTable,
  $isTableRowNode,
  $isTableSelection,
  $isTableCellNode,
  $mergeCells,
  $moveTableColumn,
  $moveTableRow,
  $unmergeCellNode,
  type TableCellNode,
  type TableNode,
} from '@lexical/table';
import { $createParagraphNode, $getSelection, type LexicalNode } from 'lexical';

import { narrowestColumn, widestColumn } from '../../../protocol/format/schema.ts';
import { $gridOf, hasHeader, inHeaderColumn, inHeaderRow, type PlacedCell } from '../binding/table-nodes.ts';

/** The cell of the selection, with its table and its place there. */
export interface CellPlace {
  readonly table: TableNode;
  readonly cell: TableCellNode;
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
  /** All cells of the table. */
  readonly cells: readonly PlacedCell[];
  /** Whether no cells are merged: only then rows and columns can move. */
  readonly isSimple: boolean;
}

/** The cell in which the selection ends; null outside of tables. */
export function $cellPlace(): CellPlace | null {
  const selection = $getSelection();
  const points = selection?.getStartEndPoints();
  const node: LexicalNode | null = points?.[1].getNode() ?? null;
  const cell = node && $findCellNode(node);
  const table = cell && $findTableNode(cell);
  if (!cell || !table) return null;
  const { cells, rows, width } = $gridOf(table);
  const placed = cells.find((one) => one.cell.is(cell));
  if (placed === undefined) return null;
  const { top, left } = placed;
  return { table, cell, top, left, rows: rows.length, columns: width, cells, isSimple: $isSimpleTable(table) };
}

export type TableAction =
  | 'rowAbove'
  | 'rowBelow'
  | 'rowUp'
  | 'rowDown'
  | 'deleteRow'
  | 'columnLeft'
  | 'columnRight'
  | 'columnBack'
  | 'columnOn'
  | 'deleteColumn'
  | 'ascending'
  | 'descending'
  | 'wider'
  | 'narrower'
  | 'headerRow'
  | 'headerColumn'
  | 'merge'
  | 'split'
  | 'deleteTable';

/** By how much a step in the menu changes the width of a column, in pixels. */
const widthStep = 40;

export function $act(action: TableAction): void {
  const place = $cellPlace();
  if (place === null) return;
  const { table, cell, top, left } = place;
  switch (action) {
    case 'rowAbove':
    case 'rowBelow':
      $insertTableRowAtNode(cell, action === 'rowBelow');
      return $selectBeside(table, cell, action === 'rowBelow' ? [1, 0] : [-1, 0]);
    case 'columnLeft':
    case 'columnRight':
      $insertTableColumnAtNode(cell, action === 'columnRight');
      return $selectBeside(table, cell, action === 'columnRight' ? [0, 1] : [0, -1]);
    case 'rowUp':
    case 'rowDown':
      return $keepHeaders(table, () => $moveTableRow(table, top, top + (action === 'rowUp' ? -1 : 1)));
    case 'columnBack':
    case 'columnOn':
      return $keepHeaders(table, () => $moveTableColumn(table, left, left + (action === 'columnBack' ? -1 : 1)));
    case 'deleteRow':
      return $deleteTableRowAtSelection();
    case 'deleteColumn':
      return $deleteTableColumnAtSelection();
    case 'ascending':
    case 'descending':
      return $sort(table, left, action === 'ascending');
    case 'wider':
    case 'narrower':
      return $setWidth(table, left, $widthOf(table, left) + (action === 'wider' ? widthStep : -widthStep));
    case 'headerRow':
      return $setHeaders(table, $hasHeader(table, inHeaderRow) ? 0 : inHeaderRow, inHeaderRow);
    case 'headerColumn':
      return $setHeaders(table, $hasHeader(table, inHeaderColumn) ? 0 : inHeaderColumn, inHeaderColumn);
    case 'merge':
      return void $mergeCells($selectedCells())?.selectEnd();
    case 'split':
      return $unmergeCellNode(cell);
    case 'deleteTable':
      return $deleteTable(table);
  }
}

/** Puts the caret into the cell so many rows and columns on. */
function $selectBeside(table: TableNode, cell: TableCellNode, [down, on]: readonly [number, number]): void {
  const { cells } = $gridOf(table);
  const { top, left, height, width } = cells.find((one) => one.cell.is(cell))!;
  const [row, column] = [top + (down > 0 ? height : down), left + (on > 0 ? width : on)];
  const isThere = (one: (typeof cells)[number]) =>
    one.top <= row && row < one.top + one.height && one.left <= column && column < one.left + one.width;
  cells.find(isThere)?.cell.selectStart();
}

/** The cells that are selected; one where the caret merely stands. */
export function $selectedCells(): TableCellNode[] {
  const selection = $getSelection();
  return $isTableSelection(selection) ? selection.getNodes().filter($isTableCellNode) : [];
}

function $hasHeader(table: TableNode, bit: number): boolean {
  return hasHeader($gridOf(table).cells, bit);
}

/** Gives the cells of the first row, or of the first column, this state. */
function $setHeaders(table: TableNode, state: number, bit: number): void {
  for (const { cell, top, left } of $gridOf(table).cells) {
    const isFirst = (bit === inHeaderRow ? top : left) === 0;
    cell.setHeaderStyles(isFirst ? state : 0, bit);
  }
}

/** A header stays first, whichever row or column comes there. */
function $keepHeaders(table: TableNode, act: () => void): void {
  const had = [inHeaderRow, inHeaderColumn].map((bit) => [bit, $hasHeader(table, bit)] as const);
  act();
  for (const [bit, has] of had) $setHeaders(table, has ? bit : 0, bit);
}

/** Sorts the rows below the header by what a column holds. Numbers count as numbers, and empty cells come last. */
export function $sort(table: TableNode, column: number, isAscending: boolean): void {
  if (!$isSimpleTable(table)) return;
  const rows = table.getChildren().filter($isTableRowNode);
  const start = $hasHeader(table, inHeaderRow) ? 1 : 0;
  const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  const keyed = rows.slice(start).map((row) => ({ row, words: row.getChildAtIndex(column)!.getTextContent().trim() }));
  const sorted = keyed.toSorted((a, b) => {
    if (a.words === '' || b.words === '') return Number(a.words === '') - Number(b.words === '');
    const [one, other] = [numberIn(a.words), numberIn(b.words)];
    const order = Number.isNaN(one) || Number.isNaN(other) ? compare(a.words, b.words) : one - other;
    return isAscending ? order : -order;
  });
  if (sorted.every(({ row }, i) => row.is(rows[start + i]))) return;
  table.splice(start, rows.length - start, sorted.map(({ row }) => row)); // prettier-ignore
}

/**
 * The number that a cell holds, with a sign such as % or €; NaN for other words. Of two kinds of separators, the last
 * is the decimal one. One alone before three digits is what the person's language uses it for.
 */
function numberIn(words: string): number {
  const plain = words.replaceAll(/[\s'’%€$£¥]/gu, '').replace('−', '-');
  const [, sign, digits] = /^([-+]?)(\d[\d.,]*)$/.exec(plain) ?? [];
  if (digits === undefined) return Number.NaN;
  const last = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'));
  const mark = digits[last];
  const isUsual = mark === new Intl.NumberFormat().formatToParts(1.5).find(({ type }) => type === 'decimal')?.value;
  const isGroup = mark === undefined || digits.indexOf(mark) !== last || (!isUsual && digits.length - last === 4);
  const isDecimal = !isGroup || (digits.includes('.') && digits.includes(',') && digits.indexOf(mark!) === last);
  const [whole, rest] = isDecimal ? [digits.slice(0, last), digits.slice(last + 1)] : [digits, ''];
  return Number(`${sign}${whole.replaceAll(/[.,]/g, '')}.${rest}`);
}

/** The width that a column has without being told one, in pixels. */
const usualWidth = 160;

function $widthOf(table: TableNode, column: number): number {
  return table.getColWidths()?.[column] || usualWidth;
}

/** Sets the width of a column in pixels. */
export function $setWidth(table: TableNode, column: number, width: number): void {
  const widths = [...(table.getColWidths() ?? Array.from({ length: $gridOf(table).width }, () => 0))];
  widths[column] = Math.round(Math.min(widestColumn, Math.max(narrowestColumn, width)));
  table.setColWidths(widths);
}

function $deleteTable(table: TableNode): void {
  const next = table.getNextSibling() ?? table.getPreviousSibling();
  const target = next ?? $createParagraphNode();
  if (next === null) table.insertAfter(target);
  target.selectStart();
  table.remove();
}
