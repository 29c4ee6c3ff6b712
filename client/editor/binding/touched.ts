// What a transaction changed in the body: the places from which it has to be read again. Yjs's own delta walks through
// the whole text for each change; the changed items of the transaction say the same in the time that the change takes.

import * as Y from 'yjs';

import { isLiveMarker } from '../../../protocol/format/shared-text.ts';

/**
 * The markers of the lines that the transaction touched; null stands for the words before the first marker. `isShown`
 * says whether a marker has a line already: the words behind a new marker belong to the last line before it.
 */
export function touchedMarkers(
  transaction: Y.Transaction,
  body: Y.Text,
  isShown: (marker: Y.Item) => boolean,
): Set<Y.Item | null> {
  const touched = new Set<Y.Item | null>();
  const passed = new Set<Y.Item>();
  const isStart = (item: Y.Item) => isLiveMarker(item) && isShown(item);
  forEachChanged(transaction, (changed) => {
    let item: Y.Item | null = itemOfBody(changed, body);
    if (item === null) return;
    if (item === changed) item = isStart(item) ? item : item.left;
    while (item !== null && !isStart(item)) {
      if (passed.has(item)) return;
      passed.add(item);
      item = item.left;
    }
    touched.add(item);
  });
  return touched;
}

/** The item in the body that `item` is in or is itself; null if it is somewhere else. */
function itemOfBody(item: Y.Item, body: Y.Text): Y.Item | null {
  let at: Y.Item | null = item;
  while (at !== null && at.parent !== body) at = (at.parent as Y.AbstractType<unknown> | null)?._item ?? null;
  return at;
}

function forEachChanged(transaction: Y.Transaction, act: (item: Y.Item) => void): void {
  const { beforeState, afterState, deleteSet, doc } = transaction;
  for (const [client, clock] of afterState) {
    const before = beforeState.get(client) ?? 0;
    if (before === clock) continue;
    const structs = doc.store.clients.get(client)!;
    for (let i = Y.findIndexSS(structs, before); i < structs.length; i++) {
      const struct = structs[i]!;
      if (struct instanceof Y.Item) act(struct);
    }
  }
  Y.iterateDeletedStructs(transaction, deleteSet, (struct) => {
    if (struct instanceof Y.Item) act(struct);
  });
}

/** Whether an item was there, and not deleted, before the transaction. */
export function wasThere({ beforeState, deleteSet }: Y.Transaction, item: Y.Item): boolean {
  const { client, clock } = item.id;
  return clock < (beforeState.get(client) ?? 0) && (!item.deleted || Y.isDeleted(deleteSet, item.id));
}
