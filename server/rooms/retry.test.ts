import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { settled, TestClock } from '../testing/clock.ts';
import { Retry } from './retry.ts';

/** A retry of an act that always fails, with the times of its attempts. */
function keepFailing() {
  const clock = new TestClock();
  const retry = new Retry(clock);
  const attempts: number[] = [];
  const failures: unknown[] = [];
  const act = async () => {
    attempts.push(clock.now());
    throw new Error('no space left');
  };
  void retry.run(act, (error) => failures.push(error));
  return { clock, retry, attempts, failures };
}

/** The times between attempts. */
const pauses = (attempts: readonly number[]) => attempts.slice(1).map((at, i) => at - attempts[i]!);

test('[FAULT1] the pause between attempts doubles up to its limit, and each failure is reported', async () => {
  const { clock, attempts, failures } = keepFailing();
  for (let i = 0; i < 400; i++) await clock.advance(limits.firstRetry / 2);
  const { firstRetry, longestRetry } = limits;
  assert.deepEqual(pauses(attempts).slice(0, 7), [
    ...[1, 2, 4, 8, 16].map((factor) => factor * firstRetry),
    longestRetry,
    longestRetry,
  ]);
  assert.equal(failures.length, attempts.length);
});

test('[DRAIN1] expedite ends the pause that is under way, and makes all later ones short', async () => {
  const { clock, retry, attempts } = keepFailing();
  for (let i = 0; i < 80; i++) await clock.advance(limits.firstRetry / 2);
  const before = attempts.length;
  retry.expedite();
  await settled();
  assert.equal(attempts.length, before + 1);
  for (let i = 0; i < 8; i++) await clock.advance(limits.firstRetry / 2);
  assert.deepEqual(
    pauses(attempts.slice(before)),
    Array.from({ length: 4 }, () => limits.firstRetry),
  );
});

test('the first attempt that does not reject gives the result', async () => {
  const clock = new TestClock();
  let left = 2;
  const result = new Retry(clock).run(
    async () => (left-- > 0 ? Promise.reject(new Error('busy')) : 'stored'),
    () => {},
  );
  for (let i = 0; i < 4; i++) await clock.advance(limits.firstRetry);
  assert.equal(await result, 'stored');
});
