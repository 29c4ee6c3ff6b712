import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { breaksWhenApplied, embed, update } from '../testing/updates.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeAck, encodeNotice, MessageType } from '../../protocol/messages.ts';
import type { Member, RoomMessage } from './room.ts';
import type { Membership } from './open-room.ts';
import { Rooms } from './rooms.ts';
import { type Disk, MemoryStore } from '../store/memory.ts';
import { openRoomsOn } from '../testing/rooms.ts';
import { settled, TestClock } from '../testing/clock.ts';

const wanted = () => true;

/** Rooms on a store whose answers the test gives, and a clock that it moves. */
function openRooms() {
  const clock = new TestClock();
  const disk: Disk = new Map();
  /** What stands between a request and the disk. */
  const way = { open: Promise.resolve() as Promise<unknown>, failing: false, requests: 0 };
  const store = new MemoryStore(disk, async (act) => {
    way.requests++;
    await way.open;
    if (way.failing) throw new Error('no space left');
    return act();
  });
  const { store: announced, ...opened } = openRoomsOn(store, clock);
  return { clock, disk, way, store, announced, ...opened };
}

class Guest implements Member {
  readonly role = 'admin';
  readonly user = null;
  readonly access = { role: 'admin', user: null, expiresIn: null } as const;
  congested = false;
  readonly speaksQuire: boolean;
  readonly frames: Uint8Array[] = [];
  closed: number | null = null;

  constructor(speaksQuire = false) {
    this.speaksQuire = speaksQuire;
  }

  send(frame: Uint8Array): void {
    this.frames.push(frame);
  }

  close(code: number): void {
    this.closed = code;
  }

  get notices(): Uint8Array[] {
    return this.frames.filter(([type]) => type === MessageType.notice);
  }
}

async function join(rooms: Rooms, document = 'plan', guest: Member = new Guest()): Promise<Membership> {
  const joined = await rooms.join(document, null, guest, wanted);
  assert.ok(joined.type === 'joined');
  return joined.membership;
}

function write(text: string): RoomMessage {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, text);
  return { type: 'update', update: Y.encodeStateAsUpdate(doc) };
}

/** The text of the document as it is stored. */
function stored(disk: Disk, document = 'plan'): string {
  const found = disk.get(document);
  assert.ok(found !== undefined && found !== 'deleted');
  const doc = new Y.Doc();
  for (const { update } of found.log) Y.applyUpdate(doc, update);
  return doc.getText('text').toString();
}

test('a document is loaded once however many join at once', async () => {
  const { rooms, way } = openRooms();
  await Promise.all(Array.from({ length: 10 }, () => join(rooms)));
  assert.equal(way.requests, 1);
});

test('a load that fails is told to all who wait, and the next to join tries again', async () => {
  const { rooms, way } = openRooms();
  way.failing = true;
  const joins = await Promise.allSettled([join(rooms), join(rooms)]);
  assert.deepEqual(
    joins.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  way.failing = false;
  await join(rooms);
});

test('who is gone before the document is loaded does not join', async () => {
  const { rooms } = openRooms();
  assert.deepEqual(await rooms.join('plan', null, new Guest(), () => false), { type: 'cancelled' });
});

test('an empty room stays in memory for a while, and is then compacted and loaded anew', async () => {
  const { rooms, clock, way, disk } = openRooms();
  const membership = await join(rooms);
  membership.receive(write('Hello'));
  membership.leave();
  await clock.advance(limits.idleRoom - 1);
  const again = await join(rooms);
  assert.equal(way.requests, 2, 'a load and an append');
  again.leave();
  await clock.advance(limits.idleRoom);
  assert.equal(way.requests, 3);
  const { log, snapshot } = disk.get('plan') as Exclude<ReturnType<Disk['get']>, 'deleted' | undefined>;
  assert.ok(snapshot !== null && log.length === 0);
  await join(rooms);
  assert.equal(way.requests, 4);
});

test('a room with something unstored is not unloaded, however long it takes', async () => {
  const { rooms, clock, way } = openRooms();
  const membership = await join(rooms);
  let open = () => {};
  way.open = new Promise<void>((resolve) => (open = resolve));
  membership.receive(write('Hello'));
  membership.leave();
  await clock.advance(10 * limits.idleRoom);
  await rooms.join('plan', null, new Guest(), () => false);
  assert.equal(way.requests, 2);
  open();
  await clock.advance(limits.idleRoom);
  await join(rooms);
  assert.equal(way.requests, 4, 'compacted and loaded');
});

test('when an append fails, those who speak quire.1 are told, each time, and the others are not', async () => {
  const { rooms, clock, way } = openRooms();
  const [writer, stock] = [new Guest(true), new Guest()];
  const membership = await join(rooms, 'plan', writer);
  await join(rooms, 'plan', stock);
  way.failing = true;
  membership.receive(write('Hello'));
  await clock.advance(limits.firstRetry);
  assert.deepEqual(writer.notices, [encodeNotice({ type: 'unsaved' }), encodeNotice({ type: 'unsaved' })]);
  way.failing = false;
  await clock.advance(limits.longestRetry);
  assert.deepEqual(writer.frames.at(-1), encodeAck(1));
  assert.deepEqual(stock.notices, []);
});

test('[FAULT1] what is written while the store fails is stored in order when it is back, by itself', async () => {
  const { rooms, clock, way, disk } = openRooms();
  const guest = new Guest(true);
  const membership = await join(rooms, 'plan', guest);
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => membership.receive({ type: 'update', update }));
  way.failing = true;
  for (let i = 0; i < 50; i++) {
    doc.getText('text').insert(i, String(i % 10));
    await clock.advance(limits.firstRetry);
  }
  assert.equal(guest.frames.filter(([type]) => type === MessageType.ack).length, 0, 'nothing is acknowledged');
  way.failing = false;
  await clock.advance(limits.longestRetry);
  assert.deepEqual(guest.frames.at(-1), encodeAck(50));
  assert.equal(stored(disk), '0123456789'.repeat(5));
});

test('[FAULT1] past the limit of what is not stored, who writes something new is closed with 1013, and readers are not', async () => {
  const { rooms, clock, way, disk } = openRooms();
  const [writer, reader, other] = [new Guest(), new Guest(), new Guest()];
  const membership = await join(rooms, 'plan', writer);
  const reading = await join(rooms, 'plan', reader);
  const elsewhere = await join(rooms, 'other', other);
  const most = write('x'.repeat(limits.unstoredBytes / 4));
  const more = await Promise.all(['a', 'b', 'c'].map((document) => join(rooms, document)));
  way.failing = true;
  for (const writing of [membership, ...more]) writing.receive(most);
  await clock.advance(limits.firstRetry);
  reading.receive(most);
  assert.equal(reader.closed, null, 'what it sends is known');
  membership.receive(write('more'));
  elsewhere.receive(write('more'));
  assert.deepEqual([writer.closed, other.closed], [CloseCode.overloaded, CloseCode.overloaded]);
  way.failing = false;
  await clock.advance(limits.longestRetry);
  assert.equal(stored(disk).length, limits.unstoredBytes / 4);
  const again = new Guest();
  (await join(rooms, 'plan', again)).receive(write('more'));
  assert.equal(again.closed, null);
});

test('[DRAIN1] an append that fails is tried again until it is kept, and a drain hurries it and waits for it', async () => {
  const { rooms, clock, way, disk } = openRooms();
  const guest = new Guest(true);
  const membership = await join(rooms, 'plan', guest);
  way.failing = true;
  membership.receive(write('Hello'));
  await clock.advance(10 * limits.longestRetry);
  let drained = false;
  const drain = rooms.drain().then(() => (drained = true));
  await settled();
  assert.deepEqual(guest.notices.at(-2), encodeNotice({ type: 'draining' }));
  assert.ok(!drained && rooms.draining);
  assert.deepEqual(await rooms.unstored(), ['plan']);
  way.failing = false;
  await clock.advance(limits.firstRetry);
  await drain;
  assert.deepEqual(await rooms.unstored(), []);
  assert.equal(stored(disk), 'Hello');
});

test('[EPOCH1] who knows the document under another epoch is refused with 4409', async () => {
  const { rooms, disk } = openRooms();
  (await join(rooms)).leave();
  const { epoch } = disk.get('plan') as { epoch: string };
  assert.deepEqual(await rooms.join('plan', 'another', new Guest(), wanted), {
    type: 'rejected',
    code: CloseCode.replaced,
    reason: 'the document was replaced by another of the same name',
  });
  assert.equal((await rooms.join('plan', epoch, new Guest(), wanted)).type, 'joined');
});

test('[EPOCH2] a document that is deleted closes all who are in it with 4410, and lets nobody in', async () => {
  const { rooms, announced, disk, clock } = openRooms();
  const guests = [new Guest(), new Guest(true)];
  const memberships = await Promise.all(guests.map((guest) => join(rooms, 'plan', guest)));
  memberships[0]!.receive(write('Hello'));
  await clock.advance(0);
  assert.equal(await announced.delete('plan'), true);
  await clock.advance(0);
  assert.deepEqual(
    guests.map(({ closed }) => closed),
    [CloseCode.deleted, CloseCode.deleted],
  );
  memberships[1]!.receive(write('too late'));
  await clock.advance(limits.longestRetry);
  assert.equal(disk.get('plan'), 'deleted');
  assert.deepEqual(await rooms.unstored(), []);
  const refusal = await rooms.join('plan', null, new Guest(), wanted);
  assert.ok(refusal.type === 'rejected' && refusal.code === CloseCode.deleted);
  assert.equal(await announced.delete('plan'), false);
});

test('[EPOCH2] what is on its way to the store while the document is deleted goes nowhere, and is not acknowledged', async () => {
  const { rooms, disk, clock, way, store } = openRooms();
  const guest = new Guest(true);
  const membership = await join(rooms, 'plan', guest);
  way.failing = true;
  membership.receive(write('Hello'));
  await clock.advance(0);
  way.failing = false;
  await store.delete('plan'); // by itself, as when the rooms have not yet heard of it
  await store.create('plan');
  await clock.advance(limits.longestRetry);
  assert.equal(guest.closed, CloseCode.deleted);
  assert.equal(stored(disk), '');
  assert.ok(guest.frames.every(([type]) => type !== MessageType.ack));
});

test('a document that is damaged lets nobody in, can be read, and is not changed', async () => {
  const { rooms, disk, store } = openRooms();
  await (await join(rooms)).leave();
  const { epoch } = disk.get('plan') as { epoch: string };
  const { update } = write('Hello') as { update: Uint8Array };
  const updates = [update, new Uint8Array([1, 1, 1, 0, 4, 1])];
  store.load = async () => ({ type: 'damaged', damage: 'update 2 is not what was written', epoch, updates });
  const again = openRoomsOn(store, new TestClock()).rooms;
  const refusal = await again.join('plan', epoch, new Guest(), wanted);
  assert.ok(refusal.type === 'rejected' && refusal.code === CloseCode.damaged);
  store.load = async () => ({ type: 'whole', created: false, epoch, updates });
  const unreadable = await again.join('plan', epoch, new Guest(), wanted);
  assert.ok(unreadable.type === 'rejected' && unreadable.code === CloseCode.damaged);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, (await again.read('plan'))!);
  assert.equal(doc.getText('text').toString(), 'Hello');
  assert.equal(stored(disk), '');
});

const breaking: RoomMessage = { type: 'update', update: breaksWhenApplied(666) };

test('[HOSTILE1] an update that cannot be applied closes its sender only, however long the store fails meanwhile', async () => {
  const { rooms, clock, way, disk } = openRooms();
  const [ada, mallory] = [new Guest(true), new Guest()];
  const writing = await join(rooms, 'plan', ada);
  const hostile = await join(rooms, 'plan', mallory);
  writing.receive(write('before '));
  await clock.advance(0);
  way.failing = true;
  writing.receive(write('while it fails '));
  await clock.advance(0);
  hostile.receive(breaking);
  writing.receive(write('with it '));
  await clock.advance(0);
  writing.receive(write('after it '));
  await clock.advance(3 * limits.longestRetry);
  assert.deepEqual([ada.closed, mallory.closed], [null, null], 'it cannot be told yet');
  assert.deepEqual(await rooms.unstored(), ['plan']);
  const late = join(rooms);
  way.failing = false;
  await clock.advance(2 * limits.longestRetry);
  assert.deepEqual([ada.closed, mallory.closed], [null, CloseCode.malformed]);
  assert.deepEqual(ada.frames.at(-1), encodeAck(4));
  assert.deepEqual([...stored(disk)].sort(), [...'before while it fails with it after it '].sort());
  assert.ok('receive' in (await late));
  assert.deepEqual(await rooms.unstored(), []);
});

test('[HOSTILE1] who joins or reads while the document is loaded again waits, and gets it as it is then', async () => {
  const { rooms, clock, way } = openRooms();
  const hostile = await join(rooms);
  hostile.receive(write('Hello'));
  await clock.advance(0);
  hostile.receive(breaking);
  way.failing = true;
  await clock.advance(0);
  const guest = new Guest(true);
  const joined = join(rooms, 'plan', guest);
  await clock.advance(limits.firstRetry);
  assert.equal(guest.frames.length, 0);
  way.failing = false;
  const read = rooms.read('plan');
  await clock.advance(limits.longestRetry);
  await joined;
  assert.deepEqual(
    guest.frames.slice(0, 2).map(([type]) => type),
    [MessageType.welcome, MessageType.sync],
  );
  const doc = new Y.Doc();
  Y.applyUpdate(doc, (await read)!);
  assert.equal(doc.getText('text').toString(), 'Hello');
});

test('[HOSTILE1] [DRAIN1] a server that is to end while a document is loaded again stores what came with the hostile update', async () => {
  const { rooms, clock, way, disk } = openRooms();
  const membership = await join(rooms);
  way.failing = true;
  membership.receive(write('Hello'));
  const mallory = new Guest();
  const hostile = await join(rooms, 'plan', mallory);
  hostile.receive(breaking);
  await clock.advance(10 * limits.longestRetry);
  membership.receive(write(' world'));
  let drained = false;
  const drain = rooms.drain().then(() => (drained = true));
  await settled();
  assert.ok(!drained);
  way.failing = false;
  await clock.advance(limits.firstRetry);
  await drain;
  assert.deepEqual([...stored(disk)].sort(), [...'Hello world'].sort());
  assert.equal(mallory.closed, CloseCode.malformed);
});

test('[HOSTILE1] [EPOCH2] a document that is deleted while it is loaded again closes everyone with 4410', async () => {
  for (const place of ['here', 'elsewhere'] as const) {
    const { rooms, clock, way, store, announced, disk } = openRooms();
    const guests = [new Guest(), new Guest()];
    const memberships = await Promise.all(guests.map((guest) => join(rooms, 'plan', guest)));
    memberships[0]!.receive(breaking);
    way.failing = true;
    await clock.advance(0);
    way.failing = false;
    await (place === 'here' ? announced : store).delete('plan');
    await clock.advance(limits.longestRetry);
    assert.deepEqual(
      guests.map(({ closed }) => closed),
      [CloseCode.deleted, CloseCode.deleted],
    );
    assert.equal(disk.get('plan')!, 'deleted');
    assert.deepEqual(await rooms.unstored(), []);
  }
});

test('[HOSTILE1] [KEEP2] damage that is found when the document is loaded again closes everyone with 4423', async () => {
  const { rooms, clock, store } = openRooms();
  const guests = [new Guest(), new Guest()];
  const memberships = await Promise.all(guests.map((guest) => join(rooms, 'plan', guest)));
  store.load = async () => ({ type: 'damaged', damage: 'a bad sector', epoch: '', updates: [] });
  memberships[0]!.receive(breaking);
  await clock.advance(0);
  assert.deepEqual(
    guests.map(({ closed }) => closed),
    [CloseCode.damaged, CloseCode.damaged],
  );
  const refusal = await rooms.join('plan', null, new Guest(), wanted);
  assert.ok(refusal.type === 'rejected' && refusal.code === CloseCode.damaged);
});

test('[KEEP2] damage that is found only when the document is made closes everyone with 4423, and nothing is changed', async () => {
  const { rooms, clock, store, disk } = openRooms();
  const epoch = ((await store.load('plan')) as { epoch: string }).epoch;
  await store.append('plan', epoch, [update([{ client: 5, structs: [embed('{')] }])], '');
  const guests = [new Guest(true), new Guest(true)];
  const memberships = await Promise.all(guests.map((guest) => join(rooms, 'plan', guest)));
  memberships[0]!.receive({ type: 'syncStep1', stateVector: new Uint8Array([0]) });
  memberships[1]!.receive(write('Hello'));
  await clock.advance(0);
  assert.deepEqual(
    guests.map(({ closed }) => closed),
    [CloseCode.damaged, CloseCode.damaged],
  );
  assert.ok(guests.every(({ frames }) => frames.every(([type]) => type !== MessageType.ack)));
  assert.equal((disk.get('plan') as { log: unknown[] }).log.length, 1);
});
