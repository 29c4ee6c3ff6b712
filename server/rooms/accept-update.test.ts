import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import type { User } from '../../protocol/roles.ts';
import { encodeSyncStep1, encodeUpdate } from '../../protocol/messages.ts';
import { acceptUpdate, type RoomState } from './accept-update.ts';
import { Client, malformed, openRoom, sized } from '../testing/room.ts';
import { format, gc, json, skip, text, update } from '../testing/updates.ts';

/** The state of a room in which every update is new, and no limit is reached. */
function stateOf(
  changes: Partial<RoomState['document']> & { inboxBytes?: number; overloaded?: boolean } = {},
): RoomState {
  const { inboxBytes = 0, overloaded = false, ...document } = changes;
  const always = { wouldChange: () => true, hasRoomFor: () => true, completes: () => true };
  return {
    document: { isKnown: () => false, ...always, ...document },
    inbox: { bytes: inboxBytes, parts: inboxBytes > 0 ? 1 : 0 },
    overloaded: () => overloaded,
  };
}

const word = update([{ client: 7, structs: [text('x')] }]);
const deletion = update([], [{ client: 7, ranges: [[0, 1]] }]);
type Range = readonly [clock: number, length: number];
const deleting = (...ranges: Range[]) => update([], [{ client: 1, ranges }]);
const outOfOrder = deleting([4, 1], [0, 2]);
const known = { type: 'known' };
const rejected = (code: number, reason: string) => ({ type: 'rejected', code, reason });

test('an update that is empty, or known by its bytes, is known without being read', () => {
  assert.deepEqual(acceptUpdate(new Uint8Array([0, 0]), true, null, stateOf()), known);
  assert.deepEqual(acceptUpdate(malformed, true, null, stateOf({ isKnown: (update) => update === malformed })), known);
});

test('[HOSTILE1] [HOSTILE2] an update that is invalid or unreadable is rejected, whoever sends it', () => {
  for (const mayWrite of [true, false]) {
    const unreadable = rejected(CloseCode.malformed, 'the update cannot be read');
    assert.deepEqual(acceptUpdate(malformed, mayWrite, null, stateOf()), unreadable);
    const badJson = update([{ client: 7, structs: [json(['{'])] }]);
    assert.deepEqual(acceptUpdate(badJson, mayWrite, null, stateOf()), unreadable);
    const noLength = rejected(CloseCode.malformed, 'the update has a part of no length');
    assert.deepEqual(acceptUpdate(update([{ client: 7, structs: [text('')] }]), mayWrite, null, stateOf()), noLength);
  }
});

test('[FAULT1] while the store cannot keep up, only an update that would change the document is rejected', () => {
  const overloaded = rejected(CloseCode.overloaded, 'the store cannot keep up');
  assert.deepEqual(acceptUpdate(word, true, null, stateOf({ overloaded: true })), overloaded);
  const repeated = acceptUpdate(word, true, null, stateOf({ overloaded: true, wouldChange: () => false }));
  assert.equal(repeated.type, 'accepted');
});

test('[HOSTILE4] an update that fills the inbox is accepted, and one byte more is rejected', () => {
  const inboxBytes = limits.inboxBytes - word.length;
  assert.equal(acceptUpdate(word, true, null, stateOf({ inboxBytes })).type, 'accepted');
  const full = rejected(CloseCode.overloaded, 'more was written than the room can take in now');
  assert.deepEqual(acceptUpdate(word, true, null, stateOf({ inboxBytes: inboxBytes + 1 })), full);
});

test('[HOSTILE4] in a full document an update is rejected, unless it only deletes or repeats', () => {
  const full = stateOf({ hasRoomFor: ({ clients }) => clients.size === 0 });
  assert.deepEqual(acceptUpdate(word, true, null, full), rejected(CloseCode.tooLarge, 'the document is too large'));
  assert.equal(acceptUpdate(deletion, true, null, full).type, 'accepted');
  const repeated = acceptUpdate(word, true, null, stateOf({ hasRoomFor: () => false, wouldChange: () => false }));
  assert.equal(repeated.type, 'accepted');
});

test('[HOSTILE4] [LIMIT6] an update for which only the inbox leaves no room is rejected for now, not for good', () => {
  const bytes = 10 + word.length;
  const room = (most: number) => stateOf({ inboxBytes: 10, hasRoomFor: (growth) => growth.bytes <= most });
  assert.equal(acceptUpdate(word, true, null, room(bytes)).type, 'accepted');
  const later = rejected(CloseCode.overloaded, 'more was written than the room can take in now');
  assert.deepEqual(acceptUpdate(word, true, null, room(bytes - 1)), later);
  const none = rejected(CloseCode.tooLarge, 'the document is too large');
  assert.deepEqual(acceptUpdate(word, true, null, room(word.length - 1)), none);
});

test('[LIMIT6] text that an update deletes itself needs no room', () => {
  const whole = update(
    [{ client: 7, structs: [text('abcdef'), text('gh')] }],
    [
      {
        client: 7,
        ranges: [
          [1, 2],
          [5, 2],
        ],
      },
    ],
  );
  const room = (most: number) => stateOf({ hasRoomFor: ({ bytes }) => bytes <= most });
  assert.equal(acceptUpdate(whole, true, null, room(whole.length - 4)).type, 'accepted');
  assert.equal(acceptUpdate(whole, true, null, room(whole.length - 5)).type, 'rejected');
});

test('[HOSTILE2] an update of many clients is rejected when it depends on what is missing', () => {
  const of = (clients: number) =>
    update(Array.from({ length: clients }, (_, client) => ({ client, structs: [gc(1)] })));
  const waits = (inboxBytes = 0) => stateOf({ completes: () => false, inboxBytes });
  assert.equal(acceptUpdate(of(limits.incompleteClients), true, null, waits()).type, 'accepted');
  const many = of(limits.incompleteClients + 1);
  assert.equal(acceptUpdate(many, true, null, stateOf()).type, 'accepted');
  const incomplete = rejected(CloseCode.tooLarge, 'an incomplete update is of too many clients');
  assert.deepEqual(acceptUpdate(many, true, null, waits()), incomplete);
  const later = rejected(CloseCode.overloaded, 'more was written than the room can take in now');
  assert.deepEqual(acceptUpdate(many, true, null, waits(1)), later, 'what it depends on may be in the inbox');
});

test('[AUTH2] an update of a sender that may not write is accepted for later: the document may have it by then', () => {
  const state = stateOf({ overloaded: true, hasRoomFor: () => false, wouldChange: () => assert.fail() });
  assert.deepEqual(acceptUpdate(word, false, null, state), {
    type: 'accepted',
    update: word,
    parts: 1,
    starts: new Map([[7, 0]]),
    authors: [],
  });
});

test('a delete set that is out of order is put in order, and any other update keeps its bytes', () => {
  const verdict = acceptUpdate(outOfOrder, true, null, stateOf());
  assert.ok(verdict.type === 'accepted');
  assert.deepEqual(verdict.update, deleting([0, 2], [4, 1]));
  const accepted = acceptUpdate(word, true, null, stateOf());
  assert.ok(accepted.type === 'accepted' && accepted.update === word);
});

test('[AUTH5] the sender is the author of each Yjs client that has structs in the update', () => {
  const ada: User = { id: 'ada', name: 'Ada', color: null, guest: false };
  const several = update(
    [
      { client: 8, structs: [gc(1), skip(1), gc(1)] },
      { client: 7, structs: [text('x')] },
      { client: 6, structs: [skip(1)] },
    ],
    [{ client: 5, ranges: [[0, 1]] }],
  );
  const verdict = acceptUpdate(several, true, ada, stateOf());
  assert.ok(verdict.type === 'accepted');
  assert.deepEqual(
    verdict.authors,
    [8, 7].map((clientID) => ({ clientID, user: 'ada', name: 'Ada' })),
  );
});

test('an unreadable update or state vector closes its sender with 4400 and changes nothing', () => {
  const { room, appended } = openRoom();
  const [ada, ben, cleo] = [new Client(room), new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  ben.say(encodeUpdate(malformed));
  cleo.say(encodeSyncStep1(new Uint8Array([9])));
  room.flush(0);
  assert.equal(ben.closed, CloseCode.malformed);
  assert.equal(cleo.closed, CloseCode.malformed);
  assert.equal(ada.closed, null);
  assert.equal(appended.length, 1);
});

test('[HOSTILE2] an unreadable update is rejected without a reload of the document', () => {
  const { room, reloads } = openRoom();
  for (const part of [json(['{']), text(''), format('bold', '[')]) {
    const mallory = new Client(room);
    mallory.say(encodeUpdate(update([{ client: 666, structs: [part] }])));
    assert.equal(mallory.closed, CloseCode.malformed);
  }
  room.flush(0);
  assert.equal(reloads(), 0);
});

test('[HOSTILE4] an update beyond the size of a document closes its sender with 4413, unless it only deletes', () => {
  const { room, appended } = openRoom([sized(limits.documentBytes - 2_000, 1)]);
  const [ada, ben, cleo] = [new Client(room), new Client(room), new Client(room)];
  ada.say(encodeUpdate(sized(2_000)));
  room.flush(0);
  ben.say(encodeUpdate(sized(100, 701)));
  assert.deepEqual([ada.closed, ben.closed], [null, CloseCode.tooLarge]);
  room.flush(0);
  cleo.say(encodeUpdate(sized(2_000)));
  cleo.say(encodeUpdate(update([], [{ client: 1, ranges: [[0, limits.documentBytes / 2]] }])));
  room.flush(0);
  assert.equal(cleo.closed, null, 'a known update needs no space, and one that only deletes is always accepted');
  assert.equal(appended.length, 2);
  cleo.say(encodeUpdate(sized(limits.measureAgainAfter, 702)));
  assert.equal(cleo.closed, CloseCode.tooLarge, 'the document is not measured again after so little');
});

test('[HOSTILE4] an update beyond the size of the inbox closes its sender with 1013', () => {
  const known = sized(limits.inboxBytes / 4);
  const { room } = openRoom([known]);
  const [ada, ben] = [new Client(room), new Client(room)];
  for (let i = 0; i < 4; i++) ada.say(encodeUpdate(known));
  ben.say(encodeUpdate(sized(20)));
  assert.deepEqual([ada.closed, ben.closed], [null, CloseCode.overloaded]);
});

test('an update with a delete set out of order is accepted', () => {
  const { room } = openRoom([update([{ client: 1, structs: [text('abcdef')] }])]);
  const ada = new Client(room);
  new Client(room).say(encodeUpdate(outOfOrder));
  room.flush(0);
  assert.equal(ada.text.toString(), 'cdf');
});
