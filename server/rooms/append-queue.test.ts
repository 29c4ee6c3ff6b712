import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { settled, TestClock } from '../testing/clock.ts';
import { AppendQueue, type QueuedAppend } from './append-queue.ts';
import { Retry } from './retry.ts';

const append = (id: number, size = 2): QueuedAppend => ({
  id,
  update: new Uint8Array(size),
  title: '',
  authors: [],
});

/** A queue on a store that answers when `answer` is called: true, false, or a failure where that is null. */
function openQueue() {
  const clock = new TestClock();
  const inFlight: { ids: number[]; answer: (stored: boolean | null) => void }[] = [];
  const stored: number[] = [];
  const happened: string[] = [];
  const queue = new AppendQueue(new Retry(clock), {
    append: (appends) =>
      new Promise((resolve, reject) => {
        const answer = (result: boolean | null) => (result === null ? reject(new Error('busy')) : resolve(result));
        inFlight.push({ ids: appends.map(({ id }) => id), answer });
      }),
    stored: (id) => stored.push(id),
    failed: () => happened.push('failed'),
    documentEnded: () => happened.push('ended'),
  });
  return { clock, queue, inFlight, stored, happened };
}

test('one append is in flight at a time, and all that are queued meanwhile go into the next', async () => {
  const { queue, inFlight, stored } = openQueue();
  for (const id of [1, 2, 3]) queue.push(append(id));
  assert.deepEqual([inFlight.length, inFlight[0]!.ids], [1, [1]]);
  inFlight[0]!.answer(true);
  await settled();
  assert.deepEqual([stored, inFlight[1]!.ids], [[1], [2, 3]]);
  const empty = queue.empty();
  inFlight[1]!.answer(true);
  await empty;
  assert.deepEqual(stored, [1, 2, 3]);
});

test('[FAULT1] after a failure the same appends are tried again in order, with those queued since', async () => {
  const { clock, queue, inFlight, stored, happened } = openQueue();
  queue.push(append(1));
  inFlight[0]!.answer(null);
  await settled();
  queue.push(append(2));
  await clock.advance(limits.firstRetry);
  assert.deepEqual([happened, inFlight[1]!.ids, stored], [['failed'], [1, 2], []]);
  inFlight[1]!.answer(true);
  await queue.empty();
  assert.deepEqual(stored, [1, 2]);
});

test('appends go together up to batchBytes and batchUpdates; the rest goes next, also after a failure', async () => {
  const { batchBytes, batchUpdates } = limits;
  for (const [sizes, counts] of [
    [
      [batchBytes - 1, 1, 1],
      [2, 1],
    ],
    [
      [batchBytes + 1, 1],
      [1, 1],
    ],
    [Array<number>(batchUpdates).fill(1), [batchUpdates]],
    [Array<number>(batchUpdates + 1).fill(1), [batchUpdates, 1]],
  ] as const) {
    const { clock, queue, inFlight, stored } = openQueue();
    queue.push(append(0));
    for (const [i, size] of sizes.entries()) queue.push(append(i + 1, size));
    inFlight[0]!.answer(true);
    for (const count of counts) {
      await settled();
      assert.equal(inFlight.at(-1)!.ids.length, count);
      inFlight.at(-1)!.answer(null);
      await settled();
      queue.push(append(0, batchBytes)); // has no place beside them
      await clock.advance(limits.firstRetry);
      assert.equal(inFlight.at(-1)!.ids.length, count);
      inFlight.at(-1)!.answer(true);
    }
    await settled();
    assert.deepEqual(stored.slice(0, sizes.length + 1), [...Array(sizes.length + 1).keys()]);
  }
});

test('[EPOCH2] when the document has ended, nothing more is stored', async () => {
  const { queue, inFlight, stored, happened } = openQueue();
  queue.push(append(1));
  inFlight[0]!.answer(false);
  await queue.empty();
  queue.push(append(2));
  await settled();
  assert.deepEqual([happened, stored, inFlight.length], [['ended'], [], 1]);
});
