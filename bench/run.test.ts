import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restOf, run } from './run.ts';
import type { Coming, Writing } from './scenarios.ts';
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
const silent = () => {};

for (const name of ['quire', 'relay'] as const) {
  test(`a run on ${name} counts every edit at everybody who reads it`, async () => {
    const figures = await run(small, peerOf(name), 1, silent);
    assert.equal(figures.deliveries, 2 * 3 * 5 * 3);
    assert.ok(figures.p50 > 0 && figures.p99 >= figures.p50);
    assert.ok(figures.cpuPerDelivery > 0);
    assert.ok(figures.peakMemory >= figures.memory && figures.memory > 0);
  });
}

test('those who come after a restart have everything, whatever they had', async () => {
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
    assert.equal((await run(scenario, peerOf('quire'), 1, silent)).deliveries, 6);
  }
});

test('what a room and a connection take is what memory grew by', () => {
  const readings = [100, 300, 420].map((memory) => ({ cpu: 0, memory, peakMemory: 500 }));
  assert.deepEqual(restOf(readings, 10, 4), { memoryPerRoom: 20, memoryPerConnection: 3, memory: 420, peakMemory: 500 });
});

test('a server that loses an edit gives no figures', async () => {
  const lossy = { ...peerOf('relay'), module: 'servers/lossy.mjs' };
  await assert.rejects(run({ ...small, rooms: 1, cursors: false }, lossy, 1, silent), /a reader got what a writer wrote at \d+ without what it wrote at \d+/);
});

test('a server that does not start is a failure, with what it said', async () => {
  await assert.rejects(run(small, { ...peerOf('relay'), module: 'servers/none.mjs' }, 1, silent), /the server ended: /);
});
