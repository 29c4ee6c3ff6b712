// What a transaction changed in the body: the places from which it has to be read again. Yjs's own delta walks through
// the whole text for each change; the changed items of the transaction say the same in the time that the change takes.

import * as Y from 'yjs';

import { isLiveMarker } from '../../../protocol/format/shared-text.ts';

/** Changed items by the body that they are in: with a table, thousands of bodies may come at once. */
export type ChangedItems = ReadonlyMap<Y.Text, readonly Y.Item[]>;

/** The items that a transaction changed. */
export function changedItems(transaction: Y.Transaction): ChangedItems {
  const changed = new Map<Y.Text, Y.Item[]>();
  forEachChanged(transaction, (item) => {
    const body = bodyAround(item);
    const items = body === null ? undefined : changed.get(body);
    if (items !== undefined) items.push(item);
    else if (body !== null) changed.set(body, [item]);
  });
  return changed;
}

/** The outermost text that an item is in: no body stands in another text. */
function bodyAround(item: Y.Item): Y.Text | null {
  let body: Y.Text | null = null;
  for (let at: Y.Item | null = item; at !== null; at = (at.parent as Y.AbstractType<unknown> | null)?._item ?? null) {
    if (at.parent instanceof Y.Text) body = at.parent;
  }
  return body;
}

/**
 * The markers of the lines of a body that changed; null stands for the words before the first marker. `isShown` says
 * whether a marker has a line already: the words behind a new marker belong to the last line before it.
 */
export function touchedMarkers(
  changes: ChangedItems,
  body: Y.Text,
  isShown: (marker: Y.Item) => boolean,
): Set<Y.Item | null> {
  const touched = new Set<Y.Item | null>();
  const passed = new Set<Y.Item>();
  const isStart = (item: Y.Item) => isLiveMarker(item) && isShown(item);
  const touch = (changed: Y.Item) => {
    let item: Y.Item | null = itemOfBody(changed, body);
    if (item === changed) item = isStart(item) ? item : item.left;
    while (item !== null && !isStart(item)) {
      if (passed.has(item)) return;
      passed.add(item);
      item = item.left;
    }
    touched.add(item);
  };
  changes.get(body)?.forEach(touch);
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
