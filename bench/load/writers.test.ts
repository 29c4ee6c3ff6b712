import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../run.ts';
import type { Writing } from '../scenarios.ts';
import { peerOf } from '../servers.ts';

const slow: Writing = {
  type: 'writing',
  name: 'slow',
  title: '',
  rooms: 1,
  writers: 3,
  readers: 3,
  rate: 5,
  characters: 1,
  stalled: 2,
  cursors: false,
};
const silent = () => {};

test('those who stop reading for a while get everything in the end, and only the others are timed', async () => {
  const figures = await run(slow, peerOf('quire'), 1, silent);
  assert.equal(figures.deliveries, 3 * 5 * 3 + 3 * 5 * 2 * 2, 'and to the two also what they missed while all was made warm');
});

test('a server that forgets what a slow reader has not taken gives no figures', async () => {
  const forgetful = { ...peerOf('relay'), module: 'servers/forgetful.mjs' };
  await assert.rejects(run({ ...slow, characters: 500_000 }, forgetful, 1, silent), /a reader got what a writer wrote at \d+ without/);
});
