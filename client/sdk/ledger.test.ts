import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Ledger } from './ledger.ts';

test('[SAVED1] a change is pending until everything that was sent is acknowledged', () => {
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

test('[SAVED2] a change that was sent on a lost connection is pending until the next one has caught up', () => {
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

test('[SAVED1] after a refused change all later ones are pending, until a SyncStep2 has brought them again', () => {
  const ledger = new Ledger();
  ledger.connected();
  ledger.sent(true);
  ledger.changed(1);
  ledger.sent(false);
  ledger.changed(2);
  ledger.sent(false); // refused: the person may no longer write
  ledger.acknowledged(2, 3);
  assert.equal(ledger.pendingSince, 1);
  ledger.sent(true); // the person may write again, and the server has asked
  ledger.acknowledged(4, 5);
  assert.equal(ledger.pendingSince, null);
});

test('[READ2] an Ack says nothing to a reader, whom the server never asks for what it lacks', () => {
  const ledger = new Ledger();
  ledger.changed(1); // found in the copy
  ledger.connected();
  ledger.acknowledged(0, 2);
  assert.equal(ledger.pendingSince, 1);
  ledger.sent(true); // the person may write now
  ledger.acknowledged(1, 3);
  assert.equal(ledger.pendingSince, null);
});

test('[READ2] changes that were found on the server are saved, unless more were made meanwhile', () => {
  const ledger = new Ledger();
  ledger.changed(1);
  const { changes } = ledger;
  ledger.changed(2);
  ledger.confirmedElsewhere(changes, 3);
  assert.equal(ledger.pendingSince, 1);
  ledger.confirmedElsewhere(ledger.changes, 4);
  assert.deepEqual([ledger.pendingSince, ledger.savedAt], [null, 4]);
});

test('[SAVED1] [SAVED2] changes are saved, in any order of events, only by an Ack on a caught-up connection', () => {
  const event = fc.constantFrom('change', 'lose', 'answer', 'acknowledge' as const);
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const ledger = new Ledger();
      ledger.connected();
      let changes = 0;
      /** The number of changes that the server holds, for each number of acknowledged messages. */
      let carried: number[] = [];
      let durable = 0;
      let answered = false;
      for (const event of events) {
        if (event === 'change') {
          ledger.changed(changes++);
          ledger.sent(false);
          carried.push(answered ? changes : 0); // before the SyncStep2 it may wait for earlier ones
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
