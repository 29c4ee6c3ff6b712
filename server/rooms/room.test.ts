import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { advertisedLimits, limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import {
  decodeClientMessage,
  encodeAck,
  encodeAwareness,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeUpdate,
  encodeWelcome,
} from '../../protocol/messages.ts';
import { roles } from '../../protocol/roles.ts';
import { addListener, Client, damagedWithin, malformed, markStored, openRoom, stateOf } from '../testing/room.ts';
import { gc, update } from '../testing/updates.ts';

/** A text of any Yjs client, which cleans up the formats of its own accord. */
const textOf = (doc: Y.Doc) => doc.getText('text');

const ownState = Y.encodeStateVector(new Map([[5, 2]]));
const allDeletions = update([], [{ client: 5, ranges: [[0, 1]] }]);

test('an update reaches all other members in one frame for each flush, and the store in one append', () => {
  const { room, appended, scheduled } = openRoom();
  const [ada, ben, cleo] = [new Client(room), new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  ada.text.insert(5, ' world');
  cleo.text.insert(0, '!');
  assert.deepEqual(scheduled, [0]);
  room.flush(0);
  for (const client of [ada, ben, cleo]) assert.equal(client.text.length, 12);
  assert.equal(ben.received('update'), 1);
  assert.equal(appended.length, 1);
});

test('the sole sender of a flush does not get its own update back', () => {
  const { room } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  room.flush(0);
  assert.equal(ada.received('update'), 0);
  assert.equal(ben.received('update'), 1);
});

test('an update that the document already has is neither relayed nor appended', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  room.flush(0);
  ben.say(encodeUpdate(Y.encodeStateAsUpdate(ben.doc)));
  ben.say(encodeUpdate(new Uint8Array([0, 0])));
  room.flush(0);
  assert.equal(ada.received('update'), 0);
  assert.equal(appended.length, 1);
});

test('a member that joins is asked for what it has, and sent what it lacks', () => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'Hello');
  const { room } = openRoom([Y.encodeStateAsUpdate(doc)]);
  const ada = new Client(room);
  assert.equal(ada.text.toString(), 'Hello');
  assert.deepEqual(
    ada.frames.map((frame) => decodeClientMessage(frame).type),
    ['syncStep1', 'syncStep2'],
  );
});

test('clients and stored updates converge, whatever is written, by whom, and flushed when', () => {
  const step = fc.record({
    client: fc.nat(3),
    at: fc.nat(30),
    length: fc.nat(6),
    act: fc.constantFrom('insert', 'insert', 'delete', 'bold', 'plain', 'flush', 'flush', 'rejoin'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { room, appended } = openRoom();
      const clients = Array.from({ length: 4 }, () => new Client(room));
      for (const { client, at, length, act } of steps) {
        const text = textOf(clients[client]!.doc);
        const start = at % (text.length + 1);
        const end = Math.min(start + length, text.length);
        if (act === 'insert') text.insert(start, 'abcdef'.slice(0, length));
        if (act === 'delete') text.delete(start, end - start);
        if (act === 'bold' || act === 'plain') text.format(start, end - start, { bold: act === 'bold' || null });
        if (act === 'flush') room.flush(0);
        if (act === 'rejoin') {
          room.leave(clients[client]!, 0);
          clients[client] = new Client(room);
        }
      }
      room.flush(0);
      room.flush(0); // the clients' own cleanup after the first
      const stored = new Y.Doc();
      for (const { update } of appended) Y.applyUpdate(stored, update);
      for (const { doc } of clients) {
        assert.deepEqual(textOf(doc).toDelta(), textOf(stored).toDelta());
        assert.deepEqual(stateOf(doc), stateOf(stored));
      }
    }),
    { numRuns: 500 },
  );
});

test('clients clean up the formats around what was deleted; the room relays that, and cleans up nothing itself', () => {
  const document = new Y.Doc();
  textOf(document).insert(0, 'abcd');
  const { room, appended } = openRoom([Y.encodeStateAsUpdate(document)]);
  const [ada, ben, cleo] = [new Client(room), new Client(room), new Client(room)];
  textOf(ada.doc).format(0, 2, { bold: true });
  textOf(ben.doc).delete(0, 2); // leaves formats around nothing
  room.flush(0);
  room.flush(0);
  const deletedFrom = appended.map(({ update }) => [...Y.decodeUpdate(update).ds.clients.keys()]);
  assert.deepEqual(deletedFrom, [[document.clientID], [ada.doc.clientID]]);
  for (const client of [ada, ben, cleo]) assert.deepEqual(stateOf(client.doc), stateOf(ada.doc));
  for (const { update } of appended) Y.applyUpdate(document, update);
  assert.deepEqual(stateOf(document), stateOf(ada.doc));
});

const lead = limits.awarenessLead;
const awareness = (clientID: number, clock: number, state: string | null) =>
  encodeAwareness([{ clientID, clock, state }]);

test('[AWARE1] members learn who is here with their first awareness, when they ask, and that one has left', () => {
  const { room } = openRoom();
  const ada = new Client(room);
  ada.say(awareness(1, 1, '{"name":"Ada"}'));
  room.flush(0);
  assert.deepEqual(ada.frames.at(-1), awareness(1, 1 + 2 * lead, null), 'asked to go ahead');
  const ben = new Client(room);
  assert.equal(ben.received('awareness'), 0);
  ben.say(awareness(2, 1, '{"name":"Ben"}'));
  assert.deepEqual(ben.frames.at(-1), awareness(1, 2 + lead, '{"name":"Ada"}'));
  ben.askForOthers();
  assert.deepEqual(ben.frames.at(-1), ben.frames.at(-2), 'the same again');
  const heard = ada.received('awareness');
  room.flush(0);
  assert.equal(ada.received('awareness'), heard + 1, 'one frame, with what is new');
  room.leave(ada, 0);
  room.flush(0);
  assert.deepEqual(ben.frames.at(-1), awareness(1, 2 + lead, null));
});

test('[AWARE1] a client that returns before its dead connection is dropped is not sent its own old state', () => {
  const { room } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  ada.say(awareness(1, 1, '{"at":1}'));
  ben.say(awareness(2, 1, '{}'));
  room.flush(0);
  const again = new Client(room);
  ada.say(awareness(1, 2, '{"at":2}')); // arrives late
  room.flush(0);
  again.say(awareness(1, 3, '{"at":3}'));
  again.askForOthers();
  const told = again.frames.map((frame) => decodeClientMessage(frame)).filter(({ type }) => type === 'awareness');
  const clients = told
    .flatMap((message) => ('entries' in message ? message.entries : []))
    .map(({ clientID }) => clientID);
  assert.deepEqual(clients, [2, 2], 'with its first awareness, and when it asked');
  room.flush(0);
  room.leave(ada, 0);
  room.flush(0);
  assert.match(new TextDecoder().decode(ben.frames.at(-1)), /"at":3/);
});

test('[AWARE1] a member that sends no awareness is told of the others when the time for that has passed', () => {
  const { room, scheduled } = openRoom();
  const ada = new Client(room);
  room.flush(0);
  assert.deepEqual(scheduled, [], 'nobody is here');
  ada.say(awareness(1, 1, '{"name":"Ada"}'));
  const ben = new Client(room);
  room.flush(0);
  assert.equal(scheduled.at(-1), limits.introductionWindow);
  room.flush(limits.introductionWindow - 1);
  assert.deepEqual([ben.received('awareness'), scheduled.at(-1)], [0, 1]);
  room.flush(limits.introductionWindow);
  assert.deepEqual(ben.frames.at(-1), awareness(1, 2 + lead, '{"name":"Ada"}'));
  room.flush(2 * limits.introductionWindow);
  assert.equal(ben.received('awareness'), 1);
});

test('[PACE2] an Ack goes with the next frame, or alone when its time has come', () => {
  const { room, appended, scheduled } = openRoom();
  const [ada, ben] = [new Client(room, true), new Client(room, true)];
  ada.text.insert(0, 'a');
  room.flush(0);
  room.stored(appended[0]!.id, 0);
  assert.deepEqual([ada.acks, scheduled], [[], [0, limits.acknowledgementWindow]]);
  ben.text.insert(0, 'b');
  assert.deepEqual(scheduled, [0, limits.acknowledgementWindow, 0], 'in place of the later flush');
  room.flush(10);
  assert.deepEqual(ada.acks, [1]);
  room.stored(appended[1]!.id, 10);
  room.flush(10 + limits.acknowledgementWindow);
  assert.deepEqual(ben.acks, [1]);
  room.flush(1000);
  assert.deepEqual([ada.acks, ben.acks], [[1], [1]], 'each Ack is sent once');
});

test('[PACE3] an awareness with only a new clock is relayed later, or together with a change', () => {
  const { room, scheduled } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  const say = (client: Client, clientID: number, clock: number, state: string) =>
    client.say(awareness(clientID, clock, state));
  ben.askForOthers();
  say(ada, 1, 1, '{"name":"Ada"}');
  room.flush(0);
  const heard = ben.received('awareness');
  say(ada, 1, 2, '{"name":"Ada"}');
  assert.equal(scheduled.at(-1), limits.renewalWindow);
  say(ada, 1, 3, '{"name":"Eve"}');
  assert.equal(scheduled.at(-1), 0);
  room.flush(0);
  assert.equal(ben.received('awareness'), heard + 1);
  say(ada, 1, 4, '{"name":"Eve"}');
  room.flush(limits.renewalWindow);
  assert.deepEqual(ben.frames.at(-1), awareness(1, 4 + lead, '{"name":"Eve"}'));
});

test('a room is dirty until its updates are durable', () => {
  const { room, appended } = openRoom();
  const ada = new Client(room);
  assert.ok(!room.dirty);
  ada.text.insert(0, 'a');
  assert.ok(room.dirty);
  room.flush(0);
  assert.ok(room.dirty);
  markStored(room, appended[0]!.id);
  assert.ok(!room.dirty);
});

test('a client that works under the client id of another does not silence it: its later words are kept', () => {
  const { room, appended } = openRoom();
  const [ada, eve] = [new Client(room), new Client(room)];
  const id = ada.doc.clientID;
  ada.text.insert(0, 'Hello ');
  room.flush(0);
  eve.say(encodeUpdate(update([{ client: id, clock: 6, structs: [gc(100)] }])));
  room.flush(0);
  assert.notEqual(ada.doc.clientID, id, 'Yjs gives her another client id');
  ada.text.insert(6, 'world');
  room.flush(0);
  const stored = new Y.Doc();
  for (const { update } of appended) Y.applyUpdate(stored, update);
  assert.equal(stored.getText('text').toString(), 'Hello world');
});

test('each append carries the title, cut to 200 characters', () => {
  const { room, appended } = openRoom();
  const ada = new Client(room);
  ada.doc.getText('title').insert(0, 'Plan'.repeat(60));
  room.flush(0);
  assert.equal(appended[0]!.title, 'Plan'.repeat(50));
});

test('[ACK1] a quire.1 client gets a Welcome first, and Acks for its own messages; a stock client gets neither', () => {
  const { room, appended } = openRoom();
  const [ada, stock] = [new Client(room, true), new Client(room)];
  assert.deepEqual(
    ada.frames[0],
    encodeWelcome({ version: 1, document: 'plan', epoch: 'one', ...ada.access, limits: advertisedLimits }),
  );
  ada.text.insert(0, 'a');
  ada.text.insert(1, 'b');
  stock.text.insert(0, 'c');
  room.flush(0);
  assert.deepEqual(ada.acks, []);
  markStored(room, appended[0]!.id);
  assert.deepEqual(ada.acks, [2]);
  assert.deepEqual(stock.acks, []);
});

test('[ACK2] an answer to a SyncStep1 is counted, even an empty one', () => {
  const { room } = openRoom();
  const ada = new Client(room, true);
  ada.say(encodeSyncStep2(new Uint8Array([0, 0])));
  room.flush(0);
  assert.deepEqual(ada.acks, [1]);
});

test('[ACK4] a message that is rejected is not acknowledged', () => {
  const { room } = openRoom();
  const ada = new Client(room, true);
  ada.say(encodeUpdate(malformed));
  room.flush(0);
  assert.deepEqual(ada.acks, []);
});

test('[HOSTILE2] a state vector that is too large closes its sender with 4413', () => {
  for (const [length, closed] of [
    [limits.stateVectorBytes, null],
    [limits.stateVectorBytes + 1, CloseCode.tooLarge],
  ] as const) {
    const { room } = openRoom();
    const ada = new Client(room);
    ada.say(encodeSyncStep1(new Uint8Array(length)));
    assert.equal(ada.closed, closed);
  }
});

test('[HOSTILE6] a state of awareness that is too large closes its sender with 4413', () => {
  const state = (length: number) => JSON.stringify({ x: 'x'.repeat(length - 8) });
  for (const [length, closed] of [
    [limits.awarenessState, null],
    [limits.awarenessState + 1, CloseCode.tooLarge],
  ] as const) {
    const { room } = openRoom();
    const ada = new Client(room);
    assert.equal(state(length).length, length);
    ada.say(encodeAwareness([{ clientID: 1, clock: 1, state: state(length) }]));
    assert.equal(ada.closed, closed);
  }
});

test('a member that has nothing, or everything, is answered and acknowledged without a hydrated document', () => {
  const { room, appended, reloads } = openRoom([damagedWithin]);
  for (const role of roles) {
    const { frames, closed, say, ask } = addListener(room, role);
    ask(new Uint8Array([0]));
    assert.deepEqual(frames.at(-1), encodeSyncStep2(damagedWithin));
    ask(ownState);
    assert.deepEqual(frames.at(-1), encodeSyncStep2(allDeletions));
    say({ type: 'syncStep2', update: allDeletions });
    room.flush(0);
    assert.deepEqual(frames.at(-1), encodeAck(1), role);
    assert.deepEqual(closed, []);
  }
  assert.deepEqual([appended.length, reloads(), room.dirty], [0, 0, false]);
  assert.equal(room.read().length, damagedWithin.length);
});

test('members that ask with the same state vector get the same array', () => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'Hello');
  const { room } = openRoom([Y.encodeStateAsUpdate(doc)]);
  const round = () =>
    [1, 2, 3].map(() => {
      const { frames, ask } = addListener(room);
      for (const stateVector of [new Uint8Array([0]), Y.encodeStateVector(doc)]) ask(stateVector);
      return frames.slice(1); // without the Welcome
    });
  const assertSame = (frames: Uint8Array[][]) => {
    assert.deepEqual(
      frames[0]!.map((frame) => decodeClientMessage(frame).type),
      ['syncStep1', 'syncStep2', 'syncStep2'],
    );
    for (const each of frames) assert.ok(each.every((frame, i) => frame === frames[0]![i]));
  };
  const encoded = round();
  assertSame(encoded);
  const ada = new Client(room);
  ada.text.insert(5, ' world');
  room.flush(0);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(ada.doc));
  const changed = round();
  assertSame(changed);
  assert.ok(changed[0]!.every((frame, i) => frame !== encoded[0]![i]));
});

test("[HOSTILE2] an unreadable state vector is its sender's fault, also when the document is not hydrated", () => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'Hello');
  const { room, reloads } = openRoom([Y.encodeStateAsUpdate(doc)]);
  const { closed, ask } = addListener(room);
  ask(new Uint8Array([3, 1]));
  assert.deepEqual([closed, reloads()], [[CloseCode.malformed], 0]);
});
