// Tables as nodes of the editor. The binding gives an id to each row, and to each cell the id of its column, as nodes
// come: so whatever moves, merges or copies nodes needs to know nothing of ids. The cells' own content is not here.

import {
  $createTableCellNode,
  $createTableNode,
  $createTableRowNode,
  $isTableCellNode,
  $isTableNode,
  $isTableRowNode,
  type TableCellNode,
  type TableNode,
  type TableRowNode,
} from '@lexical/table';
import { equalityDeep } from 'lib0/function';
import {
  $createParagraphNode,
  $getEditor,
  $isElementNode,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
} from 'lexical';

import type { Json, Keys } from '../../../protocol/format/body.ts';
import { cellName, newId, shownCells } from '../../../protocol/format/tables.ts';
import { $setChildren } from './children.ts';

/** Lexical's numbers for header cells. Importing them would bring more than this page needs. */
export const inHeaderRow = 1;
export const inHeaderColumn = 2;

/** The ids that nodes have in the document, by their keys; a cell has that of its column. */
interface TableIds {
  readonly tables: Map<NodeKey, string>;
  readonly rows: Map<NodeKey, string>;
  readonly columns: Map<NodeKey, string>;
  /** The columns of each table as they were last seen: in one that merged cells cover, no cell begins. */
  readonly orders: Map<NodeKey, readonly string[]>;
}

const idsByEditor = new WeakMap<LexicalEditor, TableIds>();

function $ids(): TableIds {
  const editor = $getEditor();
  const known = idsByEditor.get(editor);
  if (known !== undefined) return known;
  const ids = { tables: new Map(), rows: new Map(), columns: new Map(), orders: new Map() };
  idsByEditor.set(editor, ids);
  return ids;
}

function idIn(ids: Map<NodeKey, string>, key: NodeKey): string {
  const id = ids.get(key) ?? newId();
  ids.set(key, id);
  return id;
}

/** A cell and the places of the grid that it covers. */
export interface PlacedCell {
  readonly cell: TableCellNode;
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The rows of a table, its cells with their places, and the number of columns. */
export interface Grid {
  readonly rows: readonly TableRowNode[];
  readonly cells: readonly PlacedCell[];
  readonly width: number;
}

export function $gridOf(table: TableNode): Grid {
  const rows = table.getChildren().filter($isTableRowNode);
  const taken: boolean[][] = rows.map(() => []);
  const cells = rows.flatMap((row, top) => {
    let left = 0;
    return row.getChildren().flatMap((cell): PlacedCell[] => {
      if (!$isTableCellNode(cell)) return [];
      while (taken[top]![left]) left += 1;
      const [height, width] = [Math.min(cell.getRowSpan(), rows.length - top), cell.getColSpan()];
      for (const line of taken.slice(top, top + height)) for (let i = left; i < left + width; i++) line[i] = true;
      return [{ cell, top, left, height, width }];
    });
  });
  return { rows, cells, width: Math.max(0, ...taken.map(({ length }) => length)) };
}

/** Whether all cells of the first row, or of the first column, are headers. */
export function hasHeader(cells: readonly PlacedCell[], bit: number): boolean {
  const first = cells.filter(({ top, left }) => (bit === inHeaderRow ? top : left) === 0);
  return first.length > 0 && first.every(({ cell }) => (cell.getHeaderStyles() & bit) !== 0);
}

/** The blocks in all cells of a table. */
export function $blocksIn(table: TableNode): LexicalNode[] {
  const childrenOf = (node: LexicalNode) => ($isElementNode(node) ? node.getChildren() : []);
  return table.getChildren().flatMap(childrenOf).flatMap(childrenOf);
}

/** What a table says in the document, and the names of its cells by their keys. */
export interface TableShape {
  readonly keys: Keys;
  readonly names: ReadonlyMap<NodeKey, string>;
}

export function $shapeOf(table: TableNode): TableShape {
  const ids = $ids();
  const { rows: rowNodes, cells, width } = $gridOf(table);
  const rows = rowNodes.map((row) => idIn(ids.rows, row.getKey()));
  const columns = $columnIds(table, cells, width);
  const said = table.getColWidths() ?? [];
  const widths = columns.flatMap((id, i): [string, Json][] => (said[i] ? [[id, Math.round(said[i])]] : []));
  const merged = cells.filter((placed) => placed.width > 1 || placed.height > 1);
  const nameOf = ({ top, left }: PlacedCell) => cellName(rows[top]!, columns[left]!);
  const keys: Keys = {
    type: 'table',
    table: idIn(ids.tables, table.getKey()),
    rows,
    columns,
    headerRow: hasHeader(cells, inHeaderRow),
    headerColumn: hasHeader(cells, inHeaderColumn),
    widths: Object.fromEntries(widths),
    spans: Object.fromEntries(merged.map((placed) => [nameOf(placed), { rows: placed.height, columns: placed.width }])),
  };
  return { keys, names: new Map(cells.map((placed) => [placed.cell.getKey(), nameOf(placed)])) };
}

/** The ids of the columns: those that their cells have already, or new ones. */
function $columnIds(table: TableNode, cells: readonly PlacedCell[], width: number): string[] {
  const { columns, orders } = $ids();
  const order = orders.get(table.getKey()) ?? [];
  const used = new Set<string>();
  const byColumn: PlacedCell[][] = Array.from({ length: width }, () => []);
  for (const placed of cells) byColumn[placed.left]!.push(placed);
  let last: string | undefined;
  const ids = byColumn.map((placed) => {
    const known = placed.map(({ cell }) => columns.get(cell.getKey()));
    const next = last === undefined ? order[0] : order[order.indexOf(last) + 1];
    const candidates = placed.length > 0 ? known : [next];
    const id = candidates.find((one) => one !== undefined && !used.has(one)) ?? newId();
    used.add(id);
    last = id;
    for (const { cell } of placed) columns.set(cell.getKey(), id);
    return id;
  });
  orders.set(table.getKey(), ids);
  return ids;
}

/** The node for a table with these keys: `old`, if that is a table. A new cell has an empty paragraph. */
export function $renderTable(old: LexicalNode | null, keys: Keys): TableNode {
  const ids = $ids();
  const table = $isTableNode(old) ? old : $createTableNode();
  const known = $nodesOf(table);
  ids.tables.set(table.getKey(), keys['table'] as string);
  ids.orders.set(table.getKey(), keys['columns'] as readonly string[]);
  const layout = shownCells(keys);
  const rows = (keys['rows'] as readonly string[]).map((id, top) => {
    const row = known.rows.get(id) ?? $createTableRowNode();
    ids.rows.set(row.getKey(), id);
    const cells = layout[top]!.map(({ column, name, span }) => {
      const cell = known.cells.get(name) ?? $createTableCellNode().append($createParagraphNode());
      ids.columns.set(cell.getKey(), column);
      const isFirst = column === (keys['columns'] as readonly string[])[0];
      $setCell(cell, headerBits(keys, top === 0, isFirst), span.rows, span.columns);
      return cell;
    });
    return { row, cells };
  });
  for (const { row, cells } of rows) $setChildren(row, cells);
  $setChildren(table, rows.map(({ row }) => row)); // prettier-ignore
  const widths = (keys['widths'] ?? {}) as Readonly<Record<string, number>>;
  const now = (keys['columns'] as readonly string[]).map((id) => widths[id] ?? 0);
  const shown = now.some((width) => width > 0) ? now : undefined;
  if (!equalityDeep(table.getColWidths(), shown)) table.setColWidths(shown);
  return table;
}

function headerBits({ headerRow, headerColumn }: Keys, isTop: boolean, isFirst: boolean): number {
  return (headerRow === true && isTop ? inHeaderRow : 0) | (headerColumn === true && isFirst ? inHeaderColumn : 0);
}

/** Sets what differs. */
export function $setCell(cell: TableCellNode, header: number, rows: number, columns: number): void {
  if (cell.getHeaderStyles() !== header) cell.setHeaderStyles(header);
  if (cell.getRowSpan() !== rows) cell.setRowSpan(rows);
  if (cell.getColSpan() !== columns) cell.setColSpan(columns);
}

/** The rows of a table by their ids, and its cells by their names. */
function $nodesOf(table: TableNode): { rows: Map<string, TableRowNode>; cells: Map<string, TableCellNode> } {
  const ids = $ids();
  const rows = new Map<string, TableRowNode>();
  const cells = new Map<string, TableCellNode>();
  for (const row of table.getChildren()) {
    const id = ids.rows.get(row.getKey());
    if (!$isTableRowNode(row) || id === undefined) continue;
    rows.set(id, row);
    for (const cell of row.getChildren()) {
      const column = ids.columns.get(cell.getKey());
      if ($isTableCellNode(cell) && column !== undefined) cells.set(cellName(id, column), cell);
    }
  }
  return { rows, cells };
}
