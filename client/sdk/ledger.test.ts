import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Ledger } from './ledger.ts';

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
