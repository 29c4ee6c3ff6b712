import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { CloseCode } from '../../protocol/close-codes.ts';
import {
  decodeClientMessage,
  encodeAwareness,
  encodeSyncStep1,
  encodeUpdate,
  MessageType,
} from '../../protocol/messages.ts';
import type { RoomMessage } from './member.ts';
import {
  addListener,
  Client,
  damagedWithin,
  dependentUpdates,
  malformed,
  markStored,
  openRoom,
  stateOf,
} from '../testing/room.ts';
import { breaksWhenApplied, breaksWhenWritten, text, update } from '../testing/updates.ts';

/** Waits for the first character of client 5, and throws when that is there. */
const waitsAndBreaks = update([
  { client: 666, structs: [text('x', { origin: [5, 0] }), text('y', { origin: [666, 99] })] },
]);

for (const [when, breaking] of [
  ['applied', breaksWhenApplied(666)],
  ['written', breaksWhenWritten(666)],
] as const) {
  test(`[HOSTILE1] an update that throws when it is ${when} is undone, and closes its sender; the others take effect`, () => {
    const { room, appended, reloads } = openRoom();
    const [ada, ben, mallory] = [new Client(room, true), new Client(room, true), new Client(room, true)];
    ada.text.insert(0, 'Hello');
    mallory.say(encodeUpdate(breaking));
    mallory.text.insert(0, 'after it');
    ben.text.insert(0, 'Hi');
    room.flush(0);
    assert.equal(reloads(), 1);
    assert.ok(room.dirty);
    assert.equal(
      appended.length + ada.received('update') + ben.received('update'),
      0,
      'nothing of a broken transaction',
    );
    room.rebuild([], 0);
    room.flush(0);
    assert.deepEqual([ada.closed, ben.closed, mallory.closed], [null, null, CloseCode.malformed]);
    const stored = new Y.Doc();
    for (const { id, update } of appended) {
      Y.applyUpdate(stored, update);
      markStored(room, id);
    }
    for (const { doc } of [ada, ben]) assert.deepEqual(stateOf(doc), stateOf(stored));
    assert.deepEqual(ada.text.toDelta(), ben.text.toDelta());
    assert.equal(stateOf(stored).get(666), undefined);
    assert.deepEqual([ada.acks, ben.acks, mallory.acks], [[1], [1], []], '[ACK4]');
    assert.ok(!room.dirty);
  });
}

test('[HOSTILE1] frames that depend on the document wait during a reload, and are all sent after it', () => {
  const { room, appended } = openRoom();
  const [ada, ben, mallory] = [new Client(room, true), new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  room.flush(0);
  const before = [{ update: appended[0]!.update }];
  mallory.say(encodeUpdate(breaksWhenApplied(666)));
  room.flush(0);
  const heard = ben.frames.length;
  ben.say(encodeSyncStep1(new Uint8Array([0])));
  ben.say(encodeAwareness([{ clientID: 1, clock: 1, state: '{}' }]));
  ada.text.insert(5, ' world');
  room.flush(0);
  assert.deepEqual(
    ben.frames.slice(heard).map(([type]) => type),
    [MessageType.awareness],
    'awareness goes on',
  );
  assert.equal(ada.frames.at(-1)![0], MessageType.awareness);
  room.rebuild(
    before.map(({ update }) => update),
    0,
  );
  room.flush(0);
  assert.equal(ben.received('syncStep2'), 2);
  assert.equal(ben.text.toString(), 'Hello world');
  assert.deepEqual(
    ben.frames.slice(heard).map((frame) => decodeClientMessage(frame).type),
    ['awareness', 'syncStep2', 'update'],
  );
  for (const { id } of appended) markStored(room, id);
  assert.deepEqual(ada.acks, [1, 2]);
});

test('[HOSTILE1] each of several hostile senders is found, and an honest update that was held back is kept', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room, true), new Client(room)];
  const hostile = [1, 2, 3].map(() => new Client(room));
  const [first, second] = dependentUpdates();
  ada.say(encodeUpdate(second));
  room.flush(0);
  for (const [i, client] of hostile.entries()) client.say(encodeUpdate(breaksWhenApplied(600 + i)));
  ada.say(encodeUpdate(first));
  room.flush(0);
  room.rebuild([], 0);
  room.flush(0);
  assert.deepEqual(
    hostile.map(({ closed }) => closed),
    [4400, 4400, 4400],
  );
  assert.equal(ben.text.toString(), 'onetwo');
  for (const { id } of appended) markStored(room, id);
  assert.deepEqual(ada.acks, [2]);
});

test('[HOSTILE1] an update that throws only once the missing one arrives closes its own sender', () => {
  const { room, appended } = openRoom();
  const [ada, mallory] = [new Client(room), new Client(room)];
  ada.doc.clientID = 5;
  mallory.say(encodeUpdate(waitsAndBreaks));
  room.flush(0);
  assert.equal(mallory.closed, null);
  ada.text.insert(0, 'Hello');
  room.flush(0);
  room.rebuild([], 0);
  room.flush(0);
  assert.deepEqual([ada.closed, mallory.closed], [null, CloseCode.malformed]);
  assert.equal(appended.length, 1);
});

test('[HOSTILE1] a rebuild from a stored document that cannot be read throws', () => {
  const { room } = openRoom();
  new Client(room).say(encodeUpdate(breaksWhenApplied(666)));
  room.flush(0);
  assert.throws(() => room.rebuild([malformed], 0));
});

test('[HOSTILE1] [ACK3] an update that was held back before a reload stays held back', () => {
  const { room, appended } = openRoom();
  const [ada, ben, mallory] = [new Client(room, true), new Client(room, true), new Client(room)];
  ada.say(encodeUpdate(update([{ client: 5, clock: 1, structs: [text('x', { root: 't' })] }])));
  room.flush(0);
  mallory.say(encodeUpdate(breaksWhenApplied(666)));
  ben.text.insert(0, 'Hello');
  room.flush(0);
  room.rebuild([], 0);
  room.flush(0);
  for (const { id } of appended) markStored(room, id);
  assert.deepEqual([ada.acks, ben.acks], [[], [1]]);
});

test("[KEEP2] damage that is found by a question or an update is no member's fault, and leads to a reload", () => {
  const word: RoomMessage = { type: 'update', update: update([{ client: 7, structs: [text('y')] }]) };
  const meets = {
    asking: ({ ask }: ReturnType<typeof addListener>) => ask(Y.encodeStateVector(new Map([[5, 1]]))),
    writing: ({ say }: ReturnType<typeof addListener>) => say(word),
    'writing what may not be': ({ say }: ReturnType<typeof addListener>) => say(word),
  };
  for (const [what, meet] of Object.entries(meets)) {
    const { room, appended, reloads } = openRoom([damagedWithin], what.includes('may not'));
    const [one, other] = [addListener(room), addListener(room)];
    meet(one);
    room.flush(0);
    assert.equal(reloads(), 1, what);
    meet(other);
    other.ask(new Uint8Array([0]));
    room.flush(0);
    assert.equal(reloads(), 1, 'it is on its way');
    assert.throws(() => room.rebuild([damagedWithin], 0));
    assert.deepEqual([appended.length, one.closed], [0, []], what);
    assert.ok(
      one.frames.every(([type]) => type !== MessageType.ack),
      'nothing is acknowledged',
    );
    assert.ok(room.dirty);
  }
});
