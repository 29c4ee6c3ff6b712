// Who is where on several servers. The rooms are given by the test, the bus is simulated.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DestinationStream, pino } from 'pino';
import { limits } from '../limits/limits.ts';
import { TestClock } from '../testing/clock.ts';
import { Random } from '../testing/random.ts';
import { Exchange } from '../testing/simulation/bus.ts';
import { peopleIn } from './people.ts';
import { decodePeopleMessage, encodePeopleMessage } from './people-message.ts';
import { SharedPeople } from './shared-people.ts';

const channel = 'quire/people';
/** What a server needs to tell others of a change: the wait, and the way. */
const told = limits.peopleWindow + 10;
const departed = limits.departureWindow + limits.peopleWindow + told;

class World {
  readonly clock = new TestClock();
  readonly exchange: Exchange;
  #servers = 0;

  /** Whether each message arrives once, and soon. */
  isCalm: boolean;

  constructor(seed = 1, isCalm = true) {
    this.exchange = new Exchange(this.clock, new Random(seed), () => !this.isCalm);
    this.isCalm = isCalm;
  }

  /** A server whose clock is as far from those of the others as it likes. */
  server(): TestServer {
    return new TestServer(this, this.#servers++);
  }
}

/** A server with people in its rooms, by documents. */
class TestServer {
  readonly lines: string[] = [];
  readonly bus;
  readonly shared: SharedPeople;
  readonly #clients = new Map<string, Map<number, string>>();
  readonly #lists = new Map<string, ReturnType<typeof peopleIn>>();

  constructor({ clock, exchange }: World, index: number) {
    this.bus = exchange.bus();
    const ahead = index * 86_400_000;
    const own = { now: () => clock.now() + ahead, date: () => 0, after: clock.after.bind(clock) };
    const log = pino({ base: null }, { write: (line) => void this.lines.push(line) } satisfies DestinationStream);
    const rooms = {
      people: (isWanted: (document: string) => boolean) => [...this.#lists].filter(([name]) => isWanted(name)),
    };
    this.shared = new SharedPeople(rooms, this.bus, `server ${index}`, own, log);
  }

  enter(name: string, document = 'plan', client = name.charCodeAt(0)): void {
    const clients = this.#clients.get(document) ?? new Map<number, string>();
    this.#clients.set(document, clients.set(client, JSON.stringify({ name })));
    this.#changed(document);
  }

  leave(name: string, document = 'plan'): void {
    this.#clients.get(document)?.delete(name.charCodeAt(0));
    this.#changed(document);
  }

  /** The people whom the home page of this server names, by documents. */
  seen(isWanted = (_document: string) => true): Record<string, string[]> {
    const all = [...this.shared.people(isWanted)];
    return Object.fromEntries(all.map(([document, { people }]) => [document, people.map(({ name }) => name).sort()]));
  }

  get here(): Map<string, string[]> {
    const all = [...this.#lists].map(([name, { people }]) => [name, people.map((person) => person.name)] as const);
    return new Map(all);
  }

  /** As a server that is killed: nothing that it does goes anywhere. */
  async die(): Promise<void> {
    this.bus.cut();
    await this.bus.close();
  }

  #changed(document: string): void {
    const clients = this.#clients.get(document);
    if (clients === undefined || clients.size === 0) this.#lists.delete(document);
    else this.#lists.set(document, peopleIn([...clients]));
  }
}

test('[PEOPLE4] a person is seen on all servers within a second, and not any more soon after they left', async () => {
  const world = new World();
  const [first, second, third] = [world.server(), world.server(), world.server()];
  await world.clock.advance(1_234);
  first.enter('Ada');
  second.enter('Ben');
  third.enter('Cleo', 'other');
  await world.clock.advance(told);
  const all = { plan: ['Ada', 'Ben'], other: ['Cleo'] };
  for (const server of [first, second, third]) assert.deepEqual(server.seen(), all);
  for (const server of [first, second, third]) {
    assert.deepEqual(
      server.seen((document) => document === 'other'),
      { other: ['Cleo'] },
    );
  }
  second.leave('Ben');
  third.leave('Cleo', 'other');
  await world.clock.advance(departed);
  for (const server of [first, second, third]) assert.deepEqual(server.seen(), { plan: ['Ada'] });
});

test('a server that starts late hears of everybody at once', async () => {
  const world = new World();
  const first = world.server();
  first.enter('Ada');
  await world.clock.advance(5_000);
  const late = world.server();
  await world.clock.advance(told);
  assert.deepEqual(late.seen(), { plan: ['Ada'] });
});

test('a person who moves to another server is always seen, and once', async () => {
  const offset = fc.integer({ min: -1_000, max: 5_000 });
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.nat(2_000), offset, async (seed, phase, overlap) => {
      const world = new World(seed);
      const first = world.server();
      await world.clock.advance(phase);
      const servers = [first, world.server(), world.server()];
      first.enter('Ada');
      await world.clock.advance(3_000);
      const arrive = () => servers[1]!.enter('Ada');
      // The old connection may end before the new one stands, or be noticed to be dead only later.
      world.clock.after(overlap < 0 ? -overlap : 1, arrive);
      world.clock.after(overlap < 0 ? 1 : overlap + 1, () => first.leave('Ada'));
      for (let time = 0; time < 9_000; time += 20) {
        for (const server of servers) assert.deepEqual(server.seen(), { plan: ['Ada'] }, `after ${time} ms`);
        await world.clock.advance(20);
      }
    }),
    { numRuns: 30 },
  );
});

test('a person who moves because their server ends is always seen', async () => {
  const world = new World();
  const [first, second] = [world.server(), world.server()];
  first.enter('Ada');
  await world.clock.advance(3_210);
  first.leave('Ada');
  first.shared.leave();
  await first.bus.close();
  world.clock.after(1_000, () => second.enter('Ada'));
  for (let time = 0; time < 6_000; time += 20) {
    assert.deepEqual(second.seen(), { plan: ['Ada'] }, `after ${time} ms`);
    await world.clock.advance(20);
  }
});

test('a person with another name is not seen under both', async () => {
  const world = new World();
  const [first, second] = [world.server(), world.server()];
  first.enter('Ada', 'plan', 7);
  await world.clock.advance(1_000);
  first.enter('Eva', 'plan', 7);
  assert.deepEqual(first.seen(), { plan: ['Eva'] });
  await world.clock.advance(told);
  assert.deepEqual(second.seen(), { plan: ['Eva'] });
});

test('a server that ends takes its people with it at once, and one that dies within half a minute', async () => {
  const world = new World();
  const [first, second, third] = [world.server(), world.server(), world.server()];
  first.enter('Ada');
  second.enter('Ben');
  await world.clock.advance(20_000);
  first.shared.leave();
  await first.die();
  await second.die();
  await world.clock.advance(limits.departureWindow + 10);
  assert.deepEqual(third.seen(), { plan: ['Ben'] });
  await world.clock.advance(limits.neighbourSilence - limits.neighbourHeartbeat - limits.departureWindow - told);
  assert.deepEqual(third.seen(), { plan: ['Ben'] });
  await world.clock.advance(limits.neighbourHeartbeat + told);
  assert.deepEqual(third.seen(), {});
});

test('without the bus each server shows its own people, and soon after it is back all people', async () => {
  const world = new World();
  const servers = [world.server(), world.server()] as const;
  const [first, second] = servers;
  const seen = () => servers.map((server) => server.seen()['plan']);
  first.enter('Ada');
  second.enter('Ben');
  second.enter('Cleo');
  await world.clock.advance(1_000);
  const outage = async (time: number) => {
    for (const { bus } of servers) bus.cut();
    await world.clock.advance(time);
  };
  const all = ['Ada', 'Ben', 'Cleo'];
  await outage(5_000);
  assert.deepEqual(seen(), [all, all]); // nobody blinks
  second.leave('Cleo');
  await world.clock.advance(departed);
  for (const { bus } of servers) bus.restore();
  await world.clock.advance(told);
  assert.deepEqual(seen(), [
    ['Ada', 'Ben'],
    ['Ada', 'Ben'],
  ]);
  await outage(limits.neighbourSilence + told);
  assert.deepEqual(seen(), [['Ada'], ['Ben']]);
  first.bus.restore();
  await world.clock.advance(4_321);
  second.bus.restore(); // what the first server said on its return was lost
  await world.clock.advance(2 * told);
  assert.deepEqual(seen(), [
    ['Ada', 'Ben'],
    ['Ada', 'Ben'],
  ]);
});

test('whatever the bus does, in the end all servers show the same people', async () => {
  const acts = ['enter', 'enter', 'leave', 'cut', 'restore', 'die', 'end', 'wait', 'wait'] as const;
  const step = fc.tuple(fc.constantFrom(...acts), fc.nat(2), fc.constantFrom('Ada', 'Ben'), fc.nat(3_000));
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 40 }), async (seed, steps) => {
      const world = new World(seed, false);
      const servers = [world.server(), world.server(), world.server()];
      for (const [act, index, name, time] of steps) {
        const server = servers[index]!;
        if (act === 'enter') server.enter(name, time % 2 ? 'plan' : 'other');
        if (act === 'leave') server.leave(name, time % 2 ? 'plan' : 'other');
        if (act === 'cut') server.bus.cut();
        if (act === 'restore') server.bus.restore();
        if (act === 'wait') await world.clock.advance(time);
        if (act !== 'die' && act !== 'end') continue;
        if (act === 'end') server.shared.leave();
        await server.die();
        servers[index] = world.server();
      }
      await world.clock.advance(5_000); // what was delayed has arrived
      world.isCalm = true;
      for (const { bus } of servers) bus.restore();
      await world.clock.advance(limits.neighbourSilence + departed);
      const expected: Record<string, Set<string>> = {};
      for (const { here } of servers) {
        for (const [document, names] of here) for (const name of names) (expected[document] ??= new Set()).add(name);
      }
      const all = Object.entries(expected).map(([document, names]) => [document, [...names].sort()]);
      for (const server of servers) assert.deepEqual(server.seen(), Object.fromEntries(all));
    }),
    { numRuns: 150 },
  );
});

test('a message that comes twice, or after a newer one, changes nothing', async () => {
  const world = new World();
  const [first, second] = [world.server(), world.server()];
  const bus = world.exchange.bus();
  const messages: Uint8Array[] = [];
  await bus.subscribe(channel, (data) => messages.push(data));
  first.enter('Ada');
  await world.clock.advance(told);
  first.leave('Ada');
  await world.clock.advance(departed);
  assert.deepEqual(second.seen(), {});
  for (const message of messages.splice(0).reverse()) {
    bus.publish(channel, message);
    await world.clock.advance(20);
    assert.deepEqual(second.seen(), {});
  }
});

test('only what has changed is told, in messages of a bounded size, and everything now and then', async () => {
  const world = new World();
  const first = world.server();
  const bus = world.exchange.bus();
  const heard: string[][] = [];
  await bus.subscribe(channel, (data) => {
    const { lists } = decodePeopleMessage(data)!;
    assert.ok(lists.length <= limits.sharedLists);
    heard.push(lists.map(({ document }) => document));
  });
  await world.clock.advance(1_000);
  assert.deepEqual(heard.splice(0), [[]]); // the question of a server that starts
  const many = 2 * limits.sharedLists + 1;
  for (let i = 0; i < many; i++) first.enter('Ada', `team/${i}`);
  await world.clock.advance(told);
  assert.equal(heard.length, 3);
  assert.equal(new Set(heard.splice(0).flat()).size, many);
  first.enter('Ada', 'team/7'); // as when her caret has moved
  first.enter('Ben', 'team/8');
  await world.clock.advance(told);
  assert.deepEqual(heard.splice(0), [['team/8']]);
  await world.clock.advance(limits.neighbourHeartbeat + told);
  assert.equal(new Set(heard.splice(0).flat()).size, many);
});

test('what others say is bounded, and what cannot be read is left out with a line in the log', async () => {
  const world = new World();
  const [first, second] = [world.server(), world.server()];
  first.enter('Ada');
  await world.clock.advance(1_000);
  const bus = world.exchange.bus();
  bus.publish(channel, new Uint8Array(limits.sharedListsBytes + 1));
  bus.publish(channel, new TextEncoder().encode('{"version":2}'));
  await world.clock.advance(1_000);
  assert.deepEqual(second.seen(), { plan: ['Ada'] });
  assert.equal(second.lines.length, 2);
  assert.ok(second.lines.every((line) => line.includes('cannot be read')));

  const people = [...peopleIn([[1, '{"name":"Mallory"}']]).people];
  const publish = (from: number, to: number) => {
    const lists = Array.from({ length: to - from }, (_, i) => ({ document: `hostile/${from + i}`, people, more: 0 }));
    const message = { from: 'mallory', number: from + 1, lasts: Number.MAX_SAFE_INTEGER, lists, asks: false };
    bus.publish(channel, encodePeopleMessage(message));
  };
  const most = limits.heardLists - 1; // and Ada's
  for (let i = 0; i < most; i += limits.sharedLists) publish(i, Math.min(i + limits.sharedLists, most));
  await world.clock.advance(20);
  assert.equal(second.lines.length, 2);
  assert.equal(Object.keys(second.seen()).length, limits.heardLists);
  publish(most, most + 1);
  await world.clock.advance(20);
  assert.match(second.lines[2]!, /too many documents/);
  assert.equal(Object.keys(second.seen()).length, limits.heardLists);
  await world.clock.advance(limits.neighbourSilence + limits.neighbourHeartbeat + told);
  assert.deepEqual(second.seen(), { plan: ['Ada'] });
  publish(most, most + 1); // there is room again
  await world.clock.advance(20);
  assert.equal(Object.keys(second.seen()).length, 2);
});
