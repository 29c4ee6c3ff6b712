// Merges structs in one pass. After each transaction Yjs merges the neighbouring structs of a client where it can, and
// moves all later structs of that client in memory for each single merge. It copies merged values once for each merge,
// too. A few kilobytes would so hold the process for minutes, or take all of its memory. In a Y.Doc of this file Yjs
// finds nothing left to merge after a large transaction. The document is the same as Yjs would make it.

import * as Y from 'yjs';

/** As many merges take Yjs no longer than one pass. */
const fewStructs = 100;

type Struct = Y.Item | Y.GC;
type Clock = number;

/** A Y.Doc whose transactions take no time with the square of their structs. */
export function createDoc(): Y.Doc {
  const doc = new Y.Doc();
  doc.on('afterTransaction', mergeInOnePass);
  return doc;
}

function mergeInOnePass(transaction: Y.Transaction): void {
  const { store } = transaction.doc;
  const { first, count } = touchedStructs(transaction);
  if (count < fewStructs) return;
  dropDeletedContent(transaction);
  for (const [client, clock] of first) {
    const structs = store.clients.get(client)!;
    mergeFrom(structs, Y.findIndexSS(structs, clock));
  }
}

/** The structs that Yjs will try to merge: their number, and the clock of the first of each client. */
function touchedStructs(transaction: Y.Transaction): { first: ReadonlyMap<number, Clock>; count: number } {
  const { beforeState, afterState, deleteSet, _mergeStructs: split } = transaction;
  const { clients } = transaction.doc.store;
  const first = new Map<number, Clock>();
  let count = split.length;
  const touch = (client: number, clock: Clock) => first.set(client, Math.min(clock, first.get(client) ?? clock));
  for (const [client, end] of afterState) {
    const start = beforeState.get(client) ?? 0;
    if (start === end) continue;
    touch(client, start);
    const structs = clients.get(client)!;
    count += structs.length - Y.findIndexSS(structs, start);
  }
  for (const [client, ranges] of deleteSet.clients) {
    touch(client, ranges[0]!.clock); // Yjs has sorted them
    const structs = clients.get(client)!;
    for (const { clock, len } of ranges) {
      count += 1 + Y.findIndexSS(structs, clock + len - 1) - Y.findIndexSS(structs, clock);
    }
  }
  for (const { id } of split) touch(id.client, id.clock);
  return { first, count };
}

/** Drops deleted content, as Yjs will: only then can what was deleted be merged. */
function dropDeletedContent(transaction: Y.Transaction): void {
  const { store } = transaction.doc;
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (struct instanceof Y.Item && struct.deleted) struct.gc(store, false);
  });
}

/** Merges each struct from `index` on with the one before it, where Yjs could. Moves each at most once. */
function mergeFrom(structs: Struct[], index: number): void {
  let last = Math.max(index - 1, 0);
  for (let i = last + 1; i < structs.length; i++) {
    if (!isMerged(structs[last]!, structs[i]!)) structs[++last] = structs[i]!;
  }
  structs.length = last + 1;
}

/** Merges `right` into `left`, as Yjs does it, or returns false. */
function isMerged(left: Struct, right: Struct): boolean {
  if (!(right instanceof Y.Item)) return left.mergeWith(right as never);
  if (left instanceof Y.Item && Y.compareIDs(right.origin, left.lastId)) appendInPlace(left.content);
  if (!left.mergeWith(right as never)) return false;
  const { _map: map } = right.parent as Y.AbstractType<unknown>;
  if (right.parentSub !== null && map.get(right.parentSub) === right) map.set(right.parentSub, left as Y.Item);
  return true;
}

/** For each merge, Yjs would copy all values that it has merged before. */
function appendInPlace(content: Y.Item['content']): void {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) content.mergeWith = append;
}

function append(this: { readonly arr: unknown[] }, right: { readonly arr: readonly unknown[] }): boolean {
  for (const value of right.arr) this.arr.push(value);
  return true;
}
