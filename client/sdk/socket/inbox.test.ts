import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inbox } from './inbox.ts';
import { sessionBytes } from './session-limits.ts';

const take = (inbox: Inbox, number: number, length = 1) => inbox.take(number, () => new Uint8Array(length));

test('[HTTP4] an inbox takes each frame once and in order, and reads no other', () => {
  const inbox = new Inbox();
  const unread = () => assert.fail('read');
  assert.deepEqual(take(inbox, 1, 3), new Uint8Array(3));
  assert.deepEqual([inbox.take(1, unread), inbox.take(3, unread), inbox.received], ['repeated', 'early', 1]);
  assert.deepEqual([take(inbox, 2), take(inbox, 3), inbox.received], [new Uint8Array(1), new Uint8Array(1), 3]);
});

test('[HTTP4] the server is to be told after so many bytes, and again after as many', () => {
  const inbox = new Inbox();
  take(inbox, 1, sessionBytes.unconfirmed);
  assert.equal(inbox.isDue, false);
  take(inbox, 2);
  assert.equal(inbox.isDue, true);
  inbox.told();
  take(inbox, 3, sessionBytes.unconfirmed);
  assert.equal(inbox.isDue, false);
});

test('[HTTP9] the server keeps the frames that another carrier may begin with until it has', () => {
  const inbox = new Inbox();
  take(inbox, 1);
  inbox.held = true;
  take(inbox, 2);
  assert.deepEqual([inbox.after, inbox.received], [1, 2]);
  inbox.held = false;
  assert.equal(inbox.after, 2);
});

test('[HTTP4] a damaged frame has not come, so that it is asked for again', () => {
  const inbox = new Inbox();
  const damaged = () => {
    throw new Error('no Base64');
  };
  assert.throws(() => inbox.take(1, damaged));
  assert.deepEqual([inbox.received, take(inbox, 1)], [0, new Uint8Array(1)]);
});
