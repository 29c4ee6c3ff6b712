import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { encodeAck, encodeUpdate, MessageType } from '../../protocol/messages.ts';
import { Client, markStored, openRoom, sized } from '../testing/room.ts';

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
