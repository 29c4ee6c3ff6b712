import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { pino } from 'pino';
import * as Y from 'yjs';
import { limits } from './limits.ts';
import { type ClientMessage, encodeAck, encodeNotice, MessageType } from './protocol/messages.ts';
import type { Member } from './room.ts';
import { Rooms } from './rooms.ts';
import type { Store } from './store/store.ts';

const silent = pino({ level: 'silent' });
const wanted = () => true;
const nobody = (): Member => ({ speaksQuire: false, send: () => {}, close: () => {} });

/** A store whose answers the test gives. */
class FakeStore implements Store {
  loads = 0;
  appends = 0;
  load = async () => (this.loads++, await this.loading, { epoch: 'one', updates: [] });
  append = async () => {
    this.appends++;
    if (this.failing) throw new Error('no space left');
    await this.appending;
  };
  list = async () => [];
  find = async () => null;
  close = async () => {};
  loading: Promise<void> = Promise.resolve();
  appending: Promise<void> = Promise.resolve();
  failing = false;
}

function write(text: string): ClientMessage {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, text);
  return { type: 'update', update: Y.encodeStateAsUpdate(doc) };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('a document is loaded once however many join at once', async () => {
  const store = new FakeStore();
  const rooms = new Rooms(store, silent);
  await Promise.all(Array.from({ length: 10 }, () => rooms.join('plan', nobody(), wanted)));
  assert.equal(store.loads, 1);
});

test('a load that fails is told to all who wait, and the next to join tries again', async () => {
  const store = new FakeStore();
  const rooms = new Rooms(store, silent);
  store.loading = Promise.reject(new Error('a bad sector'));
  const joins = await Promise.allSettled([rooms.join('plan', nobody(), wanted), rooms.join('plan', nobody(), wanted)]);
  assert.deepEqual(joins.map(({ status }) => status), ['rejected', 'rejected']);
  store.loading = Promise.resolve();
  assert.ok(await rooms.join('plan', nobody(), wanted));
});

test('who is gone before the document is loaded gets no seat', async () => {
  const rooms = new Rooms(new FakeStore(), silent);
  assert.equal(await rooms.join('plan', nobody(), () => false), null);
});

test('an empty room stays in memory for a while, and is loaded anew after that', async (t) => {
  t.after(() => mock.timers.reset());
  const store = new FakeStore();
  const rooms = new Rooms(store, silent);
  const seat = await rooms.join('plan', nobody(), wanted);
  mock.timers.enable({ apis: ['setTimeout'] });
  seat!.leave();
  mock.timers.tick(limits.idleRoom - 1);
  const again = await rooms.join('plan', nobody(), wanted);
  assert.equal(store.loads, 1);
  again!.leave();
  mock.timers.tick(limits.idleRoom);
  await rooms.join('plan', nobody(), wanted);
  assert.equal(store.loads, 2);
});

test('a room with something unstored is not unloaded, however long it takes', async (t) => {
  t.after(() => mock.timers.reset());
  const store = new FakeStore();
  const rooms = new Rooms(store, silent);
  let kept = () => {};
  store.appending = new Promise((resolve) => (kept = resolve));
  const seat = await rooms.join('plan', nobody(), wanted);
  seat!.receive(write('Hello'));
  await tick();
  mock.timers.enable({ apis: ['setTimeout'] });
  seat!.leave();
  mock.timers.tick(10 * limits.idleRoom);
  await rooms.join('plan', nobody(), () => false);
  assert.equal(store.loads, 1);
  kept();
  await tick();
  mock.timers.tick(limits.idleRoom);
  await rooms.join('plan', nobody(), wanted);
  assert.equal(store.loads, 2);
});

test('when an append fails, those who speak quire.1 are told, each time, and the others are not', async (t) => {
  t.after(() => mock.timers.reset());
  const store = new FakeStore();
  const rooms = new Rooms(store, silent);
  const frames: Uint8Array[] = [];
  const seat = await rooms.join('plan', { ...nobody(), speaksQuire: true, send: (frame) => frames.push(frame) }, wanted);
  await rooms.join('plan', { ...nobody(), send: (frame) => assert.notEqual(frame[0], MessageType.notice) }, wanted);
  mock.timers.enable({ apis: ['setTimeout'] });
  store.failing = true;
  seat!.receive(write('Hello'));
  await tick();
  await tick();
  assert.deepEqual(frames.at(-1), encodeNotice({ type: 'unsaved' }));
  store.failing = false;
  mock.timers.tick(8_000);
  await tick();
  assert.deepEqual(frames.at(-1), encodeAck(1));
});

test('an append that fails is tried again until it is kept, and a drain waits for it', async (t) => {
  t.after(() => mock.timers.reset());
  const store = new FakeStore();
  const rooms = new Rooms(store, silent);
  const seat = await rooms.join('plan', nobody(), wanted);
  mock.timers.enable({ apis: ['setTimeout'] });
  store.failing = true;
  seat!.receive(write('Hello'));
  let drained = false;
  const drain = rooms.drain().then(() => (drained = true));
  for (const attempts of [1, 2, 3]) {
    await tick();
    assert.equal(store.appends, attempts);
    assert.ok(!drained);
    mock.timers.tick(8_000);
  }
  store.failing = false;
  mock.timers.tick(8_000);
  await tick();
  mock.timers.tick(8_000);
  await drain;
});
