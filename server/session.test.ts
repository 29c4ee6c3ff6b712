import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { limits } from './limits.ts';
import { CloseCode } from './protocol/close.ts';
import { encodeAwareness, encodeUpdate } from './protocol/messages.ts';
import { Rooms } from './rooms.ts';
import { Session } from './session.ts';
import type { Store } from './store/store.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A session on a channel that writes down what is done to it. */
function openSession(load: Store['load'] = async () => ({ epoch: 'one', updates: [] })) {
  const store: Store = { load, append: async () => {}, list: async () => [], find: async () => null, close: async () => {} };
  const did: string[] = [];
  const sent: Uint8Array[] = [];
  const channel = {
    speaksQuire: false,
    send: (frame: Uint8Array) => void sent.push(frame),
    close: (code: number, reason: string) => void did.push(`close ${code}: ${reason}`),
    ping: () => void did.push('ping'),
    terminate: () => void did.push('terminate'),
  };
  const log = pino({ level: 'silent' });
  const now = performance.now();
  return { session: new Session('plan', channel, new Rooms(store, log), log, now), did, sent, now };
}

test('a text frame, or one that is not the protocol, closes with 4400 and a reason', () => {
  for (const [frame, isBinary, reason] of [
    [new TextEncoder().encode('hello'), false, 'a text frame'],
    [new Uint8Array([99]), true, 'message type 99 is not for clients to send'],
    [new Uint8Array([]), true, 'the frame is cut off'],
  ] as const) {
    const { session, did } = openSession();
    session.receive(frame, isBinary, 0);
    session.receive(frame, isBinary, 0);
    assert.deepEqual(did, [`close ${CloseCode.malformed}: ${reason}`], 'once');
  }
});

test('a silent connection is pinged, and dropped within 30 s whenever the first beat comes', () => {
  for (const first of [0, 1, limits.heartbeatInterval / 2, limits.heartbeatInterval]) {
    const { session, did, now } = openSession();
    let silent = first;
    for (; !did.includes('terminate'); silent += limits.heartbeatInterval) session.beat(now + silent);
    assert.ok(did.filter((deed) => deed === 'ping').length >= 2);
    assert.ok(silent - limits.heartbeatInterval <= 30_000);
  }
});

test('a connection that answers its pings is kept, and hears something at least every 30 s', async () => {
  const { session, did, sent } = openSession();
  await tick();
  sent.length = 0;
  let lastSent = performance.now();
  for (let beat = 1; beat <= 20; beat++) {
    const now = performance.now() + beat * limits.heartbeatInterval;
    session.alive(now);
    session.beat(now);
    if (sent.length > 0) {
      assert.deepEqual(sent, [encodeAwareness([])]);
      lastSent = now;
      sent.length = 0;
    }
    assert.ok(now - lastSent < 30_000);
  }
  assert.ok(!did.includes('terminate'));
});

test('what arrives while the document is loaded waits for it, up to a limit', async () => {
  const frame = (length: number) => encodeUpdate(new Uint8Array(length).fill(255));
  const overhead = frame(limits.bytesWhileLoading / 2).length - limits.bytesWhileLoading / 2;
  const half = frame(limits.bytesWhileLoading / 2 - overhead);

  const { session, did } = openSession(() => new Promise(() => {}));
  session.receive(half, true, 0);
  session.receive(half, true, 0);
  assert.deepEqual(did, []);
  session.receive(encodeAwareness([]), true, 0);
  assert.deepEqual(did, [`close ${CloseCode.overloaded}: too much was sent before the document was loaded`]);
});

test('a message that is refused once the document is loaded closes only its sender, whatever it sent after it', async () => {
  const { session, did } = openSession();
  session.receive(encodeUpdate(new Uint8Array([1, 1, 1, 0, 4, 1])), true, 0); // announces a struct and is cut off
  session.receive(encodeAwareness([]), true, 0);
  session.receive(encodeUpdate(new Uint8Array([0, 0])), true, 0);
  await tick();
  assert.deepEqual(did, [`close ${CloseCode.malformed}: the update cannot be read`]);
});

test('a document that cannot be loaded closes with 1013: try again later', async () => {
  const { did } = openSession(() => Promise.reject(new Error('a bad sector')));
  await tick();
  assert.deepEqual(did, [`close ${CloseCode.overloaded}: the document cannot be loaded now`]);
});
