import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tally } from './tally.ts';

test('an edit is new once, however often it arrives, alone or merged with others', () => {
  const tally = new Tally();
  assert.equal(tally.take({ client: 1, from: 0, to: 3 }), 0);
  assert.equal(tally.take({ client: 1, from: 0, to: 2 }), 2);
  assert.equal(tally.take({ client: 1, from: 1, to: 5 }), 3);
  assert.equal(tally.take({ client: 2, from: 0, to: 1 }), 0);
  assert.deepEqual([tally.of(1), tally.of(2), tally.of(3)], [5, 1, 0]);
});

test('a missed edit is an error, even when later ones arrive', () => {
  const tally = new Tally();
  tally.take({ client: 1, from: 0, to: 1 });
  assert.throws(() => tally.take({ client: 1, from: 2, to: 3 }), /at 2 without what it wrote at 1/);
});
