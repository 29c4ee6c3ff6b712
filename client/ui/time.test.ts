import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockTime, timeAgo, timeUntil } from './time.ts';

const now = new Date(2026, 5, 15, 12);
const ago = (milliseconds: number) => timeAgo(new Date(now.getTime() - milliseconds), now);
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

test('past times are relative for a week, then dates', () => {
  assert.equal(ago(0), 'just now');
  assert.equal(ago(minute - 1), 'just now');
  assert.equal(ago(minute), '1 minute ago');
  assert.equal(ago(hour - 1), '59 minutes ago');
  assert.equal(ago(hour), '1 hour ago');
  assert.equal(ago(day), 'yesterday');
  assert.equal(ago(6 * day), '6 days ago');
  assert.equal(ago(7 * day), 'Jun 8');
  assert.equal(ago(200 * day), 'Nov 27, 2025');
});

test('a time in the future, by a wrong clock, is "just now"', () => {
  assert.equal(ago(-5 * minute), 'just now');
});

test('a time of day has a date unless that is today', () => {
  const now = new Date(2026, 10, 23, 14, 5);
  assert.equal(clockTime(new Date(2026, 10, 23, 9, 3), now), '09:03');
  assert.equal(clockTime(new Date(2026, 10, 23, 0, 0), now), '00:00');
  assert.equal(clockTime(new Date(2026, 10, 22, 23, 59), now), 'Nov 22, 23:59');
});

test('future times are relative', () => {
  const until = (milliseconds: number) => timeUntil(new Date(now.getTime() + milliseconds), now);
  assert.equal(until(-minute), 'in 1 minute');
  assert.equal(until(59 * minute), 'in 59 minutes');
  assert.equal(until(hour - 1), 'in 1 hour');
  assert.equal(until(23 * hour), 'in 23 hours');
  assert.equal(until(day - minute), 'tomorrow');
  assert.equal(until(day), 'tomorrow');
  assert.equal(until(7 * day - minute), 'in 7 days');
});
