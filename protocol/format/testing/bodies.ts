// Bodies in a Y.Doc, for the tests: made of blocks, changed to others as the editor's binding does it, and looked at
// unit by unit.

import { equalityDeep } from 'lib0/function';
import { applyUpdate, Doc, encodeStateAsUpdate, type Item, type Text, type Transaction } from 'yjs';

import { type Block, bodyOf } from '../body.ts';
import { type Change, changesBetween } from '../changes.ts';
import { lengthOf } from '../flatten.ts';
import {
  appendBlocks,
  type Line,
  markerMap,
  type Place,
  readBody,
  startOf,
  type Units,
  writeChanges,
} from '../shared-text.ts';

/** A document with this body. Words have this client id; it is below 2^31. */
export function docOf(blocks: readonly Block[], clientID: number): Doc {
  const doc = new Doc();
  doc.clientID = clientID;
  doc.transact((transaction) => appendBlocks(transaction, bodyOf(doc), blocks));
  return doc;
}

export function blocksOf(doc: Doc): Block[] {
  return readBody(bodyOf(doc)).map(({ block }) => block);
}

/** Copies of a document, for pages whose words have these clients. */
export function copiesOf(doc: Doc, ...ids: number[]): Doc[] {
  return ids.map((clientID) => {
    const copy = new Doc();
    copy.clientID = clientID;
    applyUpdate(copy, encodeStateAsUpdate(doc), 'remote');
    return copy;
  });
}

/** Sends each document what it lacks of the others. */
export function exchange(...docs: readonly Doc[]): void {
  for (const to of docs) for (const from of docs) applyUpdate(to, encodeStateAsUpdate(from), 'remote');
}

/** A stretch of lines from `start` to `end`, and the number of lines behind it. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly rest: number;
}

/** The stretch of lines in which two documents differ, with a neighbour on each side. */
export function touchedStretch(before: readonly Block[], after: readonly Block[]): Stretch {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && equalityDeep(before[same], after[same])) same += 1;
  let rest = 0;
  while (rest < shorter - same && equalityDeep(before.at(-1 - rest), after.at(-1 - rest))) rest += 1;
  // Words without a marker have no place of their own, and depend on the block before them.
  let start = Math.max(0, same - 1);
  while (start > 0 && before[start]!.keys === null) start -= 1;
  rest = Math.max(0, rest - 1);
  return { start, end: before.length - rest, rest };
}

/** Where a line begins in the body. */
export function placeOf(body: Text, line: Line | undefined): Place {
  if (line === undefined || line.marker === null) return startOf(body);
  return { left: line.marker.left, right: line.marker, formats: line.formats };
}

/**
 * Writes a document as another one: where they differ only, as the binding does. `caret` is a place in the text of
 * `after`. With `units`, `before` is what the body held then.
 */
export function rewrite(
  doc: Doc,
  before: readonly Line[],
  after: readonly Block[],
  { caret, units, origin }: { caret?: number; units?: Units; origin?: unknown } = {},
): Change[] {
  const body = bodyOf(doc);
  const blocks = before.map(({ block }) => block);
  const { start, end, rest } = units ? { start: 0, end: before.length, rest: 0 } : touchedStretch(blocks, after);
  const changes = changesBetween(
    blocks.slice(start, end),
    after.slice(start, after.length - rest),
    caret === undefined ? undefined : Math.max(0, caret - unitsIn(blocks.slice(0, start))),
  );
  const place = units ? startOf(body) : placeOf(body, before[start]);
  const write = (transaction: Transaction) => writeChanges(transaction, body, place, changes, units);
  if (changes.length > 0) doc.transact(write, origin);
  return changes;
}

/** The number of units of these blocks in the body. */
export function unitsIn(blocks: readonly Block[]): number {
  const lengths = blocks.map(({ keys, content }) =>
    content.reduce((sum, { insert }) => sum + (typeof insert === 'string' ? insert.length : 1), keys === null ? 0 : 1),
  );
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** What changes cost: the units they insert and delete, and the markers and runs they assign something to. */
export function costOf(made: readonly Change[]) {
  const total = { inserted: 0, deleted: 0, keys: 0, formats: 0 };
  for (const change of made) {
    if (change.type === 'insert') total.inserted += lengthOf(change.step);
    else if (change.type === 'delete') total.deleted += change.length;
    else {
      total.keys += change.keys ? 1 : 0;
      total.formats += change.formats ? change.length : 0;
    }
  }
  return total;
}

/** A live unit of the body: a UTF-16 unit of its text, or `¶` for a marker, or `*` for an object. */
export interface Unit {
  /** The Yjs id, as `client:clock`. */
  readonly id: string;
  readonly symbol: string;
}

export function liveUnits(body: Text): Unit[] {
  const units: Unit[] = [];
  for (let item = body._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    for (let i = 0; i < item.length; i++) {
      units.push({ id: `${item.id.client}:${item.id.clock + i}`, symbol: symbolAt(item, i) });
    }
  }
  return units;
}

function symbolAt(item: Item, index: number): string {
  if (markerMap(item) !== null) return '¶';
  const value: unknown = item.content.getContent()[index];
  return typeof value === 'string' ? value : '*';
}
