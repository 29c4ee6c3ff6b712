// Whether an update holds anything that a document lacks. Pure, and what it costs grows with the update, not with the
// document: comparing snapshots, as Yjs does it, walks through all of the document for each update.

import * as Y from 'yjs';

/** An update as Y.decodeUpdate gives it. */
export type DecodedUpdate = ReturnType<typeof Y.decodeUpdate>;

/** Whether applying the update to `doc` would change it, now or when what the update waits for is there. */
export function wouldChange(doc: Y.Doc, { structs, ds }: DecodedUpdate): boolean {
  for (const struct of structs) {
    // A Skip stands for what the update does not hold.
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

/** Whether everything that `client` made from `start` up to, and without, `end` is there and deleted. */
function isDeleted(store: Y.Doc['store'], client: number, start: number, end: number): boolean {
  if (start >= end) return true;
  if (end > Y.getState(store, client)) return false;
  const structs = store.clients.get(client)!;
  for (let i = Y.findIndexSS(structs, start); i < structs.length && structs[i]!.id.clock < end; i++) {
    if (!structs[i]!.deleted) return false;
  }
  return true;
}
