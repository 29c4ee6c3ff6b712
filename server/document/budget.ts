// Bounds the work that one transaction may make Yjs do. To find its place, an item scans all items that others inserted
// there at the same time. To split a struct, Yjs moves all later structs of the same client in memory. A few hundred
// kilobytes that are made for it would hold the process for hours. Types that contain one another are deleted by
// recursion, by peers too. All of this happens inside Yjs, so this file reaches into Yjs; transactions without a budget
// are not affected.

import * as Y from 'yjs';
import { limits } from '../limits/limits.ts';

/** The work that may still be done, by one transaction or by some together. */
export interface WorkBudget {
  /** The number of items that may still be scanned. */
  scannedItems: number;
  /** The number of structs that may still be moved. */
  movedStructs: number;
}

export function createBudget(): WorkBudget {
  const { scannedItems, movedStructs } = limits;
  return { scannedItems, movedStructs };
}

type Type = Y.AbstractType<unknown>;

/** The work of all bounded transactions of this process, to see what peers cost; both numbers only grow. */
const total = { scannedItems: 0, movedStructs: 0 };
export const totalWork: Readonly<typeof total> = total;

const key = Symbol('budget');
const integrate = Y.Item.prototype.integrate;

/** From now on `transaction` takes its work from `budget`, and throws when that is spent. */
export function enforceBudget(transaction: Y.Transaction, budget: WorkBudget): void {
  transaction.meta.set(key, budget);
  // Yjs pushes the right half of each struct that it splits to this list, just before it moves the later ones. What it
  // pushes beside that is in its place already.
  transaction._mergeStructs.push = function (...pushed: Y.AbstractStruct[]) {
    for (const struct of pushed) {
      const structs = transaction.doc.store.clients.get(struct.id.client)!;
      const index = Y.findIndexSS(structs, struct.id.clock);
      if (structs[index] === struct) continue;
      const moved = structs.length - index;
      total.movedStructs += moved;
      budget.movedStructs -= moved;
      if (budget.movedStructs < 0) throw new Error('too much is split');
    }
    return Array.prototype.push.apply(this, pushed);
  };
}

Y.Item.prototype.integrate = function (this: Y.Item, transaction: Y.Transaction, offset: number): void {
  const budget = transaction.meta.get(key) as WorkBudget | undefined;
  if (budget !== undefined && this.parent instanceof Y.AbstractType) {
    const scanned = itemsToScan(this, this.parent, offset, transaction, budget.scannedItems);
    total.scannedItems += scanned;
    budget.scannedItems -= scanned;
    if (budget.scannedItems < 0) throw new Error('too much was written at one place');
    if (this.content instanceof Y.ContentType) checkDepth(this.parent);
  }
  integrate.call(this, transaction, offset);
};

/** The number of items that Yjs will scan to find the place of `item`; counts to `most + 1` only. */
function itemsToScan(item: Y.Item, parent: Type, offset: number, transaction: Y.Transaction, most: number): number {
  const { store } = transaction.doc;
  const { client, clock } = item.id;
  const left = offset > 0 ? (Y.getItem(store, Y.createID(client, clock + offset - 1)) as Y.Item) : item.left;
  const origin = offset > 0 ? Y.createID(client, clock + offset - 1) : item.origin;
  let items = 0;
  let next: Y.Item | null = left === null ? parent._start : (left.right ?? null); // garbage has no neighbours
  if (left === null && item.parentSub !== null) {
    next = parent._map.get(item.parentSub) ?? null;
    for (; next?.left && items <= most; items++) next = next.left;
  }
  if (next === null || next === item.right) return items;
  const scanned = new Set<Y.AbstractStruct>();
  for (; next !== null && next !== item.right && items <= most; next = next.right) {
    items++;
    scanned.add(next);
    if (Y.compareIDs(origin, next.origin)) {
      if (next.id.client >= client && Y.compareIDs(item.rightOrigin, next.rightOrigin)) break;
    } else if (next.origin === null || !scanned.has(Y.getItem(store, next.origin))) break;
  }
  return items;
}

function checkDepth(parent: Type): void {
  let depth = 1;
  for (let type: Type | null = parent; type?._item; type = type._item.parent as Type | null) {
    if (++depth > limits.typeDepth) throw new Error('types are nested too deeply');
  }
}
