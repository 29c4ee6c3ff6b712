import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live } from './living.ts';
import { peerOf } from './servers.ts';

test('however people come and go, everything is there in the end, and memory is measured meanwhile', async () => {
  const told: number[] = [];
  const samples = await live({ type: 'living', documents: 4, pace: 40 }, peerOf('quire'), 3, ({ memory }) => told.push(memory));
  assert.deepEqual(told, samples.map(({ memory }) => memory));
  assert.ok(samples.length > 10 && told.every((memory) => memory > 0));
  const [, joins, edits, documents] = /so far (\d+) joins, (\d+) edits, (\d+) documents/.exec(samples.at(-1)!.doing)!.map(Number);
  assert.ok(joins! > 50 && edits! > 50 && documents! > 4, samples.at(-1)!.doing);
});
