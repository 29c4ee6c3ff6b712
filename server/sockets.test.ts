// Real sockets that ask too much: what becomes of them, and that nobody else feels it.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import * as Y from 'yjs';
import { limits } from './limits.ts';
import { CloseCode } from './protocol/close.ts';
import { encodeAwareness, encodeSyncStep1, encodeUpdate } from './protocol/messages.ts';
import { client, frame, handshake, join, raw, synced, tcp } from './test-client.ts';
import { startServer, type TestServer, until } from './test-server.ts';

/** A stock client in the document, and whether it was ever disturbed. */
async function bystander(t: TestContext, server: TestServer) {
  const someone = client(t, server, 'plan');
  await synced(someone);
  let disturbed = false;
  someone.provider.on('connection-close', () => (disturbed = true));
  return { ...someone, disturbed: () => disturbed };
}

/** An update that writes so many letters, the same each time. */
function novel(length: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.getText('text').insert(0, 'x'.repeat(length));
  return encodeUpdate(Y.encodeStateAsUpdate(doc));
}

test('a message may come in so many fragments, and one more closes with 4413', async (t) => {
  const server = await startServer(t);
  const reader = client(t, server, 'plan');
  await synced(reader);
  const message = encodeAwareness([{ clientID: 7, clock: 1, state: `{"name":"${'x'.repeat(limits.fragments)}"}` }]);
  const fragmented = (count: number) =>
    Buffer.concat(
      Array.from({ length: count }, (_, i) => {
        const last = i === count - 1;
        return frame(i === 0 ? 2 : 0, message.subarray(i, last ? undefined : i + 1), last);
      }),
    );
  const over = await join(t, server);
  over.connection.write(fragmented(limits.fragments + 1));
  await until(() => over.closeCode() === CloseCode.tooLarge);
  assert.ok(!reader.awareness.getStates().has(7));
  (await join(t, server)).connection.write(fragmented(limits.fragments));
  await until(() => reader.awareness.getStates().has(7));
});

test('a message that is too large closes with 4413 before it has arrived', async (t) => {
  const server = await startServer(t);
  const { connection, closeCode } = await join(t, server);
  connection.write(frame(2, new Uint8Array(limits.messageBytes + 1)).subarray(0, 14));
  await until(() => closeCode() === CloseCode.tooLarge);
  await until(() => server.output().includes('a message that is too large'));
});

test('a flood of messages, of signs of life or of bytes is closed with 1013, and others do not notice', async (t) => {
  const server = await startServer(t);
  const { text, disturbed } = await bystander(t, server);
  const many = 3 * limits.messagesAtOnce;
  for (const [one, count, reason] of [
    [frame(2, encodeAwareness([])), many, 'too many messages'],
    [frame(10, Buffer.from('pong')), many, 'too many messages'],
    [frame(2, novel(2 * 1024 * 1024)), 40, 'too many bytes'],
  ] as const) {
    const { connection, closeCode, answer } = await join(t, server);
    for (let i = 0; i < count; i++) connection.write(one);
    await until(() => closeCode() === CloseCode.overloaded);
    assert.ok(answer().includes(reason));
  }
  const { connection } = await join(t, server);
  for (let i = 0; i < many; i++) connection.write(frame(9, Buffer.from('ping')));
  await until(() => connection.closed);

  const reader = client(t, server, 'plan');
  await until(() => reader.text.length === 2 * 1024 * 1024);
  text.insert(0, 'Hello');
  await until(() => reader.text.toString().startsWith('Hello'));
  assert.ok(!disturbed());
});

test('who says nothing, or says it slowly, is closed in time', async (t) => {
  const server = await startServer(t);
  const { text, disturbed } = await bystander(t, server);
  const answered = await tcp(t, server);
  answered.connection.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await until(() => answered.received().includes('ok\n'));

  const began = performance.now();
  const silent = tcp(t, server).connection;
  const begun = tcp(t, server).connection;
  begun.write(handshake('/collab/plan').slice(0, -2));
  const slow = tcp(t, server).connection;
  slow.write(handshake('/collab/plan').slice(0, -2));
  answered.connection.write('GET /');
  const drip = setInterval(() => slow.write('X: y\r\n'), 100);
  t.after(() => clearInterval(drip));
  const all = [silent, begun, slow, answered.connection];
  await until(() => all.every(({ closed }) => closed));
  const took = performance.now() - began;
  assert.ok(took < limits.headersTime + 2 * limits.requestCheckInterval, `${took} ms`);
  text.insert(0, 'Hello');
  const reader = client(t, server, 'plan');
  await until(() => reader.text.toString() === 'Hello');
  assert.ok(!disturbed());
});

test('a request may have so many bytes of headers, a body so many, and a connection so many requests', async (t) => {
  const server = await startServer(t);
  const request = (headers: string) => `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${headers}`;
  const padded = (length: number) => `X: ${'x'.repeat(length)}\r\nConnection: close\r\n\r\n`;
  assert.match(await raw(server, request(padded(limits.headerBytes - 100))), / 200 /);
  assert.match(await raw(server, request(padded(limits.headerBytes))), / 431 /);

  const { connection, received } = tcp(t, server);
  for (let i = 0; i < limits.requestsPerConnection + 1; i++) connection.write(request('\r\n'));
  await until(() => connection.closed);
  assert.equal(received().toString().split('HTTP/1.1 200 ').length - 1, limits.requestsPerConnection);
});

test('a peer that does not read is dropped, with little in memory, and the others go on', async (t) => {
  const server = await startServer(t);
  const { text, disturbed } = await bystander(t, server);
  text.insert(0, 'x'.repeat(8 * 1024 * 1024));
  const reader = client(t, server, 'plan');
  await until(() => reader.text.length === text.length);

  const { connection } = await join(t, server);
  connection.pause();
  const question = frame(2, encodeSyncStep1(new Uint8Array([0])));
  for (let i = 0; i < 200; i++) connection.write(question);
  text.insert(0, 'Hello');
  await until(() => server.output().includes('reads too slowly'));
  await until(() => reader.text.toString().startsWith('Hello'));
  assert.ok(!disturbed());
  const status = `/proc/${server.process.pid}/status`;
  if (!existsSync(status)) return; // only Linux tells how much memory it ever had
  const most = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))![1]) / 1024;
  t.diagnostic(`${Math.round(most)} MiB at the most`);
  assert.ok(most < 600, `${most} MiB`); // 200 answers have 1,600
});
