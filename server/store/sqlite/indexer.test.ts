// When the index follows a change: not with the change, soon after the last one, and in a crowd not more often than
// every `limits.indexWait`.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pino } from 'pino';
import { limits } from '../../limits/limits.ts';
import { TestClock } from '../../testing/clock.ts';
import { newPlace } from '../../testing/sqlite-store.ts';
import { writing } from '../../testing/search-contract.ts';
import type { BatchQueue } from './batch-queue.ts';
import { Indexer } from './indexer.ts';
import type { Request } from './requests.ts';

const all = { patterns: ['*'], prefix: '', after: null };

/** An indexer whose documents all hold the word `bread`, and what it has asked of the database. */
function openIndexer(t: TestContext, failures = 0) {
  const place = newPlace();
  mkdirSync(place, { recursive: true });
  const clock = new TestClock();
  const asked: string[] = [];
  const ask = async ({ type }: Request) => {
    if (type === 'listStates') return [];
    asked.push(type);
    if (asked.length <= failures) throw new Error('the disk is full');
    return { epoch: 'one', sequence: 1, updates: [writing('', 'bread')] };
  };
  const queue = { ask } as unknown as BatchQueue;
  const indexer = new Indexer(queue, join(place, 'search.db'), pino({ level: 'silent' }), clock);
  t.after(() => indexer.close());
  /** Waits until so many documents were read, and what was read is found. */
  const reads = async (count: number) => {
    while ((await indexer.search('bread', 10, all)).length === 0 || asked.length < count);
    assert.equal(asked.length, count);
  };
  return { indexer, clock, asked, reads };
}

test('[SEARCH2] changes only mark a document, which is read once when it has rested', async (t) => {
  const { indexer, clock, asked, reads } = openIndexer(t);
  for (let i = 0; i < 1_000; i++) indexer.changed('plan', 'Plan', i);
  assert.deepEqual(asked, []);
  await clock.advance(limits.indexPause);
  await reads(1);
  await clock.advance(limits.indexWait);
  assert.equal(asked.length, 1);
});

test('[SEARCH2] a document that changes all the time is read when it has waited long enough', async (t) => {
  const { indexer, clock, asked, reads } = openIndexer(t);
  indexer.changed('plan', 'Plan', 0);
  await clock.advance(limits.indexPause);
  await reads(1);
  const pause = limits.indexPause / 2;
  for (let time = 0; time < limits.indexWait; time += pause) {
    indexer.changed('plan', 'Plan', time);
    await clock.advance(pause);
    if (time + pause < limits.indexWait) assert.equal(asked.length, 1, String(time));
  }
  await clock.advance(limits.indexPause);
  await reads(2);
});

test('[SEARCH2] what could not be indexed is tried again, and what was deleted meanwhile is not', async (t) => {
  const { indexer, clock, asked, reads } = openIndexer(t, 1);
  indexer.changed('plan', 'Plan', 0);
  await clock.advance(limits.indexPause);
  while (asked.length < 1) await indexer.search('bread', 10, all);
  assert.deepEqual(await indexer.search('bread', 10, all), []);
  await clock.advance(limits.indexRetry);
  await reads(2);
  indexer.removed('plan');
  assert.deepEqual(await indexer.search('bread', 10, all), []);
});
