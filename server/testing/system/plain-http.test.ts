// Sessions over plain HTTP on real sockets: each rule of the wire, lost and repeated requests, and what strangers and
// hostile clients cannot do.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import * as Y from 'yjs';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { encodeFrames } from '../../../protocol/frame-bodies.ts';
import {
  encodeAck,
  encodeAwareness,
  encodeSyncStep1,
  encodeUpdate,
  MessageType,
  subprotocol,
} from '../../../protocol/messages.ts';
import { limits } from '../../limits/limits.ts';
import type { Answer } from '../answer.ts';
import { client, closeCode, raw, synced, tcp } from '../client.ts';
import { startHere } from '../here.ts';
import { HttpClient, openSession, requestSession, sessionsOf } from '../http-client.ts';
import { startServer, temporaryDirectory, until } from '../server.ts';

const SECRET = 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e';
const ADMIN_KEY = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';

/** The updates of a person who types `words`, one letter each. */
function typed(words: string): Uint8Array[] {
  const doc = new Y.Doc();
  const frames: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void frames.push(encodeUpdate(update)));
  for (const [i, letter] of words.split('').entries()) doc.getText('text').insert(i, letter);
  return frames;
}

const typesOf = ({ frames }: Pick<HttpClient, 'frames'>) => frames.map(([type]) => type);
const problemOf = async (response: Response) => (await response.json()) as Answer;
const awareness = encodeAwareness([]);

/** A server with AUTH=token, and what an administrator does there. */
async function openTokenServer(t: TestContext, env: Record<string, string> = {}) {
  const server = await startServer(t, { env: { AUTH: 'token', SECRET, ADMIN_KEY, ...env } });
  const ask = async (method: string, path: string, bearer: string, body?: object): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${server.port}/api/${path}`, {
      method,
      ...(bearer !== '' && { headers: { Authorization: `Bearer ${bearer}` } }),
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.status === 204 ? ({} as Answer) : await problemOf(response);
  };
  const mint = async (documents: object, more: object = {}) =>
    (await ask('POST', 'tokens', ADMIN_KEY, { sub: 'ada', name: 'Ada', documents, ...more })).token;
  return { server, ask, mint, admin: await mint({ '*': 'admin' }) };
}

test('[HTTP1] [HTTP3] [HTTP4] a session over polls writes, reads and is acknowledged', async (t) => {
  const server = await startHere(t);
  const ben = client(t, server, 'team/plan');
  await synced(ben);
  const ada = await openSession(t, server, 'team/plan', { protocol: subprotocol });
  assert.equal(ada.protocol, subprotocol);
  await ada.pollUntil(() => ada.frames.length > 0);
  assert.equal(typesOf(ada)[0], MessageType.welcome);
  const words = typed('Hello');
  assert.equal((await ada.bring(encodeSyncStep1(new Uint8Array([0])), ...words.slice(0, 2))).status, 204);
  assert.equal((await ada.bring(...words.slice(2))).status, 204);
  await until(() => ben.text.toString() === 'Hello');
  await ada.pollUntil(() => ada.frames.some((frame) => Buffer.compare(frame, encodeAck(5)) === 0));
  ben.text.insert(5, '!');
  await ada.pollUntil(() => ada.frames.at(-1)![0] === MessageType.sync);
  const stock = await openSession(t, server, 'team/plan');
  assert.equal(stock.protocol, null);
  await stock.pollUntil(() => stock.frames.length > 0);
  assert.equal(typesOf(stock)[0], MessageType.sync);
});

test('[HTTP1] [LIMIT4] sessions count as connections, and a refusal is a problem with its status', async (t) => {
  const server = await startHere(t);
  const opened: HttpClient[] = [];
  const statuses = new Set<number>();
  let retryAfter: string | null = null;
  for (let i = 0; i < limits.joinsAtOnce + 500 && retryAfter === null; i += 50) {
    const all = await Promise.all(Array.from({ length: 50 }, (_, j) => requestSession(server, `doc${j}`)));
    for (const [j, response] of all.entries()) {
      statuses.add(response.status);
      if (response.status === 201) {
        opened.push(new HttpClient(sessionsOf(server, `doc${j}`), {}, (await response.json()) as never));
      } else retryAfter = (await problemOf(response)) && response.headers.get('retry-after');
    }
  }
  assert.deepEqual(statuses, new Set([201, 429]));
  assert.equal(opened.length, limits.connectionsPerAddress);
  assert.ok(Number(retryAfter) > 0);
  await Promise.all(opened.slice(0, 100).map((session) => session.ask('POST', { close: 1000 })));
  let again: Response;
  do again = await requestSession(server);
  while (again.status === 429); // until the rate limit has recovered
  assert.equal(again.status, 201, 'sessions that ended count no more');
});

test('[HTTP1] [AUTH1] a refusal that would close a WebSocket has its code', async (t) => {
  const { server, mint, admin } = await openTokenServer(t);
  const reader = await mint({ plan: 'read' });
  const elsewhere = await mint({ other: 'admin' });
  for (const [document, query, status, code] of [
    ['plan', {}, 401, CloseCode.unauthorized],
    ['plan', { token: `${admin}x` }, 401, CloseCode.unauthorized],
    ['plan', { token: elsewhere }, 403, CloseCode.forbidden],
    ['plan', { token: reader }, 404, CloseCode.notFound],
    ['a//b', { token: admin }, 400, CloseCode.malformed],
  ] as const) {
    const response = await requestSession(server, document, query);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const problem = (await problemOf(response)) as { status: number; code?: number };
    assert.deepEqual([response.status, problem.status, problem.code], [status, status, code]);
  }
  assert.equal((await requestSession(server, 'plan', { token: admin })).status, 201);
});

test('[HTTP2] an id is of no use without the token that opened the session, or for another document', async (t) => {
  const { server, mint, admin } = await openTokenServer(t);
  const ada = await openSession(t, server, 'plan', { token: admin });
  const eve = await mint({ '*': 'admin' }, { sub: 'eve' });
  assert.match(ada.session, /^[\w-]{22}$/);
  const strangers: Record<string, string>[] = [{ token: eve }, { token: '' }, { session: 'A'.repeat(22) }];
  for (const query of strangers) {
    for (const ask of [
      ada.ask('GET', query),
      ada.ask('GET', query, { headers: { Accept: 'text/event-stream' } }),
      ada.ask('POST', { first: 1, ...query }, { body: encodeFrames([awareness]) }),
      ada.ask('POST', { close: 1000, ...query }),
    ]) {
      assert.equal((await ask).status, 404, JSON.stringify(query));
    }
    const line = new URL(ada.address({ first: 1, after: 0, ...query }));
    assert.match(await raw(server, upgradeOf(line)), / 404 /);
  }
  assert.equal((await fetch(ada.address({ after: 0 }).replace('/plan?', '/plan2?'))).status, 404);
  assert.equal((await ada.poll()).status, 200, 'the session lives');
});

/** An upgrade request for `url`, as bytes. */
const upgradeOf = ({ pathname, search }: URL) =>
  `GET ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

test('[HTTP3] repeated, concurrent, late and cut off bodies lose nothing and double nothing', async (t) => {
  const server = await startHere(t);
  const ben = client(t, server, 'plan');
  await synced(ben);
  const ada = await openSession(t, server);
  const words = typed('abcdefgh');
  const body = (first: number, last: number) => ({ body: encodeFrames(words.slice(first - 1, last)) });
  const bring = async (first: number, last: number) => {
    assert.equal((await ada.ask('POST', { first }, body(first, last))).status, 204);
  };
  await bring(1, 2);
  await Promise.all([bring(1, 2), bring(1, 4), bring(2, 3), bring(3, 4)]);
  // A request of which the last byte never arrives, and one whose client does not wait for the answer:
  const { connection } = tcp(t, server);
  const whole = body(5, 6).body;
  const { pathname, search } = new URL(ada.address({ first: 5, after: 0 }));
  const head = `POST ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${whole.length}\r\n\r\n`;
  connection.write(Buffer.concat([Buffer.from(head), whole.subarray(0, -1)]));
  await bring(1, 4);
  connection.destroy();
  await bring(5, 5);
  const hasty = tcp(t, server).connection;
  hasty.end(Buffer.concat([Buffer.from(head), whole]));
  await until(() => ben.text.toString() === 'abcdef');
  await bring(5, 8);
  await until(() => ben.text.toString() === 'abcdefgh');
});

test('[HTTP5] a stream asked for together with other requests comes in its turn, with the frames', async (t) => {
  const server = await startServer(t);
  const ada = await openSession(t, server);
  assert.equal((await ada.bring(encodeSyncStep1(new Uint8Array([0])))).status, 204);
  const { pathname, search } = new URL(ada.address({ after: 0 }));
  const home = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const stream = `GET ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`;
  for (const [before, after] of [
    [home, ''],
    ['', home],
    [home, stream],
  ]) {
    const { connection, received } = tcp(t, server);
    connection.write(`${before}${stream}${after}`);
    await until(() => received().includes('event: open\ndata: \n\nid: 1\n'));
    connection.destroy();
  }
  assert.equal(await server.stop(), 0);
});

test('[HTTP3] [HTTP7] a wrong body ends the session with 4400, and the others notice nothing', async (t) => {
  const server = await startHere(t);
  const bystander = client(t, server, 'plan');
  await synced(bystander);
  const frames = encodeFrames([awareness]);
  for (const [query, body] of [
    [{ first: 2 }, frames],
    [{ first: 0 }, frames],
    [{ first: 'x' }, frames],
    [{}, frames],
    [{ first: 1 }, frames.subarray(1)],
    [{ first: 1 }, new Uint8Array([9, 9])],
    [{ first: 1, after: 1000 }, frames],
    [{ first: 1 }, encodeFrames([new Uint8Array([99])])],
    [{ first: 1 }, encodeFrames([new Uint8Array(0)])],
  ] as const) {
    const hostile = await openSession(t, server, 'plan', { token: Math.random() }); // another client for LIMIT8
    const ended = await hostile.ask('POST', query, { body });
    for (const response of [ended, await hostile.ask('GET'), await hostile.ask('POST', { first: 1 })]) {
      assert.equal(response.status, 410, JSON.stringify(query));
      const { code, reason } = await problemOf(response);
      assert.equal(code, CloseCode.malformed);
      assert.ok(reason!.length > 0);
    }
  }
  assert.equal(bystander.closed(), null);
});

test('[HTTP4] [HTTP5] [HTTP6] a stream that breaks goes on after what the client has; nothing twice', async (t) => {
  const server = await startHere(t);
  const ben = client(t, server, 'plan');
  await synced(ben);
  const ada = await openSession(t, server);
  const got: number[] = [];
  let stream = await ada.stream();
  assert.equal(stream.response.headers.get('content-type'), 'text/event-stream');
  assert.equal((await stream.event('open')).data, '');
  assert.equal(stream.events[0]!.type, 'open');
  await ada.bring(encodeSyncStep1(new Uint8Array([0])));
  for (let round = 1; round <= 5; round++) {
    ben.text.insert(0, 'x');
    const before = ada.after;
    await until(() => ada.after > before);
    got.push(...stream.events.filter(({ type }) => type === 'message').map(({ id }) => id!));
    stream = await ada.stream(); // takes the place of the one before
  }
  assert.deepEqual(
    got,
    ada.frames.slice(0, got.length).map((_, i) => i + 1),
  );
  const doc = new Y.Doc();
  const again = await ada.stream();
  await until(() => stream.ended);
  ben.text.insert(0, 'y');
  await until(() => again.events.some(({ type }) => type === 'message'));
  for (const frame of ada.frames) {
    if (frame[0] === MessageType.sync && frame[1] === 2) Y.applyUpdate(doc, frame.subarray(3));
  }
  await until(() => ben.text.toString() === 'yxxxxx');
});

test('[HTTP6] a later poll ends the one before with 204, and one that comes late gets 409', async (t) => {
  const server = await startHere(t);
  const ada = await openSession(t, server);
  await ada.pollUntil(() => ada.frames.length > 0);
  const waiting = ada.poll();
  const second = ada.poll();
  assert.deepEqual([(await waiting).status, ada.after], [204, 1]);
  const stream = await ada.stream();
  assert.equal((await second).status, 204);
  for (const headers of [{ Accept: '*/*' }, { Accept: 'text/event-stream' }]) {
    assert.equal((await ada.ask('GET', { after: 0 }, { headers })).status, 409);
  }
  assert.match(await raw(server, upgradeOf(new URL(ada.address({ first: 1, after: 0 })))), / 409 /);
  await ada.bring(encodeSyncStep1(new Uint8Array([0])));
  await until(() => ada.after === 2);
  assert.ok(!stream.ended);
});

test('[HTTP7] a session that the server closes tells its code on a stream, on a poll and afterwards', async (t) => {
  const server = await startHere(t);
  const [streaming, polling, away] = [
    await openSession(t, server),
    await openSession(t, server),
    await openSession(t, server),
  ];
  const stream = await streaming.stream();
  await polling.pollUntil(() => polling.frames.length > 0);
  const poll = polling.poll();
  const api = `http://127.0.0.1:${server.port}/api/documents/plan`;
  assert.equal((await fetch(api, { method: 'DELETE' })).status, 204);
  const { data } = await stream.event('close');
  assert.equal((JSON.parse(data) as Answer).code, CloseCode.deleted);
  await until(() => stream.ended);
  for (const response of [
    await poll,
    ...(await Promise.all([streaming, polling, away].map((all) => all.ask('GET')))),
  ]) {
    assert.deepEqual([response.status, (await problemOf(response)).code], [410, CloseCode.deleted]);
  }
  const late = await openSession(t, server);
  const response = await late.ask('GET');
  assert.equal((await problemOf(response)).code, CloseCode.deleted, '[EPOCH2] who joins later, too');
});

test('a client ends its session, which nobody knows then', async (t) => {
  const server = await startHere(t);
  const ben = client(t, server, 'plan');
  await synced(ben);
  const ada = await openSession(t, server);
  await ada.bring(encodeAwareness([{ clientID: 7, clock: 1, state: '{"name":"Ada"}' }]));
  await until(() => ben.awareness.getStates().has(7));
  const stream = await ada.stream();
  assert.equal((await ada.ask('POST', { close: 1000 })).status, 204);
  await until(() => !ben.awareness.getStates().has(7) && stream.ended);
  assert.equal((await ada.ask('GET')).status, 404);
});

/** A WebSocket that carries the session of `client` on, and the messages that it got. */
async function carry(t: TestContext, ada: HttpClient) {
  const webSocket = new WebSocket(ada.address({ first: ada.sent + 1, after: ada.after }).replace('http:', 'ws:'));
  t.after(() => webSocket.close());
  webSocket.binaryType = 'arraybuffer';
  const texts: string[] = [];
  let messages = 0;
  webSocket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    messages++;
    if (typeof data === 'string') texts.push(data);
    else ada.frames.push(new Uint8Array(data));
  };
  await once(webSocket, 'open');
  return { webSocket, texts, messages: () => messages };
}

test('[HTTP9] a WebSocket carries a session on, in both directions, and the session outlives it', async (t) => {
  const server = await startHere(t);
  const ben = client(t, server, 'plan');
  await synced(ben);
  const ada = await openSession(t, server);
  const words = typed('abcdef');
  await ada.bring(...words.slice(0, 2));
  await ada.pollUntil(() => ada.frames.length > 0);
  const poll = ada.ask('GET');
  const { webSocket, texts } = await carry(t, ada);
  assert.equal((await poll).status, 204);
  await until(() => ada.frames.length > 1);
  assert.deepEqual(ada.frames.at(-1), awareness);
  for (const word of words.slice(2, 4)) webSocket.send(new Uint8Array(word));
  webSocket.send(String(ada.after));
  await until(() => texts.length > 0);
  assert.deepEqual(texts, ['4']);
  ada.sent = 4;
  webSocket.send(new Uint8Array(encodeSyncStep1(new Uint8Array([0]))));
  ada.sent++;
  await until(() => ben.text.toString() === 'abcd' && ada.frames.at(-1)![1] === 1);
  webSocket.close();
  await once(webSocket, 'close');
  const before = ada.after;
  ben.text.insert(0, '-');
  assert.equal((await ada.bring(words[4]!)).status, 204);
  await ada.pollUntil(() => ada.after > before);
  await until(() => ben.text.toString() === '-abcde');
  assert.equal(ben.closed(), null);
});

test('[HTTP6] [HTTP7] [HTTP9] a WebSocket is one carrier, and is closed with the code of its session', async (t) => {
  const server = await startHere(t);
  const ada = await openSession(t, server);
  const first = await carry(t, ada);
  await until(() => first.messages() > 0);
  const gone = closeCode(first.webSocket);
  const second = await carry(t, ada);
  assert.equal(await gone, 1000);
  const ended = closeCode(second.webSocket);
  second.webSocket.send('nonsense');
  assert.equal(await ended, CloseCode.malformed);
  const again = await ada.ask('GET');
  assert.deepEqual([again.status, (await problemOf(again)).code], [410, CloseCode.malformed]);
  assert.match(await raw(server, upgradeOf(new URL(ada.address({ first: 1, after: 0 })))), / 410 /);
  const another = await openSession(t, server, 'plan', { token: 'another' });
  assert.match(await raw(server, upgradeOf(new URL(another.address({ first: 2, after: 0 })))), / 410 /);
});

test('[HTTP10] a body may have the largest size, and one more byte ends the session with 4413', async (t) => {
  const server = await startHere(t);
  const { port } = server;
  /** Sends the head of a body of this length, with or without telling it; then as much of it as the server takes. */
  const send = async (ada: HttpClient, length: number, isChunked: boolean): Promise<string> => {
    const { pathname, search } = new URL(ada.address({ first: 1, after: 0 }));
    const { connection, received } = tcp(t, server);
    const told = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
    connection.write(`POST ${pathname}${search} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${told}\r\n\r\n`);
    if (isChunked) connection.write(`${length.toString(16)}\r\n`);
    const isOver = length > limits.framesBodyBytes;
    if (isChunked || !isOver) connection.write(Buffer.alloc(length, 255));
    if (isChunked) connection.write('\r\n0\r\n\r\n');
    await until(() => received().includes('\r\n\r\n') || connection.destroyed);
    connection.destroy();
    return received().toString().slice(9, 12);
  };
  for (const [length, status, code] of [
    [limits.framesBodyBytes, '410', CloseCode.malformed], // it is read, and is no frames
    [limits.framesBodyBytes + 1, '413', CloseCode.tooLarge],
  ] as const) {
    for (const isChunked of [false, true]) {
      const ada = await openSession(t, server, 'plan', { token: Math.random() });
      const answered = await send(ada, length, isChunked);
      assert.ok(answered === status || (isChunked && answered === ''), `${length} ${answered}`);
      assert.equal((await problemOf(await ada.ask('GET'))).code, code);
    }
  }
});

test('[HTTP10] of many bodies that arrive at once, the oldest are dropped, and the newest is taken', async (t) => {
  const server = await startHere(t);
  const ada = await openSession(t, server);
  const body = encodeFrames([awareness]);
  const { pathname, search } = new URL(ada.address({ first: 1, after: 0 }));
  const open = async () => {
    const { connection, received } = tcp(t, server);
    await once(connection, 'connect');
    connection.write(`POST ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`);
    return { connection, received };
  };
  const all: Awaited<ReturnType<typeof open>>[] = [];
  for (let i = 0; i < limits.bodiesAtOnce + 1; i++) all.push(await open());
  await until(() => all.some(({ connection }) => connection.destroyed));
  assert.equal(all.filter(({ connection }) => connection.destroyed).length, 1);
  const alive = all.find(({ connection }) => !connection.destroyed)!;
  alive.connection.write(body);
  await until(() => alive.received().toString().startsWith('HTTP/1.1 204'));
});

test('[HTTP11] another server knows nothing of the session, and the client opens one there', async (t) => {
  const [one, other] = [await startHere(t), await startHere(t)];
  const ada = await openSession(t, one);
  const elsewhere = new HttpClient(sessionsOf(other), {}, { session: ada.session, protocol: null });
  assert.equal((await elsewhere.poll()).status, 404);
  assert.equal((await requestSession(other)).status, 201);
});

test('[HTTP4] [PACE4] a client that confirms nothing gets no more, and then what it lacks in one', async (t) => {
  const server = await startHere(t);
  const ada = await openSession(t, server);
  await ada.bring(encodeSyncStep1(new Uint8Array([0])));
  const stream = await ada.stream();
  const [ben, carl] = [client(t, server, 'plan'), client(t, server, 'plan')];
  await synced(ben);
  for (let i = 0; i < 20; i++) {
    ben.text.insert(0, 'x'.repeat(64 * 1024));
    await until(() => carl.text.length === ben.text.length);
  }
  const bytes = () => ada.frames.reduce((sum, { length }) => sum + length, 0);
  const mostKept = limits.unconfirmedBytes + limits.congestion;
  await until(() => bytes() > mostKept);
  assert.ok(bytes() < mostKept + 2 * 64 * 1024);
  const before = ada.after;
  await ada.bring();
  await until(() => bytes() > ben.text.length);
  assert.equal(ada.frames.slice(before).filter(([type]) => type === MessageType.sync).length, 1);
  assert.ok(!stream.ended);
});

test('[AUTH3] a changed role, a withdrawn link and a revoked token take effect over HTTP, too', async (t) => {
  const { server, ask, admin } = await openTokenServer(t);
  await ask('POST', 'documents', admin, { name: 'plan' });
  const links = 'documents/plan/links';
  const link = await ask('POST', links, admin, { role: 'write', expiresIn: null });
  const { token } = await ask('POST', 'tokens', '', { link: link.secret, name: 'Guest' });
  const guest = await openSession(t, server, 'plan', { token, protocol: subprotocol });
  const stream = await guest.stream();
  await ask('PATCH', `${links}/${link.id}`, admin, { role: 'read' });
  await until(() => guest.frames.some(([type]) => type === MessageType.notice));
  assert.equal((await guest.bring(...typed('x'))).status, 204);
  await until(() => guest.frames.filter(([type]) => type === MessageType.notice).length === 2);
  await ask('DELETE', `${links}/${link.id}`, admin);
  assert.equal((JSON.parse((await stream.event('close')).data) as Answer).code, CloseCode.forbidden);

  const own = await ask('POST', 'tokens', ADMIN_KEY, { sub: 'bob', name: 'Bob', documents: { '*': 'write' } });
  const bob = await openSession(t, server, 'plan', { token: own.token });
  await bob.pollUntil(() => bob.frames.length > 0);
  const poll = bob.poll();
  await ask('POST', 'revocations', ADMIN_KEY, { token: own.id });
  const ended = await poll;
  assert.deepEqual([ended.status, (await problemOf(ended)).code], [410, CloseCode.unauthorized]);
  assert.ok(!server.output().includes(own.token), 'no log holds a token');
});

test('[DRAIN1] a server that shuts down closes with 1012, opens no session, and stores what it took', async (t) => {
  const dataDir = temporaryDirectory(t);
  const server = await startServer(t, { dataDir });
  const [ada, ben] = [await openSession(t, server, 'plan', { protocol: subprotocol }), await openSession(t, server)];
  const stream = await ada.stream();
  await ben.pollUntil(() => ben.frames.length > 0);
  const poll = ben.poll();
  assert.equal((await ada.bring(...typed('Hello'))).status, 204);
  const exit = server.stop();
  assert.equal((JSON.parse((await stream.event('close')).data) as Answer).code, CloseCode.restarting);
  assert.ok(ada.frames.some((frame) => Buffer.from(frame).includes('draining')));
  const ended = await poll;
  if (ended.status === 410) assert.equal((await problemOf(ended)).code, CloseCode.restarting);
  assert.equal(await exit, 0);
  const again = await startServer(t, { dataDir, port: server.port });
  assert.equal((await ada.ask('GET')).status, 404);
  const reader = client(t, again, 'plan');
  await until(() => reader.text.toString() === 'Hello');
});

test('[HTTP1] pages of allowed origins may read the answers, refusals too; others are refused', async (t) => {
  const server = await startHere(t, { allowedOrigins: new Set(['https://example.org']), ownNamesOnly: true });
  const allowed = { Origin: 'https://example.org' };
  const opened = await requestSession(server, 'plan', {}, allowed);
  const ada = new HttpClient(sessionsOf(server), {}, (await opened.json()) as never);
  t.after(() => ada.abort());
  const stream = await ada.ask('GET', {}, { headers: { ...allowed, Accept: 'text/event-stream' } });
  assert.equal(stream.headers.get('x-accel-buffering'), 'no');
  const taken = await ada.ask('POST', { first: 1 }, { headers: allowed });
  const unknown = await ada.ask('GET', { session: 'x' }, { headers: allowed });
  const refused = await requestSession(server, 'a//b', {}, allowed);
  assert.deepEqual(
    [opened, stream, taken, unknown, refused].map(({ status }) => status),
    [201, 200, 204, 404, 400],
  );
  for (const { headers } of [opened, stream, taken, unknown, refused]) {
    assert.equal(headers.get('access-control-allow-origin'), 'https://example.org');
    assert.equal(headers.get('vary'), 'Origin');
    assert.equal(headers.get('cache-control'), 'no-store, no-transform');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  }
  const evil = { Origin: 'https://evil.test' };
  for (const response of [
    await requestSession(server, 'plan', {}, evil),
    await ada.ask('GET', {}, { headers: evil }),
    await ada.ask('POST', { first: 1 }, { headers: evil }),
  ]) {
    assert.deepEqual([response.status, response.headers.get('access-control-allow-origin')], [403, null]);
  }
  assert.match(await raw(server, `POST /collab/plan HTTP/1.1\r\nHost: evil.test\r\n\r\n`), / 403 /);
});

test('HTTP/1.0 works: a poll has a length, and a stream ends with its connection', async (t) => {
  const server = await startHere(t);
  const ada = await openSession(t, server);
  const { pathname, search } = new URL(ada.address({ after: 0 }));
  const poll = tcp(t, server);
  poll.connection.write(`GET ${pathname}${search} HTTP/1.0\r\n\r\n`);
  await once(poll.connection, 'close');
  const [head, body] = poll.received().toString('latin1').split('\r\n\r\n') as [string, string];
  assert.match(head, / 200 /);
  assert.equal(Number(/^Content-Length: (\d+)\r?$/m.exec(head)![1]), body.length);
  const stream = tcp(t, server);
  stream.connection.write(`GET ${pathname}${search} HTTP/1.0\r\nAccept: text/event-stream\r\n\r\n`);
  await until(() => stream.received().includes('id: 1\n'));
  assert.ok(!stream.received().includes('Transfer-Encoding'));
  await ada.ask('POST', { close: 1000 });
  await once(stream.connection, 'close');
});

test('other requests to the address of a document are answered as before', async (t) => {
  const server = await startHere(t, { basePath: '/quire' });
  const address = `http://127.0.0.1:${server.port}/collab/plan`;
  assert.equal((await fetch(address)).status, 426);
  const put = await fetch(address, { method: 'PUT' });
  assert.deepEqual([put.status, put.headers.get('allow')], [405, 'GET, POST, HEAD, OPTIONS']);
  const lost = `GET /collab/plan?session=x&first=1&after=0 HTTP/1.1\r\nHost: localhost\r\nSec-WebSocket-Key: x\r\n\r\n`;
  assert.match(await raw(server, lost), / 426 /, 'a WebSocket that lost its Upgrade header is no poll');
  const based = await fetch(address.replace('/collab', '/quire/collab'), { method: 'POST' });
  assert.equal(based.status, 201);
});

test('[LIMIT5] a stream and an open poll are no connections that wait for an answer', async (t) => {
  const server = await startHere(t);
  const [ada, ben] = [await openSession(t, server), await openSession(t, server)];
  await ben.pollUntil(() => ben.frames.length > 0);
  const line = ({ pathname, search }: URL, accept: string) =>
    `GET ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nAccept: ${accept}\r\n\r\n`;
  const [stream, poll] = [tcp(t, server), tcp(t, server)];
  stream.connection.write(line(new URL(ada.address({ after: 0 })), 'text/event-stream'));
  poll.connection.write(line(new URL(ben.address({ after: ben.after })), '*/*'));
  await until(() => stream.received().includes('id: 1'));
  await Promise.all([ada.bring(), ben.bring()]); // the poll has arrived
  const idle = Array.from({ length: limits.pendingSocketsPerAddress }, () => tcp(t, server).connection);
  await Promise.all(idle.map((connection) => once(connection, 'connect')));
  const over = tcp(t, server).connection;
  await once(over, 'close');
  for (const connection of [...idle, stream.connection, poll.connection]) assert.ok(!connection.destroyed);
});
