import assert from 'node:assert/strict';
import { type Duplex, duplexPair } from 'node:stream';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { settled, TestClock } from '../testing/clock.ts';
import { type Client, clientOf, Refusals } from './refusals.ts';

function open() {
  const clock = new TestClock();
  const refusals = new Refusals(clock);
  /** A connection of `client`; `answer` is what its wait resolved with, and undefined until then. */
  const come = (client: Client) => {
    const [socket] = duplexPair() as [Duplex, Duplex];
    const visit: { socket: Duplex; answer?: { status: number; retryAfter?: number } | null } = { socket };
    void refusals.hold(client, socket).then((rejection) => {
      visit.answer = rejection?.type === 'rejected' ? rejection : null;
    });
    return visit;
  };
  return { clock, refusals, come };
}

const ada = clientOf('192.0.2.1', 'plan', ['token of Ada']);

test('[LIMIT8] a client that comes again at once is answered after 0.5 s, 1 s, 2 s, at most 20 s', async () => {
  const { clock, refusals, come } = open();
  const waits: number[] = [];
  for (let i = 0; i < 9; i++) {
    const arrival = clock.now();
    const visit = come(ada);
    await settled();
    while (visit.answer === undefined) await clock.advance(50);
    waits.push(clock.now() - arrival);
    refusals.note(ada);
  }
  assert.deepEqual(waits, [0, 500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
});

test('[LIMIT8] a client that comes later of its own accord does not wait, and after a minute begins anew', async () => {
  const { clock, refusals, come } = open();
  const answered = async () => {
    const visit = come(ada);
    await settled();
    return visit.answer === null;
  };
  for (let i = 0; i < 4; i++) {
    refusals.note(ada);
    await clock.advance(limits.longestHold);
    assert.ok(await answered());
  }
  refusals.note(ada);
  await clock.advance(7_999);
  assert.ok(!(await answered()), 'the fifth time within a minute');
  await clock.advance(limits.refusalMemory + 2);
  refusals.note(ada);
  await clock.advance(limits.firstHold);
  assert.ok(await answered());
});

test('[LIMIT8] another address, document or credential does not wait', async () => {
  const { refusals, come } = open();
  refusals.note(ada);
  const others = [
    clientOf('192.0.2.2', 'plan', ['token of Ada']),
    clientOf('192.0.2.1', 'other', ['token of Ada']),
    clientOf('192.0.2.1', 'plan', ['token of Ben']),
    clientOf('192.0.2.1', 'plan', [null]),
  ].map(come);
  const same = come(clientOf('192.0.2.1', 'plan', ['token of Ada']));
  await settled();
  assert.ok(others.every(({ answer }) => answer === null));
  assert.equal(same.answer, undefined);
  assert.ok(!JSON.stringify(ada).includes('token'));
});

test('[LIMIT8] tabs that are refused in the same moment count once; each is answered when the time is up', async () => {
  const { clock, refusals, come } = open();
  refusals.note(ada);
  refusals.note(ada);
  const tabs = [come(ada), come(ada)];
  await clock.advance(limits.firstHold - 1);
  assert.ok(tabs.every(({ answer }) => answer === undefined));
  await clock.advance(1);
  assert.ok(tabs.every(({ answer }) => answer === null));
});

test('[LIMIT8] the tabs of a client wait up to a limit, and one more gets 429, until one of them closes', async () => {
  const { clock, refusals, come } = open();
  refusals.note(ada);
  const tabs = Array.from({ length: limits.heldPerClient }, () => come(ada));
  const over = come(ada);
  await settled();
  assert.ok(tabs.every(({ answer }) => answer === undefined));
  assert.deepEqual([over.answer?.status, over.answer?.retryAfter], [429, 1]);
  tabs[0]!.socket.destroy();
  await settled();
  const next = come(ada);
  await settled();
  assert.equal(next.answer, undefined);
  await clock.advance(limits.firstHold);
  assert.equal(next.answer, null);
});

test('[LIMIT8] the connections of an address wait up to a limit; those of another are not affected', async () => {
  const { refusals, come } = open();
  const clientAt = (address: string, i: number) => {
    const client = clientOf(address, `plan/${i}`, [null]);
    refusals.note(client);
    return client;
  };
  const held = Array.from({ length: limits.heldPerAddress }, (_, i) => come(clientAt('192.0.2.1', i)));
  const [over, other] = [come(clientAt('192.0.2.1', -1)), come(clientAt('192.0.2.2', -1))];
  await settled();
  assert.ok(held.every(({ answer }) => answer === undefined));
  assert.equal(over.answer?.status, 429);
  assert.equal(other.answer, undefined);
});

test('[LIMIT8] a document that is created again answers everybody who waits, and nobody waits any more', async () => {
  const { refusals, come } = open();
  const elsewhere = clientOf('192.0.2.1', 'other', [null]);
  for (const client of [ada, ada, elsewhere]) refusals.note(client);
  const [waiting, other] = [come(ada), come(elsewhere)];
  await settled();
  assert.equal(waiting.answer, undefined);
  refusals.forget('plan');
  const next = come(ada);
  await settled();
  assert.deepEqual([waiting.answer, next.answer, other.answer], [null, null, undefined]);
});

test('[LIMIT8] clients in memory have a limit, and are forgotten after a while', async () => {
  const { clock, refusals, come } = open();
  const client = (i: number) => clientOf('192.0.2.1', 'plan', [String(i)]);
  for (let i = 0; i < limits.refusedClients; i++) refusals.note(client(i));
  assert.equal(refusals.size, limits.refusedClients);
  refusals.note(client(-1));
  assert.equal(refusals.size, limits.refusedClients);
  const [oldest, next] = [come(client(0)), come(client(1))];
  await settled();
  assert.deepEqual([oldest.answer, next.answer], [null, undefined]);
  await clock.advance(limits.refusalMemory + limits.firstHold + 1);
  refusals.note(ada);
  assert.equal(refusals.size, 1);
});
