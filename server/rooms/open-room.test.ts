import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeAck, encodeNotice, MessageType } from '../../protocol/messages.ts';
import type { RoomMessage } from './member.ts';
import type { Disk } from '../store/memory.ts';
import { settled } from '../testing/clock.ts';
import { Guest, join, openRooms, sortedCharacters, stored, wanted, write } from '../testing/guest.ts';
import { breaksWhenApplied, embed, update } from '../testing/updates.ts';

const breaking: RoomMessage = { type: 'update', update: breaksWhenApplied(666) };

test('an empty room stays in memory for a while; then its document is compacted, and loaded anew', async () => {
  const { rooms, clock, io, disk } = openRooms();
  const membership = await join(rooms);
  membership.receive(write('Hello'));
  membership.leave();
  await clock.advance(limits.idleRoom - 1);
  const again = await join(rooms);
  assert.equal(io.requests, 2, 'a load and an append');
  again.leave();
  await clock.advance(limits.idleRoom);
  assert.equal(io.requests, 3);
  const { log, snapshot } = disk.get('plan') as Exclude<ReturnType<Disk['get']>, 'deleted' | undefined>;
  assert.ok(snapshot !== null && log.length === 0);
  await join(rooms);
  assert.equal(io.requests, 4);
});

test('a room with an update that is not durable stays in memory, however long that takes', async () => {
  const { rooms, clock, io } = openRooms();
  const membership = await join(rooms);
  let release = () => {};
  io.ready = new Promise<void>((resolve) => (release = resolve));
  membership.receive(write('Hello'));
  membership.leave();
  await clock.advance(10 * limits.idleRoom);
  await rooms.join('plan', null, new Guest(), () => false);
  assert.equal(io.requests, 2);
  release();
  await clock.advance(limits.idleRoom);
  await join(rooms);
  assert.equal(io.requests, 4, 'compacted and loaded');
});

test('each failed append is a Notice to members that speak quire.1, and to no others', async () => {
  const { rooms, clock, io } = openRooms();
  const [writer, stock] = [new Guest(true), new Guest()];
  const membership = await join(rooms, 'plan', writer);
  await join(rooms, 'plan', stock);
  io.failing = true;
  membership.receive(write('Hello'));
  await clock.advance(limits.firstRetry);
  assert.deepEqual(writer.notices, [encodeNotice({ type: 'unsaved' }), encodeNotice({ type: 'unsaved' })]);
  io.failing = false;
  await clock.advance(limits.longestRetry);
  assert.deepEqual(writer.frames.at(-1), encodeAck(1));
  assert.deepEqual(stock.notices, []);
});

test('[FAULT1] updates that arrive while the store fails are stored in order once the store works', async () => {
  const { rooms, clock, io, disk } = openRooms();
  const guest = new Guest(true);
  const membership = await join(rooms, 'plan', guest);
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => membership.receive({ type: 'update', update }));
  io.failing = true;
  for (let i = 0; i < 50; i++) {
    doc.getText('text').insert(i, String(i % 10));
    await clock.advance(limits.firstRetry);
  }
  assert.equal(guest.frames.filter(([type]) => type === MessageType.ack).length, 0, 'nothing is acknowledged');
  io.failing = false;
  await clock.advance(limits.longestRetry);
  assert.deepEqual(guest.frames.at(-1), encodeAck(50));
  assert.equal(stored(disk), '0123456789'.repeat(5));
});

test('[DRAIN1] a failed append is retried until it succeeds; a drain shortens the backoff, and waits', async () => {
  const { rooms, clock, io, disk } = openRooms();
  const guest = new Guest(true);
  const membership = await join(rooms, 'plan', guest);
  io.failing = true;
  membership.receive(write('Hello'));
  await clock.advance(10 * limits.longestRetry);
  let drained = false;
  const drain = rooms.drain().then(() => (drained = true));
  await settled();
  assert.deepEqual(guest.notices.at(-2), encodeNotice({ type: 'draining' }));
  assert.ok(!drained && rooms.draining);
  assert.deepEqual(await rooms.unstored(), ['plan']);
  io.failing = false;
  await clock.advance(limits.firstRetry);
  await drain;
  assert.deepEqual(await rooms.unstored(), []);
  assert.equal(stored(disk), 'Hello');
});

test('[HOSTILE1] an update that cannot be applied closes only its sender, also while the store fails', async () => {
  const { rooms, clock, io, disk } = openRooms();
  const [ada, mallory] = [new Guest(true), new Guest()];
  const writing = await join(rooms, 'plan', ada);
  const hostile = await join(rooms, 'plan', mallory);
  writing.receive(write('before '));
  await clock.advance(0);
  io.failing = true;
  writing.receive(write('while it fails '));
  await clock.advance(0);
  hostile.receive(breaking);
  writing.receive(write('with it '));
  await clock.advance(0);
  writing.receive(write('after it '));
  await clock.advance(3 * limits.longestRetry);
  assert.deepEqual([ada.closed, mallory.closed], [null, null], 'the reload waits for the store');
  assert.deepEqual(await rooms.unstored(), ['plan']);
  const late = join(rooms);
  io.failing = false;
  await clock.advance(2 * limits.longestRetry);
  assert.deepEqual([ada.closed, mallory.closed], [null, CloseCode.malformed]);
  assert.deepEqual(ada.frames.at(-1), encodeAck(4));
  assert.deepEqual(sortedCharacters(stored(disk)), sortedCharacters('before while it fails with it after it '));
  assert.ok('receive' in (await late));
  assert.deepEqual(await rooms.unstored(), []);
});

test('[HOSTILE1] a join or a read during a reload waits, and gets the document as it is then', async () => {
  const { rooms, clock, io } = openRooms();
  const hostile = await join(rooms);
  hostile.receive(write('Hello'));
  await clock.advance(0);
  hostile.receive(breaking);
  io.failing = true;
  await clock.advance(0);
  const guest = new Guest(true);
  const joined = join(rooms, 'plan', guest);
  await clock.advance(limits.firstRetry);
  assert.equal(guest.frames.length, 0);
  io.failing = false;
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

test('[HOSTILE1] [DRAIN1] a drain during a reload stores what arrived with the hostile update', async () => {
  const { rooms, clock, io, disk } = openRooms();
  const membership = await join(rooms);
  io.failing = true;
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
  io.failing = false;
  await clock.advance(limits.firstRetry);
  await drain;
  assert.deepEqual(sortedCharacters(stored(disk)), sortedCharacters('Hello world'));
  assert.equal(mallory.closed, CloseCode.malformed);
});

test('[HOSTILE1] [EPOCH2] a deletion during a reload closes all members with 4410', async () => {
  for (const place of ['here', 'elsewhere'] as const) {
    const { rooms, clock, io, store, announced, disk } = openRooms();
    const guests = [new Guest(), new Guest()];
    const memberships = await Promise.all(guests.map((guest) => join(rooms, 'plan', guest)));
    memberships[0]!.receive(breaking);
    io.failing = true;
    await clock.advance(0);
    io.failing = false;
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

test('[HOSTILE1] [KEEP2] damage that a reload finds closes all members with 4423', async () => {
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
  const rejection = await rooms.join('plan', null, new Guest(), wanted);
  assert.ok(rejection.type === 'rejected' && rejection.code === CloseCode.damaged);
});

test('[KEEP2] damage that is found on hydration closes all members with 4423, and changes nothing', async () => {
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
