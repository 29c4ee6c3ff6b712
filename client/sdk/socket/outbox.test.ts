import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from './outbox.ts';

const frame = (number: number, length = 1) => new Uint8Array(length).fill(number);

function filled(...lengths: readonly number[]): Outbox {
  const outbox = new Outbox();
  for (const [index, length] of lengths.entries()) outbox.add(frame(index + 1, length));
  return outbox;
}

test('[HTTP3] a frame stays in the outbox until the server took it', () => {
  const outbox = filled(1, 1, 1);
  outbox.taken(2);
  assert.deepEqual([outbox.next, outbox.first, outbox.bytes, outbox.isWaiting], [3, 3, 1, true]);
  assert.deepEqual(outbox.batch(3), [frame(3)]);
  outbox.taken(1);
  assert.equal(outbox.next, 3, 'a late answer takes nothing back');
  outbox.taken(9);
  assert.equal(outbox.next, 3, 'there is no ninth frame');
  outbox.taken(3);
  assert.deepEqual([outbox.next, outbox.first, outbox.bytes, outbox.isWaiting], [4, 4, 0, false]);
});

test('[HTTP10] a batch has as many frames as fit, and a frame that fits into none alone', () => {
  const outbox = filled(4, 6, 1, 20);
  assert.equal(outbox.batch(1, 10).length, 2);
  assert.equal(outbox.batch(3, 10).length, 1);
  assert.equal(outbox.batch(4, 10).length, 1);
  assert.equal(outbox.batch(5, 10).length, 0);
});

test('[HTTP9] frames that another carrier may begin with stay until it has', () => {
  const outbox = filled(1, 1);
  outbox.held = true;
  outbox.taken(2);
  outbox.add(frame(3));
  assert.deepEqual([outbox.first, outbox.next], [1, 3]);
  assert.deepEqual(outbox.batch(outbox.first), [frame(1), frame(2), frame(3)]);
  outbox.held = false;
  assert.deepEqual([outbox.first, outbox.next, outbox.bytes], [3, 3, 1]);
});
