import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { everybody, openToAll } from '../auth/authority.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeAwareness, encodeSyncStep1, encodeUpdate, MessageType } from '../../protocol/messages.ts';
import { Session } from './session.ts';
import { MemoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { openRoomsOn } from '../testing/rooms.ts';
import { settled, TestClock } from '../testing/clock.ts';

/** A session on a channel that writes down what is done to it, on which so many bytes are `buffered`. */
function openSession(load?: Store['load'], buffered = 0) {
  const store = new MemoryStore();
  if (load) store.load = load;
  const clock = new TestClock();
  const did: string[] = [];
  const sent: Uint8Array[] = [];
  const channel = {
    speaksQuire: false,
    send: (frame: Uint8Array) => void sent.push(frame),
    buffered,
    close: (code: number, reason: string) => void did.push(`close ${code}: ${reason}`),
    ping: () => void did.push('ping'),
    terminate: () => void did.push('terminate'),
  };
  const log = pino({ level: 'silent' });
  const visit = { document: 'plan', epoch: null, identity: everybody };
  const rooms = openRoomsOn(store, clock).rooms;
  return {
    session: new Session(visit, channel, { rooms, authority: openToAll, log, clock }),
    did,
    sent,
    clock,
    channel,
    store,
  };
}

test('a text frame, or one that is not the protocol, closes with 4400 and a reason', () => {
  for (const [frame, isBinary, reason] of [
    [new TextEncoder().encode('hello'), false, 'a text frame'],
    [new Uint8Array([99]), true, 'message type 99 is not for clients to send'],
    [new Uint8Array([]), true, 'the frame is cut off'],
  ] as const) {
    const { session, did } = openSession();
    session.receive(frame, isBinary);
    session.receive(frame, isBinary);
    assert.deepEqual(did, [`close ${CloseCode.malformed}: ${reason}`], 'once');
  }
});

test('[LIMIT3] a silent connection is pinged, and dropped within 30 s whenever the first beat comes', async () => {
  for (const first of [0, 1, limits.heartbeatInterval / 2, limits.heartbeatInterval]) {
    const { session, did, clock } = openSession();
    await clock.advance(first);
    for (session.beat(); !did.includes('terminate'); session.beat()) await clock.advance(limits.heartbeatInterval);
    assert.ok(did.filter((deed) => deed === 'ping').length >= 2);
    assert.ok(clock.now() <= 30_000);
  }
});

test('a connection that answers its pings is kept, and hears something at least every 30 s', async () => {
  const { session, did, sent, clock } = openSession();
  await settled();
  sent.length = 0;
  let lastSent = clock.now();
  for (let beat = 1; beat <= 20; beat++) {
    await clock.advance(limits.heartbeatInterval);
    session.alive(0);
    session.beat();
    if (sent.length > 0) {
      assert.deepEqual(sent, [encodeAwareness([])]);
      lastSent = clock.now();
      sent.length = 0;
    }
    assert.ok(clock.now() - lastSent < 30_000);
  }
  assert.ok(!did.includes('terminate'));
});

test('what arrives while the document is loaded waits for it, up to a limit', async () => {
  const frame = (length: number) => encodeUpdate(new Uint8Array(length).fill(255));
  const overhead = frame(limits.bytesWhileLoading / 2).length - limits.bytesWhileLoading / 2;
  const half = frame(limits.bytesWhileLoading / 2 - overhead);

  const { session, did } = openSession(() => new Promise(() => {}));
  session.receive(half, true);
  session.receive(half, true);
  assert.deepEqual(did, []);
  session.receive(encodeAwareness([]), true);
  assert.deepEqual(did, [`close ${CloseCode.overloaded}: too much was sent before the document was loaded`]);
});

test('a message that is refused once the document is loaded closes only its sender, whatever it sent after it', async () => {
  const { session, did } = openSession();
  session.receive(encodeUpdate(new Uint8Array([1, 1, 1, 0, 4, 1])), true); // announces a struct and is cut off
  session.receive(encodeAwareness([]), true);
  session.receive(encodeUpdate(new Uint8Array([0, 0])), true);
  await settled();
  assert.deepEqual(did, [`close ${CloseCode.malformed}: the update cannot be read`]);
});

test('a document that cannot be loaded closes with 1013: try again later', async () => {
  const { did } = openSession(() => Promise.reject(new Error('a bad sector')));
  await settled();
  assert.deepEqual(did, [`close ${CloseCode.overloaded}: the document cannot be loaded now`]);
});

const closedForMessages = `close ${CloseCode.overloaded}: too many messages`;
const closedForBytes = `close ${CloseCode.overloaded}: too many bytes`;

test('[LIMIT2] a connection may send so many messages at once, pings and pongs among them, and one more closes it with 1013', async () => {
  const { session, did, clock } = openSession();
  for (let i = 0; i < limits.messagesAtOnce / 2; i++) session.receive(encodeAwareness([]), true);
  for (let i = 0; i < limits.messagesAtOnce / 2; i++) session.alive(0);
  assert.deepEqual(did, []);
  await clock.advance(1000);
  for (let i = 0; i < limits.messagesPerSecond; i++) session.receive(encodeAwareness([]), true);
  assert.deepEqual(did, []);
  session.alive(0);
  assert.deepEqual(did, [closedForMessages]);
  session.receive(encodeAwareness([]), true);
  assert.deepEqual(did, [closedForMessages], 'once');
});

test('[LIMIT2] a connection may send so many bytes at once and so many a second, and one more closes it with 1013', async () => {
  const { session, did, clock } = openSession();
  const message = encodeAwareness([]);
  session.alive(limits.bytesAtOnce - message.length);
  session.receive(message, true);
  await clock.advance(1000);
  session.alive(limits.bytesPerSecond - message.length);
  session.receive(message, true);
  assert.deepEqual(did, []);
  session.alive(1);
  assert.deepEqual(did, [closedForBytes]);
});

test('[LIMIT2] a connection may ask for the document so many times at once and so often, and once more closes it with 1013', async () => {
  const { session, did, clock } = openSession();
  const question = encodeSyncStep1(new Uint8Array([0]));
  for (let i = 0; i < limits.questionsAtOnce; i++) session.receive(question, true);
  await clock.advance(1000);
  for (let i = 0; i < limits.questionsPerSecond; i++) session.receive(question, true);
  assert.deepEqual(did, []);
  session.receive(question, true);
  assert.deepEqual(did, [`close ${CloseCode.overloaded}: too many questions`]);
});

test('[LIMIT2] what people do is never too much: a novel, an offline day, fast typing, the echo of a crowd', async () => {
  const { session, did, clock } = openSession();
  const states = Array.from({ length: 500 }, (_, clientID) => ({
    clientID,
    clock: 1,
    state: `{"cursor":"${'x'.repeat(180)}"}`,
  }));
  const crowd = encodeAwareness(states);
  assert.ok(crowd.length > 95 * 1024);
  await settled();
  session.alive(limits.messageBytes); // an offline day, as large as a message may be
  session.alive(2 * 1024 * 1024); // a novel, at once after it
  for (let second = 0; second < 60; second++) {
    for (let i = 0; i < 120; i++) session.alive(100);
    for (let i = 0; i < 30; i++) session.alive(crowd.length);
    await clock.advance(1000);
  }
  session.receive(crowd, true);
  assert.deepEqual(did, []);
});

test('[LIMIT3] a peer that leaves too much unread is dropped, and not one byte sooner', async () => {
  const { session, did, channel } = openSession();
  await settled();
  channel.buffered = limits.bufferedBytes;
  session.send(encodeAwareness([]));
  assert.deepEqual(did, []);
  channel.buffered++;
  session.send(encodeAwareness([]));
  session.send(encodeAwareness([]));
  assert.deepEqual(did, ['terminate'], 'once');
});

test('who is dropped while it is seated has left', async () => {
  const { did, clock, store } = openSession(undefined, limits.bufferedBytes + 1);
  let leftMemory = false;
  store.compact = async () => void (leftMemory = true);
  await settled();
  assert.deepEqual(did, ['terminate']);
  await clock.advance(limits.idleRoom);
  assert.ok(leftMemory, 'the room is empty');
});

test('[HOSTILE6] a frame of awareness that is too large closes with 4413 before it is read, whatever it announces', () => {
  const frame = (length: number) => new Uint8Array(length).fill(255).fill(MessageType.awareness, 0, 1);
  for (const [length, deed] of [
    [limits.awarenessBytes, `close ${CloseCode.malformed}: the frame is cut off`],
    [limits.awarenessBytes + 1, `close ${CloseCode.tooLarge}: the awareness is too large`],
  ] as const) {
    const { session, did } = openSession();
    session.receive(frame(length), true);
    assert.deepEqual(did, [deed]);
  }
});
