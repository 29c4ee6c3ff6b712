import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Facts, patience, type Status, statusAt } from './status.ts';

const calm: Facts = {
  connection: 'connected',
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
/** What is true when this device keeps nothing. */
const noCopy = { copy: 'absent', unkeptSince: -Infinity } as const;
const say = (facts: Partial<Facts>, { now = 100_000, previous = 'saved' as Status } = {}) =>
  statusAt(now, previous, { ...calm, ...facts });

test('connected: saved, and saving only when it takes long enough not to flicker', () => {
  assert.deepEqual(say({}), { status: 'saved', askAt: null });
  assert.deepEqual(say({ pendingSince: 99_900 }), { status: 'saved', askAt: 99_900 + patience.saving });
  assert.deepEqual(say({ pendingSince: 100_000 - patience.saving + 1 }).status, 'saved');
  assert.deepEqual(say({ pendingSince: 100_000 - patience.saving }), { status: 'saving', askAt: null });
});

test('cut off: what is said depends on whether anything would be lost', () => {
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

test('cut off: what is on its way into the copy changes nothing that is said, unless it takes long', () => {
  const writing = { connection: 'reconnecting', pendingSince: 1, unkeptSince: 99_990 } as const;
  for (const previous of ['offline', 'unsaved', 'restarting'] as const) {
    assert.deepEqual(say(writing, { previous }), { status: previous, askAt: 99_990 + patience.saving });
  }
  assert.equal(say(writing, { previous: 'saved' }).status, 'reconnecting', 'not called saved any more');
  assert.equal(say(writing, { now: 99_990 + patience.saving, previous: 'offline' }).status, 'unsaved');
});

test('whatever happens, all is called saved or kept only when it is', () => {
  const time = fc.integer({ min: 0, max: 10_000 });
  const maybe = fc.option(time);
  const facts: fc.Arbitrary<Facts> = fc.record({
    connection: fc.constantFrom('connecting', 'connected', 'reconnecting', 'refused'),
    connectionSince: time,
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
      // Asked again as often as it wishes, it comes to rest on the truth.
      for (let asked = 0; asked < 5; asked++) {
        const { status, askAt } = statusAt(now, previous, facts);
        previous = status;
        if (askAt === null) break;
        assert.ok(askAt > now, 'it does not ask for ever');
        now = askAt;
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

test('a clock that was set back holds nothing up', () => {
  assert.equal(say({ pendingSince: 200_000 }).status, 'saving');
  assert.equal(say({ restoredAt: 200_000 }).status, 'saved');
  assert.equal(say({ connection: 'reconnecting', pendingSince: 1, unkeptSince: 200_000 }).status, 'unsaved');
});

test('connected again: not called saved before it is, then said for three seconds', () => {
  const restoredAt = 99_800;
  assert.deepEqual(say({ restoredAt, pendingSince: 1 }, { previous: 'unsaved' }), {
    status: 'unsaved',
    askAt: restoredAt + patience.saving,
  });
  assert.equal(say({ restoredAt, pendingSince: 1 }, { now: restoredAt + patience.saving }).status, 'saving');
  assert.deepEqual(say({ restoredAt }), { status: 'restored', askAt: restoredAt + patience.restored });
  assert.equal(say({ restoredAt }, { now: restoredAt + patience.restored }).status, 'saved');
});

test('a server that says that it cannot store is believed at once', () => {
  assert.equal(say({ failing: true, pendingSince: 99_999 }).status, 'unsaved');
  assert.equal(say({ failing: true }).status, 'saved', 'what was written before is on its disk');
});

test('a reader is told so, and nothing of saving, unless something of theirs is not taken', () => {
  const reading = { mayWrite: false } as const;
  assert.deepEqual(say(reading), { status: 'reading', askAt: null });
  assert.equal(say({ ...reading, restoredAt: 99_900 }).status, 'reading');
  assert.equal(say({ ...reading, connection: 'reconnecting' }).status, 'reconnecting');
  const untaken = { ...reading, pendingSince: 1, rejected: true } as const;
  assert.equal(say(untaken).status, 'kept');
  assert.equal(say({ ...untaken, ...noCopy }).status, 'unsaved');
  assert.equal(say({ ...untaken, connection: 'reconnecting' }).status, 'offline');
});

test('as long as it is not known whether the server has what a reader wrote, nothing is claimed', () => {
  const asking = { mayWrite: false, pendingSince: 99_900 } as const;
  assert.deepEqual(say(asking, { previous: 'connecting' }), { status: 'connecting', askAt: 99_900 + patience.saving });
  assert.equal(say({ ...asking, pendingSince: 1 }).status, 'saving');
});

test('before the first content, and after a refusal, nothing else is said', () => {
  assert.equal(say({ connection: 'connecting', pendingSince: 1 }).status, 'connecting');
  assert.equal(say({ connection: 'refused', pendingSince: 1 }).status, 'refused');
});
