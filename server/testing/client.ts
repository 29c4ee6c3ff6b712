// For tests: clients of the real server. Stock y-websocket clients, bare WebSockets, and raw bytes over TCP. All of
// them close when the test ends.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import * as decoding from 'lib0/decoding';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { MessageType, type Notice } from '../../protocol/messages.ts';
import { type TestServer, until } from './server.ts';

/**
 * A stock client. `closed` gives the code of its first close, or null. With the subprotocol it records the Notices that
 * it gets.
 */
export function client(
  t: TestContext,
  { address }: Pick<TestServer, 'address'>,
  document: string,
  params: Record<string, string> = {},
  protocols: string[] = [],
) {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(address, document, doc, { disableBc: true, params, protocols });
  const notices: Notice['type'][] = [];
  provider.messageHandlers[MessageType.notice] = (_, decoder) => {
    notices.push((JSON.parse(decoding.readVarString(decoder)) as Notice).type);
  };
  for (const type of [MessageType.welcome, MessageType.ack]) provider.messageHandlers[type] = () => {};
  let code: number | null = null;
  provider.on('connection-close', (event) => (code ??= event?.code ?? null));
  t.after(() => {
    provider.destroy();
    doc.destroy(); // ends the timer of the awareness
  });
  return { doc, provider, text: doc.getText('text'), awareness: provider.awareness, closed: () => code, notices };
}

/** Resolves when the client has the document. */
export const synced = ({ provider }: { provider: WebsocketProvider }) => until(() => provider.synced);

/** A bare WebSocket, for messages that no provider would send. */
export async function socket(t: TestContext, { address }: TestServer, document = 'plan') {
  const socket = new WebSocket(`${address}/${document}`);
  t.after(() => socket.close());
  await once(socket, 'open');
  return socket;
}

export async function closeCode(socket: WebSocket): Promise<number> {
  const [event] = (await once(socket, 'close')) as [CloseEvent];
  return event.code;
}

/** Writes `request` over TCP; resolves with the status line of the answer once the connection is closed. */
export async function raw({ port }: Pick<TestServer, 'port'>, request: string): Promise<string> {
  const connection = connect(port, '127.0.0.1');
  let answer = '';
  connection.on('data', (data: Buffer) => (answer += data.toString()));
  connection.on('error', () => {});
  connection.write(request);
  await once(connection, 'close');
  return answer.split('\r\n', 1)[0]!;
}

/** An upgrade request for `path`, with more `headers`, each ended by CRLF. */
export const handshake = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`;

/** A TCP connection, and the bytes received so far. */
export function tcp(
  t: TestContext,
  { port }: Pick<TestServer, 'port'>,
): { connection: Socket; received: () => Buffer } {
  const connection = connect(port, '127.0.0.1');
  t.after(() => connection.destroy());
  const chunks: Buffer[] = [];
  connection.on('data', (data: Buffer) => chunks.push(data));
  connection.on('error', () => {});
  return { connection, received: () => Buffer.concat(chunks) };
}

/**
 * Sends an upgrade request over TCP. Resolves with the answer; a connection that closed without one has status 0.
 */
export async function join(t: TestContext, server: TestServer, document = 'plan', headers = '') {
  const { connection, received } = tcp(t, server);
  connection.write(handshake(`/collab/${document}`, headers));
  const head = await new Promise<number>((resolve) => {
    const check = () => {
      const end = received().indexOf('\r\n\r\n');
      if (end < 0 && !connection.closed) return;
      connection.off('data', check).off('close', check);
      resolve(end);
    };
    connection.on('data', check).on('close', check);
  });
  return {
    connection,
    answer: () => received().toString('latin1'),
    status: Number(received().toString('latin1', 9, 12)),
    closeCode: () => closeCodeIn(received().subarray(head + 4)),
    closeReason: () => closeReasonIn(received().subarray(head + 4)),
    frames: () => [...framesIn(received().subarray(head + 4))],
  };
}

/** A WebSocket frame of a client, masked with zeros. Opcodes: 0 continuation, 2 binary, 8 close, 9 ping, 10 pong. */
export function frame(opcode: number, payload: Uint8Array, final = true): Buffer {
  const length = payload.length;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65536 ? 8 : 14);
  head[0] = (final ? 128 : 0) | opcode;
  head[1] = 128 | (length < 126 ? length : length < 65536 ? 126 : 127);
  if (head.length === 8) head.writeUInt16BE(length, 2);
  if (head.length === 14) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** Resolves once two stock clients have synced an edit, which shows that the server still works. */
export async function stillServes(t: TestContext, server: TestServer): Promise<void> {
  const [ada, ben] = [client(t, server, 'still/serves'), client(t, server, 'still/serves')];
  await synced(ada);
  ada.text.insert(0, 'x');
  await until(() => ben.text.length === ada.text.length && ben.text.length > 0);
  ada.provider.destroy();
  ben.provider.destroy();
}

/** The code of the close frame in some bytes of the server; null when it has not arrived. */
export function closeCodeIn(frames: Buffer): number | null {
  for (const { opcode, payload } of framesIn(frames)) if (opcode === 8) return payload.readUInt16BE(0);
  return null;
}

/** The reason in the close frame in some bytes of the server; null when it has not arrived. */
export function closeReasonIn(frames: Buffer): string | null {
  for (const { opcode, payload } of framesIn(frames)) if (opcode === 8) return payload.toString('utf8', 2);
  return null;
}

/** The whole frames of the server in `bytes`. */
export function* framesIn(bytes: Buffer): Generator<{ opcode: number; payload: Buffer }> {
  for (let at = 0; at + 2 <= bytes.length;) {
    const short = bytes[at + 1]!;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (at + head > bytes.length) return;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    if (at + head + length > bytes.length) return;
    yield { opcode: bytes[at]! & 15, payload: bytes.subarray(at + head, at + head + length) };
    at += head + length;
  }
}
