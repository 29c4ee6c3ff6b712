// What waits for missing updates, which Yjs keeps beside a document: its pending structs and deletions.

import * as Y from 'yjs';

/** Applies V1 updates in this order. What still waits then depends on updates that are not among them. */
export function applyInOrder(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  for (const update of updates) Y.applyUpdate(doc, update);
  // Where a struct waits for one of a client, and later structs of that client wait, too, Yjs may note the later gap
  // alone. It does not try again then when the earlier one is closed.
  const rest = takePending(doc);
  if (rest !== null) Y.applyUpdate(doc, rest);
}

/** Takes out what depends on missing updates, as a V1 update; null when there is nothing. */
export function takePending({ store }: Y.Doc): Uint8Array | null {
  const pending = [store.pendingStructs?.update, store.pendingDs].filter((update) => update != null);
  store.pendingStructs = null;
  store.pendingDs = null;
  return pending.length === 0 ? null : Y.mergeUpdates(pending.map(Y.convertUpdateFormatV2ToV1));
}
