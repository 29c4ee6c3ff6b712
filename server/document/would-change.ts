// Whether an update holds anything that a document lacks. Pure. The cost grows with the update and not with the
// document: a comparison of snapshots, which is what Yjs offers, goes through the whole document for each update.

import * as Y from 'yjs';

/** An update as `Y.decodeUpdate` returns it. */
export type DecodedUpdate = ReturnType<typeof Y.decodeUpdate>;

/** Whether the update would change `doc`, now or when what the update depends on has arrived. */
export function wouldChange(doc: Y.Doc, { structs, ds }: DecodedUpdate): boolean {
  for (const struct of structs) {
    // A Skip stands for structs that the update does not hold.
    if (!(struct instanceof Y.Skip) && struct.id.clock + struct.length > Y.getState(doc.store, struct.id.client)) {
      return true;
    }
  }
  for (const [client, deletions] of ds.clients) {
    for (const { clock, len } of deletions) {
      if (!isDeleted(doc.store, client, clock, clock + len)) return true;
    }
  }
  return false;
}

/** Whether all structs of `client` from the clock `start` up to, but not including, `end` are there and deleted. */
function isDeleted(store: Y.Doc['store'], client: number, start: number, end: number): boolean {
  if (start >= end) return true;
  if (end > Y.getState(store, client)) return false;
  const structs = store.clients.get(client)!;
  for (let i = Y.findIndexSS(structs, start); i < structs.length && structs[i]!.id.clock < end; i++) {
    if (!structs[i]!.deleted) return false;
  }
  return true;
}
