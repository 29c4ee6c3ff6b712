import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { test } from 'node:test';
import { pino } from 'pino';
import { everybody, type Identity } from '../auth/authority.ts';
import { limits } from '../limits/limits.ts';
import type { UpgradeRejection } from '../http/problem.ts';
import { MemoryStore } from '../store/memory.ts';
import { openRoomsOn } from '../testing/rooms.ts';
import { settled, TestClock } from '../testing/clock.ts';
import { type Admit, Gate } from './gate.ts';

function openGate(admit: Admit = async () => everybody) {
  const log = pino({ level: 'silent' });
  const clock = new TestClock();
  const rooms = openRoomsOn(new MemoryStore(), clock).rooms;
  const reach = { allowedOrigins: new Set(['https://example.org']), proxies: 0, local: true };
  return { gate: new Gate(rooms, log, reach, admit, clock), clock, rooms };
}

/** Comes to the gate with a request, and tells what became of it. */
function come(gate: Gate, url = '/collab/plan', headers: IncomingMessage['headers'] = {}) {
  const [near, far] = duplexPair() as [Duplex, Duplex];
  let answer = '';
  far.on('data', (data: Buffer) => (answer += data.toString()));
  const request = { url, headers, socket: { remoteAddress: '192.0.2.1' } } as unknown as IncomingMessage;
  const admitted = gate.admit(request, near);
  return { request, near, far, admitted, answer: () => answer, status: () => Number(answer.slice(9, 12)) };
}

test('what is asked of a request is asked in order, and the answer is a problem', async () => {
  const { gate } = openGate();
  for (const [url, headers, status] of [
    ['/other', { host: 'evil.test', origin: 'http://evil.test' }, 403],
    ['/other', { origin: 'http://evil.test' }, 404],
    ['/collab/', { origin: 'http://evil.test' }, 400],
    ['/collab/plan', { origin: 'http://evil.test' }, 403],
  ] as const) {
    const visit = come(gate, url, headers);
    assert.equal(await visit.admitted, null);
    await settled();
    assert.equal(visit.status(), status, url);
    const [head, body] = visit.answer().split('\r\n\r\n') as [string, string];
    assert.match(head, /\r\nContent-Type: application\/problem\+json\r\n/);
    assert.equal((JSON.parse(body) as { status: number }).status, status);
    assert.ok(visit.near.destroyed);
  }
  for (const headers of [{}, { host: 'localhost', origin: 'http://localhost' }, { origin: 'https://example.org' }]) {
    assert.equal(await come(gate, '/collab/plan', headers).admitted, everybody);
  }
});

test('who is refused by what takes time has that answer, and one that cannot be found out is asked to come again', async () => {
  const refused: UpgradeRejection = { status: 401, detail: 'no token' };
  const visit = come(openGate(async () => refused).gate);
  assert.equal(await visit.admitted, null);
  await settled();
  assert.equal(visit.status(), 401);
  const unknown = come(openGate(() => Promise.reject(new Error('no keys'))).gate);
  assert.equal(await unknown.admitted, null);
  await settled();
  assert.equal(unknown.status(), 503);
  assert.ok(!unknown.answer().includes('keys'));
});

test('nobody is let in when the server began to end while they waited', async () => {
  const { promise, resolve } = Promise.withResolvers<Identity>();
  const { gate, rooms } = openGate(() => promise);
  const visit = come(gate);
  await rooms.drain();
  resolve(everybody);
  assert.equal(await visit.admitted, null);
  await settled();
  assert.equal(visit.status(), 503);
});

test('[LIMIT5] who is not a WebSocket in time is dropped, whatever the answer is after that, and who is stays', async () => {
  const { promise, resolve } = Promise.withResolvers<Identity>();
  const { gate, clock } = openGate(() => promise);
  const late = come(gate);
  await clock.advance(limits.authenticationTime - 1);
  assert.ok(!late.near.destroyed);
  await clock.advance(1);
  assert.ok(late.near.destroyed);
  const punctual = come(gate);
  resolve(everybody);
  assert.equal(await late.admitted, null);
  assert.equal(await punctual.admitted, everybody);
  gate.opened(punctual.request);
  await clock.advance(limits.authenticationTime);
  assert.ok(!punctual.near.destroyed);
  const stuck = come(gate); // it is admitted and its handshake fails
  await clock.advance(limits.authenticationTime);
  assert.ok(stuck.near.destroyed);
});

test('[LIMIT4] those who wait are counted, until they go away or are dropped', async () => {
  let admit: Admit = () => new Promise(() => {});
  const { gate, clock } = openGate((request, document) => admit(request, document));
  const waiting = Array.from({ length: limits.connectionsPerAddress }, () => come(gate));
  await clock.advance(1000); // so that it may make more
  const isFull = async () => {
    const visit = come(gate);
    await settled();
    visit.near.destroy();
    await settled();
    return visit.status() === 429;
  };
  assert.ok(await isFull());
  waiting[0]!.near.destroy(new Error('reset'));
  await settled();
  assert.ok(!(await isFull()));
  await clock.advance(limits.authenticationTime);
  admit = async () => everybody;
  for (let i = 0; i < 500; i++) assert.equal(await come(gate).admitted, everybody);
});
