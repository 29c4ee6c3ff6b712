import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { settled } from '../testing/clock.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { limits } from '../limits/limits.ts';
import { closeCodeIn, frame } from '../testing/client.ts';
import { createUpgrade, type Upgrade } from './node-ws.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Sends an upgrade request with the handshake key `key`; resolves with the answer. */
async function requestUpgrade(upgrade: Upgrade, key: string) {
  const [near, far] = duplexPair() as [Duplex, Duplex];
  let answer = '';
  far.on('data', (data: Buffer) => (answer += data.toString()));
  const headers = { upgrade: 'websocket', 'sec-websocket-key': key, 'sec-websocket-version': '13' };
  const request = { method: 'GET', url: '/collab/plan', headers, socket: near } as unknown as IncomingMessage;
  let opened = 0;
  upgrade(request, near, Buffer.alloc(0), () => opened++);
  while (answer === '') await settled();
  return { socket: near, status: Number(answer.slice(9, 12)), opened, request: new WeakRef(request) };
}

test('a valid handshake opens once, an invalid one never, and neither keeps its request in memory', async () => {
  const { upgrade } = createUpgrade();
  for (const [key, status, opened] of [
    ['dGhlIHNhbXBsZSBub25jZQ==', 101, 1],
    ['short', 400, 0],
  ] as const) {
    const result = await requestUpgrade(upgrade, key);
    assert.deepEqual([result.status, result.opened], [status, opened]);
    if (status === 400) result.socket.destroy();
    for (let i = 0; i < 100 && result.request.deref() !== undefined; i++) {
      await settled();
      collectGarbage();
    }
    assert.equal(result.request.deref(), undefined, `status ${status}`);
    result.socket.destroy();
  }
});

/** A WebSocket that is refused as it opens, and what the peer received of it. */
async function openRefused(protocols?: string, url = '/collab/plan') {
  const [near, far] = duplexPair() as [Duplex, Duplex];
  const received: Buffer[] = [];
  far.on('data', (data: Buffer) => received.push(data));
  const headers = {
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
    ...(protocols !== undefined && { 'sec-websocket-protocol': protocols }),
  };
  const request = { method: 'GET', url, headers, socket: near } as unknown as IncomingMessage;
  const reason = { code: CloseCode.unauthorized, reason: 'no token' };
  createUpgrade().refuse(request, near, Buffer.alloc(0), reason);
  while (received.length < 2) await settled();
  const answer = Buffer.concat(received);
  const end = answer.indexOf('\r\n\r\n') + 4;
  return { near, far, head: answer.toString('latin1', 0, end), frames: answer.subarray(end) };
}

test('[AUTH1] a refused WebSocket gets the 101 and the close, and ends when the peer answers', async () => {
  for (const url of ['/collab/plan', '//', 'http://[']) {
    const { near, far, head, frames } = await openRefused('quire.1, bearer.x', url);
    assert.match(head, /^HTTP\/1\.1 101 [^]*\r\nSec-WebSocket-Protocol: quire\.1\r\n/);
    assert.equal(closeCodeIn(frames), CloseCode.unauthorized);
    assert.equal(frames.toString('latin1', 4), 'no token', 'and nothing after it');
    far.write(frame(8, new Uint8Array([15, 160])));
    while (!near.writableEnded) await settled();
    near.destroy();
  }
});

test('[AUTH1] a refused WebSocket may send bytes up to the limit, and one more ends the connection', async () => {
  const { near, far } = await openRefused();
  const message = frame(2, new Uint8Array(limits.refusedBytes - 14));
  assert.ok(message.length < limits.refusedBytes);
  far.write(message);
  far.write(frame(2, new Uint8Array(1024)).subarray(0, limits.refusedBytes - message.length));
  for (let i = 0; i < 10; i++) await settled();
  assert.ok(!near.destroyed);
  far.write(new Uint8Array(1));
  while (!near.destroyed) await settled();
});
