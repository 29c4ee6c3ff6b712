import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live, type Sample } from './living.ts';
import { peerOf } from './servers.ts';

test('people come and go while memory is measured, and every edit is there in the end', async () => {
  const samples: Sample[] = [];
  await live({ type: 'living', documents: 4, pace: 40 }, peerOf('quire'), 3, (sample) => samples.push(sample));
  assert.ok(samples.length > 0 && samples.every(({ memory, heap }) => memory > heap && heap > 0));
  assert.match(samples.at(-1)!.doing, /so far [1-9]\d* joins, [1-9]\d* edits, [1-9]\d* documents/);
});
