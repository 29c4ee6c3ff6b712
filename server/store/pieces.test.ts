import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOnePiece } from './pieces.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('updates in one piece of memory are equal to the originals, and that memory holds nothing else', () => {
  const large = bytes(9, 1, 2, 9);
  const updates = inOnePiece([large.subarray(1, 3), bytes(), bytes(3)]);
  assert.deepEqual(updates, [bytes(1, 2), bytes(), bytes(3)]);
  assert.deepEqual(new Set(updates.map(({ buffer }) => buffer.byteLength)), new Set([3]));
  assert.equal(large.length, 4);
});
