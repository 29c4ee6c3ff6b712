import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live } from './living.ts';
import { peerOf } from './servers.ts';

test('however people come and go, everything is there in the end, and memory is measured meanwhile', async () => {
  const told: number[] = [];
  const samples = await live({ type: 'living', documents: 4, pace: 40 }, peerOf('quire'), 3, ({ memory }) => told.push(memory));
  assert.deepEqual(told, samples.map(({ memory }) => memory));
  assert.ok(told.length > 0 && told.every((memory) => memory > 0));
  assert.match(samples.at(-1)!.doing, /so far [1-9]\d* joins, [1-9]\d* edits, [1-9]\d* documents/);
});
