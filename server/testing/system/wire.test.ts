// The wire with real sockets: what stock y-websocket clients may rely on, and what hostile clients cannot do.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import * as Y from 'yjs';
import { limits } from '../../limits/limits.ts';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { encodeAck, encodeNotice, encodeUpdate, MessageType, subprotocol } from '../../../protocol/messages.ts';
import { client, closeCode, handshake, raw, socket, stillServes, synced, tcp } from '../client.ts';
import { startServer, temporaryDirectory, type TestServer, until } from '../server.ts';

/** The status line of the answer to an upgrade request for `path`, whose connection may stay open. */
async function statusLine(t: TestContext, server: TestServer, path: string): Promise<string> {
  const { connection, received } = tcp(t, server);
  connection.write(handshake(path));
  await until(() => received().includes('\r\n'));
  connection.destroy();
  return received().toString().split('\r\n', 1)[0]!;
}

test('stock clients sync and see each other in a document whose name has slashes', async (t) => {
  const server = await startServer(t);
  const ada = client(t, server, 'playground/0/main');
  const ben = client(t, server, 'playground/0/main');
  const other = client(t, server, 'playground/0');
  ada.text.insert(0, 'Hello');
  ada.awareness.setLocalState({ name: 'Ada' });
  await until(() => ben.text.toString() === 'Hello');
  await until(() => ben.awareness.getStates().get(ada.doc.clientID)?.['name'] === 'Ada');
  ben.text.insert(5, ' world');
  await until(() => ada.text.toString() === 'Hello world');
  await synced(other);
  assert.equal(other.text.length, 0);
});

test('ten stock clients with random edits and disconnections are equal at the end', async (t) => {
  const server = await startServer(t);
  const clients = Array.from({ length: 10 }, () => client(t, server, 'plan'));
  for (let round = 0; round < 400; round++) {
    const { provider, text } = clients[Math.floor(Math.random() * clients.length)]!;
    const at = Math.floor(Math.random() * (text.length + 1));
    const dice = Math.random();
    if (dice < 0.7) text.insert(at, String.fromCharCode(97 + (round % 26)));
    else if (dice < 0.9) text.delete(at, Math.min(2, text.length - at));
    else if (dice < 0.95) provider.disconnect();
    else provider.connect();
    if (round % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { provider } of clients) provider.connect();
  const texts = () => new Set(clients.map(({ text }) => text.toString()));
  await until(() => clients.every(({ provider }) => provider.synced) && texts().size === 1);
  assert.ok([...texts()][0]!.length > 0);
});

test('documents that another client has seen survive kill -9; clients bring the rest after a restart', async (t) => {
  const dataDir = temporaryDirectory(t);
  const first = await startServer(t, { dataDir });
  const ada = client(t, first, 'plan');
  await synced(ada);
  for (let i = 0; i < 200; i++) ada.text.insert(ada.text.length, `${i} `);
  await first.stop('SIGKILL');
  ada.text.insert(0, 'while it was down ');
  const second = await startServer(t, { dataDir, port: first.port });
  await until(() => ada.provider.synced);
  const ben = client(t, second, 'plan');
  await until(() => ben.text.toString() === ada.text.toString());

  ada.provider.destroy();
  ben.provider.destroy();
  assert.equal(await second.stop(), 0);
  const third = await startServer(t, { dataDir });
  const cleo = client(t, third, 'plan');
  await until(() => cleo.text.toString() === ada.text.toString());
});

test('a client that reconnects with the same clock is visible to the others at once', async (t) => {
  const server = await startServer(t);
  const [ada, ben] = [client(t, server, 'plan'), client(t, server, 'plan')];
  ada.awareness.setLocalState({ name: 'Ada' });
  const seen = () => ben.awareness.getStates().has(ada.doc.clientID);
  await until(seen);
  ada.provider.ws!.close();
  await until(() => !seen());
  await until(seen);
});

test('a client that is cut off disappears for the others with its connection', async (t) => {
  const server = await startServer(t);
  const [ada, ben] = [client(t, server, 'plan'), client(t, server, 'plan')];
  ada.awareness.setLocalState({ name: 'Ada' });
  await until(() => ben.awareness.getStates().has(ada.doc.clientID));
  ada.provider.shouldConnect = false;
  ada.provider.ws!.onclose = null;
  ada.provider.ws!.close();
  await until(() => !ben.awareness.getStates().has(ada.doc.clientID));
});

test('frames that are not of the protocol close with 4400 and a line in the log, and disturb nobody', async (t) => {
  const server = await startServer(t);
  const bystander = client(t, server, 'plan');
  await synced(bystander);
  let disturbed = false;
  bystander.provider.on('connection-close', () => (disturbed = true));
  const frames = [
    'a text frame',
    [],
    [0],
    [0, 9, 0],
    [99],
    [4, 1],
    [0, 2, 50, 1],
    [0, 2, 6, 1, 1, 1, 0, 4, 1],
    [1, 3, 1, 1, 1],
    [3, 3],
  ];
  const reasons = new Set<string>();
  for (const [i, frame] of frames.entries()) {
    const hostile = await socket(t, server, `plan?token=${i}`); // another client for LIMIT8
    hostile.send(typeof frame === 'string' ? frame : new Uint8Array(frame));
    const [{ code, reason }] = (await once(hostile, 'close')) as [CloseEvent];
    assert.equal(code, CloseCode.malformed, JSON.stringify(frame));
    reasons.add(reason);
  }
  await until(() => server.output().split('the server closed a connection').length - 1 === reasons.size);
  await stillServes(t, server);
  assert.ok(!disturbed);
});

test('[LIMIT1] a message of the largest size is stored and relayed; one byte more closes its sender', async (t) => {
  const server = await startServer(t);
  const novel = (length: number) => {
    const doc = new Y.Doc({ gc: false }); // the text is deleted, since a document is smaller than the largest message
    doc.clientID = 1; // a random one would vary the length
    doc.getText('text').insert(0, 'x'.repeat(length));
    doc.getText('text').insert(length, 'kept');
    doc.getText('text').delete(0, length);
    return new Uint8Array(encodeUpdate(Y.encodeStateAsUpdate(doc)));
  };
  const length = limits.messageBytes - (novel(limits.messageBytes).length - limits.messageBytes);
  assert.equal(novel(length).length, limits.messageBytes);

  const over = await socket(t, server);
  over.send(novel(length + 1));
  assert.equal(await closeCode(over), CloseCode.tooLarge);
  (await socket(t, server)).send(novel(length));
  const reader = client(t, server, 'plan');
  await until(() => reader.text.toString() === 'kept');
});

test('[ACK1] a quire.1 client gets a Welcome first, Acks for what is stored, and a Notice of a restart', async (t) => {
  const server = await startServer(t);
  const quire = new WebSocket(`${server.address}/plan`, ['something.else', subprotocol]);
  t.after(() => quire.close());
  quire.binaryType = 'arraybuffer';
  const frames: Uint8Array[] = [];
  quire.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => void frames.push(new Uint8Array(data));
  await once(quire, 'open');
  assert.equal(quire.protocol, subprotocol);
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'Hello');
  quire.send(new Uint8Array(encodeUpdate(Y.encodeStateAsUpdate(doc))));
  const types = () => frames.map(([type]) => type);
  await until(() => types().includes(MessageType.ack));
  assert.equal(types()[0], MessageType.welcome);
  assert.deepEqual(
    frames.find(([type]) => type === MessageType.ack),
    encodeAck(1),
  );
  await server.stop();
  assert.deepEqual(frames.at(-1), encodeNotice({ type: 'draining' }));
});

test('a client that offers other subprotocols gets the first of them', async (t) => {
  const server = await startServer(t);
  const other = new WebSocket(`${server.address}/plan`, ['mine', 'yours']);
  t.after(() => other.close());
  await once(other, 'open');
  assert.equal(other.protocol, 'mine');
});

test('[AUTH1] an address without the name of a document closes with 4400, and the log has the name', async (t) => {
  const server = await startServer(t);
  const origin = server.address.replace('/collab', '');
  for (const path of ['/', '/d/plan', '/collab', '/collab/', '/collab/a//b', '/collab/my%20plan', '/collab/a%0Ab']) {
    const refused = new WebSocket(`${origin}${path}`);
    assert.equal(await closeCode(refused), CloseCode.malformed, path);
  }
  for (const path of ['/collab/../../etc/passwd', '/collab/%2e%2e', `/collab/${'x'.repeat(201)}`]) {
    assert.match(await statusLine(t, server, path), / 101 /, path);
    assert.match(await raw(server, handshake(path).replace('websocket', 'h2c')), /^HTTP\/1.1 400 /, path);
  }
  const logged = (path: string) => until(() => server.output().includes(`"path":${JSON.stringify(path)}`));
  await logged('/collab/my plan');
  await logged('/collab/a\\u{a}b');
  await stillServes(t, server);
});

test('an upgrade of a page of another origin is rejected before the 101', async (t) => {
  const server = await startServer(t);
  const from = (origin: string) =>
    handshake('/collab/plan').replace('Host: localhost', `Host: localhost\r\nOrigin: ${origin}`);
  for (const origin of ['https://evil.test', 'http://localhost:81', 'null']) {
    assert.match(await raw(server, from(origin)), /^HTTP\/1.1 403 /, origin);
  }
  const own = connect(server.port, '127.0.0.1');
  own.write(from('http://localhost'));
  const [answer] = (await once(own, 'data')) as [Buffer];
  own.destroy();
  assert.match(answer.toString(), /^HTTP\/1.1 101 /);
});

test('the three requests that end a process with @hono/node-ws alone harm nobody', async (t) => {
  const server = await startServer(t);
  for (const target of ['//', 'http://[']) assert.match(await statusLine(t, server, target), / 101 /);
  for (let i = 0; i < 50; i++) {
    const connection = connect(server.port, '127.0.0.1');
    await once(connection, 'connect');
    connection.write(handshake('/collab/plan'));
    await new Promise((resolve) => setImmediate(resolve));
    connection.resetAndDestroy();
    await once(connection, 'close');
  }
  await stillServes(t, server);
  assert.equal(server.process.exitCode, null);
});

test('a request that is not HTTP or has an invalid handshake harms nobody', async (t) => {
  const server = await startServer(t);
  assert.match(await raw(server, 'nonsense\r\n\r\n'), /^HTTP\/1.1 400 /);
  assert.match(
    await raw(server, handshake('/collab/plan').replace('dGhlIHNhbXBsZSBub25jZQ==', 'short')),
    /^HTTP\/1.1 400 /,
  );
  assert.match(await raw(server, handshake('/collab/plan').replace('websocket', 'h2c')), /^HTTP\/1.1 (4\d\d|200) /);
  await stillServes(t, server);
});

test('a server that gets SIGTERM closes with 1012, and stores what it received before', async (t) => {
  const dataDir = temporaryDirectory(t);
  const server = await startServer(t, { dataDir });
  const ada = client(t, server, 'plan');
  await synced(ada);
  ada.text.insert(0, 'the last word');
  const exit = server.stop('SIGTERM');
  await until(() => ada.closed() !== null);
  assert.equal(ada.closed(), CloseCode.restarting);
  assert.equal(await exit, 0);
  ada.provider.destroy();
  const again = await startServer(t, { dataDir });
  const ben = client(t, again, 'plan');
  await until(() => ben.text.toString() === 'the last word');
});

test('[EPOCH1] [EPOCH2] a deleted document closes everyone with 4410, and everyone who joins later', async (t) => {
  const server = await startServer(t);
  const api = `http://127.0.0.1:${server.port}/api/documents`;
  const ada = client(t, server, 'team/plan');
  await synced(ada);
  ada.text.insert(0, 'Hello');
  assert.equal((await fetch(`${api}/team%2Fplan`, { method: 'DELETE' })).status, 204);
  await until(() => ada.closed() !== null);
  assert.equal(ada.closed(), CloseCode.deleted);
  assert.equal(await closeCode(new WebSocket(`${server.address}/team/plan`)), CloseCode.deleted);

  const body = JSON.stringify({ name: 'team/plan' });
  assert.equal((await fetch(api, { method: 'POST', body })).status, 201);
  assert.equal(await closeCode(new WebSocket(`${server.address}/team/plan?epoch=another`)), CloseCode.replaced);
  const ben = client(t, server, 'team/plan');
  await synced(ben);
  assert.equal(ben.text.toString(), '');
});
