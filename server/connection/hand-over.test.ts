import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { handOver, takeSocket } from './hand-over.ts';

/**
 * Sends requests together on one connection, and resolves with the answers once the connection has ended. At `/page`
 * there is a page; anywhere else the socket is taken, and gets one line.
 */
async function answersTo(t: TestContext, ...requests: string[]): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/page') return void setImmediate().then(() => response.end('a page'));
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, { Connection: 'close' }).flushHeaders();
    takeSocket(request, response, (stream) => stream.end('the stream alone'));
  });
  server.on('upgrade', (request, socket) => {
    if (!handOver(request, socket)) socket.end('an upgrade');
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(requests.map((head) => `${head}\r\n`).join(''));
  let answers = '';
  for await (const piece of client) answers += String(piece);
  return answers;
}

const head = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}`;
const stream = /^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n.*\r\n\r\nthe stream alone$/s;

test('the socket of a request is handed over once, and is no upgrade; another upgrade is one', async (t) => {
  assert.match(await answersTo(t, head('/')), stream);
  assert.equal(await answersTo(t, head('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\n')), 'an upgrade');
});

test('a stream among requests that come together is answered in its turn', async (t) => {
  const [first, ...rest] = (await answersTo(t, head('/page'), head('/'))).split('a page');
  assert.match(first!, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(rest.join(), stream);
  assert.match(await answersTo(t, head('/'), head('/page')), stream);
  assert.match(await answersTo(t, head('/'), head('/')), stream);
});
