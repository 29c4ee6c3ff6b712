import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growth, median, percentile } from './statistics.ts';

test('a percentile is one of the values, with that share of the values at or below it', () => {
  const hundred = Float32Array.from({ length: 100 }, (_, i) => i + 1);
  assert.deepEqual(
    [0, 0.01, 0.5, 0.99, 1].map((share) => percentile(hundred, share)),
    [1, 1, 50, 99, 100],
  );
  assert.equal(percentile([7], 0.99), 7);
  assert.ok(Number.isNaN(percentile([], 0.5)));
});

test('the median does not depend on the order, and is the mean of two values in the middle', () => {
  assert.equal(median([30, 1, 2]), 2);
  assert.equal(median([4, 10, 1, 2]), 3);
  assert.equal(median([5]), 5);
  assert.ok(Number.isNaN(median([])));
});

test('growth is from the second third to the last, whatever the first third and outliers are', () => {
  assert.equal(growth([10, 20, 30, 100, 100, 900, 110, 110, 20]), 110 / 100 - 1);
  assert.equal(growth([500, 300, 200, 100, 100, 100, 100, 100, 100]), 0);
  assert.ok(growth([1, 2, 3, 4, 5, 6, 7, 8, 9]) > 0.5);
  assert.ok(growth([9, 9, 9, 8, 8, 8, 7, 7, 7]) < 0);
});
