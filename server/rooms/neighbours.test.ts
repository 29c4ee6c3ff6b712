import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import * as decoding from 'lib0/decoding';
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { MessageType } from '../../protocol/messages.ts';
import { limits } from '../limits/limits.ts';
import { type Disk, MemoryStore } from '../store/memory.ts';
import { TestClock } from '../testing/clock.ts';
import { Guest, join, stored, write } from '../testing/guest.ts';
import { Random } from '../testing/random.ts';
import { openRoomsOn } from '../testing/rooms.ts';
import { Exchange } from '../testing/simulation/bus.ts';
import { decodeNeighbourMessage, encodeNeighbourMessage, senderBytes } from './neighbour-message.ts';

/** Two servers on one store; the store of each can be kept from answering. */
function openServers() {
  const clock = new TestClock();
  const disk: Disk = new Map();
  const exchange = new Exchange(clock, new Random(1), () => false);
  const open = () => {
    const io = { hangs: false };
    const store = new MemoryStore(disk, (act) => (io.hangs ? new Promise(() => {}) : Promise.resolve().then(act)));
    const bus = exchange.bus();
    return { ...openRoomsOn(store, clock, undefined, bus), bus, io };
  };
  return { clock, disk, first: open(), second: open() };
}

const here = (name: string, clientID: number, clock = 1) =>
  ({ type: 'awareness', entries: [{ clientID, clock, state: JSON.stringify({ name }) }] }) as const;

const textOf = (guest: Guest): string => {
  const doc = new Y.Doc();
  for (const frame of guest.frames) {
    if (frame[0] === MessageType.sync && frame[1] === 2) Y.applyUpdate(doc, frame.subarray(lengthBytes(frame) + 2));
  }
  return doc.getText('text').toJSON();
};

/** The bytes of the length that stands before the update of a frame. */
function lengthBytes(frame: Uint8Array): number {
  let bytes = 1;
  while (frame[bytes + 1]! >= 0x80) bytes++;
  return bytes;
}

/** The names in the awareness that a guest was sent. */
function seenBy(guest: Guest): string[] {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState(null);
  for (const frame of guest.frames) {
    if (frame[0] !== MessageType.awareness) continue;
    const decoder = decoding.createDecoder(frame);
    decoding.readVarUint(decoder);
    applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), null);
  }
  const names = [...awareness.getStates().values()].map((state) => state['name'] as string);
  awareness.destroy();
  return names.sort();
}

const namesIn = ({ rooms }: ReturnType<typeof openRoomsOn>): string[] =>
  [...rooms.people(() => true)].flatMap(([, { people }]) => people.map(({ name }) => name)).sort();

const acks = (guest: Guest): number => guest.frames.filter(([type]) => type === MessageType.ack).length;

test('what one server accepts is on another before it is durable, and is appended once', async () => {
  const { clock, disk, first, second } = openServers();
  const writer = await join(first.rooms);
  const reader = new Guest();
  await join(second.rooms, 'plan', reader);
  first.io.hangs = true;
  writer.receive(write('Milk'));
  await clock.advance(100);
  assert.equal(textOf(reader), 'Milk');
  assert.equal(stored(disk), '');
  first.io.hangs = false;
});

test('what nobody says to be durable is appended by another server, and is not acknowledged there before', async () => {
  const { clock, disk, first, second } = openServers();
  const writer = await join(first.rooms);
  const moved = new Guest(true);
  const membership = await join(second.rooms, 'plan', moved);
  first.io.hangs = true;
  const milk = write('Milk');
  writer.receive(milk);
  await clock.advance(100);
  membership.receive(milk); // the same page, on another connection
  await clock.advance(limits.neighbourAppend - 1_000);
  assert.deepEqual([stored(disk), acks(moved)], ['', 0]);
  await clock.advance(3_000);
  assert.deepEqual([stored(disk), acks(moved)], ['Milk', 1]);
});

test('messages without a pause do not put off what was lost, nor what nobody appends', async () => {
  const { clock, disk, first, second } = openServers();
  const writer = await join(first.rooms);
  const reader = new Guest();
  await join(second.rooms, 'plan', reader);
  await clock.advance(1_000);
  const deliver = mock.method(second.bus, 'deliver', () => {});
  writer.receive(write('Milk'));
  await clock.advance(500);
  deliver.mock.restore();
  const writeOn = async (times: number) => {
    for (let i = 0; i < times; i++) {
      writer.receive(write('.'));
      await clock.advance(100);
    }
  };
  await writeOn(10);
  assert.match(textOf(reader), /Milk/);
  first.io.hangs = true;
  writer.receive(write('Bread'));
  await writeOn((limits.neighbourAppend + 2 * limits.neighbourTick) / 100);
  assert.match(stored(disk), /Bread/);
});

test('an update of which only a part can be applied holds back Acks no longer than until it is stored', async () => {
  const { clock, first, second } = openServers();
  const writer = await join(first.rooms);
  const other = new Guest(true);
  const membership = await join(second.rooms, 'plan', other);
  await clock.advance(1_000);
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  doc.getText('text').insert(0, 'Milk');
  doc.getText('text').insert(4, 'Bread');
  const send = (update: Uint8Array) => writer.receive({ type: 'update', update });
  const deliver = mock.method(second.bus, 'deliver', () => {});
  send(updates[0]!);
  await clock.advance(10);
  deliver.mock.restore();
  const tea = new Y.Doc();
  tea.getText('text').insert(0, 'Tea');
  send(Y.mergeUpdates([updates[1]!, Y.encodeStateAsUpdate(tea)]));
  await clock.advance(10);
  membership.receive(write('Salt'));
  await clock.advance(limits.storedWindow + limits.gapWindow + limits.acknowledgementWindow + 100);
  assert.equal(acks(other), 1);
  for (const words of ['MilkBread', 'Tea']) assert.match(textOf(other), new RegExp(words));
});

test('what a server of another version says in words of its own is read from the log', async () => {
  const { clock, first, second } = openServers();
  const writer = await join(first.rooms);
  const reader = new Guest();
  await join(second.rooms, 'plan', reader);
  await clock.advance(1_000);
  const { deliver } = second.bus;
  mock.method(second.bus, 'deliver', (channel: string, message: Uint8Array) =>
    deliver.call(second.bus, channel, Uint8Array.of(99, ...message)),
  );
  writer.receive(write('Milk'));
  await clock.advance(1_000);
  assert.equal(textOf(reader), 'Milk');
});

test('each update is one message to other servers, which also says that the update before is stored', async () => {
  const { clock, first, second } = openServers();
  const writer = await join(first.rooms);
  const reader = new Guest(true);
  const membership = await join(second.rooms, 'plan', reader);
  await clock.advance(1_000);
  const publish = mock.method(first.bus, 'publish');
  for (let i = 0; i < 10; i++) {
    writer.receive(write('.'));
    await clock.advance(limits.storedWindow - 50);
  }
  assert.equal(publish.mock.callCount(), 10);
  membership.receive(write('!')); // depends on nothing of the other server, but comes after it
  await clock.advance(limits.storedWindow + limits.acknowledgementWindow + 50);
  assert.deepEqual([textOf(reader).length, acks(reader)], [10, 1]);
});

test('in a crowd, updates of another server go out with those of this one, and soon when there are none', async () => {
  const { clock, first, second } = openServers();
  const [writer, neighbour] = [await join(first.rooms), await join(second.rooms)];
  const crowd = Array.from({ length: 30 }, () => new Guest());
  for (const each of crowd) await join(second.rooms, 'plan', each);
  await clock.advance(1_000);
  const [reader] = crowd as [Guest];
  const updates = () => reader.frames.filter(([type, kind]) => type === MessageType.sync && kind === 2).length;
  const writeTogether = async (times: number) => {
    for (let i = 0; i < times; i++) {
      writer.receive(write('.'));
      neighbour.receive(write('!'));
      await clock.advance(limits.flushWindow);
    }
  };
  await writeTogether(limits.flushesAtOnce); // from then on, both wait for the pace
  const before = updates();
  await writeTogether(10);
  assert.ok(updates() - before <= 11, `${updates() - before} frames`);
  await clock.advance(1_000);
  writer.receive(write('.'));
  await clock.advance(limits.flushWindow * limits.sharedWait + 10);
  assert.equal(textOf(reader).length, 2 * (limits.flushesAtOnce + 10) + 1);
});

test('people on another server are seen until they leave, or until that server is silent for long', async () => {
  const { clock, first, second } = openServers();
  const watcher = new Guest();
  await join(first.rooms, 'plan', watcher);
  const [ada, ben] = [await join(first.rooms), await join(second.rooms)];
  ada.receive(here('Ada', 1));
  ben.receive(here('Ben', 2));
  await clock.advance(1_000);
  assert.deepEqual(seenBy(watcher), ['Ada', 'Ben']);
  ben.leave();
  await clock.advance(1_000);
  assert.deepEqual(seenBy(watcher), ['Ada']);
  const cleo = await join(second.rooms);
  cleo.receive(here('Cleo', 3));
  await clock.advance(1_000);
  assert.deepEqual(seenBy(watcher), ['Ada', 'Cleo']);
  second.bus.cut(); // as a server that is killed
  await clock.advance(limits.neighbourSilence - limits.neighbourHeartbeat - 2_000);
  assert.deepEqual(seenBy(watcher), ['Ada', 'Cleo']);
  await clock.advance(limits.neighbourHeartbeat + 5_000);
  assert.deepEqual(seenBy(watcher), ['Ada']);
  second.bus.restore();
  await clock.advance(1_000);
  assert.deepEqual(seenBy(watcher), ['Ada', 'Cleo']);
});

test('a person who moves to another server is there once, and stays', async () => {
  const { clock, first, second } = openServers();
  const watchers = await Promise.all(
    [first, second].map(async ({ rooms }) => {
      const watcher = new Guest();
      await join(rooms, 'plan', watcher);
      return watcher;
    }),
  );
  const watching = await join(first.rooms);
  watching.receive(here('Ada', 1));
  const before = await join(first.rooms);
  before.receive(here('Ben', 2));
  await clock.advance(1_000);
  const after = await join(second.rooms);
  after.receive(here('Ben', 2, 2));
  await clock.advance(1_000);
  before.leave();
  await clock.advance(1_000);
  for (const watcher of watchers) assert.deepEqual(seenBy(watcher), ['Ada', 'Ben']);
  assert.deepEqual([namesIn(first), namesIn(second)], [['Ada'], ['Ben']]); // each by the server that has them
});

test('bytes that are no message, and those of a later version, are none', () => {
  const message = { ...parts, from: 'a', epoch: 'b', first: 1 };
  assert.equal(decodeNeighbourMessage(encodeNeighbourMessage(message))?.from, 'a');
  const later = encodeNeighbourMessage({ ...message, version: 2 } as never);
  const noText = encodeNeighbourMessage({ ...message, epoch: 7 } as never);
  for (const bytes of [new Uint8Array(), Uint8Array.of(1, 2, 3), later, noText]) {
    assert.equal(decodeNeighbourMessage(bytes), null);
  }
});

test('all messages of a sender begin with the same bytes, and those of no other', () => {
  const start = senderBytes('ada');
  for (const [from, isSame] of [
    ['ada', true],
    ['adam', false],
    ['ben', false],
  ] as const) {
    const message = encodeNeighbourMessage({ ...parts, from, epoch: 'ada', first: 1e9, asks: true, raise: 7 });
    assert.equal(Buffer.compare(message.subarray(0, start.length), start) === 0, isSame);
  }
});

const parts = { updates: [], stored: [], entries: [], raise: null, clocks: null, asks: false };
