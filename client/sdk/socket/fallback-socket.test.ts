import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awareness, type Fate, HttpServer, problem } from '../testing/http-server.ts';
import { FakeTimers, settle } from '../testing/timers.ts';
import { cutting } from './carriers.ts';
import { type FallbackSocketOptions, fallbackSocket, socketTimes } from './fallback-socket.ts';
import './http-session.ts'; // which otherwise comes on demand, later than the timers of these tests know
import { sessionTimes } from './http-session.ts';

const address = 'ws://quire.example/collab/plan?epoch=e';

type Fates = Partial<Record<Parameters<HttpServer['fate']>[0], Fate>>;

/** A network with a server and a page. `fates` says what the network does to each kind of request. */
function openNetwork(fates: Fates = {}, options: FallbackSocketOptions = {}, timers = new FakeTimers()) {
  const server = new HttpServer(timers);
  server.fate = (kind) => fates[kind] ?? {};
  const events = { networkChanged: () => {}, left: () => {} };
  const Socket = fallbackSocket({
    WebSocket: server.WebSocket,
    fetch: server.fetch,
    timers,
    onNetworkChange: (listener) => (events.networkChanged = listener),
    onPageLeft: (listener) => (events.left = listener),
    ...options,
  });
  /** A socket that sends `hello` once it opens, and writes down what happens to it. */
  const connect = (protocols: string[] = []) => {
    const socket = new Socket(address, protocols);
    const log: string[] = [];
    const opened = timers.now();
    socket.onopen = () => {
      log.push('open');
      socket.send(hello);
    };
    socket.onmessage = ({ data }) => log.push(String(new Uint8Array(data as ArrayBuffer)[0]));
    socket.onclose = ({ code, reason }) => log.push(`close ${code} ${reason}`.trim());
    socket.addEventListener('carrierchange', () => log.push(socket.carrier));
    return { socket, log, age: () => timers.now() - opened };
  };
  return { timers, server, fates, events, connect };
}

const hello = new Uint8Array([3]);
const word = (number: number) => new Uint8Array([number]);
const [blocked, swallowed] = [{ loses: 'request' }, { delay: Infinity }] satisfies Fate[];

test('where WebSockets work, a socket is a WebSocket, and no request is made', async () => {
  const { timers, server, connect } = openNetwork();
  const { socket, log } = connect(['quire.1']);
  await timers.pass(5);
  server.sessions[0]!.send(word(9));
  await timers.pass(60_000);
  assert.deepEqual(log, ['open', '9']);
  assert.deepEqual(server.requests, ['websocket']);
  assert.deepEqual(server.sessions[0]!.taken, [hello]);
  assert.deepEqual([socket.protocol, socket.carrier, socket.readyState], ['quire.1', 'websocket', 1]);
  server.sessions[0]!.close(4410, 'deleted');
  assert.deepEqual(log.at(-1), 'close 4410 deleted');
});

test('[FALLBACK1] where a WebSocket fails to open, a stream carries the frames at once', async () => {
  const { timers, server, connect } = openNetwork({ websocket: blocked });
  const { socket, log, age } = connect(['quire.1']);
  await timers.pass(10);
  server.sessions[0]!.send(word(9));
  await timers.pass(10);
  assert.deepEqual(log, ['stream', 'open', '9']);
  assert.deepEqual(server.sessions[0]!.taken, [hello]);
  assert.deepEqual([socket.protocol, socket.bufferedAmount], ['quire.1', 0]);
  assert.ok(age() < 100);
});

test('[FALLBACK1] where WebSockets hang, words come within 5 s, also where streams are held back', async () => {
  for (const stream of [{}, { holdsBack: true }, swallowed]) {
    const { timers, server, connect } = openNetwork({ websocket: swallowed, stream });
    const { log } = connect();
    await timers.pass(socketTimes.opening + 10);
    server.sessions[0]!.send(word(9));
    await timers.pass(4_900 - socketTimes.opening);
    assert.ok(log.includes('9'), log.join());
    assert.equal(log.includes('polling'), stream !== undefined && Object.keys(stream).length > 0);
  }
});

test('[FALLBACK1] a WebSocket that opens and stays silent is left, and what was sent on it is sent again', async () => {
  for (const stream of [{}, { holdsBack: true }]) {
    const { timers, server, connect } = openNetwork({ websocket: { freezes: 0 }, stream });
    const { socket, log } = connect();
    await timers.pass(10);
    socket.send(word(1));
    await timers.pass(socketTimes.silent);
    server.sessions.at(-1)!.send(word(9));
    await timers.pass(4_900 - socketTimes.silent);
    assert.deepEqual(server.sessions.at(-1)!.taken, [hello, word(1)]);
    assert.deepEqual(
      log.filter((entry) => entry !== 'polling'),
      ['open', 'stream', '9'],
    );
  }
});

test('[FALLBACK1] a WebSocket that breaks before it brought anything is left, too', async () => {
  const { timers, server, connect } = openNetwork({ websocket: { freezes: 0, breaks: 50 } });
  const { log } = connect();
  await timers.pass(200);
  assert.deepEqual(log, ['open', 'stream']);
  assert.deepEqual(server.sessions.at(-1)!.taken, [hello]);
});

test('[FALLBACK1] where WebSockets break again and again, frames go over HTTP, until the network changes', async () => {
  const { timers, server, fates, events, connect } = openNetwork({ websocket: { breaks: 1_500 } });
  const last = async () => {
    const { log } = connect();
    await timers.pass(10);
    server.sessions.at(-1)!.send(word(9));
    await timers.pass(2_000);
    return log;
  };
  const broken = ['open', '9', 'close 1006'];
  for (let i = 1; i < cutting.breaks; i++) assert.deepEqual(await last(), broken);
  await timers.pass(cutting.within);
  for (let i = 1; i <= cutting.breaks; i++) assert.deepEqual(await last(), broken, 'those were too long ago');
  assert.deepEqual(await last(), ['stream', 'open', '9']);
  events.networkChanged();
  assert.deepEqual(await last(), broken);
  delete fates.websocket;
  assert.deepEqual(await last(), ['open', '9']);
});

test('WebSockets that broke do not keep a page from the next one where HTTP does not reach the server', async () => {
  const { timers, server, fates, connect } = openNetwork({ websocket: { breaks: 10 } });
  for (let i = 0; i < cutting.breaks; i++) {
    connect();
    await timers.pass(5);
    server.sessions.at(-1)!.send(word(9));
    await timers.pass(10);
  }
  fates.open = blocked;
  const { log } = connect();
  await timers.pass(socketTimes.giveUp);
  assert.deepEqual(log, ['close 1006']);
  server.requests.length = 0;
  connect();
  await timers.pass(5);
  assert.deepEqual(server.requests, ['websocket']);
});

test('a WebSocket that is slow, but speaks first, is used, and the session beside it ends', async () => {
  const { timers, server, connect } = openNetwork({ websocket: { delay: 1_250 }, open: { delay: 100 } });
  const { log } = connect();
  await timers.pass(1_260);
  server.sessions[0]!.send(word(9));
  await timers.pass(10_000);
  assert.deepEqual(log, ['open', '9']);
  assert.deepEqual(server.requests, ['websocket', 'open', 'close']);
});

test('a server that neither reaches is as far as a WebSocket that breaks, and nothing is remembered', async () => {
  for (const open of [blocked, swallowed]) {
    const { timers, server, fates, connect } = openNetwork({ websocket: blocked, open });
    const { log } = connect();
    await timers.pass(socketTimes.giveUp);
    assert.deepEqual(log, ['close 1006']);
    delete fates.websocket;
    connect();
    await timers.pass(10);
    assert.deepEqual(server.requests, ['websocket']);
  }
  const { timers, server, connect } = openNetwork({ websocket: blocked });
  server.refusal = () => problem(503);
  const { log } = connect();
  await timers.pass(100);
  assert.deepEqual(log, ['close 1006']);
});

test('[HTTP1] a refusal with a code closes the socket with that code', async () => {
  const { timers, server, connect } = openNetwork({ websocket: blocked });
  server.refusal = () => problem(401, { code: 4401, detail: 'A valid access token is required.' });
  const { log } = connect();
  await timers.pass(100);
  assert.deepEqual(log, ['close 4401 A valid access token is required.']);
});

test('[FALLBACK2] what worked is remembered for the network, over pages, for ten minutes', async () => {
  const entries = new Map<string, string>();
  const storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
  const first = openNetwork({ websocket: swallowed, stream: { holdsBack: true } }, { storage });
  const { log } = first.connect();
  await first.timers.pass(1_300);
  first.server.sessions[0]!.send(word(9));
  await first.timers.pass(4_000);
  assert.deepEqual(log, ['stream', 'open', 'polling', '9']);

  const second = openNetwork({}, { storage }, first.timers);
  const again = second.connect();
  await second.timers.pass(10);
  assert.deepEqual(second.server.requests.slice(0, 2), ['open', 'poll'].toSorted());
  assert.deepEqual(again.log, ['polling', 'open']);

  second.events.networkChanged();
  assert.equal(entries.size, 0, 'another network may be better');
  const third = openNetwork({}, { storage }, first.timers);
  third.connect();
  await third.timers.pass(10);
  assert.deepEqual(third.server.requests, ['websocket']);
});

test('[FALLBACK2] what is remembered counts for ten minutes, with a storage that fails, too', async () => {
  const broken = () => {
    throw new Error('forbidden');
  };
  const storage = { getItem: broken, setItem: broken, removeItem: broken };
  const { timers, server, fates, connect } = openNetwork({ websocket: blocked, carry: blocked }, { storage });
  const { socket } = connect();
  await timers.pass(10);
  socket.close();
  await timers.pass(9 * 60_000);
  delete fates.websocket;
  server.requests.length = 0;
  const { socket: second } = connect();
  await timers.pass(10);
  assert.equal(server.requests[0], 'open', 'one of this page');
  second.close();
  await timers.pass(11 * 60_000);
  server.requests.length = 0;
  connect();
  await timers.pass(10);
  assert.equal(server.requests[0], 'websocket');
});

test('[FALLBACK2] where there is no WebSocket class, frames go over HTTP at once', async () => {
  const { timers, server, connect } = openNetwork({}, { WebSocket: null });
  const { log } = connect();
  await timers.pass(120_000);
  assert.deepEqual(log, ['stream', 'open']);
  assert.equal(server.requests.includes('websocket') || server.requests.includes('carry'), false);
});

test('[FALLBACK3] a session moves to a WebSocket once one works, and nothing else changes', async () => {
  const { timers, server, fates, connect } = openNetwork({ websocket: blocked, carry: swallowed });
  const { socket, log } = connect();
  await timers.pass(sessionTimes.firstMove + sessionTimes.moving + 100);
  assert.deepEqual(log, ['stream', 'open'], 'the first attempt shows nothing');
  delete fates.carry;
  await timers.pass(2 * sessionTimes.firstMove);
  assert.deepEqual(log, ['stream', 'open', 'websocket', '1']);
  const [session] = server.sessions;
  socket.send(word(5));
  session!.send(word(9));
  await timers.pass(10);
  assert.deepEqual(session!.taken, [hello, word(5)]);
  assert.deepEqual(session!.carriers, ['stream', 'carry']);
  assert.deepEqual([log.at(-1), socket.readyState], ['9', 1]);
  await timers.pass(60_000);
  assert.deepEqual([socket.bufferedAmount, socket.readyState], [0, 1], 'the server says what it took');

  session!.close(4403, 'withdrawn');
  assert.equal(log.at(-1), 'close 4403 withdrawn');
});

test('[FALLBACK3] a WebSocket is tried at once when the network changes', async () => {
  const { timers, events, connect } = openNetwork({ websocket: blocked });
  const { log } = connect();
  await timers.pass(100);
  events.networkChanged();
  await timers.pass(100);
  assert.deepEqual(log, ['stream', 'open', 'websocket', '1']);
});

test('[FALLBACK3] a session goes on over HTTP when its WebSocket breaks or brings nothing more', async () => {
  for (const carry of [{ breaks: 5_000 }, { freezes: 5_000 }]) {
    const { timers, server, fates, connect, events } = openNetwork({ websocket: blocked, carry });
    const { socket, log } = connect();
    await timers.pass(100);
    events.networkChanged();
    await timers.pass(100);
    fates.carry = blocked;
    await timers.pass(5_000);
    const [session] = server.sessions;
    socket.send(word(5));
    session!.send(word(9));
    await timers.pass(20_000);
    assert.deepEqual(log, ['stream', 'open', 'websocket', '1', 'stream', '9']);
    assert.deepEqual(session!.taken, [hello, word(5)]);
    assert.equal(socket.readyState, 1);
  }
});

test('[HTTP7] the end of a session has its code, over a stream and over polls', async () => {
  for (const stream of [{}, { holdsBack: true }]) {
    const { timers, server, connect } = openNetwork({ websocket: blocked, stream });
    const { log } = connect();
    await timers.pass(4_000);
    server.sessions[0]!.close(4410, 'deleted');
    await timers.pass(10);
    assert.equal(log.at(-1), 'close 4410 deleted');
    assert.equal(log.filter((entry) => entry.startsWith('close')).length, 1);
  }
});

test('[HTTP2] a session that the server does not know is as one that breaks', async () => {
  const { timers, server, connect } = openNetwork({ websocket: blocked });
  const { socket, log } = connect();
  await timers.pass(100);
  server.sessions.length = 0;
  socket.send(word(5));
  await timers.pass(100);
  assert.equal(log.at(-1), 'close 1006');
});

test('a server that is gone for ten seconds breaks the connection, one that is back earlier does not', async () => {
  for (const [away, end] of [
    [5_000, undefined],
    [12_000, 'close 1006'],
  ] as const) {
    const { timers, server, fates, connect } = openNetwork({ websocket: blocked, carry: blocked });
    const { socket, log } = connect();
    await timers.pass(100);
    fates.body = fates.stream = fates.poll = blocked;
    socket.send(word(5));
    await timers.pass(away);
    fates.body = fates.stream = fates.poll = {};
    await timers.pass(3_000);
    assert.equal(
      log.find((entry) => entry.startsWith('close')),
      end,
    );
    if (end === undefined) assert.deepEqual(server.sessions[0]!.taken, [hello, word(5)]);
  }
});

test('[HTTP8] a page that is left ends its session, or brings what waits', async () => {
  const { timers, server, events, connect } = openNetwork({ websocket: blocked, carry: blocked });
  const { log } = connect();
  await timers.pass(100);
  events.left();
  await timers.pass(10);
  assert.deepEqual([server.requests.at(-1), log.at(-1)], ['close', 'close 1006']);

  const { socket } = connect();
  await timers.pass(100);
  socket.send(word(5));
  socket.send(word(6));
  events.left();
  await timers.pass(10);
  assert.deepEqual(server.sessions[1]!.taken, [hello, word(5), word(6)]);
});

test('a closed socket has sent everything before its session ends', async () => {
  for (const moves of [false, true]) {
    const { timers, server, events, connect } = openNetwork({ websocket: blocked });
    const { socket, log } = connect();
    await timers.pass(100);
    if (moves) events.networkChanged();
    await timers.pass(100);
    for (const number of [5, 6, 7]) socket.send(word(number));
    socket.close(3000);
    assert.deepEqual([socket.readyState, log.includes('websocket')], [2, moves]);
    await timers.pass(100);
    assert.deepEqual(server.sessions[0]!.taken, [hello, word(5), word(6), word(7)]);
    assert.deepEqual(server.sessions[0]!.ending?.code, 3000);
    assert.deepEqual([socket.readyState, log.at(-1)], [3, 'close 3000']);
  }
});

test('a socket has the interface of a WebSocket', async () => {
  const { timers, server, connect } = openNetwork({ websocket: blocked, carry: blocked });
  const { socket } = connect();
  assert.throws(() => socket.send(hello), { name: 'InvalidStateError' });
  assert.throws(() => socket.close(1006), { name: 'InvalidAccessError' });
  assert.equal(socket.url, address);
  await timers.pass(100);
  assert.throws(() => socket.send('text'), TypeError);
  const bytes = new Uint8Array([0, 7, 8, 0]);
  socket.send(bytes.subarray(1, 3));
  socket.send(new DataView(bytes.buffer, 1, 1));
  socket.send(bytes.buffer);
  bytes.fill(1);
  await timers.pass(100);
  assert.deepEqual(server.sessions[0]!.taken.slice(1), [
    new Uint8Array([7, 8]),
    new Uint8Array([7]),
    new Uint8Array([0, 7, 8, 0]),
  ]);
  socket.binaryType = 'blob';
  const message = new Promise<MessageEvent>((resolve) => socket.addEventListener('message', resolve, { once: true }));
  server.sessions[0]!.send(awareness);
  await timers.pass(10);
  assert.deepEqual(new Uint8Array(await ((await message).data as Blob).arrayBuffer()), awareness);
  const { socket: unopened, log } = connect();
  unopened.close();
  await settle();
  assert.deepEqual(log, ['close 1006']);
});
