// The body as Yjs holds it: reads its blocks, and makes changes to them. Each step begins at the marker of a block and
// touches the items behind it only. Yjs's own methods take an index and walk to it from the start of the text, and that
// costs milliseconds in a long document. So this file works on Yjs's items, as Y.Text itself does.

import { equalityDeep } from 'lib0/function';
import * as Y from 'yjs';

import {
  type Block,
  bodyName,
  formatClientID,
  type Formats,
  type InlineObject,
  type Json,
  type Keys,
  markerClientID,
} from './body.ts';
import type { Change } from './changes.ts';
import { flatten, type Step } from './flatten.ts';
import { appendRun, holdsWords, knownFormats } from './schema.ts';
import {
  cellBody,
  cellOfBody,
  clearCells,
  clearDeleted,
  hasWords,
  isTableKey,
  makeCellBody,
  newId,
  resolveTable,
  setTableKey,
  shownCells,
  tableKeys,
} from './tables.ts';

/** A block of the body and its place. */
export interface Line {
  /** The item of the marker; null for words without a marker of their own. */
  readonly marker: Y.Item | null;
  /** The block as it was written, by whomever. */
  readonly block: Block;
  /** The formats in effect before the block: before its marker, or else behind the marker before. */
  readonly formats: Formats;
}

/** A place in the body: before `right`. */
export interface Place {
  readonly left: Y.Item | null;
  readonly right: Y.Item | null;
  /** The formats in effect there. */
  readonly formats: Formats;
}

export function startOf(body: Y.Text): Place {
  return { left: null, right: body._start, formats: {} };
}

/** The map of a marker; null for every other item. A marker that was deleted is one, too. */
export function markerMap(item: Y.Item): Y.Map<unknown> | null {
  return item.content instanceof Y.ContentType && item.content.type instanceof Y.Map ? item.content.type : null;
}

/** Whether an item is a character, an object or a marker that is there. */
export function isLive(item: Y.Item): boolean {
  return !item.deleted && item.countable;
}

function isLiveFormat(item: Y.Item): item is Y.Item & { content: Y.ContentFormat } {
  return !item.deleted && item.content instanceof Y.ContentFormat;
}

export function isLiveMarker(item: Y.Item): boolean {
  return !item.deleted && markerMap(item) !== null;
}

/** The blocks from a place on, up to the marker for which `isEnd` holds, and the place where they end. */
export function readLines(place: Place, isEnd: (marker: Y.Item, formats: Formats) => boolean): [Line[], Place] {
  const lines: (Line & { readonly block: { readonly content: Block['content'][number][] } })[] = [];
  let { left, right, formats } = place;
  let formatsBehindMarker = formats;
  for (; right !== null; [left, right] = [right, right.right]) {
    if (right.deleted) continue;
    const { content } = right;
    if (content instanceof Y.ContentFormat) formats = withFormat(formats, content);
    else if (isLiveMarker(right)) {
      if (isEnd(right, formats)) break;
      lines.push({ marker: right, block: { keys: readMarker(right), content: [] }, formats });
      formatsBehindMarker = formats;
    } else {
      const last = lines.at(-1);
      if (last === undefined || !(last.marker === null || holdsWords(last.block.keys))) {
        lines.push({ marker: null, block: { keys: null, content: [] }, formats: formatsBehindMarker });
      }
      for (const insert of wordsOf(right)) appendRun(lines.at(-1)!.block.content, insert, formats);
    }
  }
  return [lines, { left, right, formats }];
}

/** All blocks of the body, tables with their cells. */
export function readBody(body: Y.Text): Line[] {
  const [lines] = readLines(startOf(body), () => false);
  return lines.map((line) => {
    const { keys } = line.block;
    return keys?.['type'] === 'table' ? { ...line, block: { ...line.block, cells: readCells(body.doc!, keys) } } : line;
  });
}

function readCells(doc: Y.Doc, keys: Keys): Readonly<Record<string, readonly Block[]>> {
  const bodies = shownCells(keys).flatMap((row) =>
    row.flatMap(({ name }) => {
      const body = cellBody(doc, keys['table'] as string, name);
      return body === null || body._start === null ? [] : [[name, readBody(body).map(({ block }) => block)] as const];
    }),
  );
  return Object.fromEntries(bodies);
}

function withFormat(formats: Formats, { key, value }: { key: string; value: unknown }): Formats {
  const others = Object.entries(formats).filter(([name]) => name !== key);
  return Object.fromEntries(value === null ? others : [...others, [key, plain(value)]]);
}

/** What an item holds that is neither a marker nor a format: its text, or an object for each thing that is no text. */
function wordsOf(item: Y.Item): (string | InlineObject)[] {
  const { content } = item;
  if (content instanceof Y.ContentString) return [content.str];
  const things: unknown[] = content instanceof Y.ContentEmbed ? [content.embed] : content.getContent();
  return things.map((thing) => {
    const value = plain(thing);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as InlineObject) : { value };
  });
}

function readMarker(item: Y.Item): Keys {
  const keys = keysFrom([...markerMap(item)!.entries()]);
  if (keys['type'] !== 'table') return keys;
  const body = item.parent as Y.Text;
  // Tables stand in the body of the document only.
  if (body._item !== null) return { ...keys, type: 'table in a table' };
  return resolveTable(body.doc!, { ...keys, table: tableOf(item) });
}

/** The id of the table that begins at a marker; null for a marker of another block. */
export function tableOf(item: Y.Item): string | null {
  const map = markerMap(item);
  if (map?.get('type') !== 'table') return null;
  const said = map.get('table');
  return typeof said === 'string' ? said : `${item.id.client}.${item.id.clock}`;
}

function keysFrom(entries: [string, unknown][]): Keys {
  return Object.fromEntries(entries.map(([key, value]): [string, Json] => [key, plain(value)]));
}

/** Peers may nest values deeply; nobody shows what lies deeper than this. */
const deepestValue = 8;

/** A value of a Y.Map or an embed as JSON; null for what is none. */
function plain(value: unknown, depth = 0): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return value;
  }
  if (typeof value !== 'object' || depth === deepestValue) return null;
  if (value instanceof Y.Text) return value.toString();
  if (Array.isArray(value) || value instanceof Y.Array) return [...value].map((item) => plain(item, depth + 1));
  const isRecord = value instanceof Y.Map || Object.getPrototypeOf(value) === Object.prototype;
  if (!isRecord) return null;
  const entries: [string, unknown][] = value instanceof Y.Map ? [...value.entries()] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]): [string, Json] => [key, plain(item, depth + 1)]));
}

/** Characters of the body by their Yjs ids: by client, ranges of clocks in order. */
export type Units = ReadonlyMap<number, readonly { readonly from: number; readonly to: number }[]>;

/**
 * The characters, objects and markers of the body for which `has` holds. With those of before a transaction, changes to
 * what the body held then can be made after it.
 */
export function unitsOf(body: Y.Text, has: (item: Y.Item) => boolean): Units {
  const units = new Map<number, { from: number; to: number }[]>();
  for (let item = body._start; item !== null; item = item.right) {
    if (!item.countable || !has(item)) continue;
    const { client, clock } = item.id;
    if (!units.has(client)) units.set(client, []);
    units.get(client)!.push({ from: clock, to: clock + item.length });
  }
  for (const ranges of units.values()) ranges.sort((a, b) => a.from - b.from);
  return units;
}

/**
 * Makes changes to the blocks that begin at `place`. Call it inside a transaction. The changes count the places of what
 * the body holds now, or of `units`, which it held before; what others inserted since keeps its place between them.
 */
export function writeChanges(
  transaction: Y.Transaction,
  body: Y.Text,
  place: Place,
  changes: readonly Change[],
  units?: Units,
): void {
  const writer = new Writer(transaction, body, place, units);
  const tables = new Set<string>();
  for (const [i, change] of changes.entries()) {
    if (change.type === 'insert') writer.insert(change.step, changes[i + 1]?.type === 'delete');
    else if (change.type === 'delete') writer.delete(change.length, tables);
    else writer.keep(change);
  }
  clearTables(transaction, body, tables);
  // Yjs's own methods would look from these places, whose indices are no longer true.
  if (body._searchMarker) body._searchMarker.length = 0;
}

/** Deletes the words of deleted tables, as far as they are known. A table that was moved has a marker elsewhere. */
function clearTables(transaction: Y.Transaction, body: Y.Text, deleted: Set<string>): void {
  for (let item = body._start; item !== null && deleted.size > 0; item = item.right) {
    if (isLiveMarker(item)) deleted.delete(tableOf(item) ?? '');
  }
  for (const table of deleted) clearCells(transaction, table, () => true);
}

class Writer {
  readonly #transaction: Y.Transaction;
  readonly #body: Y.Text;
  readonly #units: Units | undefined;
  #left: Y.Item | null;
  #right: Y.Item | null;
  #formats: Formats;

  constructor(transaction: Y.Transaction, body: Y.Text, { left, right, formats }: Place, units: Units | undefined) {
    this.#transaction = transaction;
    this.#body = body;
    this.#units = units;
    this.#left = left;
    this.#right = right;
    this.#formats = formats;
  }

  keep({ length, keys, formats }: Extract<Change, { type: 'keep' }>): void {
    const map = keys && this.#nextMarker();
    if (map) {
      const table = tableOf(this.#right!);
      if (table !== null) clearDeleted(this.#transaction, table, readMarker(this.#right!), keys);
      for (const [key, value] of Object.entries(keys)) {
        if (table !== null && isTableKey(key)) setTableKey(map, key, value);
        else if (value === null) map.delete(key);
        else map.set(key, value);
      }
    }
    if (formats) this.#format(length, formats);
    else this.#pass(length);
  }

  /** Adds the ids of deleted tables to `tables`. */
  delete(length: number, tables: Set<string>): void {
    this.#pass(length, (item) => {
      const table = isLiveMarker(item) ? tableOf(item) : null;
      if (table !== null) tables.add(table);
      item.delete(this.#transaction);
    });
  }

  /** `isReplacing` says whether a deletion follows. */
  insert(step: Step, isReplacing = false): void {
    if (step.type === 'marker') return this.#insertMarker(step.keys, step.cells);
    // A line break in the place of a marker ends the words before, as the marker did: behind what others type there.
    const isBreak = isReplacing && step.insert === '\n' && this.#nextMarker() !== null;
    if (isBreak) this.#passUnseen();
    const before = this.#formats;
    const lacking = this.#setFormats(
      Object.fromEntries(knownFormats.map((name) => [name, step.formats[name] ?? null])),
    );
    this.#insertItem(
      typeof step.insert === 'string' ? new Y.ContentString(step.insert) : new Y.ContentEmbed(step.insert),
      isBreak ? markerClientID(this.#transaction.doc.clientID) : undefined,
    );
    this.#endFormats(lacking, before);
  }

  #insertMarker(keys: Keys, cells?: Readonly<Record<string, readonly Step[]>>): void {
    const map = new Y.Map<unknown>();
    this.#passUnseen();
    this.#insertItem(new Y.ContentType(map), markerClientID(this.#transaction.doc.clientID));
    if (keys['type'] === 'table') return this.#fillTable(map, keys, cells);
    for (const [key, value] of Object.entries(keys)) map.set(key, value);
  }

  /** Cells that are given are copies; a table that is moved has its words already. */
  #fillTable(map: Y.Map<unknown>, keys: Keys, cells?: Readonly<Record<string, readonly Step[]>>): void {
    const table = typeof keys['table'] === 'string' ? keys['table'] : newId();
    for (const [key, value] of Object.entries({ ...keys, table })) if (!isTableKey(key)) map.set(key, value);
    for (const key of tableKeys) setTableKey(map, key, keys[key] ?? null);
    for (const [name, steps] of Object.entries(cells ?? {})) {
      const body = makeCellBody(this.#transaction, table, name, true);
      if (hasWords(body)) continue;
      const inserts = steps.map((step): Change => ({ type: 'insert', step }));
      writeChanges(this.#transaction, body, startOf(body), inserts);
    }
  }

  #insertItem(
    content: Y.ContentString | Y.ContentEmbed | Y.ContentType | Y.ContentFormat,
    client = this.#transaction.doc.clientID,
  ): void {
    this.#left = this.#itemBetween(this.#left, this.#right, content, client);
  }

  #itemBetween(
    left: Y.Item | null,
    right: Y.Item | null,
    content: Y.ContentString | Y.ContentEmbed | Y.ContentType | Y.ContentFormat,
    client: number,
  ): Y.Item {
    const id = Y.createID(client, Y.getState(this.#transaction.doc.store, client));
    const origin = left === null ? null : Y.createID(left.id.client, left.id.clock + left.length - 1);
    const item = new Y.Item(id, left, origin, right, right?.id ?? null, this.#body, null, content);
    item.integrate(this.#transaction, 0);
    return item;
  }

  /** Goes behind formats that end here, and deleted words: these come back to the block that they were in. */
  #passUnseen(): void {
    while (this.#right !== null && this.#isUnseen(this.#right)) this.#step();
  }

  /** Whether an item is a format, or deleted, and none of the units. */
  #isUnseen(item: Y.Item): boolean {
    return !isLive(item) && this.#unitsAt(item) === 0;
  }

  /** The map of the marker that comes next among the units, unless it is deleted. */
  #nextMarker(): Y.Map<unknown> | null {
    while (this.#right !== null && this.#unitsAt(this.#right) === 0) this.#step();
    return this.#right !== null && !this.#right.deleted ? markerMap(this.#right) : null;
  }

  /** Passes one item. */
  #step(): void {
    const item = this.#right!;
    if (isLiveFormat(item)) this.#formats = withFormat(this.#formats, item.content);
    [this.#left, this.#right] = [item, item.right];
  }

  /** Passes so many units, and hands each live item of theirs to `act`. */
  #pass(length: number, act?: (item: Y.Item) => void): void {
    for (let left = length; left > 0;) {
      const item = this.#right;
      if (item === null) throw new Error('The text ends before the change does.');
      const here = Math.min(left, this.#unitsAt(item));
      if (here > 0) {
        this.#split(item, here);
        left -= here;
        if (!item.deleted) act?.(item);
      }
      this.#step();
    }
  }

  /** Cuts an item after so many characters, unless it is no longer. */
  #split(item: Y.Item, length: number): void {
    if (length < item.length) {
      Y.getItemCleanStart(this.#transaction, Y.createID(item.id.client, item.id.clock + length));
    }
  }

  /** The length of the units at the beginning of an item. An item that begins with others is cut before the units. */
  #unitsAt(item: Y.Item): number {
    if (this.#units === undefined) return item.deleted || !item.countable ? 0 : item.length;
    const { client, clock } = item.id;
    const range = this.#units.get(client)?.find(({ to }) => to > clock);
    if (range === undefined || range.from >= clock + item.length) return 0;
    if (range.from > clock) {
      this.#split(item, range.from - clock);
      return 0;
    }
    return Math.min(item.length, range.to - clock);
  }

  /**
   * Sets formats of the next `length` units. Formats that are there stay, and are overridden: what begins one and what
   * ends it were written at once, and only the undo of who wrote them takes them away, at once too. So no format that
   * has lost its end runs on to the end of the document.
   */
  #format(length: number, formats: Formats): void {
    const client = formatClientID(this.#transaction.doc.clientID);
    while (this.#right !== null && this.#isUnseen(this.#right)) this.#step();
    const set = new Set<string>();
    let under = this.#formats;
    for (let left = length; left > 0;) {
      const item = this.#right;
      if (item === null) throw new Error('The text ends before the change does.');
      const here = Math.min(left, this.#unitsAt(item));
      if (here > 0) {
        for (const name of this.#setFormats(formats, client)) set.add(name);
        this.#split(item, here);
        left -= here;
      }
      if (isLiveFormat(item)) under = withFormat(under, item.content);
      this.#step();
    }
    this.#endFormats(set, under);
  }

  /** Sets the formats from here on; null ends one. Gives the names of those that were not set so. */
  #setFormats(formats: Formats, client?: number): string[] {
    const lacking = Object.entries(formats).filter(
      ([name, value]) => !equalityDeep(this.#formats[name] ?? null, value),
    );
    for (const [name, value] of lacking) {
      this.#insertItem(new Y.ContentFormat(name, value as never), client);
      this.#formats = withFormat(this.#formats, { key: name, value });
    }
    return lacking.map(([name]) => name);
  }

  /** Ends what `#setFormats` set: from here on, the formats of these names are those of `under`. */
  #endFormats(names: Iterable<string>, under: Formats): void {
    const client = formatClientID(this.#transaction.doc.clientID);
    const open = new Set<string>();
    for (const name of names) {
      // A format that follows before the next unit says what is in effect there.
      const value = this.#isSetHere(name) ? null : (under[name] ?? null);
      this.#setFormats({ [name]: value }, client);
      if (value !== null) open.add(name);
    }
    this.#closeFormats(open, client);
  }

  #isSetHere(name: string): boolean {
    for (let item = this.#right; item !== null && this.#isUnseen(item); item = item.right) {
      if (isLiveFormat(item) && item.content.key === name) return true;
    }
    return false;
  }

  /** Ends formats that were set again here where somebody else ended them, who may take that back. */
  #closeFormats(names: Set<string>, client: number): void {
    let [left, right] = [this.#left, this.#right];
    while (names.size > 0 && right !== null) {
      if (isLiveFormat(right) && names.delete(right.content.key)) {
        const end = this.#itemBetween(left, right, new Y.ContentFormat(right.content.key, null as never), client);
        if (this.#left === left) this.#right = end;
      }
      [left, right] = [right, right.right];
    }
  }
}

/** Puts blocks at the end of the body, inside a transaction. */
export function appendBlocks(transaction: Y.Transaction, body: Y.Text, blocks: readonly Block[]): void {
  let [place, last] = [startOf(body), body._start];
  while (last !== null) [place, last] = [{ left: last, right: last.right, formats: {} }, last.right];
  writeChanges(
    transaction,
    body,
    place,
    flatten(blocks).map((step) => ({ type: 'insert', step })),
  );
}

/** The relative position of a place behind the marker of a line, `offset` units on, as JSON that peers understand. */
export type RelativePlace = Readonly<Record<string, unknown>>;

/**
 * The relative position `offset` units behind `start`. With `side` before, what comes before the place holds it: what
 * somebody else types there comes behind it. Units are the items for which `has` holds, by default what is there now.
 * A place in an empty cell is said by its `body`.
 */
export function relativePlace(
  start: Place,
  offset: number,
  side: 'before' | 'after',
  has: (item: Y.Item) => boolean = isLive,
  body?: Y.Text,
): RelativePlace {
  const assoc = side === 'before' ? -1 : 0;
  const at = (item: Y.Item, clock: number) => ({
    item: { client: item.id.client, clock: item.id.clock + clock },
    assoc,
  });
  let left = offset;
  let before: RelativePlace | null = null;
  for (let item = start.left; item !== null && before === null; item = item.left) {
    if (has(item)) before = at(item, item.length - 1);
  }
  for (let item = start.right; item !== null; item = item.right) {
    if (!has(item)) continue;
    if (side === 'before' && left === 0) break;
    if (left < item.length && side === 'after') return at(item, left);
    if (left <= item.length && side === 'before') return at(item, left - 1);
    left -= item.length;
    before = at(item, item.length - 1);
  }
  const id = body?._item?.id;
  const whole = id ? { type: { client: id.client, clock: id.clock } } : { tname: bodyName };
  return (side === 'before' ? before : null) ?? { ...whole, assoc };
}

/** The relative position behind what was typed last under the client id of the body's doc; null when nothing was. */
export function placeBehindOwnWords(body: Y.Text): RelativePlace | null {
  const { clientID: client, store } = body.doc!;
  for (let clock = Y.getState(store, client) - 1; clock >= 0;) {
    const item = Y.getItem(store, Y.createID(client, clock));
    if (item instanceof Y.Item && item.countable && item.parent === body) return { item: { client, clock }, assoc: -1 };
    clock = item.id.clock - 1;
  }
  return null;
}

/**
 * Finds the line and the offset of a relative position: the item of the last live marker before it, null for the start
 * of the body, and the number of units behind that marker. Null for a position that is not in the body.
 */
export function findPlace(body: Y.Text, place: unknown): { marker: Y.Item | null; offset: number } | null {
  const { item: id, type, assoc } = readPosition(place);
  const { store } = body.doc!;
  if (id === null && type !== null && body._item !== null && Y.compareIDs(body._item.id, type)) {
    return { marker: null, offset: 0 };
  }
  if (id === null || Y.getState(store, id.client) <= id.clock) return null;
  let found = Y.getItem(store, id);
  let units = id.clock - found.id.clock;
  while (found instanceof Y.Item && found.redone !== null) {
    const redone = Y.createID(found.redone.client, found.redone.clock + units);
    found = Y.getItem(store, redone);
    units = redone.clock - found.id.clock;
  }
  if (!(found instanceof Y.Item) || found.parent !== body) return null;
  if (isLiveMarker(found) && assoc < 0) return { marker: found, offset: 0 };
  const isWord = !found.deleted && found.countable && !isLiveMarker(found);
  let offset = isWord ? units + (assoc < 0 ? 1 : 0) : 0;
  let item = found.left;
  for (; item !== null; item = item.left) {
    if (item.deleted || !item.countable) continue;
    if (isLiveMarker(item)) return { marker: item, offset };
    offset += item.length;
  }
  return { marker: null, offset };
}

/** The body of the cell that a relative position is in; null for every other place. */
export function cellBodyAt(doc: Y.Doc, place: unknown): Y.Text | null {
  const { item, type } = readPosition(place);
  const id = item ?? type;
  if (id === null || Y.getState(doc.store, id.client) <= id.clock) return null;
  const found = Y.getItem(doc.store, id);
  if (!(found instanceof Y.Item)) return null;
  const { content } = found;
  const body = item === null ? content instanceof Y.ContentType && content.type : found.parent;
  return body instanceof Y.Text && cellOfBody(body) !== null ? body : null;
}

/** What a peer says about a position, as far as it is one. */
function readPosition(place: unknown): { item: Y.ID | null; type: Y.ID | null; assoc: number } {
  const { item, type, assoc } = (place ?? {}) as { item?: unknown; type?: unknown; assoc?: unknown };
  return { item: readID(item), type: readID(type), assoc: typeof assoc === 'number' ? assoc : 0 };
}

function readID(said: unknown): Y.ID | null {
  const { client, clock } = (said ?? {}) as { client?: unknown; clock?: unknown };
  const isClock = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  return isClock(client) && isClock(clock) ? Y.createID(client, clock) : null;
}
