import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { TestClock } from '../testing/clock.ts';
import { Admission, type Slot } from './admission.ts';
import type { UpgradeRejection } from './rejection.ts';

function open() {
  const clock = new TestClock();
  return { admission: new Admission(clock), clock };
}

function slotOf(result: Slot | UpgradeRejection): Slot {
  assert.ok(result.type === 'slot', JSON.stringify(result));
  return result;
}

const status = (result: Slot | UpgradeRejection) => (result.type === 'rejected' ? result.status : 101);

test('[LIMIT4] an address at its limit of connections gets 429 for one more, until one of them closes', async () => {
  const { admission, clock } = open();
  const all: Slot[] = [];
  for (let i = 0; i < limits.connectionsPerAddress; i++) {
    all.push(slotOf(admission.enter('192.0.2.1', `plan/${i % 2}`)));
  }
  await clock.advance(60_000); // the rate limit recovers; the open connections still count
  const refused = admission.enter('192.0.2.1', 'other');
  assert.equal(status(refused), 429);
  assert.ok(refused.type === 'rejected' && refused.retryAfter! > 0);
  slotOf(admission.enter('192.0.2.2', 'plan/0'));
  all.pop()!.release();
  slotOf(admission.enter('192.0.2.1', 'plan/0'));
  assert.equal(status(admission.enter('192.0.2.1', 'plan/0')), 429);
});

test('[LIMIT4] a document at its limit of connections gets 503 for one more, not counted for its address', async () => {
  const { admission, clock } = open();
  const all: Slot[] = [];
  for (let i = 0; i < limits.connectionsPerDocument; i++) {
    all.push(slotOf(admission.enter(`192.0.2.${i % 10}`, 'plan')));
  }
  for (let i = 0; i < 100; i++) assert.equal(status(admission.enter('198.51.100.1', 'plan')), 503);
  slotOf(admission.enter('198.51.100.1', 'other')).release();
  all.pop()!.release();
  const last = slotOf(admission.enter('198.51.100.1', 'plan'));
  assert.equal(status(admission.enter('198.51.100.2', 'plan')), 503);
  for (const { release } of [...all, last]) release();
  await clock.advance(60_000);
  for (let i = 0; i < limits.connectionsPerAddress; i++) slotOf(admission.enter('198.51.100.1', 'plan'));
});

test('[LIMIT4] an address at its rate limit of joins, in a burst or sustained, gets 429 for one more', async () => {
  const { admission, clock } = open();
  const join = () => {
    const result = admission.enter('192.0.2.1', 'plan');
    if (result.type === 'slot') result.release();
    return status(result);
  };
  for (let i = 0; i < limits.joinsAtOnce; i++) assert.equal(join(), 101);
  assert.equal(join(), 429);
  slotOf(admission.enter('192.0.2.2', 'plan'));
  for (let second = 0; second < 3; second++) {
    await clock.advance(1000);
    for (let i = 0; i < limits.joinsPerSecond; i++) assert.equal(join(), 101);
    assert.equal(join(), 429);
  }
});

test('addresses without connections do not stay in memory, however many there were', async () => {
  const { admission, clock } = open();
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 1000; i++) slotOf(admission.enter(`2001:db8:${round}:${i}::/64`, `plan/${i}`)).release();
    await clock.advance(30_000);
  }
  assert.ok(admission.size <= 1000, String(admission.size));
  slotOf(admission.enter('192.0.2.1', 'plan')).release();
  assert.equal(admission.size, 1);
});
