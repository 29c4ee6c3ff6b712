// Bounds what a single transaction may make Yjs do. To find its place, an item walks past all that others put there at
// the same time; to split one, all that the same client wrote after it is moved in memory: a few hundred kilobytes that
// are made for it would hold the process for hours. And types that contain one another are deleted by recursion, by
// whomever. The items are Yjs' own, so this has to reach into Yjs. It does nothing in a transaction that is not
// `watched`.

import * as Y from 'yjs';

/** What a transaction may still cost, and what was learned of its cost. */
export interface WorkBudget {
  /** Whether it may cost whatever it does: what was stored once has to be loaded. */
  readonly trusted: boolean;
  /** How many items may be walked past. */
  steps: number;
  /** How many structs may be moved to split others. */
  moves: number;
  /** How many types may contain one another. */
  readonly depth: number;
  /** The names of formats; each adds to the cost of tidying up the text that it is in. */
  readonly formats: Set<string>;
}

type Type = Y.AbstractType<unknown>;

/** The work of all transactions of this process, in items walked past and structs moved; both only grow. */
const total = { steps: 0, moves: 0 };
export const totalWork: Readonly<typeof total> = total;

const key = Symbol('budget');
const integrate = Y.Item.prototype.integrate;

/** From now on `transaction` throws when it costs more than `budget`. */
export function enforceBudget(transaction: Y.Transaction, budget: WorkBudget): void {
  transaction.meta.set(key, budget);
  if (budget.trusted) return;
  // Yjs puts down here what it splits, just before it does.
  transaction._mergeStructs.push = function (...split: Y.AbstractStruct[]) {
    for (const { id } of split) {
      const structs = transaction.doc.store.clients.get(id.client)!;
      const moves = structs.length - Y.findIndexSS(structs, id.clock);
      total.moves += moves;
      budget.moves -= moves;
      if (budget.moves < 0) throw new Error('too much is split');
    }
    return Array.prototype.push.apply(this, split);
  };
}

Y.Item.prototype.integrate = function (this: Y.Item, transaction: Y.Transaction, offset: number): void {
  const budget = transaction.meta.get(key) as WorkBudget | undefined;
  if (budget !== undefined && this.content instanceof Y.ContentFormat) budget.formats.add(this.content.key);
  if (budget?.trusted === false && this.parent instanceof Y.AbstractType) {
    const steps = stepsOf(this, this.parent, offset, transaction, budget.steps);
    total.steps += steps;
    budget.steps -= steps;
    if (budget.steps < 0) throw new Error('too much was written at one place');
    if (this.content instanceof Y.ContentType) checkDepth(this.parent, budget.depth);
  }
  integrate.call(this, transaction, offset);
};

/** How many items Yjs will walk past, or somewhat more; counts only as far as one more than `most`. */
function stepsOf(item: Y.Item, parent: Type, offset: number, { doc: { store } }: Y.Transaction, most: number): number {
  const { client, clock } = item.id;
  const left = offset > 0 ? (Y.getItem(store, Y.createID(client, clock + offset - 1)) as Y.Item) : item.left;
  let steps = 0;
  let next: Y.Item | null = left === null ? parent._start : (left.right ?? null); // garbage has no neighbours
  if (left === null && item.parentSub !== null) {
    next = parent._map.get(item.parentSub) ?? null;
    for (; next?.left && steps <= most; steps++) next = next.left;
  }
  for (; next !== null && next !== item.right && steps <= most; steps++) {
    if (endsWalk(item, next)) break;
    next = next.right;
  }
  return steps;
}

/** Whether Yjs goes no further than to `other`, so far as the two alone tell. */
function endsWalk(item: Y.Item, other: Y.Item): boolean {
  if (!Y.compareIDs(item.origin, other.origin)) return other.origin === null;
  return other.id.client >= item.id.client && Y.compareIDs(item.rightOrigin, other.rightOrigin);
}

function checkDepth(parent: Type, most: number): void {
  let depth = 1;
  for (let type: Type | null = parent; type?._item; type = type._item.parent as Type | null) {
    if (++depth > most) throw new Error('types are nested too deeply');
  }
}
