import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import * as Y from 'yjs';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { MessageType } from '../../protocol/messages.ts';
import { TestClock } from '../testing/clock.ts';
import { Guest, join, openRooms, stored, wanted, write } from '../testing/guest.ts';
import { openRoomsOn } from '../testing/rooms.ts';
import { isEpoch } from '../store/epoch.ts';

test('a document is loaded once, however many members join at the same time', async () => {
  const { rooms, io } = openRooms();
  await Promise.all(Array.from({ length: 10 }, () => join(rooms)));
  assert.equal(io.requests, 1);
});

test('a load that fails rejects all joins that wait for it, and the next join loads again', async () => {
  const { rooms, io } = openRooms();
  io.failing = true;
  const joins = await Promise.allSettled([join(rooms), join(rooms)]);
  assert.deepEqual(
    joins.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  io.failing = false;
  await join(rooms);
});

test('a member that is gone before the document is loaded does not join', async () => {
  const { rooms } = openRooms();
  assert.deepEqual(await rooms.join('plan', null, new Guest(), () => false), { type: 'cancelled' });
});

test('[FAULT1] beyond the limit of unstored bytes, a new update closes its sender with 1013', async () => {
  const { rooms, clock, io, disk } = openRooms();
  const [writer, reader, other] = [new Guest(), new Guest(), new Guest()];
  const membership = await join(rooms, 'plan', writer);
  const reading = await join(rooms, 'plan', reader);
  const elsewhere = await join(rooms, 'other', other);
  const most = write('x'.repeat(limits.unstoredBytes / 4));
  const more = await Promise.all(['a', 'b', 'c'].map((document) => join(rooms, document)));
  io.failing = true;
  for (const writing of [membership, ...more]) writing.receive(most);
  await clock.advance(limits.firstRetry);
  reading.receive(most);
  assert.equal(reader.closed, null, 'a known update needs no space');
  membership.receive(write('more'));
  elsewhere.receive(write('more'));
  assert.deepEqual([writer.closed, other.closed], [CloseCode.overloaded, CloseCode.overloaded]);
  io.failing = false;
  await clock.advance(limits.longestRetry);
  assert.equal(stored(disk).length, limits.unstoredBytes / 4);
  const again = new Guest();
  (await join(rooms, 'plan', again)).receive(write('more'));
  assert.equal(again.closed, null);
});

test('[EPOCH1] a member that knows the document under another epoch is rejected with 4409', async () => {
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

test('[EPOCH4] a new document has the epoch of the first member that may write and names one', async () => {
  const [first, second] = ['1', '2'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`) as [string, string];
  const { rooms, disk } = openRooms();
  const epochOf = (document: string) => (disk.get(document) as { epoch: string }).epoch;
  const typeOf = async (document: string, epoch: string, guest = new Guest()) =>
    (await rooms.join(document, epoch, guest, wanted)).type;
  const joins = [typeOf('plan', first), typeOf('plan', second), typeOf('plan', first)];
  assert.deepEqual(await Promise.all(joins), ['joined', 'rejected', 'joined']);
  assert.equal(epochOf('plan'), first);

  const reader = Object.assign(new Guest(), { role: 'read' as const });
  assert.equal(await typeOf('read', first, reader), 'rejected');
  assert.notEqual(epochOf('read'), first);
  for (const [i, epoch] of ['x', `${first} `, first.replace(/0/, 'A'), 'x'.repeat(1_000)].entries()) {
    assert.equal(await typeOf(`odd-${i}`, epoch), 'rejected');
    assert.ok(isEpoch(epochOf(`odd-${i}`)));
  }
});

test('[EPOCH2] a deletion closes all members with 4410, and rejects all later joins', async () => {
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
  const rejection = await rooms.join('plan', null, new Guest(), wanted);
  assert.ok(rejection.type === 'rejected' && rejection.code === CloseCode.deleted);
  assert.equal(await announced.delete('plan'), false);
});

test('[EPOCH2] an update on its way to the store during a deletion is neither stored nor acknowledged', async () => {
  const { rooms, disk, clock, io, store } = openRooms();
  const guest = new Guest(true);
  const membership = await join(rooms, 'plan', guest);
  io.failing = true;
  membership.receive(write('Hello'));
  await clock.advance(0);
  io.failing = false;
  await store.delete('plan'); // not announced, as when the rooms have not heard of the deletion yet
  await store.create('plan');
  await clock.advance(limits.longestRetry);
  assert.equal(guest.closed, CloseCode.deleted);
  assert.equal(stored(disk), '');
  assert.ok(guest.frames.every(([type]) => type !== MessageType.ack));
});

test('a damaged document can be read but not joined, and is left unchanged', async () => {
  const { rooms, disk, store } = openRooms();
  (await join(rooms)).leave();
  const { epoch } = disk.get('plan') as { epoch: string };
  const { update } = write('Hello') as { update: Uint8Array };
  const updates = [update, new Uint8Array([1, 1, 1, 0, 4, 1])];
  store.load = async () => ({ type: 'damaged', damage: 'update 2 is not what was written', epoch, updates });
  const again = openRoomsOn(store, new TestClock()).rooms;
  const rejection = await again.join('plan', epoch, new Guest(), wanted);
  assert.ok(rejection.type === 'rejected' && rejection.code === CloseCode.damaged);
  store.load = async () => ({ type: 'whole', created: false, sequence: 1, epoch, updates });
  const unreadable = await again.join('plan', epoch, new Guest(), wanted);
  assert.ok(unreadable.type === 'rejected' && unreadable.code === CloseCode.damaged);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, (await again.read('plan'))!);
  assert.equal(doc.getText('text').toString(), 'Hello');
  assert.equal(stored(disk), '');
});

test('a version has a name once all of it is durable, and the same one when it is loaded again', async () => {
  const { rooms, store, io, disk } = openRooms();
  const member = await join(rooms);
  const { epoch } = disk.get('plan') as { epoch: string };
  const version = async () => (await rooms.readVersion('plan'))?.version;
  assert.equal(await version(), `${epoch}.0`);
  let release = () => {};
  io.ready = new Promise<void>((resolve) => (release = resolve));
  member.receive(write('Hello'));
  const flushed = rooms.flush();
  await setImmediate(); // the append has begun, and waits
  io.ready = Promise.resolve();
  assert.equal(await version(), null);
  release();
  await flushed;
  assert.equal(await version(), `${epoch}.1`);
  assert.equal((await openRoomsOn(store, new TestClock()).rooms.readVersion('plan'))?.version, `${epoch}.1`);
});

test('a server alone names a version that any attempt has stored, but none of which it has not all', async () => {
  for (const [appended, expected] of [
    [{ first: null, last: 1 }, '1'],
    [{ first: 3, last: 3 }, null], // a server without a bus to this one has written
  ] as const) {
    const { rooms, store, disk } = openRooms();
    const append = store.append.bind(store);
    store.append = async (...args) => (await append(...args)) && appended;
    const member = await join(rooms);
    const { epoch } = disk.get('plan') as { epoch: string };
    member.receive(write('Hello'));
    await rooms.flush();
    assert.equal((await rooms.readVersion('plan'))?.version, expected && `${epoch}.${expected}`);
  }
});
