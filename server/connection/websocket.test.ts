import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { test } from 'node:test';
import { pino } from 'pino';
import { createApp } from '../app.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeAwareness } from '../../protocol/messages.ts';
import { MemoryStore } from '../store/memory.ts';
import { closeCodeIn, frame } from '../testing/client.ts';
import { openRoomsOn } from '../testing/rooms.ts';
import { settled, TestClock } from '../testing/clock.ts';

/** The far end of a WebSocket on which each write arrives as one piece, and the frames that the server sent. */
async function openSocket(): Promise<{ near: Duplex; far: Duplex; received: () => Buffer }> {
  const log = pino({ level: 'silent' });
  const store = new MemoryStore();
  const { rooms } = openRoomsOn(store, new TestClock());
  const reach = { allowedOrigins: new Set<string>(), proxies: 0, local: true, basePath: '' };
  const { connections } = createApp({ store, rooms, log, reach, tokenMode: null });
  const server = new EventEmitter();
  connections.attach(server as Server);
  const [near, far] = duplexPair() as [Duplex, Duplex];
  const headers = {
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  };
  const chunks: Buffer[] = [];
  far.on('data', (data: Buffer) => chunks.push(data));
  server.emit('upgrade', { method: 'GET', url: '/collab/plan', headers, socket: near }, near, Buffer.alloc(0));
  while (chunks.length === 0) await settled();
  chunks.length = 0;
  return { near, far, received: () => Buffer.concat(chunks) };
}

test('[LIMIT1] a frame may arrive in pieces up to the limit, and one more piece closes with 4413', async () => {
  const message = encodeAwareness([{ clientID: 1, clock: 1, state: JSON.stringify('x'.repeat(limits.frameChunks)) }]);
  for (const [pieces, code] of [
    [limits.frameChunks, CloseCode.malformed], // the frame is read, and is no awareness
    [limits.frameChunks + 1, CloseCode.tooLarge],
  ]) {
    const { near, far, received } = await openSocket();
    const bytes = frame(2, message);
    far.write(bytes.subarray(0, 15)); // ws reads the header at once, and keeps a piece of the payload
    for (let i = 1; i < pieces! - 1; i++) far.write(bytes.subarray(14 + i, 15 + i));
    await settled();
    assert.equal(closeCodeIn(received()), null);
    far.write(bytes.subarray(13 + pieces!));
    while (closeCodeIn(received()) === null) await settled();
    assert.equal(closeCodeIn(received()), code);
    near.destroy();
  }
});
