import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { settled } from '../testing/clock.ts';
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
  const upgrade = createUpgrade();
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
