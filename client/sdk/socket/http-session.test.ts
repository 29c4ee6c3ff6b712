import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { awareness, type Fate, HttpServer } from '../testing/http-server.ts';
import { FakeTimers } from '../testing/timers.ts';
import type { Carrier, HttpCarrier } from './carriers.ts';
import { HttpSession } from './http-session.ts';

const frame = (number: number) => encoding.encode((encoder) => encoding.writeVarUint(encoder, number));
const frames = (count: number) => Array.from({ length: count }, (_, index) => frame(1_000 + index));

/** An open session with a server in memory. */
async function openSession(timers: FakeTimers, server: HttpServer, carrier: HttpCarrier = 'stream', sockets = true) {
  const received: Uint8Array[] = [];
  const carriers: Carrier[] = [];
  const seen = { received, carriers, ended: null as number | null };
  const WebSocket = sockets ? server.WebSocket : null;
  const session = new HttpSession(
    'ws://quire.example/collab/plan',
    [],
    carrier,
    { WebSocket, fetch: server.fetch, timers },
    {
      opened: () => session.start(),
      received: (bytes) => void (bytes.join() === awareness.join() || received.push(bytes)),
      carried: (carriedBy) => void (carriers.at(-1) === carriedBy || carriers.push(carriedBy)),
      ended: ({ code }) => (seen.ended = code),
    },
  );
  await timers.pass(10);
  return { session, seen, remote: server.sessions[0]! };
}

const delay = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 4_000 }));
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, arbitrary);
const fate: fc.Arbitrary<Fate> = fc
  .tuple(
    fc.record({ delay }),
    sometimes(fc.record({ loses: fc.constantFrom('request' as const, 'answer' as const) })),
    sometimes(fc.record({ again: fc.integer({ min: 1, max: 6_000 }) })),
    sometimes(fc.record({ breaks: fc.integer({ min: 1, max: 8_000 }) })),
    sometimes(fc.record({ freezes: fc.integer({ min: 1, max: 8_000 }) })),
    sometimes(fc.record({ holdsBack: fc.boolean() })),
  )
  .map((parts) => Object.assign({}, ...parts) as Fate);

/** What the two sides and the network do, one after the other. */
const step = fc.oneof(
  fc.record({ type: fc.constant('client' as const), count: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ type: fc.constant('server' as const), count: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ type: fc.constant('pass' as const), time: fc.integer({ min: 0, max: 3_000 }) }),
  fc.record({ type: fc.constant('changes' as const) }),
);

test('[HTTP3] [HTTP4] [FALLBACK3] each frame arrives once and in order, over any network', async () => {
  const moved = { count: 0 };
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 5, maxLength: 25 }),
    fc.infiniteStream(fate),
    fc.constantFrom('stream' as const, 'polling' as const),
    async (steps, fates, carrier) => {
      const timers = new FakeTimers();
      const server = new HttpServer(timers);
      const { session, seen, remote } = await openSession(timers, server, carrier);
      server.fate = () => fates.next().value;
      const [up, down] = [frames(800), frames(800)];
      const [sent, pushed]: [Uint8Array[], Uint8Array[]] = [[], []];
      for (const next of steps) {
        if (seen.ended !== null) break;
        if (next.type === 'pass') await timers.pass(next.time);
        if (next.type === 'changes') session.networkChanged();
        if (next.type === 'client') {
          for (const each of up.splice(0, next.count)) {
            sent.push(each);
            session.send(each as Uint8Array<ArrayBuffer>);
          }
        }
        if (next.type === 'server') {
          for (const each of down.splice(0, next.count)) {
            pushed.push(each);
            remote.send(each);
          }
        }
      }
      moved.count += seen.carriers.includes('websocket') ? 1 : 0;
      server.fate = () => ({});
      await timers.pass(60_000);
      assert.ok(seen.ended === null || seen.ended === 1006, `ended with ${seen.ended}`);
      if (seen.ended !== null) {
        assert.deepEqual(remote.taken, sent.slice(0, remote.taken.length));
        assert.deepEqual(seen.received, pushed.slice(0, seen.received.length));
        return;
      }
      assert.deepEqual(remote.taken, sent);
      assert.deepEqual(seen.received, pushed);
      assert.equal(session.bufferedAmount, 0);
      session.close();
      await timers.pass(1_000);
      assert.equal(seen.ended, 1000);
    },
  );
  await fc.assert(property, { numRuns: 150 });
  assert.ok(moved.count > 20, `${moved.count} runs moved to a WebSocket`);
});

test('[HTTP9] [FALLBACK3] while both sides write, a session moves to a WebSocket at the first attempt', async () => {
  for (const carrier of ['stream', 'polling'] as const) {
    const timers = new FakeTimers();
    const server = new HttpServer(timers);
    const { session, seen, remote } = await openSession(timers, server, carrier);
    server.fate = (kind) => (kind === 'carry' ? { delay: 500 } : {});
    const all = frames(100);
    for (const [number, each] of all.entries()) {
      session.send(each as Uint8Array<ArrayBuffer>);
      remote.send(each);
      await timers.pass(20);
      if (number === 20) session.networkChanged();
    }
    await timers.pass(5_000);
    assert.deepEqual([seen.received, remote.taken], [all, all]);
    assert.deepEqual(seen.carriers, [carrier, 'websocket']);
    assert.equal(server.requests.filter((kind) => kind === 'carry').length, 1);
    assert.equal(remote.carriers.at(-1), 'carry');
  }
});

test('[HTTP4] a client says what it got after 64 KiB, and with each request of its own', async () => {
  const timers = new FakeTimers();
  const server = new HttpServer(timers);
  const { session, seen, remote } = await openSession(timers, server, 'stream', false);
  for (const [count, confirmed] of [
    [64, 0],
    [1, 65],
  ] as const) {
    for (let sent = 0; sent < count; sent++) remote.send(new Uint8Array(1024));
    await timers.pass(100);
    assert.equal(remote.confirmed, confirmed);
  }
  remote.send(frame(1));
  await timers.pass(100);
  assert.equal(remote.confirmed, 65);
  session.send(frame(2) as Uint8Array<ArrayBuffer>);
  await timers.pass(100);
  assert.deepEqual([remote.confirmed, seen.received.length], [66, 66]);
});

test('[HTTP5] a client answers each ping with a request', async () => {
  const timers = new FakeTimers();
  const server = new HttpServer(timers);
  await openSession(timers, server, 'stream', false);
  server.requests.length = 0;
  await timers.pass(60_000);
  assert.deepEqual(new Set(server.requests), new Set(['body']));
  assert.equal(server.requests.length, 6);
});

test('[HTTP5] a stream that brings nothing for long is fetched again, from where it was', async () => {
  const timers = new FakeTimers();
  const server = new HttpServer(timers);
  server.fate = (kind) => (kind === 'stream' ? { freezes: 5_000 } : {});
  const { seen, remote } = await openSession(timers, server, 'stream', false);
  remote.send(frame(1));
  await timers.pass(6_000);
  server.fate = () => ({});
  remote.send(frame(2));
  await timers.pass(25_000);
  assert.deepEqual(seen.received, [frame(1), frame(2)]);
  assert.deepEqual([seen.carriers, remote.carriers], [['stream'], ['stream', 'stream']]);
});

test('[FALLBACK1] streams that end at once give way to polls, but one that has worked is tried again', async () => {
  const timers = new FakeTimers();
  const server = new HttpServer(timers);
  const { seen, remote } = await openSession(timers, server, 'stream', false);
  await timers.pass(2_000);
  let streams = 0;
  server.fate = (kind) => (kind === 'stream' && streams++ < 2 ? { breaks: 100 } : {});
  remote.carrier!.end();
  await timers.pass(5_000);
  assert.deepEqual(seen.carriers, ['stream']);
  server.fate = (kind) => (kind === 'stream' ? { breaks: 100 } : {});
  remote.carrier!.end();
  await timers.pass(5_000);
  assert.deepEqual(seen.carriers, ['stream', 'polling']);
});

test('[HTTP6] polls follow each other at once, and an answer that is no frames is not taken', async () => {
  const timers = new FakeTimers();
  const server = new HttpServer(timers);
  const { seen, remote } = await openSession(timers, server, 'polling', false);
  for (let number = 0; number < 5; number++) {
    remote.send(frame(number));
    await timers.pass(5);
  }
  assert.equal(seen.received.length, 5);
});

test('[HTTP6] an answer to a poll that is no frames, such as the page of a hotel, is not taken', async () => {
  const timers = new FakeTimers();
  const server = new HttpServer(timers);
  const { fetch } = server;
  let pages = 0;
  server.fetch = async (address, init) => {
    const isPoll = init?.method === undefined;
    return isPoll && pages++ < 3 ? new Response('<p>Sign in to the hotel') : fetch(address, init);
  };
  const { seen, remote } = await openSession(timers, server, 'polling', false);
  remote.send(frame(9));
  await timers.pass(5_000);
  assert.deepEqual([seen.received, seen.ended, pages > 3], [[frame(9)], null, true]);
});

test('[HTTP10] frames that wait go up together, at most 1 MiB at once, and a longer one alone', async () => {
  const timers = new FakeTimers();
  const server = new HttpServer(timers);
  const { session, remote } = await openSession(timers, server, 'stream', false);
  server.requests.length = 0;
  for (const kilobytes of [1, 600, 600, 3_000, 1, 1]) session.send(new Uint8Array(kilobytes * 1024));
  await timers.pass(100);
  assert.equal(remote.taken.length, 6);
  assert.deepEqual(server.requests, ['body', 'body', 'body', 'body', 'body']);
});
