import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { rowsOf } from './label-rows.ts';

test('names that would cover each other stand in different rows, and others in the lowest', () => {
  const at = (left: number, top = 0) => ({ left, top, width: 30 });
  assert.deepEqual(rowsOf([at(0), at(10), at(40), at(10, 28)]), [0, 1, 0, 0]);
  assert.deepEqual(rowsOf([at(10), at(10), at(10)]), [0, 1, 2]);
});

test('no two names of twenty people cover each other', () => {
  const label = fc.record({
    left: fc.integer({ min: 0, max: 200 }),
    width: fc.integer({ min: 10, max: 120 }),
    top: fc.constantFrom(0, 28),
  });
  fc.assert(
    fc.property(fc.array(label, { maxLength: 20 }), (labels) => {
      const rows = rowsOf(labels);
      for (const [i, a] of labels.entries()) {
        for (const [j, b] of labels.entries()) {
          if (i === j || rows[i] !== rows[j] || a.top !== b.top) continue;
          assert.ok(a.left + a.width <= b.left || b.left + b.width <= a.left, JSON.stringify([a, b, rows]));
        }
      }
    }),
  );
});
