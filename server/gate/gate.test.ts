import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { test } from 'node:test';
import { pino } from 'pino';
import { everybody } from '../auth/authority.ts';
import { limits } from '../limits/limits.ts';
import { settled, TestClock } from '../testing/clock.ts';
import { type Admitted, type Authorize, Gate, type RefusedUpgrade } from './gate.ts';
import type { Authorized } from './handshake.ts';
import { refuse } from './rejection.ts';
import { CloseCode } from '../../protocol/close-codes.ts';

const authorized: Authorized = { type: 'authorized', identity: everybody };

function openGate(authorize: Authorize = async () => authorized) {
  const log = pino({ level: 'silent' });
  const clock = new TestClock();
  const server = { draining: false };
  const reach = { allowedOrigins: new Set(['https://example.org']), proxies: 0, local: true, basePath: '' };
  const gate = new Gate({ reach, authorize, isDraining: () => server.draining, log, clock });
  return { gate, clock, server };
}

/**
 * Sends an upgrade request to `gate`; `admitted` resolves with the gate's decision, `answer` is what the client got.
 */
function requestUpgrade(gate: Gate, url = '/collab/plan', headers: IncomingMessage['headers'] = {}) {
  const [near, far] = duplexPair() as [Duplex, Duplex];
  let answer = '';
  far.on('data', (data: Buffer) => (answer += data.toString()));
  const request = { url, headers, socket: { remoteAddress: '192.0.2.1' } } as unknown as IncomingMessage;
  const admitted = gate.admit(request, near);
  return { near, admitted, answer: () => answer, status: () => Number(answer.slice(9, 12)) };
}

function assertAdmitted(decision: Admitted | RefusedUpgrade | null): Admitted {
  assert.ok(decision?.type === 'admitted', JSON.stringify(decision));
  return decision;
}

const webSocket = { upgrade: 'WebSocket' };

test('a request is checked in order: host, origin, address; the answer to a rejected one is a problem', async () => {
  const { gate } = openGate();
  for (const [url, headers, status] of [
    ['/other', { host: 'evil.test', origin: 'http://evil.test' }, 403],
    ['/other', { ...webSocket, origin: 'http://evil.test' }, 403],
    ['/collab/', { ...webSocket, origin: 'http://evil.test' }, 403],
    ['/collab/plan', { ...webSocket, origin: 'http://evil.test' }, 403],
    ['/other', {}, 400],
    ['/collab/', { upgrade: 'h2c' }, 400],
  ] as const) {
    const upgrade = requestUpgrade(gate, url, headers);
    assert.equal(await upgrade.admitted, null);
    await settled();
    assert.equal(upgrade.status(), status, url);
    const [head, body] = upgrade.answer().split('\r\n\r\n') as [string, string];
    assert.match(head, /\r\nContent-Type: application\/problem\+json\r\n/);
    assert.equal((JSON.parse(body) as { status: number }).status, status);
    assert.ok(upgrade.near.destroyed);
  }
  for (const headers of [{}, { host: 'localhost', origin: 'http://localhost' }, { origin: 'https://example.org' }]) {
    const admitted = await requestUpgrade(gate, '/collab/plan', headers).admitted;
    assert.equal(assertAdmitted(admitted).identity, everybody);
  }
});

test('[AUTH1] a lasting rejection is a close code for a WebSocket, and an HTTP answer for others', async () => {
  const { gate } = openGate(async () => refuse(CloseCode.unauthorized, 'no token'));
  const upgrade = requestUpgrade(gate);
  assert.equal(await upgrade.admitted, null);
  await settled();
  assert.equal(upgrade.status(), 401);
  const refused = requestUpgrade(gate, '/collab/other', webSocket);
  assert.deepEqual(await refused.admitted, { type: 'refused', code: CloseCode.unauthorized, reason: 'no token' });
  assert.equal(refused.answer(), '');
  for (const url of [
    '/other',
    '//',
    'http://[',
    '/collab/',
    '/collab/a b',
    '/collab/a%0Ab',
    `/collab/${'x'.repeat(201)}`,
  ]) {
    const decision = await requestUpgrade(gate, url, webSocket).admitted;
    assert.ok(decision?.type === 'refused', url);
    assert.equal(decision.code, CloseCode.malformed);
    assert.ok(Buffer.byteLength(decision.reason) <= 123);
  }
});

test('a client whose access cannot be verified gets 503', async () => {
  const unknown = requestUpgrade(openGate(() => Promise.reject(new Error('no keys'))).gate);
  assert.equal(await unknown.admitted, null);
  await settled();
  assert.equal(unknown.status(), 503);
  assert.ok(!unknown.answer().includes('keys'));
});

test('an admitted upgrade has the document and the epoch of its address', async () => {
  const { gate } = openGate();
  const { document, epoch } = assertAdmitted(await requestUpgrade(gate, '/collab/team/plan?epoch=one').admitted);
  assert.deepEqual([document, epoch], ['team/plan', 'one']);
  assert.equal(assertAdmitted(await requestUpgrade(gate).admitted).epoch, null);
});

test('a client that waits while the server begins to shut down is not admitted', async () => {
  const { promise, resolve } = Promise.withResolvers<Authorized>();
  const { gate, server } = openGate(() => promise);
  const upgrade = requestUpgrade(gate);
  server.draining = true;
  resolve(authorized);
  assert.equal(await upgrade.admitted, null);
  await settled();
  assert.equal(upgrade.status(), 503);
});

test('[LIMIT5] a socket that is no WebSocket in time is dropped, whatever the decision; others stay', async () => {
  const { promise, resolve } = Promise.withResolvers<Authorized>();
  const { gate, clock } = openGate(() => promise);
  const late = requestUpgrade(gate);
  await clock.advance(limits.authenticationTime - 1);
  assert.ok(!late.near.destroyed);
  await clock.advance(1);
  assert.ok(late.near.destroyed);
  const punctual = requestUpgrade(gate);
  resolve(authorized);
  assert.equal(await late.admitted, null);
  assertAdmitted(await punctual.admitted).opened();
  await clock.advance(limits.authenticationTime);
  assert.ok(!punctual.near.destroyed);
  const stuck = requestUpgrade(gate); // the gate admits it, and its handshake fails
  await clock.advance(limits.authenticationTime);
  assert.ok(stuck.near.destroyed);
});

test('[LIMIT4] connections that wait for a decision count, until they close or are dropped', async () => {
  let authorize: Authorize = () => new Promise(() => {});
  const { gate, clock } = openGate((request, document) => authorize(request, document));
  const waiting = Array.from({ length: limits.connectionsPerAddress }, () => requestUpgrade(gate));
  await clock.advance(1000); // for the rate limit of joins to recover
  const isFull = async () => {
    const upgrade = requestUpgrade(gate);
    await settled();
    upgrade.near.destroy();
    await settled();
    return upgrade.status() === 429;
  };
  assert.ok(await isFull());
  waiting[0]!.near.destroy(new Error('reset'));
  await settled();
  assert.ok(!(await isFull()));
  await clock.advance(limits.authenticationTime);
  authorize = async () => authorized;
  for (let i = 0; i < 500; i++) assertAdmitted(await requestUpgrade(gate).admitted);
});

test('[LIMIT4] [LIMIT5] a refused WebSocket counts until it closes, and is dropped when it does not', async () => {
  const { gate, clock } = openGate(async () => refuse(CloseCode.unauthorized, 'no token'));
  let count = 0;
  const open = () => requestUpgrade(gate, `/collab/${count++}`, webSocket);
  const refused = Array.from({ length: limits.connectionsPerAddress }, open);
  for (const { admitted } of refused) assert.equal((await admitted)?.type, 'refused');
  await clock.advance(1000);
  const over = open();
  assert.equal(await over.admitted, null);
  await settled();
  assert.equal(over.status(), 429);
  refused[0]!.near.destroy();
  await settled();
  assert.equal((await open().admitted)?.type, 'refused');
  assert.ok(!refused[1]!.near.destroyed);
  await clock.advance(limits.refusedTime - 1000);
  assert.ok(refused[1]!.near.destroyed);
});

/**
 * A client that comes again as soon as it is refused, as y-websocket 1.3 does. `answers` counts how often it was
 * answered.
 */
function returning(gate: Gate, url: string) {
  const client = { answers: 0, stopped: false };
  void (async () => {
    while (!client.stopped) {
      const { admitted, near } = requestUpgrade(gate, url, webSocket);
      if ((await admitted)?.type === 'refused') client.answers++;
      near.destroy();
      await settled();
    }
  })();
  return client;
}

test('[LIMIT8] a client that never stops is answered a few times a minute, and costs others nothing', async () => {
  const { gate, clock } = openGate(async ({ url }) =>
    url!.includes('good') ? authorized : refuse(CloseCode.unauthorized, 'no token'),
  );
  const tabs = Array.from({ length: 3 }, () => returning(gate, '/collab/plan?token=ended'));
  for (let second = 0; second < 60; second++) {
    await clock.advance(1000);
    assertAdmitted(await requestUpgrade(gate, '/collab/plan?token=good').admitted).opened();
    assertAdmitted(await requestUpgrade(gate, '/collab/good').admitted).opened();
  }
  for (const tab of tabs) {
    tab.stopped = true;
    assert.ok(tab.answers >= 7 && tab.answers <= 9, String(tab.answers));
  }
  await clock.advance(limits.longestHold);
});

test('[LIMIT8] a lasting close after the join counts too; another close does not', async () => {
  const { gate, clock } = openGate();
  const isHeld = async (url: string, code: CloseCode) => {
    assertAdmitted(await requestUpgrade(gate, url).admitted).closed(code);
    const again = requestUpgrade(gate, url);
    let answered = false;
    void again.admitted.then(() => (answered = true));
    await settled();
    const held = !answered;
    await clock.advance(limits.longestHold);
    return held;
  };
  assert.ok(await isHeld('/collab/a', CloseCode.deleted));
  assert.ok(await isHeld('/collab/b', CloseCode.malformed));
  assert.ok(!(await isHeld('/collab/c', CloseCode.restarting)));
  assert.ok(!(await isHeld('/collab/d', CloseCode.overloaded)));
});

test('[LIMIT8] a close about one message delays others with the same credential by at most 2 s', async () => {
  const { gate, clock } = openGate();
  for (let i = 0; i < 10; i++) {
    const upgrade = requestUpgrade(gate);
    await clock.advance(limits.longestSharedHold);
    assertAdmitted(await upgrade.admitted).closed(CloseCode.tooLarge);
  }
});

test('[LIMIT8] a held connection may close; the end of the reason answers the others', async () => {
  const { gate } = openGate();
  assertAdmitted(await requestUpgrade(gate).admitted).closed(CloseCode.deleted);
  const gone = requestUpgrade(gate);
  gone.near.destroy();
  assert.equal(await gone.admitted, null);
  const held = requestUpgrade(gate);
  await settled();
  gate.forgetRefusals('plan');
  assertAdmitted(await held.admitted);
});
