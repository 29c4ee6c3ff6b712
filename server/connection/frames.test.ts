import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Frames, outboxOf } from './frames.ts';

/** The server's socket of a WebSocket, what is written to it from now on, and the messages that the peer receives. */
async function openSocket(t: TestContext) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const peer = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  peer.binaryType = 'arraybuffer';
  const received: Buffer[] = [];
  peer.addEventListener('message', ({ data }) => received.push(Buffer.from(data as ArrayBuffer)));
  const [request, socket] = (await once(server, 'upgrade')) as [{ headers: Record<string, string> }, Socket];
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  const answer = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key.digest('base64')}`;
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${answer}\r\n\r\n`);
  await once(peer, 'open');
  t.after(() => {
    socket.destroy();
    server.close();
  });
  const written: Uint8Array[] = [];
  const write = socket.write.bind(socket) as (chunk: Uint8Array) => boolean;
  socket.write = ((chunk: Uint8Array) => (written.push(chunk), write(chunk))) as typeof socket.write;
  const receive = async (count: number) => {
    while (received.length < count) await once(peer, 'message');
  };
  return { socket, written, received, receive };
}

/** Resolves after the microtasks that are queued now. */
const nextTurn = () => Promise.resolve();

const message = (length: number) => new Uint8Array(length).fill(length % 251);

test('messages of every length arrive whole and in order, together or alone', async (t) => {
  const { socket, received, receive } = await openSocket(t);
  const frames = new Frames();
  const lengths = [0, 1, 125, 126, 20_000, 2, 65_535, 65_536, 200_000, 3];
  const outbox = outboxOf(socket);
  for (const length of lengths) frames.send(outbox, message(length));
  frames.flush();
  for (const length of lengths) {
    frames.send(outbox, message(length));
    await nextTurn();
  }
  await receive(2 * lengths.length);
  assert.deepEqual(
    received.map(({ length }) => length),
    [...lengths, ...lengths],
  );
  assert.ok(received.every((data) => data.equals(message(data.length))));
});

test('messages to one socket in one turn are one write, and equal messages to many share their bytes', async (t) => {
  const sockets = await Promise.all([openSocket(t), openSocket(t), openSocket(t)]);
  const frames = new Frames();
  const [one, two, other] = [message(5), message(300), message(6)];
  const outboxes = sockets.map(({ socket }) => outboxOf(socket));
  for (const outbox of outboxes) for (const each of [one, two]) frames.send(outbox, each);
  frames.send(outboxes[2]!, other);
  assert.ok(sockets.every(({ written }) => written.length === 0));
  assert.equal(outboxes[0]!.bytes, 305);
  await nextTurn();
  const writes = sockets.map(({ written }) => written);
  assert.deepEqual(
    writes.map(({ length }) => length),
    [1, 1, 1],
  );
  assert.equal(writes[0]![0], writes[1]![0]);
  assert.notEqual(writes[0]![0], writes[2]![0]);
  await sockets[2]!.receive(3);
  assert.deepEqual(
    sockets[2]!.received.map(({ length }) => length),
    [5, 300, 6],
  );
});

test('a large message is not copied for each peer', async (t) => {
  const { socket, written, received, receive } = await openSocket(t);
  const large = message(1_000_000);
  const frames = new Frames();
  frames.send(outboxOf(socket), large);
  await receive(1);
  assert.ok(written.includes(large));
  assert.ok(received[0]!.equals(large));
});

test('a destroyed socket gets nothing, and the others get their messages', async (t) => {
  const [gone, here] = [await openSocket(t), await openSocket(t)];
  const frames = new Frames();
  gone.socket.destroy();
  frames.send(outboxOf(gone.socket), message(1));
  frames.send(outboxOf(here.socket), message(2));
  await here.receive(1);
  assert.equal(gone.received.length, 0);
});
