import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConnectionEvent, firstFacts, nextFacts } from './connection-facts.ts';

/** The facts after the events, of which the first happens at 1, the second at 2, and so on. */
const after = (...events: ConnectionEvent[]) =>
  events.reduce((facts, event, i) => nextFacts(facts, event, i + 1), firstFacts(0));

const synced = { type: 'synced' } as const;
const lost = { type: 'lost', hasLocalCopy: false } as const;

test('[STATUS1] a page without content goes on connecting, and a page with content reconnects', () => {
  assert.equal(after(lost).connection, 'connecting');
  assert.equal(after({ ...lost, hasLocalCopy: true }).connection, 'reconnecting');
  assert.equal(after(synced, lost).connection, 'reconnecting');
  assert.equal(after(lost).unreachable, true);
  assert.equal(after(lost, synced).unreachable, false);
});

test('[STATUS2] a page is restored when it syncs after a loss, and not when it syncs for the first time', () => {
  assert.equal(after(lost, synced).restoredAt, null);
  assert.equal(after(synced, lost, synced).restoredAt, 3);
  assert.equal(after(synced, lost, synced, { type: 'acknowledged' }).restoredAt, 3);
});

test('the time of a state is that of the first event that led to it', () => {
  assert.equal(after(synced, lost, lost).connectionSince, 2);
  assert.equal(after(synced, synced).connectionSince, 1);
});

test('[STATUS1] a failing store and a restart last until the server acknowledges or syncs', () => {
  const failing = { type: 'storeFails' } as const;
  const draining = { type: 'draining' } as const;
  assert.equal(after(synced, failing).failing, true);
  assert.equal(after(synced, failing, { type: 'acknowledged' }).failing, false);
  assert.equal(after(synced, failing, lost, synced).failing, false);
  assert.equal(after(synced, draining, lost).restarting, true);
  assert.equal(after(synced, draining, lost, synced).restarting, false);
});

test('[KEY4] another key takes a refused page back to where it was', () => {
  const refused = { type: 'refused' } as const;
  assert.equal(after(synced, refused).connection, 'refused');
  assert.equal(after(synced, refused, { type: 'retried', hasLocalCopy: false }).connection, 'reconnecting');
  assert.equal(after(refused, { type: 'retried', hasLocalCopy: false }).connection, 'connecting');
  assert.equal(after(refused, { type: 'retried', hasLocalCopy: true }).connection, 'reconnecting');
});

test('[FALLBACK4] the carrier of a connection changes nothing else', () => {
  const carried = (carrier: 'stream' | 'websocket') => ({ type: 'carried', carrier }) as const;
  assert.deepEqual(after(carried('stream'), synced).carrier, 'stream');
  assert.deepEqual(after(carried('stream'), synced, carried('websocket')), {
    ...after(carried('stream'), synced),
    carrier: 'websocket',
  });
});
