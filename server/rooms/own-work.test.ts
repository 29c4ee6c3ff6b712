import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { Document } from '../document/document.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { decodeClientMessage, encodeAck, MessageType } from '../../protocol/messages.ts';
import { addListener, markStored, openRoom } from '../testing/room.ts';
import { gc, text, update } from '../testing/updates.ts';
import { OwnWork } from './own-work.ts';

const ofSeven = (characters: string) => update([{ client: 7, structs: [text(characters)] }]);
const stateVector = (clock: number) => Y.encodeStateVector(new Map([[7, clock]]));

/** The clock of client 7 in the question that a member which has reached `theirs` is asked; null without a question. */
function askedFrom(clock: number, theirs: number | null): number | null {
  const own = new OwnWork();
  own.introduced([{ clientID: 7, clock: 1, state: '{}' }]);
  if (theirs !== null) own.reached(stateVector(theirs));
  const { question, leaveOut } = own.receive(true, new Document([update([{ client: 7, structs: [gc(clock)] }])]));
  assert.equal(leaveOut, question !== null);
  if (question === null) return null;
  const message = decodeClientMessage(question);
  assert.ok(message.type === 'syncStep1');
  return Y.decodeStateVector(message.stateVector).get(7)!;
}

test('[SAME3] a client is asked for at most the last units that both have', () => {
  const most = limits.overlap;
  assert.equal(askedFrom(most, null), 0);
  assert.equal(askedFrom(most + 1, null), 1);
  assert.equal(askedFrom(most + 1, most), 0);
  assert.equal(askedFrom(10, 1_000), 0);
  assert.equal(askedFrom(10, 0), null, 'it has nothing to compare');
});

test('[SAME3] what a client sends before it answers is left out, and counts once the answer is durable', () => {
  const { room, appended } = openRoom([ofSeven('both')]);
  const ada = addListener(room);
  const questions = () => ada.frames.filter(([type, sync]) => type === MessageType.sync && sync === 0).length;
  ada.ask(stateVector(9));
  ada.say({ type: 'awareness', entries: [{ clientID: 7, clock: 1, state: '{}' }] });
  ada.say({ type: 'syncStep2', update: update([{ client: 7, clock: 4, structs: [text('Ada', { origin: [7, 3] })] }]) });
  ada.say({ type: 'update', update: update([{ client: 7, clock: 7, structs: [text('x', { origin: [7, 6] })] }]) });
  room.flush(0);
  assert.deepEqual([questions(), appended.length], [2, 0]);
  ada.say({ type: 'syncStep2', update: ofSeven('bothAdax') });
  room.flush(0);
  assert.equal(appended.length, 1);
  assert.ok(ada.frames.every(([type]) => type !== MessageType.ack));
  markStored(room, 1);
  assert.deepEqual(ada.frames.at(-1), encodeAck(3));
});

test('[SAME3] an answer that comes while the document is broken is an answer, and nothing is left out after it', () => {
  const own = new OwnWork();
  own.introduced([{ clientID: 7, clock: 1, state: '{}' }]);
  const leavesOut = (isAnswer: boolean, document: Document | null) => own.receive(isAnswer, document).leaveOut;
  const document = new Document([ofSeven('both')]);
  assert.equal(leavesOut(true, null), false, 'nothing can be asked now');
  assert.equal(leavesOut(true, document), true);
  assert.equal(leavesOut(false, null), true);
  assert.equal(leavesOut(true, null), false);
  assert.equal(leavesOut(false, document), false);
});

test('[SAME1] [ACK4] of two members in one flush, the second with other work under one id is closed', () => {
  const { room, appended } = openRoom();
  const [ada, ben, eve] = [addListener(room), addListener(room), addListener(room)];
  ada.say({ type: 'update', update: ofSeven('Ada') });
  ben.say({ type: 'update', update: ofSeven('Ben') });
  ben.say({ type: 'update', update: update([{ client: 7, clock: 3, structs: [text('!', { origin: [7, 2] })] }]) });
  eve.say({ type: 'update', update: ofSeven('Ada') });
  room.flush(0);
  markStored(room, 1);
  assert.deepEqual([ada.closed, ben.closed, eve.closed], [[], [CloseCode.duplicate], []]);
  assert.deepEqual(
    appended.map(({ update }) => update),
    [ofSeven('Ada')],
  );
  assert.ok(ben.frames.every(([type]) => type !== MessageType.ack));
  assert.deepEqual(
    [ada, eve].map(({ frames }) => frames.at(-1)),
    [encodeAck(1), encodeAck(1)],
  );
});
