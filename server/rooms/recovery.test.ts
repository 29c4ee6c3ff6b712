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
import { createBudget, type WorkBudget } from '../document/budget.ts';
import { Document } from '../document/document.ts';
import type { ReceivedUpdate } from './inbox.ts';
import { Incomplete } from './incomplete.ts';
import type { RoomMessage } from './member.ts';
import { RecoverableDocument } from './recovery.ts';
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

const from = (member: string, bytes: Uint8Array): ReceivedUpdate<string> => ({
  member,
  update: bytes,
  parts: 1,
  starts: new Map(),
  isAnswer: false,
  unauthorized: false,
  authors: [],
});
const nothingNew = { update: null, conflicting: new Set<string>() };
const word = (client: number) => update([{ client, structs: [text('x')] }]);

/** A broken document, and a room that applies batches to it and lists what it does. */
function breakDocument(received: ReceivedUpdate<string>[], heldBack: ReceivedUpdate<string>[] = []) {
  let reloads = 0;
  const document = new RecoverableDocument<string>([], () => void reloads++);
  const incomplete = new Incomplete<string>();
  document.markBroken({ received, heldBack });
  const applied: string[] = [];
  const expelled: string[] = [];
  const rebuild = (stored: Uint8Array[] = []) =>
    document.rebuild(stored, incomplete, {
      apply: (batch) => {
        const [each] = [...batch.received, ...batch.heldBack];
        const { update } = document.current.apply([each!.update]);
        applied.push(each!.member);
        return { update, conflicting: new Set() };
      },
      expel: (member) => {
        expelled.push(member);
        document.leave(member);
      },
    });
  return { document, incomplete, applied, expelled, rebuild, reloads: () => reloads };
}

test('[HOSTILE1] a rebuild expels the sender of the update that throws, and skips what else it sent', () => {
  const hostile = from('mallory', breaksWhenApplied(666));
  const batch = [from('ada', word(1)), hostile, from('mallory', word(2)), from('ben', word(3))];
  const { document, applied, expelled, rebuild, reloads } = breakDocument(batch);
  assert.ok(document.isBroken);
  rebuild([word(9)]);
  assert.deepEqual([applied, expelled, reloads()], [['ada', 'ben'], ['mallory'], 1]);
  assert.ok(!document.isBroken);
  const clients = [...Y.decodeStateVector(document.current.stateVector).keys()];
  assert.deepEqual(
    clients.sort((a, b) => a - b),
    [1, 3, 9],
    'what was stored, and what was applied before and after it',
  );
});

test('[HOSTILE3] in a rebuild all updates of a member share a budget, and each member has one', () => {
  const batch = [from('ada', word(1)), from('ben', word(2)), from('ada', word(3))];
  const { document, incomplete } = breakDocument(batch);
  const budgets: WorkBudget[] = [];
  document.rebuild([], incomplete, {
    apply: (_batch, budget) => (budgets.push(budget), nothingNew),
    expel: assert.fail,
  });
  const [first, second, third] = budgets;
  assert.equal(third, first);
  assert.notEqual(second, first);
  assert.deepEqual(first, createBudget());
});

test('[ACK3] [HOSTILE1] in a rebuild an update stays held back until its turn comes, after the received ones', () => {
  const [held, alsoHeld] = [from('ada', word(1)), from('ben', word(2))];
  const { document, incomplete, rebuild } = breakDocument([from('cleo', word(3))], [held, alsoHeld]);
  const heldBack: unknown[] = [];
  document.rebuild([], incomplete, {
    apply: () => (heldBack.push([...incomplete.updates]), nothingNew),
    expel: assert.fail,
  });
  assert.deepEqual(heldBack, [[held, alsoHeld], [alsoHeld], []]);
  assert.deepEqual(rebuild(), new Map(), 'nothing of a batch is left for another rebuild');
});

test('while a document is broken nothing is known of it, and questions wait for the rebuild', () => {
  const { document, rebuild } = breakDocument([from('mallory', breaksWhenApplied(666))]);
  const [older, newer] = [new Uint8Array([0]), Y.encodeStateVector(new Map([[1, 1]]))];
  assert.equal(document.answer('ada', older), null);
  for (const member of ['ada', 'ben', 'cleo', 'mallory']) assert.equal(document.answer(member, newer), null);
  document.leave('cleo');
  assert.ok(document.wouldChange(Y.decodeUpdate(word(1))));
  assert.ok(!document.isKnown(new Uint8Array([0, 0])));
  const unanswered = rebuild([word(1)]);
  assert.deepEqual(
    unanswered,
    new Map([
      ['ada', newer],
      ['ben', newer],
    ]),
    'the last of each member that is still here',
  );
  assert.ok(!document.wouldChange(Y.decodeUpdate(word(1))));
  assert.deepEqual(document.answer('ada', newer), new Document([word(1)]).answer(newer));
  assert.equal(rebuild().size, 0);
});

test('[KEEP2] a stored document that cannot be hydrated breaks once, and leaves nobody to be expelled', () => {
  let reloads = 0;
  const document = new RecoverableDocument<string>([damagedWithin], () => void reloads++);
  assert.equal(document.wouldChange(Y.decodeUpdate(word(1))), false);
  assert.ok(document.wouldChange(Y.decodeUpdate(word(1))), 'from then on it is unknown');
  assert.equal(document.answer('ada', Y.encodeStateVector(new Map([[5, 1]]))), null);
  assert.equal(reloads, 1);
  const replay = { apply: () => assert.fail(), expel: () => assert.fail() };
  assert.throws(() => document.rebuild([damagedWithin], new Incomplete(), replay));
  assert.ok(document.isBroken, 'a rebuild that throws leaves it broken');
  assert.equal(document.rebuild([word(1)], new Incomplete(), replay).size, 1);
});

/** Waits for the first character of client 5, and throws when that is there. */
const waitsAndBreaks = update([
  { client: 666, structs: [text('x', { origin: [5, 0] }), text('y', { origin: [666, 99] })] },
]);

for (const [when, breaking] of [
  ['applied', breaksWhenApplied(666)],
  ['written', breaksWhenWritten(666)],
] as const) {
  test(`[HOSTILE1] an update that throws when ${when} is undone and closes its sender; the others take effect`, () => {
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
      'nothing of the broken transaction is sent or appended',
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
  const stored = [appended[0]!.update];
  mallory.say(encodeUpdate(breaksWhenApplied(666)));
  room.flush(0);
  ada.askForOthers();
  const heard = ben.frames.length;
  ben.say(encodeSyncStep1(new Uint8Array([0])));
  ben.say(encodeAwareness([{ clientID: 1, clock: 1, state: '{}' }]));
  ada.text.insert(5, ' world');
  room.flush(0);
  assert.deepEqual(
    ben.frames.slice(heard).map(([type]) => type),
    [MessageType.awareness],
    'only awareness goes on',
  );
  assert.equal(ada.frames.at(-1)![0], MessageType.awareness);
  room.rebuild(stored, 0);
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
    assert.equal(reloads(), 1, 'the reload is under way');
    assert.throws(() => room.rebuild([damagedWithin], 0));
    assert.deepEqual([appended.length, one.closed], [0, []], what);
    assert.ok(
      one.frames.every(([type]) => type !== MessageType.ack),
      'nothing is acknowledged',
    );
    assert.ok(room.dirty);
  }
});
