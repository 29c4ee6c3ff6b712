import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { handOver, takeSocket } from './hand-over.ts';

test('the socket of a request is handed over once, and is no upgrade; another upgrade is one', async (t) => {
  const upgrades: boolean[] = [];
  const server = createServer((request, response) => {
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, { Connection: 'close' }).flushHeaders();
    takeSocket(request, response, (socket) => socket.end('the socket alone'));
  });
  server.on('upgrade', (request, socket) => {
    const isHandedOver = handOver(request, socket);
    upgrades.push(!isHandedOver);
    if (!isHandedOver) socket.end('an upgrade');
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const answerTo = async (headers: string): Promise<string> => {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write(`GET / HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    let answer = '';
    for await (const piece of client) answer += String(piece);
    return answer;
  };
  assert.match(await answerTo(''), /^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n.*\r\n\r\nthe socket alone$/s);
  assert.equal(await answerTo('Connection: Upgrade\r\nUpgrade: websocket\r\n'), 'an upgrade');
  assert.deepEqual(upgrades, [false, true]);
});
