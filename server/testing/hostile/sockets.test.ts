// The corpus over real sockets, to a real server, while stock clients write to each other: over WebSockets and over
// plain HTTP.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as Y from 'yjs';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { encodeUpdate, MessageType } from '../../../protocol/messages.ts';
import type { Answer } from '../answer.ts';
import { client, socket } from '../client.ts';
import { type HttpClient, openSession } from '../http-client.ts';
import { startServer, type TestServer, until } from '../server.ts';
import { corpus, type HostileFrame, refused } from './corpus.ts';

const document = 'plan';
const finalCodes: number[] = [CloseCode.malformed, CloseCode.tooLarge];

/** The text of the bystanders, which no hostile frame touches. */
const textOf = ({ doc }: { doc: Y.Doc }) => doc.getText('bystander');

/**
 * Sends one frame, and waits until the server has processed it. Gives the server's close code; null while it stays
 * open.
 */
function suffer(socket: WebSocket, { frame, isText }: HostileFrame): Promise<number | null> {
  return new Promise((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (new Uint8Array(data)[0] === MessageType.awareness) resolve(null);
    };
    socket.send(isText ? new TextDecoder().decode(frame) : new Uint8Array(frame));
    socket.send(new Uint8Array([MessageType.queryAwareness]));
  });
}

/** The same over plain HTTP, which has no text frames. */
async function sufferOverHttp(hostile: HttpClient, { frame }: HostileFrame): Promise<number | null> {
  const known = hostile.after;
  let answer = await hostile.bring(frame, new Uint8Array([MessageType.queryAwareness]));
  while (answer.status !== 410) {
    if (hostile.frames.slice(known).some(([type]) => type === MessageType.awareness)) return null;
    answer = await hostile.poll();
    assert.ok([200, 410].includes(answer.status), `${answer.status}`);
  }
  return ((await answer.json()) as Answer).code!;
}

let connections = 0;

/** Each connection has another token, which an open server ignores, so that LIMIT8 delays none. */
async function connect(t: TestContext, server: TestServer): Promise<WebSocket> {
  const connected = await socket(t, server, `${document}?token=${++connections}`);
  connected.binaryType = 'arraybuffer';
  return connected;
}

/** Sends the frames one after another, on a new connection after each close. Gives the number of closes. */
async function attack(t: TestContext, server: TestServer, frames: readonly HostileFrame[]): Promise<number> {
  let closed = 0;
  let socket = await connect(t, server);
  for (const frame of frames) {
    if ((await suffer(socket, frame)) === null) continue;
    closed++;
    socket = await connect(t, server);
  }
  socket.close();
  return closed;
}

async function attackOverHttp(t: TestContext, server: TestServer, frames: readonly HostileFrame[]): Promise<number> {
  const open = () => openSession(t, server, document, { token: ++connections });
  let closed = 0;
  let session = await open();
  for (const frame of frames) {
    if ((await sufferOverHttp(session, frame)) === null) continue;
    closed++;
    session = await open();
  }
  return closed;
}

test('[HOSTILE1] the corpus over real sockets disturbs nobody, and the stored document can be read', async (t) => {
  const server = await startServer(t);
  const [ada, ben] = [client(t, server, document), client(t, server, document)];
  let disturbed = false;
  for (const { provider } of [ada, ben]) provider.on('connection-close', () => (disturbed = true));
  await until(() => ada.provider.synced && ben.provider.synced);
  let rounds = 0;
  const writing = setInterval(() => textOf(ada).insert(textOf(ada).length, `${++rounds} `), 5);
  t.after(() => clearInterval(writing));
  const frames = corpus.filter(({ name }, i) => !name.startsWith('honest') || i % 10 === 0);
  const isOverHttp = ({ isText }: HostileFrame, i: number) => i % 2 === 1 && !isText;
  const closed = [
    await attack(
      t,
      server,
      frames.filter((frame, i) => !isOverHttp(frame, i)),
    ),
    await attackOverHttp(t, server, frames.filter(isOverHttp)),
  ];
  assert.ok(closed[0]! + closed[1]! >= refused.length);
  assert.ok(closed.every((count) => count > 0));
  clearInterval(writing);
  await until(() => textOf(ben).toString() === textOf(ada).toString());
  assert.ok(rounds > 10);
  assert.ok(!disturbed);
  assert.equal(server.process.exitCode, null);
  const response = await fetch(`http://127.0.0.1:${server.port}/api/documents/${document}/state`);
  const stored = new Y.Doc();
  Y.applyUpdate(stored, new Uint8Array(await response.arrayBuffer()));
  assert.equal(textOf({ doc: stored }).toString(), textOf(ada).toString());
});

test('[HOSTILE1] over real sockets, too, each frame that must be refused closes its sender for good', async (t) => {
  const server = await startServer(t);
  for (const frame of refused) {
    const socket = await connect(t, server);
    const code = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    void suffer(socket, frame);
    assert.ok(finalCodes.includes(await code), `${frame.name}: ${await code}`);
    if (frame.isText) continue;
    const session = await openSession(t, server, document, { token: ++connections });
    let answer = await session.bring(frame.frame);
    while (answer.status !== 410) answer = await session.poll();
    const told = ((await answer.json()) as Answer).code!;
    assert.ok(finalCodes.includes(told), `${frame.name}, over plain HTTP: ${told}`);
  }
  const novel = new Y.Doc();
  novel.getText('text').insert(0, 'x'.repeat(2 * 1024 * 1024));
  const socket = await connect(t, server);
  socket.send(new Uint8Array(encodeUpdate(Y.encodeStateAsUpdate(novel))));
  const reader = client(t, server, document);
  await until(() => reader.doc.getText('text').length === novel.getText('text').length);
  socket.close();
});
