import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Rate, spend } from './rate.ts';

const rate: Rate = { perSecond: 4, atOnce: 10 };

/** How many of some tries, made at these times, are let through. */
function passed(times: readonly number[], cost = 1): number {
  let fullAt = 0;
  return times.filter((now) => {
    const next = spend(fullAt, cost, now, rate);
    fullAt = next ?? fullAt;
    return next !== null;
  }).length;
}

const at = (now: number, count: number) => new Array<number>(count).fill(now);

test('a full bucket lets through so much at once, and not one more', () => {
  assert.equal(passed(at(5, 10)), 10);
  assert.equal(passed(at(5, 11)), 10);
  assert.equal(passed(at(5, 1), 10), 1);
  assert.equal(passed(at(5, 1), 11), 0);
});

test('an empty one lets through so much a second, and what is refused costs nothing', () => {
  assert.equal(passed([...at(0, 10), ...at(249, 100), 250, ...at(250, 5)]), 11);
  assert.equal(passed([...at(0, 10), ...at(1000, 5)]), 14);
});

test('a pause fills it, and never more than that', () => {
  assert.equal(passed([...at(0, 10), ...at(2_500, 11)]), 20);
  assert.equal(passed([...at(0, 10), ...at(1_000_000, 11)]), 20);
});

test('within any time no more passes than it holds and what flows in during it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 200 }), (waits) => {
      let now = 0;
      const times = waits.map((wait) => (now += wait));
      assert.ok(passed(times) <= rate.atOnce + (rate.perSecond * now) / 1000 + 1e-6);
    }),
  );
});
