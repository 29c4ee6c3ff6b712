import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundaryAfter, boundaryBefore, splitsPair, truncate } from './graphemes.ts';

const family = '👨‍👩‍👧';

test('a boundary is found on either side of a cluster, and stays where it is', () => {
  const text = `a${family}b`;
  for (let index = 1; index <= 1 + family.length; index++) {
    const inside = index > 1 && index < 1 + family.length;
    assert.equal(boundaryBefore(text, index), inside ? 1 : index);
    assert.equal(boundaryAfter(text, index), inside ? 1 + family.length : index);
  }
  assert.deepEqual([boundaryBefore('', 0), boundaryAfter('', 0)], [0, 0]);
  assert.deepEqual([boundaryBefore(text, text.length), boundaryAfter(text, text.length)], [text.length, text.length]);
});

test('a cut is found out to split a surrogate pair only within one', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((index) => splitsPair('a😀b', index)),
    [false, false, true, false, false],
  );
});

test('a text that is too long ends with a whole cluster', () => {
  assert.equal(truncate('hello', 5), 'hello');
  assert.equal(truncate('hello', 4), 'hell');
  assert.equal(truncate(`ab${family}`, 3), 'ab');
  assert.equal(truncate('😀😀', 3), '😀');
  assert.equal(truncate(family, 4), '');
});
