import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import type { UpgradeRejection } from '../http/problem.ts';
import { TestClock } from '../testing/clock.ts';
import { Admission, type Admitted } from './admission.ts';

function open() {
  const clock = new TestClock();
  return { admission: new Admission(clock), clock };
}

function admitted(result: Admitted | UpgradeRejection): Admitted {
  assert.ok('leave' in result, JSON.stringify(result));
  return result;
}

const status = (result: Admitted | UpgradeRejection) => ('status' in result ? result.status : 101);

test('[LIMIT4] an address has so many connections, and one more is refused with 429 until one of them leaves', async () => {
  const { admission, clock } = open();
  const all: Admitted[] = [];
  for (let i = 0; i < limits.connectionsPerAddress; i++) {
    all.push(admitted(admission.enter('192.0.2.1', `plan/${i % 2}`)));
  }
  await clock.advance(60_000); // what it made is forgiven, what it has is not
  const refused = admission.enter('192.0.2.1', 'other');
  assert.equal(status(refused), 429);
  assert.ok('retryAfter' in refused && refused.retryAfter! > 0);
  admitted(admission.enter('192.0.2.2', 'plan/0'));
  all.pop()!.leave();
  admitted(admission.enter('192.0.2.1', 'plan/0'));
  assert.equal(status(admission.enter('192.0.2.1', 'plan/0')), 429);
});

test('[LIMIT4] a document has so many connections, and one more is refused with 503, and not counted for its address', async () => {
  const { admission, clock } = open();
  const all: Admitted[] = [];
  for (let i = 0; i < limits.connectionsPerDocument; i++) {
    all.push(admitted(admission.enter(`192.0.2.${i % 10}`, 'plan')));
  }
  for (let i = 0; i < 100; i++) assert.equal(status(admission.enter('198.51.100.1', 'plan')), 503);
  admitted(admission.enter('198.51.100.1', 'other')).leave();
  all.pop()!.leave();
  const last = admitted(admission.enter('198.51.100.1', 'plan'));
  assert.equal(status(admission.enter('198.51.100.2', 'plan')), 503);
  for (const { leave } of [...all, last]) leave();
  await clock.advance(60_000);
  for (let i = 0; i < limits.connectionsPerAddress; i++) admitted(admission.enter('198.51.100.1', 'plan'));
});

test('[LIMIT4] an address joins so often at once and so often a second, and more is refused with 429', async () => {
  const { admission, clock } = open();
  const join = () => {
    const result = admission.enter('192.0.2.1', 'plan');
    if ('leave' in result) result.leave();
    return status(result);
  };
  for (let i = 0; i < limits.joinsAtOnce; i++) assert.equal(join(), 101);
  assert.equal(join(), 429);
  admitted(admission.enter('192.0.2.2', 'plan'));
  for (let second = 0; second < 3; second++) {
    await clock.advance(1000);
    for (let i = 0; i < limits.joinsPerSecond; i++) assert.equal(join(), 101);
    assert.equal(join(), 429);
  }
});

test('nothing is remembered of addresses that have left, however many there were', async () => {
  const { admission, clock } = open();
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 1000; i++) admitted(admission.enter(`2001:db8:${round}:${i}::/64`, `plan/${i}`)).leave();
    await clock.advance(30_000);
  }
  assert.ok(admission.size <= 1000, String(admission.size));
  admitted(admission.enter('192.0.2.1', 'plan')).leave();
  assert.equal(admission.size, 1);
});
