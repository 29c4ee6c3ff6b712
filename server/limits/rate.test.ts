import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Rate, spend } from './rate.ts';

const rate: Rate = { perSecond: 4, atOnce: 10 };

/** How many attempts at these times are allowed. */
function allowed(times: readonly number[], cost = 1): number {
  let fullAt = 0;
  return times.filter((now) => {
    const next = spend(fullAt, cost, now, rate);
    fullAt = next ?? fullAt;
    return next !== null;
  }).length;
}

const at = (now: number, count: number) => new Array<number>(count).fill(now);

test('a full bucket allows a burst of its size, and not one more', () => {
  assert.equal(allowed(at(5, 10)), 10);
  assert.equal(allowed(at(5, 11)), 10);
  assert.equal(allowed(at(5, 1), 10), 1);
  assert.equal(allowed(at(5, 1), 11), 0);
});

test('an empty bucket allows its rate, and an attempt that is refused costs nothing', () => {
  assert.equal(allowed([...at(0, 10), ...at(249, 100), 250, ...at(250, 5)]), 11);
  assert.equal(allowed([...at(0, 10), ...at(1000, 5)]), 14);
});

test('a pause fills a bucket, and never beyond its size', () => {
  assert.equal(allowed([...at(0, 10), ...at(2_500, 11)]), 20);
  assert.equal(allowed([...at(0, 10), ...at(1_000_000, 11)]), 20);
});

test('in any period a bucket allows at most its size, and what its rate adds in the period', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 200 }), (waits) => {
      let now = 0;
      const times = waits.map((wait) => (now += wait));
      assert.ok(allowed(times) <= rate.atOnce + (rate.perSecond * now) / 1000 + 1e-6);
    }),
  );
});
