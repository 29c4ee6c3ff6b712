// Counts the work of this process. Unlike a duration, a count is the same on a machine that is fast, slow or busy.

import assert from 'node:assert/strict';
import { GCProfiler, getHeapStatistics } from 'node:v8';
import * as Y from 'yjs';
import { totalWork } from '../../document/budget.ts';

export interface Work {
  /** Items that Yjs walked past: to find the place of another item, or to see whether they are deleted. */
  readonly walked: number;
  /** Structs that Yjs moved in memory, to split others or to merge them. */
  readonly moved: number;
  /** Bytes that were allocated, garbage included. */
  readonly allocated: number;
}

/**
 * The most work that hostile frames may take between two checks. The costliest frames of the corpus take 125,000 items,
 * 5,000 structs and 100 MB, and hold the process for some 30 ms.
 */
export const mostWork: Work = { walked: 500_000, moved: 500_000, allocated: 160_000_000 };

/** The number of times that Yjs asked whether an item is deleted: it asks wherever it walks over items. */
let visits = 0;
const deleted = Object.getOwnPropertyDescriptor(Y.Item.prototype, 'deleted')!;
Object.defineProperty(Y.Item.prototype, 'deleted', {
  ...deleted,
  get(this: Y.Item) {
    visits++;
    return deleted.get!.call(this) as boolean;
  },
});

/** The number of structs that Yjs moved: it adds structs to its arrays, and removes them, by `splice`. */
let moves = 0;
const { splice } = Array.prototype;
Array.prototype.splice = function (this: unknown[], start: number, ...rest: [number, ...unknown[]]) {
  if (this[0] instanceof Y.AbstractStruct) moves += this.length - start;
  return splice.call(this, start, ...rest);
};

/** The work until the promise of `act` settles, including everything else that runs meanwhile. */
export async function workOf(act: () => Promise<void>): Promise<Work> {
  const collections = new GCProfiler();
  const [steps, moved, visited] = [totalWork.scannedItems, moves, visits];
  const before = bytesInUse();
  collections.start();
  await act();
  const after = bytesInUse();
  return {
    walked: totalWork.scannedItems - steps + visits - visited,
    moved: moves - moved,
    allocated: after - before + bytesCollected(collections.stop()),
  };
}

/** The larger of both, quantity by quantity. */
export function most(a: Work, b: Work): Work {
  return {
    walked: Math.max(a.walked, b.walked),
    moved: Math.max(a.moved, b.moved),
    allocated: Math.max(a.allocated, b.allocated),
  };
}

/** Throws an AssertionError when it is more than `mostWork`. */
export function assertBounded(work: Work): void {
  for (const quantity of ['walked', 'moved', 'allocated'] as const) {
    assert.ok(work[quantity] <= mostWork[quantity], `${quantity}: ${work[quantity]} of at most ${mostWork[quantity]}`);
  }
}

function bytesInUse(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

function bytesCollected({ statistics }: ReturnType<GCProfiler['stop']>): number {
  const inUse = ({ usedHeapSize, externalMemory }: { usedHeapSize: number; externalMemory: number }) =>
    usedHeapSize + externalMemory;
  return statistics.reduce(
    (bytes, { beforeGC, afterGC }) => bytes + inUse(beforeGC.heapStatistics) - inUse(afterGC.heapStatistics),
    0,
  );
}
