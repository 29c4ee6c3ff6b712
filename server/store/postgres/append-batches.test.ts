// Which appends go together, and which numbers they have, beside a database that answers as the test wants.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../limits/limits.ts';
import { TestClock } from '../../testing/clock.ts';
import { AppendBatches } from './append-batches.ts';

interface Sent {
  readonly documents: readonly string[];
  readonly numbers: readonly number[];
  answer(): void;
  fail(): void;
}

function open() {
  const clock = new TestClock();
  const sent: Sent[] = [];
  const batches = new AppendBatches((values) => {
    const [documents, numbers] = [values[2] as string[], values[4] as number[]];
    return new Promise((resolve, reject) => {
      const rows = documents.map((_, i) => ({ append: i + 1, outcome: 'kept', last_sequence: 7 }));
      const answer = () => resolve(rows.map((row) => ({ ...row, log_length: 1, log_bytes: 1, snapshot_bytes: 0 })));
      sent.push({ documents, numbers, answer, fail: () => reject(new Error('the connection broke')) });
    });
  }, clock);
  const append = (document: string, ...updates: Uint8Array[]) =>
    batches.append({ document, epoch: 'e', updates, title: '', authors: [] });
  /** Runs what is due, and lets promises go on. */
  const pass = async (time: number) => {
    await clock.advance(time);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { batches, append, sent, pass };
}

const [one, two, three] = [1, 2, 3].map((byte) => Uint8Array.of(byte));

test('an append after a pause is sent at once, later ones after the interval, one batch at a time', async () => {
  const { append, sent, pass } = open();
  const first = append('a', one!);
  await pass(0);
  const others = [append('b', one!), append('c', one!)];
  await pass(limits.commitInterval);
  assert.deepEqual(
    sent.map(({ documents }) => documents),
    [['a']],
  );
  sent[0]!.answer();
  assert.deepEqual(await first, { first: 7, last: 7, isLong: false });
  await pass(0);
  assert.deepEqual(sent[1]!.documents, ['b', 'c']);
  sent[1]!.answer();
  for (const other of others) assert.deepEqual(await other, { first: 7, last: 7, isLong: false });
  const last = append('d', one!);
  await pass(limits.commitInterval - 1);
  assert.equal(sent.length, 2);
  await pass(1);
  sent[2]!.answer();
  await last;
});

/** Appends each array of updates to a document of its own: they must go in batches of so many documents. */
async function goIn(batches: readonly number[], all: readonly Uint8Array[][]): Promise<void> {
  const { append, sent, pass } = open();
  const appends = all.map((updates, i) => append(`plan-${i}`, ...updates));
  for (const count of batches) {
    await pass(limits.commitInterval);
    assert.equal(sent.at(-1)!.documents.length, count);
    sent.at(-1)!.answer();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(appends);
}

test('a batch has at most batchBytes, or one append', async () => {
  for (const [sizes, batches] of [
    [
      [limits.batchBytes - 1, 1, 1],
      [2, 1],
    ],
    [
      [limits.batchBytes, 1],
      [1, 1],
    ],
    [
      [limits.batchBytes + 1, 1],
      [1, 1],
    ],
  ] as const) {
    await goIn(
      batches,
      sizes.map((size) => [new Uint8Array(size)]),
    );
  }
});

test('a batch has at most batchUpdates, or one append', async () => {
  for (const [counts, batches] of [
    [
      [limits.batchUpdates - 1, 1, 1],
      [2, 1],
    ],
    [
      [limits.batchUpdates + 1, 1],
      [1, 1],
    ],
  ] as const) {
    await goIn(
      batches,
      counts.map((count) => Array<Uint8Array>(count).fill(one!)),
    );
  }
});

test('updates that may be stored keep their number, while nothing else of their document was sent', async () => {
  const { append, sent, pass } = open();
  const attempt = async (...updates: Uint8Array[]) => {
    const appended = append('a', ...updates).catch(() => 'refused');
    await pass(limits.commitInterval);
    return { appended, batch: sent.at(-1)! };
  };
  const refused = async (...updates: Uint8Array[]) => {
    const { appended, batch } = await attempt(...updates);
    batch.fail();
    assert.equal(await appended, 'refused');
    return batch.numbers;
  };
  assert.deepEqual(await refused(one!), [1]);
  assert.deepEqual(await refused(one!, two!), [1, 2]);
  assert.deepEqual(await refused(one!, two!), [1, 2]);
  assert.deepEqual(await refused(two!), [3], 'which is not how the last one began');
  assert.deepEqual(await refused(one!), [4], 'lower numbers are known from 3 on');
  const { appended, batch } = await attempt(one!, three!);
  assert.deepEqual(batch.numbers, [4, 5]);
  batch.answer();
  assert.deepEqual(await appended, { first: null, last: 7, isLong: false }, 'some may be stored before');
  assert.deepEqual(await refused(one!), [6]);
});

test('the last refused append of uncertainAppends documents is remembered, of one more not', async () => {
  const { append, sent, pass } = open();
  const names = Array.from({ length: limits.uncertainAppends }, (_, i) => `plan-${i}`);
  const refuse = async (documents: readonly string[]) => {
    const appends = documents.map((name) => append(name, one!).catch(() => 'refused'));
    await pass(limits.commitInterval);
    sent.at(-1)!.fail();
    await Promise.all(appends);
    return sent.at(-1)!.numbers;
  };
  const numbers = await refuse(names);
  assert.deepEqual(await refuse(names), numbers);
  await refuse(['another']);
  const [first, second] = await refuse(names.slice(0, 2));
  assert.notEqual(first, numbers[0]);
  assert.equal(second, numbers[1]);
});

test('closing sends what waits at once', async () => {
  const { batches, append, sent, pass } = open();
  const first = append('a', one!);
  await pass(0);
  const second = append('b', one!);
  let isFinished = false;
  const finished = batches.finish().then(() => (isFinished = true));
  sent[0]!.answer();
  await first;
  await pass(limits.commitInterval);
  assert.ok(!isFinished);
  sent[1]!.answer();
  await Promise.all([second, finished]);
  await batches.finish();
});
