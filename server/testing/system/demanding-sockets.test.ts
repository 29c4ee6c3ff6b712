// Real sockets that exceed limits: what the server does with them, and that nobody else notices.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import * as Y from 'yjs';
import { limits } from '../../limits/limits.ts';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { decodeClientMessage, encodeAwareness, encodeSyncStep1, encodeUpdate } from '../../../protocol/messages.ts';
import { client, frame, handshake, join, raw, stillServes, synced, tcp } from '../client.ts';
import { startServer, type TestServer, until } from '../server.ts';

/** A stock client in the document; `disturbed` tells whether it ever lost its connection. */
async function bystander(t: TestContext, server: TestServer) {
  const someone = client(t, server, 'plan');
  await synced(someone);
  let disturbed = false;
  someone.provider.on('connection-close', () => (disturbed = true));
  return { ...someone, disturbed: () => disturbed };
}

/** A message that writes `length` letters; the same each time. */
function novel(length: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.getText('text').insert(0, 'x'.repeat(length));
  return encodeUpdate(Y.encodeStateAsUpdate(doc));
}

/** Sends a frame again and again until the server has closed: above the rate, on a machine of any speed. */
async function flood(connection: Socket, one: Buffer, hasClosed: () => boolean): Promise<void> {
  while (!hasClosed()) {
    if (!connection.writableNeedDrain) connection.write(one);
    await setImmediate();
  }
}

test('[LIMIT1] a message may have fragments up to the limit, and one more closes with 4413', async (t) => {
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

test('[LIMIT1] a message that is too large closes with 4413 before all of it has arrived', async (t) => {
  const server = await startServer(t);
  const { connection, closeCode } = await join(t, server);
  connection.write(frame(2, new Uint8Array(limits.messageBytes + 1)).subarray(0, 14));
  await until(() => closeCode() === CloseCode.tooLarge);
  await until(() => server.output().includes('a message that is too large'));
});

test('[LIMIT2] a flood of messages, pongs, pings or bytes closes with 1013, and others do not notice', async (t) => {
  const server = await startServer(t);
  const { text, disturbed } = await bystander(t, server);
  for (const [one, reason] of [
    [frame(2, encodeAwareness([])), 'too many messages'],
    [frame(10, Buffer.from('pong')), 'too many messages'],
    [frame(2, novel(2 * 1024 * 1024)), 'too many bytes'],
  ] as const) {
    const { connection, closeCode, answer } = await join(t, server);
    await flood(connection, one, () => closeCode() !== null || connection.closed);
    assert.equal(closeCode(), CloseCode.overloaded);
    assert.ok(answer().includes(reason));
  }
  const { connection } = await join(t, server);
  await flood(connection, frame(9, Buffer.from('ping')), () => connection.closed);

  const reader = client(t, server, 'plan');
  await until(() => reader.text.length === 2 * 1024 * 1024);
  text.insert(0, 'Hello');
  await until(() => reader.text.toString().startsWith('Hello'));
  assert.ok(!disturbed());
});

// Without the limits Node waits 300 s for a request: the test's own limit is below that, and far above ours.
test(
  '[LIMIT5] a connection that is silent, slow, or does not answer a close is dropped',
  { timeout: 200_000 },
  async (t) => {
    const server = await startServer(t);
    const { text, disturbed } = await bystander(t, server);
    const closed = await join(t, server);
    closed.connection.write(frame(2, new Uint8Array([99])));
    await until(() => closed.closeCode() === CloseCode.malformed);
    const answered = async () => {
      const { connection, received } = tcp(t, server);
      connection.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await until(() => received().includes('ok\n'));
      return connection;
    };
    const [idle, again] = [await answered(), await answered()];

    const order: string[] = [];
    const ended = (name: string, connection: Socket) =>
      new Promise<void>((resolve) => connection.on('close', () => resolve(void order.push(name))));
    const said = (text: string) => {
      const { connection } = tcp(t, server);
      connection.write(text);
      return connection;
    };
    again.write('GET /');
    const slow = said(handshake('/collab/plan').slice(0, -2));
    const drip = setInterval(() => slow.write('X: y\r\n'), 100);
    t.after(() => clearInterval(drip));
    const body = said('POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{');
    const late = [said(''), said('G'), said(handshake('/collab/plan').slice(0, -2)), slow, body, again];
    const first = [ended('unanswered', closed.connection), ended('idle', idle)];
    await Promise.all([...first, ...late.map((connection) => ended('late', connection))]);
    assert.notEqual(order.at(-1), 'unanswered', 'as it would be without limits.closing, after 30 s');
    text.insert(0, 'Hello');
    const reader = client(t, server, 'plan');
    await until(() => reader.text.toString() === 'Hello');
    assert.ok(!disturbed());
  },
);

test('the headers of a request and the requests of a connection are limited', async (t) => {
  const server = await startServer(t);
  const request = (headers: string) => `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${headers}`;
  const padded = (length: number) => `X: ${'x'.repeat(length)}\r\nConnection: close\r\n\r\n`;
  assert.match(await raw(server, request(padded(limits.headerBytes - 100))), / 200 /);
  assert.match(await raw(server, request(padded(limits.headerBytes))), / 431 /);

  const { connection, received } = tcp(t, server);
  for (let i = 0; i < limits.requestsPerConnection + 1; i++) connection.write(request('\r\n'));
  await until(() => received().includes('HTTP/1.1 503 '));
  assert.equal(received().toString().split('HTTP/1.1 200 ').length - 1, limits.requestsPerConnection);
});

test('[LIMIT3] a peer that does not read is dropped, takes little memory, and the others go on', async (t) => {
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
  if (!existsSync(status)) return; // only Linux tells the peak memory
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))![1]) / 1024;
  t.diagnostic(`${Math.round(peak)} MiB at the peak`);
  assert.ok(peak < 600, `${peak} MiB`); // 200 answers would take 1,600
});

test('[PACE4] a peer that stops reading delays nobody, and later gets all it lacks at once', async (t) => {
  const server = await startServer(t);
  const { disturbed } = await bystander(t, server);
  const people = [client(t, server, 'crowd'), client(t, server, 'crowd'), client(t, server, 'crowd')];
  await Promise.all(people.map(synced));
  const { connection, frames, closeCode } = await join(t, server, 'crowd');
  connection.write(frame(2, encodeSyncStep1(new Uint8Array([0]))));
  await until(() => frames().length >= 2);
  connection.pause();
  const before = frames().length;
  const pastes = 150; // half a MiB each: more than the server and the system buffer for a peer
  for (let i = 0; i < pastes; i++) {
    const { text } = people[i % 3]!;
    text.delete(0, text.length);
    text.insert(0, `${i}:${'x'.repeat(512 * 1024)}`);
    await until(() => people.every((other) => other.text.toString().startsWith(`${i}:`)));
    connection.write(frame(10, new Uint8Array())); // a pong: a peer without a sign of life would be dropped
  }
  connection.resume();
  const doc = new Y.Doc();
  await until(() => {
    for (const { payload } of frames()) {
      const message = decodeClientMessage(payload); // sync messages look the same in both directions
      if (message.type === 'syncStep2' || message.type === 'update') Y.applyUpdate(doc, message.update);
    }
    return doc.getText('text').toString() === people[0]!.text.toString();
  });
  assert.equal(closeCode(), null);
  assert.ok(frames().length - before < pastes / 2, `${frames().length - before} frames`);
  assert.ok(!disturbed());
});

/** The header by which a trusted proxy names the client's address. */
const from = (address: string) => `X-Forwarded-For: ${address}\r\n`;

/** Joins as soon as the rate limit of joins allows it. */
async function joinInTime(t: TestContext, server: TestServer, headers: string) {
  for (;;) {
    const joined = await join(t, server, 'plan', headers);
    if (!joined.answer().includes('too many joins a second')) return joined;
  }
}

async function isFull(t: TestContext, server: TestServer, headers: string): Promise<boolean> {
  const { status, answer, connection } = await joinInTime(t, server, headers);
  connection.destroy();
  if (status === 101) return false;
  assert.match(answer(), /^HTTP\/1\.1 429 [^]*\r\nRetry-After: \d+\r\n[^]*"This address has too many connections\./);
  return true;
}

test('[LIMIT4] an address may open all its connections at once; a closed one makes room', async (t) => {
  const server = await startServer(t, { env: { TRUST_PROXY: '1' } });
  const [ada, ben] = [client(t, server, 'plan'), client(t, server, 'plan')];
  await synced(ben);
  await synced(ada);
  const joining = Array.from({ length: limits.connectionsPerAddress }, () =>
    join(t, server, 'plan', from('192.0.2.1')),
  );
  ada.text.insert(0, 'Hello');
  await until(() => ben.text.toString() === 'Hello');
  const all = (await Promise.all(joining)).map(({ status, connection }) => {
    assert.equal(status, 101);
    return connection;
  });
  assert.ok(await isFull(t, server, from('192.0.2.1')));
  assert.equal((await join(t, server, 'plan', from('192.0.2.2'))).status, 101);

  for (const end of [
    (i: number) => all[i]!.resetAndDestroy(),
    (i: number) => all[i]!.end(),
    (i: number) => all[i]!.write(frame(8, new Uint8Array())),
    (i: number) => all[i]!.write('no frame at all'),
  ]) {
    for (let i = 0; i < 10; i++) end(i);
    all.splice(0, 10);
    for (let joined = 0; joined < 10;) {
      const { status } = await joinInTime(t, server, from('192.0.2.1'));
      if (status === 101) joined++;
    }
    assert.ok(await isFull(t, server, from('192.0.2.1')), String(end));
  }
});

test('[LIMIT4] a request that becomes no WebSocket stops counting, however it ends', async (t) => {
  const server = await startServer(t, { env: { TRUST_PROXY: '1' } });
  const bad = [
    handshake('/collab/plan', from('192.0.2.1')).replace('dGhlIHNhbXBsZSBub25jZQ==', 'short'),
    handshake('/collab/plan', from('192.0.2.1')).replace('websocket', 'h2c'),
    handshake('/collab/a//b', from('192.0.2.1')),
  ];
  for (let i = 0; i < 30; i++) {
    const { connection, received } = tcp(t, server);
    connection.write(bad[i % 3]!);
    await until(() => received().length > 0);
    if (i % 2 === 0) connection.resetAndDestroy();
    await until(() => connection.closed);
  }
  for (let i = 0; i < limits.connectionsPerAddress; i += 100) {
    const some = Array.from({ length: 100 }, () => joinInTime(t, server, from('192.0.2.1')));
    for (const { status } of await Promise.all(some)) assert.equal(status, 101);
  }
  assert.ok(await isFull(t, server, from('192.0.2.1')));
});

test('[LIMIT4] without a trusted proxy, a forged header changes no address', async (t) => {
  const server = await startServer(t);
  const joining = Array.from({ length: limits.connectionsPerAddress }, (_, i) =>
    join(t, server, 'plan', from(`198.51.${i >> 8}.${i & 255}`)),
  );
  for (const { status } of await Promise.all(joining)) assert.equal(status, 101);
  assert.ok(await isFull(t, server, from('203.0.113.1')));
});

test('[LIMIT5] a pending socket beyond the limit is dropped at once, until others have closed', async (t) => {
  const server = await startServer(t);
  const { text, disturbed } = await bystander(t, server);
  const pending = Array.from({ length: limits.pendingSocketsPerAddress }, () => tcp(t, server).connection);
  await until(() => pending.every(({ connecting }) => !connecting));
  const isDropped = async () => {
    const { connection, received } = tcp(t, server);
    connection.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(() => connection.closed || received().length > 0);
    return received().length === 0;
  };
  assert.ok(await isDropped());
  assert.ok(pending.every(({ closed }) => !closed));
  text.insert(0, 'Hello');
  for (const socket of pending) socket.destroy();
  await until(() => pending.every(({ closed }) => closed));
  while (await isDropped());
  await stillServes(t, server);
  assert.ok(!disturbed());
});

test('a foreign host name that leads here (DNS rebinding) is not served, over HTTP or WebSocket', async (t) => {
  const server = await startServer(t);
  const origin = (host: string) => `Host: ${host}\r\nOrigin: http://${host}\r\n`;
  const ask = (path: string, headers: string) =>
    raw(server, `GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
  const upgrade = async (headers: string) => {
    const { connection, received } = tcp(t, server);
    connection.write(handshake('/collab/plan').replace('Host: localhost\r\n', headers));
    await until(() => received().length > 0);
    connection.destroy();
    return received().toString('latin1', 0, 13);
  };
  for (const [host, http, webSocket] of [
    ['evil.test', / 403 /, / 403 /],
    [`evil.test:${server.port}`, / 403 /, / 403 /],
    ['localhost', / 200 /, / 101 /],
    [`127.0.0.1:${server.port}`, / 200 /, / 101 /],
    [`[::1]:${server.port}`, / 200 /, / 101 /],
  ] as const) {
    assert.match(await ask('/api/documents', origin(host)), http, host);
    assert.match(await upgrade(origin(host)), webSocket, host);
  }
});
