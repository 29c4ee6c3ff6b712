import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Facts, statusTimes, type Status, statusAt } from './status.ts';

const calm: Facts = {
  connection: 'connected',
  carrier: 'websocket',
  connectionSince: 0,
  pendingSince: null,
  changedAt: null,
  savedAt: null,
  copy: 'keeping',
  unkeptSince: null,
  keptAt: null,
  mayWrite: true,
  rejected: false,
  restarting: false,
  failing: false,
  restoredAt: null,
};
/** The facts of a device without a copy. */
const noCopy = { copy: 'absent', unkeptSince: -Infinity } as const;
const say = (facts: Partial<Facts>, { now = 100_000, previous = 'saved' as Status } = {}) =>
  statusAt(now, previous, { ...calm, ...facts });

test('[STATUS2] the status says `saving` only when that takes long enough not to flicker', () => {
  assert.deepEqual(say({}), { status: 'saved', recheckAt: null });
  assert.deepEqual(say({ pendingSince: 99_900 }), { status: 'saved', recheckAt: 99_900 + statusTimes.saving });
  assert.deepEqual(say({ pendingSince: 100_000 - statusTimes.saving + 1 }).status, 'saved');
  assert.deepEqual(say({ pendingSince: 100_000 - statusTimes.saving }), { status: 'saving', recheckAt: null });
});

test('[STATUS1] the status without a connection tells whether anything would be lost', () => {
  const cutOff = { connection: 'reconnecting' } as const;
  assert.equal(say({ ...cutOff }).status, 'reconnecting');
  assert.equal(say({ ...cutOff, restarting: true }).status, 'restarting');
  for (const restarting of [false, true]) {
    assert.equal(say({ ...cutOff, restarting, pendingSince: 1 }).status, 'offline');
    assert.equal(say({ ...cutOff, restarting, pendingSince: 1, ...noCopy }).status, 'unsaved');
    assert.equal(
      say({ ...cutOff, restarting, pendingSince: 1, copy: 'failed', unkeptSince: -Infinity }).status,
      'unsaved',
    );
  }
});

test('[STATUS2] a change on its way into the copy changes the status only when that takes long', () => {
  const writing = { connection: 'reconnecting', pendingSince: 1, unkeptSince: 99_990 } as const;
  for (const previous of ['offline', 'unsaved', 'restarting'] as const) {
    assert.deepEqual(say(writing, { previous }), { status: previous, recheckAt: 99_990 + statusTimes.saving });
  }
  assert.equal(say(writing, { previous: 'saved' }).status, 'reconnecting', 'no longer `saved`');
  assert.equal(say(writing, { now: 99_990 + statusTimes.saving, previous: 'offline' }).status, 'unsaved');
});

test('[SAVED1] [STATUS1] the status settles on the truth, for any facts', () => {
  const time = fc.integer({ min: 0, max: 10_000 });
  const maybe = fc.option(time);
  const facts: fc.Arbitrary<Facts> = fc.record({
    connection: fc.constantFrom('connecting', 'connected', 'reconnecting', 'refused'),
    connectionSince: time,
    carrier: fc.constantFrom('websocket', 'stream', 'polling'),
    pendingSince: maybe,
    changedAt: maybe,
    savedAt: maybe,
    copy: fc.constant('keeping'),
    unkeptSince: fc.oneof(maybe, fc.constant(-Infinity)),
    keptAt: maybe,
    mayWrite: fc.boolean(),
    rejected: fc.boolean(),
    restarting: fc.boolean(),
    failing: fc.boolean(),
    restoredAt: maybe,
  });
  fc.assert(
    fc.property(facts, time, (facts, start) => {
      let now = start;
      let previous: Status = 'connecting';
      // Asked again whenever it says so, the status settles.
      for (let checks = 0; checks < 5; checks++) {
        const { status, recheckAt } = statusAt(now, previous, facts);
        previous = status;
        if (recheckAt === null) break;
        assert.ok(recheckAt > now, 'the next check lies in the future');
        now = recheckAt;
      }
      const { connection, pendingSince, unkeptSince } = facts;
      if (previous === 'saved') assert.deepEqual([connection, pendingSince], ['connected', null]);
      if (previous === 'offline') assert.deepEqual([connection, unkeptSince], ['reconnecting', null]);
      if (previous === 'unsaved') assert.notEqual(pendingSince, null);
      if (previous === 'reading') assert.deepEqual([facts.mayWrite, pendingSince], [false, null]);
      if (previous === 'kept') assert.deepEqual([facts.rejected, unkeptSince], [true, null]);
      assert.notEqual(previous, 'restored');
    }),
  );
});

test('[STATUS2] a clock that was set back delays no status', () => {
  assert.equal(say({ pendingSince: 200_000 }).status, 'saving');
  assert.equal(say({ restoredAt: 200_000 }).status, 'saved');
  assert.equal(say({ connection: 'reconnecting', pendingSince: 1, unkeptSince: 200_000 }).status, 'unsaved');
});

test('[STATUS2] a page that is connected again says so for three seconds, and not before everything is saved', () => {
  const restoredAt = 99_800;
  assert.deepEqual(say({ restoredAt, pendingSince: 1 }, { previous: 'unsaved' }), {
    status: 'unsaved',
    recheckAt: restoredAt + statusTimes.saving,
  });
  assert.equal(say({ restoredAt, pendingSince: 1 }, { now: restoredAt + statusTimes.saving }).status, 'saving');
  assert.deepEqual(say({ restoredAt }), { status: 'restored', recheckAt: restoredAt + statusTimes.restored });
  assert.equal(say({ restoredAt }, { now: restoredAt + statusTimes.restored }).status, 'saved');
});

test('[STATUS1] a failing store shows at once', () => {
  assert.equal(say({ failing: true, pendingSince: 99_999 }).status, 'unsaved');
  assert.equal(say({ failing: true }).status, 'saved', 'earlier changes are on its disk');
});

test('[READ1] a reader sees `reading`, unless a change of theirs was not accepted', () => {
  const reading = { mayWrite: false } as const;
  assert.deepEqual(say(reading), { status: 'reading', recheckAt: null });
  assert.equal(say({ ...reading, restoredAt: 99_900 }).status, 'reading');
  assert.equal(say({ ...reading, connection: 'reconnecting' }).status, 'reconnecting');
  const notAccepted = { ...reading, pendingSince: 1, rejected: true } as const;
  assert.equal(say(notAccepted).status, 'kept');
  assert.equal(say({ ...notAccepted, ...noCopy }).status, 'unsaved');
  assert.equal(say({ ...notAccepted, connection: 'reconnecting' }).status, 'offline');
});

test('[READ2] a reader’s status claims nothing while the server’s answer is open', () => {
  const asking = { mayWrite: false, pendingSince: 99_900 } as const;
  assert.deepEqual(say(asking, { previous: 'connecting' }), {
    status: 'connecting',
    recheckAt: 99_900 + statusTimes.saving,
  });
  assert.equal(say({ ...asking, pendingSince: 1 }).status, 'saving');
});

test('[STATUS1] the status says nothing else before the first content and after a refusal', () => {
  assert.equal(say({ connection: 'connecting', pendingSince: 1 }).status, 'connecting');
  assert.equal(say({ connection: 'refused', pendingSince: 1 }).status, 'refused');
});
