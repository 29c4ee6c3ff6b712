import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { openToAll } from '../auth/authority.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeAwareness, encodeSyncStep1, encodeUpdate, MessageType } from '../../protocol/messages.ts';
import { Session } from './session.ts';
import { MemoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { joinRequest, openRoomsOn } from '../testing/rooms.ts';
import { settled, TestClock } from '../testing/clock.ts';

/** A session on a channel that records the calls, with `buffered` unread bytes. */
function openSession(load?: Store['load'], buffered = 0) {
  const store = new MemoryStore();
  if (load) store.load = load;
  const clock = new TestClock();
  const calls: string[] = [];
  const sent: Uint8Array[] = [];
  const channel = {
    speaksQuire: false,
    send: (frame: Uint8Array) => void sent.push(frame),
    received: 0,
    buffered,
    close: (code: number, reason: string) => void calls.push(`close ${code}: ${reason}`),
    ping: () => void calls.push('ping'),
    terminate: () => void calls.push('terminate'),
  };
  const log = pino({ level: 'silent' });
  const closed: number[] = [];
  const request = { ...joinRequest('plan'), closed: (code: number) => void closed.push(code) };
  const rooms = openRoomsOn(store, clock).rooms;
  return {
    session: new Session(request, channel, { rooms, authority: openToAll, log, clock }),
    calls,
    closed,
    sent,
    clock,
    channel,
    store,
  };
}

test('a text frame, or one that is not the protocol, closes with 4400 and a reason', () => {
  for (const [frame, isBinary, reason] of [
    [
      new TextEncoder().encode('hello'),
      false,
      'this is a text frame; Quire speaks y-websocket, whose frames are binary',
    ],
    [new Uint8Array([99]), true, 'message type 99 is not for clients to send'],
    [new Uint8Array([]), true, 'the frame is cut off'],
  ] as const) {
    const { session, calls, closed } = openSession();
    session.receive(frame, isBinary);
    session.receive(frame, isBinary);
    assert.deepEqual(calls, [`close ${CloseCode.malformed}: ${reason}`], 'once');
    assert.deepEqual(closed, [CloseCode.malformed], 'the gate is told, once');
  }
});

test('[LIMIT3] a connection on which a part of a message arrives is alive', async () => {
  const { session, calls, clock, channel } = openSession();
  for (let i = 0; i < 20; i++) {
    channel.received++;
    session.heartbeat();
    await clock.advance(limits.heartbeatInterval);
  }
  assert.ok(!calls.includes('terminate'));
});

test('[LIMIT3] a silent connection is pinged, and dropped within 30 s, whenever the heartbeat begins', async () => {
  for (const first of [0, 1, limits.heartbeatInterval / 2, limits.heartbeatInterval]) {
    const { session, calls, clock } = openSession();
    await clock.advance(first);
    for (session.heartbeat(); !calls.includes('terminate'); session.heartbeat()) {
      await clock.advance(limits.heartbeatInterval);
    }
    assert.ok(calls.filter((call) => call === 'ping').length >= 2);
    assert.ok(clock.now() <= 30_000);
  }
});

test('a connection that answers pings stays open, and gets a frame at least every 30 s', async () => {
  const { session, calls, sent, clock } = openSession();
  await settled();
  sent.length = 0;
  let lastSent = clock.now();
  for (let beat = 1; beat <= 20; beat++) {
    await clock.advance(limits.heartbeatInterval);
    session.receiveControlFrame(0);
    session.heartbeat();
    if (sent.length > 0) {
      assert.deepEqual(sent, [encodeAwareness([])]);
      lastSent = clock.now();
      sent.length = 0;
    }
    assert.ok(clock.now() - lastSent < 30_000);
  }
  assert.ok(!calls.includes('terminate'));
});

test('messages that arrive while the document is loaded wait, up to a limit', async () => {
  const frame = (length: number) => encodeUpdate(new Uint8Array(length).fill(255));
  const overhead = frame(limits.bytesWhileLoading / 2).length - limits.bytesWhileLoading / 2;
  const half = frame(limits.bytesWhileLoading / 2 - overhead);

  const { session, calls } = openSession(() => new Promise(() => {}));
  session.receive(half, true);
  session.receive(half, true);
  assert.deepEqual(calls, []);
  session.receive(encodeAwareness([]), true);
  assert.deepEqual(calls, [
    `close ${CloseCode.overloaded}: too much was sent before the document was loaded; reconnect to send it again`,
  ]);
});

test('an invalid message that waited for the document closes its sender once, whatever follows it', async () => {
  const { session, calls } = openSession();
  session.receive(encodeUpdate(new Uint8Array([1, 1, 1, 0, 4, 1])), true); // announces a struct that is missing
  session.receive(encodeAwareness([]), true);
  session.receive(encodeUpdate(new Uint8Array([0, 0])), true);
  await settled();
  assert.deepEqual(calls, [`close ${CloseCode.malformed}: the update cannot be read`]);
});

test('a document that cannot be loaded closes with 1013', async () => {
  const { calls } = openSession(() => Promise.reject(new Error('a bad sector')));
  await settled();
  assert.deepEqual(calls, [`close ${CloseCode.overloaded}: the document cannot be loaded now; try again later`]);
});

const closedFor = (kind: string) => `close ${CloseCode.overloaded}: too many ${kind}; reconnect to send the rest`;

test('[LIMIT2] a message, ping or pong beyond the rate limit of messages closes with 1013', async () => {
  const { session, calls, clock } = openSession();
  for (let i = 0; i < limits.messagesAtOnce / 2; i++) session.receive(encodeAwareness([]), true);
  for (let i = 0; i < limits.messagesAtOnce / 2; i++) session.receiveControlFrame(0);
  assert.deepEqual(calls, []);
  await clock.advance(1000);
  for (let i = 0; i < limits.messagesPerSecond; i++) session.receive(encodeAwareness([]), true);
  assert.deepEqual(calls, []);
  session.receiveControlFrame(0);
  assert.deepEqual(calls, [closedFor('messages')]);
  session.receive(encodeAwareness([]), true);
  assert.deepEqual(calls, [closedFor('messages')], 'once');
});

test('[LIMIT2] a byte beyond the rate limit of bytes, in a burst or sustained, closes with 1013', async () => {
  const { session, calls, clock } = openSession();
  const message = encodeAwareness([]);
  session.receiveControlFrame(limits.bytesAtOnce - message.length);
  session.receive(message, true);
  await clock.advance(1000);
  session.receiveControlFrame(limits.bytesPerSecond - message.length);
  session.receive(message, true);
  assert.deepEqual(calls, []);
  session.receiveControlFrame(1);
  assert.deepEqual(calls, [closedFor('bytes')]);
});

test('[LIMIT2] a SyncStep1 beyond the rate limit of questions, in a burst or sustained, closes with 1013', async () => {
  const { session, calls, clock } = openSession();
  const question = encodeSyncStep1(new Uint8Array([0]));
  for (let i = 0; i < limits.questionsAtOnce; i++) session.receive(question, true);
  await clock.advance(1000);
  for (let i = 0; i < limits.questionsPerSecond; i++) session.receive(question, true);
  assert.deepEqual(calls, []);
  session.receive(question, true);
  assert.deepEqual(calls, [closedFor('questions')]);
});

test('[LIMIT2] people stay below the limits: a novel, an offline day, fast typing, the echo of a crowd', async () => {
  const { session, calls, clock } = openSession();
  const states = Array.from({ length: 500 }, (_, clientID) => ({
    clientID,
    clock: 1,
    state: `{"cursor":"${'x'.repeat(180)}"}`,
  }));
  const crowd = encodeAwareness(states);
  assert.ok(crowd.length > 95 * 1024);
  await settled();
  session.receiveControlFrame(limits.messageBytes); // an offline day in the largest message
  session.receiveControlFrame(2 * 1024 * 1024); // a novel right after it
  for (let second = 0; second < 60; second++) {
    for (let i = 0; i < 120; i++) session.receiveControlFrame(100);
    for (let i = 0; i < 30; i++) session.receiveControlFrame(crowd.length);
    await clock.advance(1000);
  }
  session.receive(crowd, true);
  assert.deepEqual(calls, []);
});

test('[LIMIT3] a peer with more unread bytes than the limit is dropped, and not one byte sooner', async () => {
  const { session, calls, channel } = openSession();
  await settled();
  channel.buffered = limits.bufferedBytes;
  session.send(encodeAwareness([]));
  assert.deepEqual(calls, []);
  channel.buffered++;
  session.send(encodeAwareness([]));
  session.send(encodeAwareness([]));
  assert.deepEqual(calls, ['terminate'], 'once');
});

test('a session that is dropped while it joins leaves the room', async () => {
  const { calls, clock, store } = openSession(undefined, limits.bufferedBytes + 1);
  let leftMemory = false;
  store.compact = async () => void (leftMemory = true);
  await settled();
  assert.deepEqual(calls, ['terminate']);
  await clock.advance(limits.idleRoom);
  assert.ok(leftMemory, 'the room is empty');
});

test('[HOSTILE6] an awareness frame beyond the limit closes with 4413 before it is decoded', () => {
  const frame = (length: number) => new Uint8Array(length).fill(255).fill(MessageType.awareness, 0, 1);
  for (const [length, call] of [
    [limits.awarenessBytes, `close ${CloseCode.malformed}: the frame is cut off`],
    [limits.awarenessBytes + 1, `close ${CloseCode.tooLarge}: the awareness is too large; nothing of it was taken`],
  ] as const) {
    const { session, calls } = openSession();
    session.receive(frame(length), true);
    assert.deepEqual(calls, [call]);
  }
});
