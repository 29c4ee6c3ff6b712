// Bounds the work that one transaction may make Yjs do. To find its place, an item scans all items that others inserted
// there at the same time. To split a struct, Yjs moves all later structs of the same client in memory. A few hundred
// kilobytes that are made for it would hold the process for hours. Types that contain one another are deleted by
// recursion, by peers too. All of this happens inside Yjs, so this file reaches into Yjs; transactions without a budget
// are not affected.

import * as Y from 'yjs';

/** The work that a transaction may still do, and the formats that it has met. */
export interface WorkBudget {
  /** Whether the cost is not bounded: what was stored once has to be loaded. */
  readonly trusted: boolean;
  /** The number of items that may still be scanned. */
  scannedItems: number;
  /** The number of structs that may still be moved. */
  movedStructs: number;
  /** How many types may contain one another. */
  readonly typeDepth: number;
  /** The names of the formats met so far: each adds to the cost of a format cleanup. */
  readonly formats: Set<string>;
}

type Type = Y.AbstractType<unknown>;

/** The work of all bounded transactions of this process, to see what peers cost; both numbers only grow. */
const total = { scannedItems: 0, movedStructs: 0 };
export const totalWork: Readonly<typeof total> = total;

const key = Symbol('budget');
const integrate = Y.Item.prototype.integrate;

/** From now on `transaction` throws when it costs more than `budget`. */
export function enforceBudget(transaction: Y.Transaction, budget: WorkBudget): void {
  transaction.meta.set(key, budget);
  if (budget.trusted) return;
  // Yjs pushes each struct that it splits to this list, just before it moves the others.
  transaction._mergeStructs.push = function (...split: Y.AbstractStruct[]) {
    for (const { id } of split) {
      const structs = transaction.doc.store.clients.get(id.client)!;
      const moved = structs.length - Y.findIndexSS(structs, id.clock);
      total.movedStructs += moved;
      budget.movedStructs -= moved;
      if (budget.movedStructs < 0) throw new Error('too much is split');
    }
    return Array.prototype.push.apply(this, split);
  };
}

Y.Item.prototype.integrate = function (this: Y.Item, transaction: Y.Transaction, offset: number): void {
  const budget = transaction.meta.get(key) as WorkBudget | undefined;
  if (budget !== undefined && this.content instanceof Y.ContentFormat) budget.formats.add(this.content.key);
  if (budget?.trusted === false && this.parent instanceof Y.AbstractType) {
    const scanned = itemsToScan(this, this.parent, offset, transaction, budget.scannedItems);
    total.scannedItems += scanned;
    budget.scannedItems -= scanned;
    if (budget.scannedItems < 0) throw new Error('too much was written at one place');
    if (this.content instanceof Y.ContentType) checkDepth(this.parent, budget.typeDepth);
  }
  integrate.call(this, transaction, offset);
};

/** The number of items that Yjs will scan, or somewhat more; counts to `most + 1` only. */
function itemsToScan(
  item: Y.Item,
  parent: Type,
  offset: number,
  { doc: { store } }: Y.Transaction,
  most: number,
): number {
  const { client, clock } = item.id;
  const left = offset > 0 ? (Y.getItem(store, Y.createID(client, clock + offset - 1)) as Y.Item) : item.left;
  let items = 0;
  let next: Y.Item | null = left === null ? parent._start : (left.right ?? null); // garbage has no neighbours
  if (left === null && item.parentSub !== null) {
    next = parent._map.get(item.parentSub) ?? null;
    for (; next?.left && items <= most; items++) next = next.left;
  }
  for (; next !== null && next !== item.right && items <= most; items++) {
    if (endsScan(item, next)) break;
    next = next.right;
  }
  return items;
}

/** Whether Yjs scans no further than to `other`, as far as the two items alone tell. */
function endsScan(item: Y.Item, other: Y.Item): boolean {
  if (!Y.compareIDs(item.origin, other.origin)) return other.origin === null;
  return other.id.client >= item.id.client && Y.compareIDs(item.rightOrigin, other.rightOrigin);
}

function checkDepth(parent: Type, most: number): void {
  let depth = 1;
  for (let type: Type | null = parent; type?._item; type = type._item.parent as Type | null) {
    if (++depth > most) throw new Error('types are nested too deeply');
  }
}
