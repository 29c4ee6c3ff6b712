import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { encodeAck, encodeUpdate, MessageType } from '../../protocol/messages.ts';
import { Inbox, type ReceivedUpdate } from './inbox.ts';
import { Client, markStored, openRoom, sized } from '../testing/room.ts';

const received = (member: string, bytes: number): ReceivedUpdate<string> => ({
  member,
  update: new Uint8Array(bytes),
  parts: 1,
  starts: new Map(),
  isAnswer: false,
  unauthorized: false,
  authors: [],
});

test('[HOSTILE4] one flush takes as many updates and bytes as its limits allow, in the order of arrival', () => {
  const inbox = new Inbox<string>();
  const small = Array.from({ length: limits.flushUpdates + 1 }, () => received('ada', 1));
  for (const update of small) inbox.push(update);
  assert.deepEqual(inbox.take(), small.slice(0, -1));
  assert.deepEqual(inbox.take(), small.slice(-1));

  const half = received('ada', limits.flushBytes / 2);
  for (const update of [half, half, received('ada', 1)]) inbox.push(update);
  assert.equal(inbox.take().length, 2);
  assert.equal(inbox.take().length, 1);
  assert.ok(inbox.isEmpty);
});

test('[HOSTILE4] an update that is larger than one flush may be is taken whole, and alone', () => {
  const inbox = new Inbox<string>();
  for (const bytes of [limits.flushBytes + 1, 1]) inbox.push(received('ada', bytes));
  assert.equal(inbox.take().length, 1);
  assert.equal(inbox.bytes, 1);
});

test('the bytes of an inbox are those of the updates in it, also after some were discarded', () => {
  const inbox = new Inbox<string>();
  inbox.push(received('ada', 3));
  inbox.push(received('ben', 5));
  assert.equal(inbox.bytes, 8);
  inbox.discard('ada');
  assert.equal(inbox.bytes, 5);
  inbox.clear();
  assert.deepEqual([inbox.bytes, inbox.isEmpty], [0, true]);
});

test('[HOSTILE4] a full inbox is applied in several flushes, and acknowledged as far as it is', () => {
  for (const [count, size] of [
    [3, limits.flushBytes / 2],
    [limits.flushUpdates + 1, 20],
  ] as const) {
    const { room, appended, scheduled } = openRoom();
    const ada = new Client(room, true);
    for (let i = 0; i < count; i++) ada.say(encodeUpdate(sized(size, 1_000_000 + i)));
    room.flush(0);
    assert.ok(room.behind);
    assert.equal(scheduled.length, 2);
    markStored(room, appended[0]!.id);
    room.flush(0);
    assert.ok(!room.behind);
    markStored(room, appended[1]!.id);
    const acks = ada.frames.filter(([type]) => type === MessageType.ack);
    assert.deepEqual(acks, [encodeAck(count - 1), encodeAck(count)]);
  }
});
