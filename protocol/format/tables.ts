// Tables of the document. The marker of a table lists its rows and columns by ids. The bodies of the cells stand in a
// root map, `tables`, and nobody deletes them. So a row that is moved, or deleted and restored, has its words, and a
// row that is added while another person adds a column has a cell in that column.

import { equalityDeep } from 'lib0/function';
import { uint53 } from 'lib0/random';
import * as Y from 'yjs';

import type { Json, Keys } from './body.ts';
import { listEdits } from './list-edits.ts';
import { idsFrom, isRecord, mostColumns, mostRows, mostRowsOf } from './schema.ts';

/** The name of the map of all tables in a document's Y.Doc: by the table's id, a map of bodies by `row:column`. */
const tablesName = 'tables';

export function tablesOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap(tablesName);
}

/** An id for a new table, row, column or container. */
export function newId(): string {
  return uint53().toString(36);
}

/** The name of a cell among the cells of its table. */
export function cellName(row: string, column: string): string {
  return `${row}:${column}`;
}

function cellsOf(doc: Y.Doc, table: string): Y.Map<unknown> | null {
  // A page that only reads makes no root.
  const tables = doc.share.has(tablesName) ? tablesOf(doc) : null;
  const cells = tables?.get(table);
  return cells instanceof Y.Map ? (cells as Y.Map<unknown>) : null;
}

/** The body of a cell; null as long as nobody made it. */
export function cellBody(doc: Y.Doc, table: string, name: string): Y.Text | null {
  const body = cellsOf(doc, table)?.get(name);
  return body instanceof Y.Text ? body : null;
}

/** The table and the name of the cell that a type is the body of; null for every other type. */
export function cellOfBody({ _item: item }: { _item: Y.Item | null }): { table: string; name: string } | null {
  const cells = (item?.parent as { _item?: Y.Item | null } | null)?._item;
  const name = item?.parentSub ?? null;
  const table = cells?.parentSub ?? null;
  if (table === null || name === null || !isTables(cells!.parent)) return null;
  return { table, name };
}

/** The cells whose bodies a transaction changed or made. */
export function touchedCells({ changed, changedParentTypes, doc }: Y.Transaction): { table: string; name: string }[] {
  const touched = [...changedParentTypes.keys()].flatMap((type) => cellOfBody(type) ?? []);
  for (const [type, keys] of changed as Map<Y.AbstractType<unknown>, Set<string | null>>) {
    const of = type._item?.parentSub ?? null;
    const isCells = of !== null && isTables(type._item!.parent);
    for (const key of keys) {
      if (key === null) continue;
      if (isCells) touched.push({ table: of, name: key });
      else if (isTables(type)) {
        for (const name of cellsOf(doc, key)?.keys() ?? []) touched.push({ table: key, name });
      }
    }
  }
  return touched;
}

function isTables(type: unknown): boolean {
  return type instanceof Y.Map && type.doc !== null && tablesOf(type.doc) === type;
}

/**
 * Makes the body of a cell, inside a transaction. `isNew` is for a cell whose row or column the page has just made: no
 * other page can make that. Any other body may be made by two pages at once, and then both make the same: an item of a
 * client of its own, which Yjs takes for known from the second page.
 */
export function makeCellBody(transaction: Y.Transaction, table: string, name: string, isNew: boolean): Y.Text {
  const { doc } = transaction;
  const known = cellBody(doc, table, name);
  if (known !== null) return known;
  const cells = cellsOf(doc, table) ?? (make(transaction, tablesOf(doc), table, new Y.Map(), isNew) as Y.Map<unknown>);
  return make(transaction, cells, name, new Y.Text(), isNew) as Y.Text;
}

function make(
  transaction: Y.Transaction,
  parent: Y.Map<unknown>,
  key: string,
  type: Y.Map<unknown> | Y.Text,
  isNew: boolean,
): Y.AbstractType<unknown> {
  const client = clientFor(`${parent._item?.parentSub ?? ''}:${key}`);
  if (isNew || parent._map.has(key) || Y.getState(transaction.doc.store, client) > 0) {
    parent.set(key, type);
    return type as Y.AbstractType<unknown>;
  }
  const content = new Y.ContentType(type as Y.AbstractType<unknown>);
  new Y.Item(Y.createID(client, 0), null, null, null, null, parent, key, content).integrate(transaction, 0);
  return type as Y.AbstractType<unknown>;
}

/** A client id for what is made the same by all: from 2^32 on, below which are those of pages. */
function clientFor(name: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    [a, b] = [Math.imul(a ^ unit, 2654435761), Math.imul(b ^ unit, 1597334677)];
  }
  [a, b] = [Math.imul(a ^ (a >>> 16), 2246822507) ^ b, Math.imul(b ^ (b >>> 16), 3266489909) ^ a];
  return 2 ** 32 + (a >>> 0) * 2 ** 16 + (b >>> 16);
}

/** Whether an item is the body of a cell or the map of the cells of a table: no undo takes these away. */
export function holdsCells({ parent, content }: Y.Item): boolean {
  if (!(content instanceof Y.ContentType)) return false;
  return content.type instanceof Y.Text ? cellOfBody(content.type) !== null : isTables(parent);
}

/** Whether there is anything but empty paragraphs in a body. */
export function hasWords(body: Y.Text | null, isOurs: (item: Y.Item) => boolean = () => true): boolean {
  for (let item = body?._start ?? null; item !== null; item = item.right) {
    if (!item.deleted && item.countable && !isMarker(item) && isOurs(item)) return true;
  }
  return false;
}

function isMarker({ content }: Y.Item): boolean {
  return content instanceof Y.ContentType && content.type instanceof Y.Map;
}

/** The cells of a table that hold words. */
function* wordyCells(doc: Y.Doc, table: string): Generator<[row: string, column: string]> {
  for (const [name, body] of cellsOf(doc, table)?.entries() ?? []) {
    if (!(body instanceof Y.Text) || !hasWords(body)) continue;
    const [row, column, more] = name.split(':');
    if (row && column && more === undefined) yield [row, column];
  }
}

/** Whether any cell of a table holds words for which `isOurs` holds. */
export function tableHasWords(doc: Y.Doc, table: string, isOurs?: (item: Y.Item) => boolean): boolean {
  const bodies = [...(cellsOf(doc, table)?.values() ?? [])];
  return bodies.some((body) => body instanceof Y.Text && hasWords(body, isOurs));
}

/**
 * What the keys of a table come to. A row or a column that somebody deleted while another person typed in it stands at
 * the end. Cells are merged only as long as those that would be hidden are empty. So no words are out of sight.
 */
export function resolveTable(doc: Y.Doc, keys: Keys & { readonly table: string | null }): Keys {
  const words = keys.table === null ? [] : [...wordyCells(doc, keys.table)];
  const columns = withLate(
    idsFrom(keys['columns'], mostColumns),
    words.map(([, column]) => column),
    mostColumns,
  );
  const most = rowsBeside(keys['columns']);
  const rows = withLate(
    idsFrom(keys['rows'], most),
    words.map(([row]) => row),
    most,
  );
  const wordy = new Set(words.map(([row, column]) => cellName(row, column)));
  const { spans: said, widths, ...others } = keys;
  const spans = effectiveSpans(said, rows, columns, wordy);
  return { ...others, rows, columns, ...(isFilled(widths) && { widths }), ...(isFilled(spans) && { spans }) };
}

function isFilled(record: Json | undefined): record is Readonly<Record<string, Json>> {
  return typeof record === 'object' && Object.keys(record ?? {}).length > 0;
}

/** A list, and behind it the other ids that cells with words have. No list is empty. */
function withLate(ids: readonly string[], used: readonly string[], most: number): string[] {
  const late = [...new Set(used)].filter((id) => !ids.includes(id)).sort((a, b) => (a < b ? -1 : 1));
  const all = [...ids, ...late].slice(0, most);
  return all.length > 0 ? all : ['0'];
}

/** How many rows and columns a merged cell covers. */
export interface Span {
  readonly rows: number;
  readonly columns: number;
}

/** The spans, from the first cell on, that lie within the grid, cover no other, and hide no words. */
function effectiveSpans(
  said: Json | undefined,
  rows: readonly string[],
  columns: readonly string[],
  wordy: ReadonlySet<string>,
): Record<string, Json> {
  if (!isRecord(said)) return {};
  const spans: Record<string, Json> = {};
  const covered = new Set<string>();
  const places = Object.entries(said).flatMap(([name, span]) => {
    const [row, column] = name.split(':');
    const [top, left] = [rows.indexOf(row!), columns.indexOf(column ?? '')];
    return top >= 0 && left >= 0 && isSpan(span) ? [{ name, top, left, span }] : [];
  });
  for (const { name, top, left, span } of places.sort((a, b) => a.top - b.top || a.left - b.left)) {
    const height = Math.min(span.rows, rows.length - top);
    const width = Math.min(span.columns, columns.length - left);
    const names = rows
      .slice(top, top + height)
      .flatMap((row) => columns.slice(left, left + width).map((column) => cellName(row, column)));
    if (names.length < 2 || names.some((cell) => covered.has(cell) || (cell !== name && wordy.has(cell)))) continue;
    for (const cell of names) covered.add(cell);
    spans[name] = { rows: height, columns: width };
  }
  return spans;
}

function isSpan(value: unknown): value is Span {
  const { rows, columns } = (value ?? {}) as { rows?: unknown; columns?: unknown };
  const isCount = (count: unknown, most: number) =>
    Number.isInteger(count) && 1 <= Number(count) && Number(count) <= most;
  return isCount(rows, mostRows) && isCount(columns, mostColumns);
}

/** The places of a table's cells that the keys show, with the number of rows and columns that each covers. */
export function shownCells(keys: Keys): { row: string; column: string; name: string; span: Span }[][] {
  const [rows, columns] = [keys['rows'] as readonly string[], keys['columns'] as readonly string[]];
  const spans = (keys['spans'] ?? {}) as unknown as Readonly<Record<string, Span>>;
  const hidden = new Set<string>();
  return rows.map((row, top) =>
    columns.flatMap((column, left) => {
      const name = cellName(row, column);
      if (hidden.has(name)) return [];
      const span = spans[name] ?? { rows: 1, columns: 1 };
      for (const other of rows.slice(top, top + span.rows)) {
        for (const place of columns.slice(left, left + span.columns)) hidden.add(cellName(other, place));
      }
      return [{ row, column, name, span }];
    }),
  );
}

/** The keys of a table that Yjs holds as lists and maps, so that what several people change in them at once counts. */
export const tableKeys = ['rows', 'columns', 'widths', 'spans'] as const;
type TableKey = (typeof tableKeys)[number];

export function isTableKey(key: string): key is TableKey {
  return (tableKeys as readonly string[]).includes(key);
}

/**
 * Sets a key of a table by the smallest edits, inside a transaction. What a page does not show of a list stays.
 */
export function setTableKey(marker: Y.Map<unknown>, key: TableKey, value: Json): void {
  if (key === 'rows' || key === 'columns') setList(marker, key, (value ?? []) as readonly string[]);
  else setRecord(marker, key, (value ?? {}) as Readonly<Record<string, Json>>);
}

/** Deletes the words in the rows and columns that `before` has and `after` has not, as far as they are known. */
export function clearDeleted(transaction: Y.Transaction, table: string, before: Keys, after: Keys): void {
  const goneOf = (key: 'rows' | 'columns') => {
    const left = after[key] as readonly string[] | undefined;
    return left === undefined ? [] : (before[key] as readonly string[]).filter((id) => !left.includes(id));
  };
  const [rows, columns] = [new Set(goneOf('rows')), new Set(goneOf('columns'))];
  if (rows.size + columns.size === 0) return;
  clearCells(transaction, table, (row, column) => rows.has(row) || columns.has(column));
}

function setList(marker: Y.Map<unknown>, key: 'rows' | 'columns', ids: readonly string[]): void {
  const known = marker.get(key);
  const list = known instanceof Y.Array ? (known as Y.Array<unknown>) : new Y.Array<unknown>();
  if (list !== known) marker.set(key, list);
  const columns = marker.get('columns');
  const most = key === 'columns' ? mostColumns : rowsBeside(columns instanceof Y.Array ? columns.toArray() : []);
  for (const edit of listEdits(list.toArray(), ids, (all) => idsFrom(all, most))) {
    if (edit.type === 'delete') list.delete(edit.index, 1);
    else list.insert(edit.index, [...edit.items]);
  }
}

/** The number of rows that a page shows of a table with these columns. */
function rowsBeside(columns: unknown): number {
  return mostRowsOf(idsFrom(columns, mostColumns).length);
}

function setRecord(marker: Y.Map<unknown>, key: string, values: Readonly<Record<string, Json>>): void {
  const known = marker.get(key);
  const record = known instanceof Y.Map ? (known as Y.Map<unknown>) : new Y.Map<unknown>();
  if (record !== known) marker.set(key, record);
  const before = record.toJSON() as Record<string, Json>;
  for (const name of Object.keys(before)) if (!Object.hasOwn(values, name)) record.delete(name);
  for (const [name, value] of Object.entries(values)) {
    if (!equalityDeep(before[name], value)) record.set(name, value);
  }
}

/** Deletes the words of cells, as far as they are known. What others type there meanwhile stays. */
export function clearCells(
  transaction: Y.Transaction,
  table: string,
  isGone: (row: string, column: string) => boolean,
): void {
  for (const [name, body] of cellsOf(transaction.doc, table)?.entries() ?? []) {
    const [row = '', column = ''] = name.split(':');
    if (body instanceof Y.Text && isGone(row, column)) clearBody(transaction, body);
  }
}

export function clearBody(transaction: Y.Transaction, body: Y.Text): void {
  for (let item = body._start; item !== null; item = item.right) {
    if (!item.deleted && item.countable) item.delete(transaction);
  }
  if (body._searchMarker) body._searchMarker.length = 0;
}

/** Whether a table says what it shows. If not, what it shows depends on which cells have words. */
export function isSettled(marker: Y.Map<unknown>, shown: Keys): boolean {
  return (['rows', 'columns', 'spans'] as const).every((key) => {
    const said = marker.get(key);
    const size = said instanceof Y.Array ? said.length : said instanceof Y.Map ? said.size : 0;
    return size === Object.keys(shown[key] ?? {}).length;
  });
}

/**
 * Makes a table say what it shows: rows, columns and cells that show only because they have words are then its own, and
 * merged cells end where they are seen to end.
 */
export function settleTable(marker: Y.Map<unknown>, shown: Keys): void {
  const sizeOf = (value: unknown) => (value instanceof Y.Array ? value.length : 0);
  for (const key of ['rows', 'columns'] as const) {
    const ids = shown[key] as readonly string[];
    if (sizeOf(marker.get(key)) !== ids.length) setTableKey(marker, key, ids);
  }
  setTableKey(marker, 'spans', shown['spans'] ?? null);
}
