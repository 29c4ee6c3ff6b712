// Edits for a request: durable when the answer comes, or the answer says why not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloseCode } from '../../protocol/close-codes.ts';
import { firstContent, titleEdit } from '../document/edits.ts';
import { limits } from '../limits/limits.ts';
import { type Disk, MemoryStore } from '../store/memory.ts';
import { TestClock } from '../testing/clock.ts';
import { openRoomsOn } from '../testing/rooms.ts';
import { whole } from '../testing/store-contract.ts';

const writer = { role: 'write', user: { id: 'ada', name: 'Ada', color: null, guest: false } } as const;

/** Rooms on a store whose appends wait for `gate`. */
async function openRooms(gate: Promise<void> = Promise.resolve()) {
  const clock = new TestClock();
  const disk: Disk = new Map();
  const plain = new MemoryStore(disk);
  const append: typeof plain.append = async (...append) => (await gate, plain.append(...append));
  const { rooms } = openRoomsOn(Object.assign(new MemoryStore(disk), { append }), clock);
  await plain.create('plan');
  return { rooms, clock, plain };
}

test('[EDIT1] an edit is stored with its author when it is done, and there may be nothing to do', async () => {
  const { rooms, clock, plain } = await openRooms();
  const editing = rooms.edit('plan', writer, () => firstContent({ title: 'Plan', blocks: [] }));
  await clock.advance(limits.idleRoom / 2);
  assert.deepEqual(await editing, { type: 'done' });
  assert.equal(whole(await plain.load('plan')).updates.length, 1);
  assert.deepEqual(
    (await plain.authors('plan')).map(({ user }) => user),
    ['ada'],
  );
  assert.deepEqual(await rooms.edit('plan', writer, (state) => titleEdit(state, 'Plan')), { type: 'done' });
  assert.equal(await rooms.edit('nothing', writer, () => null), null);
});

test('[EDIT1] an edit that the store does not confirm in time is late, and not lost', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const { rooms, clock, plain } = await openRooms(gate);
  let outcome: unknown;
  void rooms
    .edit('plan', writer, () => firstContent({ title: 'Plan', blocks: [] }))
    .then((result) => (outcome = result));
  await clock.advance(limits.editTime - 1);
  assert.equal(outcome, undefined);
  await clock.advance(1);
  assert.deepEqual(outcome, { type: 'late' });
  open();
  await clock.advance(1);
  assert.equal(whole(await plain.load('plan')).updates.length, 1);
});

test('[EDIT1] an edit of somebody who may not write, or of no update, is rejected', async () => {
  const { rooms, clock } = await openRooms();
  const codeOf = async (role: 'read' | 'write', update: Uint8Array) => {
    const editing = rooms.edit('plan', { role, user: null }, () => update);
    await clock.advance(100);
    const outcome = await editing;
    return outcome?.type === 'rejected' ? outcome.code : outcome;
  };
  assert.equal(await codeOf('read', firstContent({ title: 'Plan', blocks: [] })!), CloseCode.forbidden);
  assert.equal(await codeOf('write', new Uint8Array([9, 9])), CloseCode.malformed);
});
