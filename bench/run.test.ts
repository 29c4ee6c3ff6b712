import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { needsPostgres } from '../server/testing/postgres.ts';
import { needsRedis } from '../server/testing/redis.ts';
import { restOf, run } from './run.ts';
import type { Coming, Resting, Writing } from './scenarios.ts';
import { peerOf } from './servers.ts';

const small: Writing = {
  type: 'writing',
  name: 'small',
  title: '',
  rooms: 2,
  writers: 3,
  readers: 1,
  rate: 5,
  characters: 1,
  stalled: 0,
  cursors: true,
};
const slow: Writing = { ...small, rooms: 1, readers: 3, stalled: 2, cursors: false };
const silent = () => {};

// Four at once: most of the time they wait.
suite('a run', { concurrency: 4 }, () => {
  for (const name of ['quire', 'quire-stream', 'quire-polling', 'relay'] as const) {
    test(`on ${name} counts every edit at each reader`, async () => {
      const figures = await run(small, peerOf(name), 1, silent);
      assert.equal(figures.deliveries, 2 * 3 * 5 * 3);
      assert.ok(figures.p50 > 0 && figures.p99 >= figures.p50);
      assert.ok(figures.cpuPerDelivery > 0);
      assert.ok(figures.peakMemory >= figures.memory && figures.memory > 0);
    });
  }

  const skip = needsPostgres.skip || needsRedis.skip;
  for (const name of ['quire-two', 'quire-two-affinity'] as const) {
    test(`on ${name} counts every edit at each reader, whichever server they are on`, { skip }, async () => {
      const figures = await run({ ...small, cursors: false }, peerOf(name), 1, silent);
      assert.equal(figures.deliveries, 2 * 3 * 5 * 3);
      assert.ok(figures.cpuPerDelivery > 0);
    });
  }

  const three: Coming = {
    type: 'coming',
    name: 'three',
    title: '',
    rooms: 2,
    people: 3,
    document: 'page',
    opened: false,
    back: false,
  };
  for (const scenario of [three, { ...three, opened: true, back: true }]) {
    test(`after a restart brings everything to ${scenario.back ? 'people who return' : 'newcomers'}`, async () => {
      assert.equal((await run(scenario, peerOf('quire'), 1, silent)).deliveries, 6);
    });
  }

  test('waits for stalled readers, and measures the times of the others alone', async () => {
    const { deliveries } = await run(slow, peerOf('quire'), 1, silent);
    assert.equal(deliveries, 3 * 5 * 3 + 3 * 5 * 2 * 2, 'the two stalled readers also get the edits of the warm-up');
  });

  test('measures the memory of a room and of a connection', async () => {
    const few: Resting = { type: 'resting', name: 'few', title: '', rooms: 40, further: 2, settling: 0.2 };
    for (const name of ['quire', 'relay'] as const) {
      const { memoryPerRoom, memoryPerConnection, memory, peakMemory } = await run(few, peerOf(name), 1, silent);
      assert.ok(Number.isFinite(memoryPerRoom) && Number.isFinite(memoryPerConnection));
      assert.ok(peakMemory >= memory && memory > 0);
    }
  });

  test('gives no figures when the server loses an edit', async () => {
    const lossy = { ...peerOf('relay'), module: 'servers/lossy.mjs' };
    const lost = /a reader got what a writer wrote at \d+ without what it wrote at \d+/;
    await assert.rejects(run({ ...small, rooms: 1, cursors: false }, lossy, 1, silent), lost);
  });

  test('gives no figures when the server drops frames of a slow reader', async () => {
    const forgetful = { ...peerOf('relay'), module: 'servers/forgetful.mjs' };
    const lost = /without what it wrote at|deliveries were missing/;
    await assert.rejects(run({ ...slow, characters: 1_000_000 }, forgetful, 1, silent), lost);
  });

  test('fails with the output of the server when it does not start', async () => {
    await assert.rejects(
      run(small, { ...peerOf('relay'), module: 'servers/none.mjs' }, 1, silent),
      /the server ended: /,
    );
  });
});

test('the memory of a room and of a connection is the growth of resident memory', () => {
  const readings = [100, 300, 420].map((memory) => ({ cpu: 0, memory, heap: 0, peakMemory: 500 }));
  assert.deepEqual(restOf(readings, 10, 4), {
    memoryPerRoom: 20,
    memoryPerConnection: 3,
    memory: 420,
    peakMemory: 500,
  });
});
