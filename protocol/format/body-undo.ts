// Undo and redo of one's own edits in a body. What two people deleted, and both restore, comes back once.

import * as Y from 'yjs';

import { clientIDsOf, isRestoringClientID, restoringClientID, textClientID } from './body.ts';
import { tableOf } from './shared-text.ts';
import { holdsCells, tableHasWords, tablesOf } from './tables.ts';

/**
 * Yjs's undo manager, which restores what was deleted under a client id of its own: so restored words come back between
 * the neighbours that they had, whatever others insert there at the same time.
 */
export class BodyUndo extends Y.UndoManager {
  readonly #body: Y.Text;
  /** What there was to undo and to redo when the last undo or redo began. */
  #steps: Y.UndoManager['undoStack'] = [];

  constructor(body: Y.Text, options: ConstructorParameters<typeof Y.UndoManager>[1]) {
    super([body, tablesOf(body.doc!)], { ...options, deleteFilter: (item) => this.#mayDelete(item) });
    this.#body = body;
    // Yjs throws when the keys of a deleted marker are to be restored, and the marker has lost its map.
    this.doc.gcFilter = ({ content }) => !(content instanceof Y.ContentType);
    this.doc.on('afterTransaction', this.#followOthers);
  }

  override undo(): ReturnType<Y.UndoManager['undo']> {
    return this.#restore(() => super.undo());
  }

  override redo(): ReturnType<Y.UndoManager['redo']> {
    return this.#restore(() => super.redo());
  }

  /** No undo takes away the bodies of cells, nor a table in which others have written. */
  #mayDelete(item: Y.Item): boolean {
    if (holdsCells(item)) return false;
    const marker = markerOf(item, this.#body);
    const table = marker && tableOf(marker);
    if (marker === null || table === null) return true;
    const step = this.#steps.find(({ insertions }) => Y.isDeleted(insertions, item.id));
    const isOfTable = step !== undefined && Y.isDeleted(step.insertions, marker.id);
    const ours = clientIDsOf(textClientID(this.doc.clientID));
    return !isOfTable || !tableHasWords(this.doc, table, ({ id }) => !ours.includes(id.client));
  }

  override destroy(): void {
    this.doc.off('afterTransaction', this.#followOthers);
    super.destroy();
  }

  #restore<Result>(step: () => Result): Result {
    const { doc } = this;
    const { clientID } = doc;
    this.#steps = [...this.undoStack, ...this.redoStack];
    doc.clientID = restoringClientID(clientID);
    try {
      return step();
    } finally {
      doc.clientID = clientID;
    }
  }

  readonly #followOthers = (transaction: Y.Transaction): void => {
    if (transaction.local) return;
    const restored = itemsOf(transaction).filter((item) => !item.deleted && isRestored(item));
    const twins = restored.flatMap((item) => this.#twinsOf(transaction, item));
    // Of what was restored twice, the page that did so under the higher client id deletes its own.
    if (twins.length > 0) this.doc.transact((ours) => twins.forEach((twin) => twin.delete(ours)), this.#body);
  };

  /**
   * Notes which deleted items another restored, as Yjs does for those that we restored ourselves. So no undo restores
   * them again, and carets find them. Of two items that restore the same, the one with the lower client id stays. The
   * result is our own items that have to go.
   */
  #twinsOf(transaction: Y.Transaction, { id, length }: Y.Item): Y.Item[] {
    const twins: Y.Item[] = [];
    for (let done = 0; done < length;) {
      const now = Y.getItemCleanStart(transaction, Y.createID(id.client, id.clock + done));
      const ancestors = this.#ancestorsOf(transaction, now);
      if (ancestors.length === 0) break;
      const last = lastOf(transaction, ancestors.at(-1)!);
      cutAlike(transaction, [now, last, ...ancestors]);
      for (const item of ancestors) item.redone ??= now.id;
      if (!ancestors.includes(last)) {
        const [one, twin] = now.id.client < last.id.client ? [now, last] : [last, now];
        twin.redone ??= one.id;
        if (twin.id.client === restoringClientID(this.doc.clientID)) twins.push(twin);
      }
      // What is in our history must not lose its content.
      if (ancestors.some(({ keep }) => keep)) now.keep = true;
      done += now.length;
    }
    return twins;
  }

  /** What a restored item was before it was restored, and what that was before, and so on. */
  #ancestorsOf(transaction: Y.Transaction, restored: Y.Item): Y.Item[] {
    const ancestors: Y.Item[] = [];
    let item = restored;
    while (isRestored(item) && ancestors.length < mostAncestors) {
      const { client, clock } = item.rightOrigin!;
      const before = Y.createID(client, clock + offsetOf(item, this.doc.store));
      // The rest of what was restored may still be on its way.
      if (before.clock >= Y.getState(this.doc.store, client)) break;
      item = Y.getItemCleanStart(transaction, before);
      if (!item.deleted) break; // no page restores what is there
      ancestors.push(item);
    }
    return ancestors;
  }
}

/** People do not undo and redo one thing more often. */
const mostAncestors = 100;

/** The marker that an item is in or is itself; null for every other item. */
function markerOf(item: Y.Item, body: Y.Text): Y.Item | null {
  let at: Y.Item | null = item;
  while (at !== null && at.parent !== body) at = (at.parent as { _item?: Y.Item | null } | null)?._item ?? null;
  return at;
}

/** Whether an item is what an undo or redo brought back. It stands before what it was. */
function isRestored(item: Y.Item): boolean {
  return isRestoringClientID(item.id.client) && item.parent instanceof Y.Text && item.rightOrigin !== null;
}

/** How far behind the beginning of what was restored with it an item stands. Others may have cut it since. */
function offsetOf(restored: Y.Item, store: Y.Doc['store']): number {
  let first: Y.Item = restored;
  while (first.origin !== null && Y.compareIDs(first.origin, Y.createID(first.id.client, first.id.clock - 1))) {
    const before = Y.getItem(store, first.origin);
    if (!(before instanceof Y.Item) || !Y.compareIDs(before.rightOrigin, restored.rightOrigin)) break;
    first = before;
  }
  return restored.id.clock - first.id.clock;
}

/** What an item was restored as, and that again, as far as is known. */
function lastOf(transaction: Y.Transaction, item: Y.Item): Y.Item {
  let last = item;
  while (last.redone !== null) last = Y.getItemCleanStart(transaction, last.redone);
  return last;
}

/** Cuts items to the length of the shortest. */
function cutAlike(transaction: Y.Transaction, items: readonly Y.Item[]): void {
  const shortest = Math.min(...items.map(({ length }) => length));
  for (const { id, length } of items) {
    if (length > shortest) Y.getItemCleanStart(transaction, Y.createID(id.client, id.clock + shortest));
  }
}

/** The items that a transaction brought. */
function itemsOf({ beforeState, afterState, doc }: Y.Transaction): Y.Item[] {
  return [...afterState].flatMap(([client, clock]) => {
    const before = beforeState.get(client) ?? 0;
    if (before === clock) return [];
    const structs = doc.store.clients.get(client)!;
    return structs.slice(Y.findIndexSS(structs, before)).filter((struct) => struct instanceof Y.Item);
  });
}
