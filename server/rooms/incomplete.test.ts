import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeSyncStep2, encodeUpdate } from '../../protocol/messages.ts';
import type { ReceivedUpdate } from './inbox.ts';
import { Incomplete } from './incomplete.ts';
import { Client, dependentUpdates, malformed, markStored, openRoom } from '../testing/room.ts';
import { gc, text, update } from '../testing/updates.ts';

const from = (member: string, bytes: Uint8Array): ReceivedUpdate<string> => ({
  member,
  update: bytes,
  parts: 1,
  starts: new Map(),
  isAnswer: false,
  unauthorized: false,
  authors: [],
});

/** An update of `clients` Yjs clients. */
const ofClients = (clients: number) =>
  update(Array.from({ length: clients }, (_, i) => ({ client: 600 + i, clock: 1, structs: [gc(1)] })));

test('[HOSTILE5] nobody is expelled within the limits, and all senders are beyond them', () => {
  const [small, oneByte] = [ofClients(1), new Uint8Array(1)];
  for (const [what, updates, beyond] of [
    ['updates', Array.from({ length: limits.pendingUpdates }, () => oneByte), oneByte],
    ['bytes', [new Uint8Array(limits.pendingBytes - 1)], new Uint8Array(2)],
    ['clients', [ofClients(limits.pendingClients)], small],
  ] as const) {
    const incomplete = new Incomplete<string>();
    for (const update of updates) incomplete.holdBack(from('ada', update));
    assert.deepEqual(incomplete.overflow(), [], what);
    incomplete.holdBack(from('ben', beyond));
    assert.deepEqual(
      incomplete.overflow(),
      ['ada', 'ben'].map((member) => ({ member, code: CloseCode.overloaded })),
      what,
    );
  }
});

test('[HOSTILE5] exactly as many bytes as the limit may be held back', () => {
  const incomplete = new Incomplete<string>();
  incomplete.holdBack(from('ada', new Uint8Array(limits.pendingBytes)));
  assert.deepEqual(incomplete.overflow(), []);
});

test('[HOSTILE5] a sender that was asked and has answered is at fault; one that answered before is not', () => {
  const incomplete = new Incomplete<string>();
  incomplete.answered('ben');
  incomplete.holdBack(from('ada', ofClients(limits.pendingClients)));
  assert.deepEqual(incomplete.takeUnasked(), ['ada']);
  incomplete.answered('ada');
  incomplete.holdBack(from('ben', ofClients(1)));
  assert.deepEqual(incomplete.overflow(), [
    { member: 'ada', code: CloseCode.malformed },
    { member: 'ben', code: CloseCode.overloaded },
  ]);
});

test('each sender is asked once, as long as anything is held back', () => {
  const incomplete = new Incomplete<string>();
  const [first, second] = [from('ada', ofClients(1)), from('ada', ofClients(2))];
  for (const update of [first, second, from('ben', ofClients(1))]) incomplete.holdBack(update);
  assert.deepEqual(incomplete.takeUnasked(), ['ada', 'ben']);
  assert.deepEqual(incomplete.takeUnasked(), []);
  for (const update of incomplete.takeAll()) if (update.member === 'ada') incomplete.holdBack(update);
  assert.deepEqual(incomplete.takeUnasked(), []);
  incomplete.takeAll();
  assert.deepEqual(incomplete.takeUnasked(), []);
  incomplete.holdBack(second);
  assert.deepEqual(incomplete.takeUnasked(), ['ada'], 'again, as in between nothing was held back');
});

test('updates are held back until they are taken out or their sender leaves', () => {
  const incomplete = new Incomplete<string>();
  const [first, second, third] = ['ada', 'ada', 'ben'].map((member) => from(member, ofClients(1))) as [
    ReceivedUpdate<string>,
    ReceivedUpdate<string>,
    ReceivedUpdate<string>,
  ];
  assert.equal(incomplete.members, null);
  for (const update of [first, second, third]) incomplete.holdBack(update);
  incomplete.take(first);
  assert.deepEqual(incomplete.updates, [second, third]);
  assert.deepEqual(incomplete.members, new Set(['ada', 'ben']));
  incomplete.leave('ada');
  assert.deepEqual(incomplete.takeAll(), [third]);
  assert.ok(incomplete.isEmpty);
});

test('an update that depends on a missing one is asked about once, and relayed and appended when that arrives', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  const elsewhere = new Y.Doc();
  const updates: Uint8Array[] = [];
  elsewhere.on('update', (update: Uint8Array) => updates.push(update));
  for (const word of ['one ', 'two ', 'three ']) {
    elsewhere.getText('text').insert(elsewhere.getText('text').length, word);
  }
  ada.say(encodeUpdate(updates[1]!));
  ada.say(encodeUpdate(updates[2]!));
  room.flush(0);
  room.flush(0);
  assert.equal(ada.received('syncStep1'), 2, 'one at the join, one about what is missing');
  assert.equal(ben.received('syncStep1'), 1);
  assert.equal(appended.length, 0);

  ben.say(encodeUpdate(updates[0]!));
  room.flush(0);
  assert.equal(appended.length, 1);
  assert.equal(ada.text.toString(), 'one two three ');
  assert.equal(ben.text.toString(), 'one two three ', 'ben, who sent the missing update, gets the others');
});

test('[ACK3] an update that depends on a missing one is acknowledged only when both are durable', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room, true), new Client(room, true)];
  const [first, second] = dependentUpdates();
  ada.say(encodeUpdate(second));
  ben.text.insert(0, 'ben');
  room.flush(0);
  markStored(room, appended[0]!.id);
  assert.deepEqual([ada.acks, ben.acks], [[], [1]]);
  ada.say(encodeUpdate(first));
  room.flush(0);
  assert.deepEqual(ada.acks, []);
  markStored(room, appended[1]!.id);
  assert.deepEqual(ada.acks, [2]);
});

test('[ACK3] an Ack that is held back only for another member is sent when that one leaves', () => {
  const { room, appended } = openRoom();
  const [ada, mallory] = [new Client(room, true), new Client(room)];
  const [first, second] = dependentUpdates();
  mallory.say(encodeUpdate(update([{ client: 666, clock: 1, structs: [gc(1)] }])));
  ada.say(encodeUpdate(second));
  room.flush(0);
  ada.say(encodeUpdate(first));
  room.flush(0);
  for (const { id } of appended) markStored(room, id);
  room.leave(mallory, 0);
  room.flush(0);
  assert.deepEqual(ada.acks, [2]);
});

test('[AUTH2] what is held back of a member that may not write any more is discarded, and brought when it may', () => {
  for (const speaksQuire of [true, false]) {
    const { room, appended } = openRoom();
    const [ada, ben] = [new Client(room, true), new Client(room, speaksQuire)];
    const [first, second] = dependentUpdates();
    ada.say(encodeUpdate(second));
    ben.say(encodeUpdate(second));
    room.flush(0);
    ben.become('read');
    const asked = ben.received('syncStep1');
    ben.say(encodeUpdate(first));
    for (let i = 0; i < 3; i++) ben.say(encodeUpdate(second));
    room.flush(0);
    assert.deepEqual([ben.received('syncStep1'), ben.closed, appended.length], [asked, null, 0]);
    room.leave(ada, 0);
    const [cleo, reader] = [new Client(room), new Client(room)];
    cleo.say(encodeUpdate(first));
    room.flush(0);
    markStored(room, appended[0]!.id);
    assert.deepEqual([reader.text.toString(), ben.acks], ['one', []], 'nothing is held back of it');
    ben.become('write');
    ben.say(encodeSyncStep2(second));
    room.flush(0);
    markStored(room, appended[1]!.id);
    assert.deepEqual([reader.text.toString(), ben.acks], ['onetwo', speaksQuire ? [6] : []]);
  }
});

test('[AUTH2] after a refusal, what a stock client writes is not even read; a quire.1 client is told each time', () => {
  const { room } = openRoom();
  const [stock, quire] = [new Client(room), new Client(room, true)];
  const [first, second] = dependentUpdates();
  for (const client of [stock, quire]) {
    client.become('read');
    for (const update of [first, second]) {
      client.say(encodeUpdate(update));
      room.flush(0);
    }
  }
  stock.say(encodeUpdate(malformed));
  assert.deepEqual([stock.refusals, quire.refusals, stock.closed], [1, 2, null]);
});

test('[HOSTILE5] beyond the bytes that may be held back, all senders are closed: with 4400 after an answer', () => {
  const waits = (bytes: number, client: number) =>
    update([{ client, clock: 1, structs: [text('x'.repeat(bytes), { root: 't' })] }]);
  const { room, appended } = openRoom();
  const [ada, ben, mallory] = [new Client(room, true), new Client(room), new Client(room)];
  mallory.say(encodeUpdate(waits(1, 600)));
  room.flush(0);
  mallory.say(encodeSyncStep2(waits(limits.pendingBytes / 2, 601)));
  room.flush(0);
  assert.equal(mallory.closed, null);
  ben.say(encodeUpdate(waits(limits.pendingBytes / 2, 602)));
  ada.text.insert(0, 'Hello');
  room.flush(0);
  assert.deepEqual([ada.closed, ben.closed, mallory.closed], [null, CloseCode.overloaded, CloseCode.malformed]);
  for (const { id } of appended) markStored(room, id);
  assert.deepEqual(ada.acks, [1]);
});

test('[HOSTILE5] beyond the updates or clients that may be held back, the senders are closed', () => {
  for (const [make, most] of [
    [
      (count: number) => Array.from({ length: count }, () => update([{ client: 600, clock: 1, structs: [gc(1)] }])),
      limits.pendingUpdates,
    ],
    [
      (count: number) => [
        update(Array.from({ length: count }, (_, i) => ({ client: 600 + i, clock: 1, structs: [gc(1)] }))),
      ],
      limits.pendingClients,
    ],
  ] as const) {
    for (const [count, closed] of [
      [most, null],
      [most + 1, CloseCode.overloaded],
    ] as const) {
      const { room } = openRoom();
      const mallory = new Client(room);
      for (const waits of make(count)) mallory.say(encodeUpdate(waits));
      room.flush(0);
      assert.equal(mallory.closed, closed, `${count}`);
    }
  }
});

test('[ACK3] [HOSTILE5] an update that was held back and discarded is never acknowledged', () => {
  const { room } = openRoom();
  const mallory = new Client(room, true);
  mallory.say(encodeUpdate(update([{ client: 600, clock: 1, structs: [text('x'.repeat(limits.pendingBytes))] }])));
  room.flush(0);
  assert.equal(mallory.closed, CloseCode.overloaded);
  mallory.say(encodeSyncStep2(new Uint8Array([0, 0])));
  room.flush(0);
  assert.deepEqual(mallory.acks, []);
});
