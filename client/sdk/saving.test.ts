import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Facts, Ledger, patience, type Status, statusAt } from './saving.ts';

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

test('a change is pending until everything that was sent is acknowledged', () => {
  const ledger = new Ledger();
  ledger.connected();
  ledger.sent(true);
  ledger.changed(5);
  ledger.sent(false);
  ledger.changed(6);
  ledger.sent(false);
  ledger.acknowledged(2, 7);
  assert.equal(ledger.pendingSince, 5);
  assert.equal(ledger.savedAt, null);
  ledger.acknowledged(3, 8);
  assert.equal(ledger.pendingSince, null);
  assert.equal(ledger.savedAt, 8);
});

test('what was sent over a lost connection counts only when the next one has caught up', () => {
  const ledger = new Ledger();
  ledger.connected();
  ledger.changed(1);
  ledger.sent(false);
  ledger.connected();
  ledger.changed(2);
  ledger.sent(false); // typed before the server asked what it lacks
  ledger.acknowledged(1, 3);
  assert.equal(ledger.pendingSince, 1, 'the first change may be missing on the server');
  ledger.sent(true);
  ledger.acknowledged(2, 4);
  assert.equal(ledger.pendingSince, null);
});

test('what was refused holds up all that was sent after it, until an answer has brought it again', () => {
  const ledger = new Ledger();
  ledger.connected();
  ledger.sent(true);
  ledger.changed(1);
  ledger.sent(false);
  ledger.changed(2);
  ledger.sent(false); // refused: it came when one could no longer write
  ledger.acknowledged(2, 3);
  assert.equal(ledger.pendingSince, 1);
  ledger.sent(true); // one can again, and the server has asked
  ledger.acknowledged(4, 5);
  assert.equal(ledger.pendingSince, null);
});

test('a reader, who is asked for nothing, is told by no acknowledgement that all is there', () => {
  const ledger = new Ledger();
  ledger.changed(1); // found in the copy
  ledger.connected();
  ledger.acknowledged(0, 2);
  assert.equal(ledger.pendingSince, 1);
  ledger.sent(true); // one may write now
  ledger.acknowledged(1, 3);
  assert.equal(ledger.pendingSince, null);
});

test('what was found to be there counts, unless more was written meanwhile', () => {
  const ledger = new Ledger();
  ledger.changed(1);
  const { changes } = ledger;
  ledger.changed(2);
  ledger.confirmedElsewhere(changes, 3);
  assert.equal(ledger.pendingSince, 1);
  ledger.confirmedElsewhere(ledger.changes, 4);
  assert.deepEqual([ledger.pendingSince, ledger.savedAt], [null, 4]);
});

test('whatever happens, nothing is called durable that no answered connection has carried', () => {
  const event = fc.constantFrom('change', 'lose', 'answer', 'acknowledge' as const);
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const ledger = new Ledger();
      ledger.connected();
      let changes = 0;
      /** How many changes the server holds once it has acknowledged so many messages. */
      let carried: number[] = [];
      let durable = 0;
      let answered = false;
      for (const event of events) {
        if (event === 'change') {
          ledger.changed(changes++);
          ledger.sent(false);
          carried.push(answered ? changes : 0); // without the answer it may wait for earlier ones
        } else if (event === 'lose') {
          ledger.connected();
          carried = [];
          answered = false;
        } else if (event === 'answer') {
          ledger.sent(true);
          answered = true;
          carried.push(changes);
        } else if (carried.length > 0) {
          ledger.acknowledged(carried.length, 0);
          durable = Math.max(durable, ...carried);
        }
        if (ledger.pendingSince === null) assert.equal(durable, changes);
      }
    }),
  );
});

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
