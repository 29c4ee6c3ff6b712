import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { messageOf } from '../../protocol/error-message.ts';
import type { AccessInfo } from '../../protocol/messages.ts';
import type { User } from '../../protocol/roles.ts';
import { Grants } from '../auth/grants.ts';
import type { Member } from '../rooms/room.ts';
import { MemoryStore } from '../store/memory.ts';
import { TestClock } from '../testing/clock.ts';
import { openRoomsOn } from '../testing/rooms.ts';
import { announcedStore } from './announced-store.ts';
import { Events, type ServerEvent } from './events.ts';

/** A store that can fail, rooms on it, and the events so far. */
function openAll() {
  const clock = new TestClock();
  const disk = { failing: false };
  const plain = new MemoryStore(new Map(), async (act) => {
    if (disk.failing) throw new Error('no space left');
    return act();
  });
  const { store, events, rooms } = openRoomsOn(plain, clock);
  const emitted: ServerEvent[] = [];
  events.subscribe((event) => emitted.push(event));
  return { clock, disk, store, events, rooms, emitted };
}

function memberOf(user: User | null): Member {
  const access: AccessInfo = { role: 'admin', user, expiresIn: null };
  const nothing = () => {};
  return {
    role: 'admin',
    user,
    access,
    speaksQuire: false,
    congested: false,
    send: nothing,
    refused: nothing,
    close: nothing,
  };
}

const ada: User = { id: 'ada', name: 'Ada', color: null, guest: false };

function update(): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'Hello');
  return Y.encodeStateAsUpdate(doc);
}

test('every listener gets each event, in the order of subscription, and no event after it unsubscribed', () => {
  const events = new Events(assert.ifError);
  const emitted: string[] = [];
  const unsubscribe = events.subscribe(({ type }) => emitted.push(`first ${type}`));
  events.subscribe(({ type }) => emitted.push(`second ${type}`));
  events.emit({ type: 'created', document: 'plan' });
  unsubscribe();
  events.emit({ type: 'deleted', document: 'plan' });
  assert.deepEqual(emitted, ['first created', 'second created', 'second deleted']);
});

test('a listener that throws stops neither the emitter nor the other listeners', () => {
  const failures: unknown[] = [];
  const events = new Events((error, { type }) => failures.push([messageOf(error), type]));
  const emitted: string[] = [];
  events.subscribe(() => {
    throw new Error('a broken webhook');
  });
  events.subscribe(({ type }) => emitted.push(type));
  events.emit({ type: 'created', document: 'plan' });
  assert.deepEqual([failures, emitted], [[['a broken webhook', 'created']], ['created']]);
});

test('the life of a document is a series of events: created, joined, changed, left, deleted', async () => {
  const { clock, store, rooms, emitted } = openAll();
  const joined = await rooms.join('plan', null, memberOf(ada), () => true);
  assert.ok(joined.type === 'joined');
  const { membership } = joined;
  membership.receive({ type: 'update', update: update() });
  await clock.advance(0);
  membership.leave();
  assert.equal(await store.delete('plan'), true);
  assert.deepEqual(emitted, [
    { type: 'created', document: 'plan' },
    { type: 'joined', document: 'plan', user: ada },
    { type: 'changed', document: 'plan' },
    { type: 'left', document: 'plan', user: ada },
    { type: 'deleted', document: 'plan' },
  ]);
});

test('an existing document emits no second created, and a missing one no deleted', async () => {
  const { store, emitted } = openAll();
  assert.equal(await store.create('plan'), true);
  assert.equal(await store.create('plan'), false);
  await store.load('plan');
  assert.equal(await store.delete('other'), false);
  assert.deepEqual(emitted, [{ type: 'created', document: 'plan' }]);
});

test('a change that the store did not confirm emits nothing', async () => {
  const { disk, store, emitted } = openAll();
  disk.failing = true;
  await assert.rejects(store.create('plan'));
  await assert.rejects(store.delete('plan'));
  disk.failing = false;
  assert.equal(await store.append('plan', 'another epoch', [update()], ''), null);
  assert.deepEqual(emitted, []);
});

test('links that are created, changed and withdrawn, and revocations, are events', async () => {
  const { clock, store, events, emitted } = openAll();
  const grants = await Grants.open(store, events, clock);
  await store.create('plan');
  const link = (await grants.createLink({ document: 'plan', role: 'read', createdBy: null, expiresAt: null }))!;
  await grants.changeLink({ ...link, role: 'write', expiresAt: 5_000 });
  await grants.withdrawLink(link);
  await grants.revoke({ token: 'jti', user: null, document: null });
  await grants.revoke({ token: null, user: 'ada', document: 'plan' });
  const { id } = link;
  assert.deepEqual(emitted.slice(1), [
    { type: 'granted', document: 'plan', link: id, role: 'read', expiresAt: null },
    { type: 'granted', document: 'plan', link: id, role: 'write', expiresAt: 5_000 },
    { type: 'revoked', document: 'plan', link: id, token: null, user: null },
    { type: 'revoked', document: null, link: null, token: 'jti', user: null },
    { type: 'revoked', document: 'plan', link: null, token: null, user: 'ada' },
  ]);
});

test('an announced store answers as the store below it does', async () => {
  const plain = new MemoryStore();
  const store = announcedStore(plain, new Events(assert.ifError));
  await store.create('plan');
  assert.deepEqual(await store.find('plan'), await plain.find('plan'));
  assert.deepEqual(await store.list(10), await plain.list(10));
  assert.deepEqual(await store.authors('plan'), []);
  assert.deepEqual(await store.grants(), { links: [], revocations: [] });
});
