import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { encodeAck, encodeAwareness, encodeUpdate } from '../../protocol/messages.ts';
import { Client, markStored, openRoom } from '../testing/room.ts';
import { limits } from '../limits/limits.ts';
import { breaksWhenApplied } from '../testing/updates.ts';

test('[PACE4] a congested member is sent nothing until it has read everything, and then what it missed, in one', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room, true)];
  const say = (clock: number) => ada.say(encodeAwareness([{ clientID: 1, clock, state: `{"at":${clock}}` }]));
  ben.text.insert(0, 'x');
  ben.askForOthers();
  room.flush(0);
  ben.congested = true;
  ada.text.insert(0, 'a');
  say(1);
  room.flush(0);
  assert.equal(ben.text.toString(), ada.text.toString(), 'what was sent before the congestion counts');
  const heard = ben.frames.length;
  for (let i = 0; i < 100; i++) {
    ada.text.insert(i, 'b');
    if (i % 10 === 0) ada.text.delete(0, 2);
    say(2 + i);
    room.flush(0);
  }
  for (const { id } of appended) markStored(room, id);
  room.catchUp(ben);
  assert.equal(ben.frames.length, heard, 'nothing, as long as it has not read');
  ben.congested = false;
  room.catchUp(ben);
  room.catchUp(ben);
  assert.equal(ben.text.toString(), ada.text.toString());
  assert.deepEqual(ben.frames.slice(heard + 1), [
    encodeAwareness([{ clientID: 1, clock: 101 + limits.awarenessLead, state: '{"at":101}' }]),
    encodeAck(1),
  ]);
  ada.text.insert(0, 'c');
  room.flush(0);
  assert.equal(ben.text.toString(), ada.text.toString(), 'from then on as the others');
  assert.equal(ben.received('update'), 3);
});

test('[PACE4] a member that becomes congested by a frame has got all that the document has from other servers', () => {
  const { room } = openRoom();
  const members = Array.from({ length: limits.quietRoom + 1 }, () => new Client(room));
  const [ada, ben] = members as [Client, Client];
  const other = new Y.Doc();
  const share = (words: string) => {
    let update: Uint8Array | null = null;
    other.once('update', (bytes: Uint8Array) => (update = bytes));
    other.getText('text').insert(0, words);
    room.applyShared(update!, true, 0);
  };
  for (const write of [() => ada.text.insert(0, 'a'), () => {}]) {
    share('b');
    share('c');
    write();
    ben.congested = true;
    room.flush(0);
    ben.congested = false;
    room.catchUp(ben);
  }
  share('d');
  room.flush(0);
  assert.equal(ben.text.length, 6);
  assert.equal(ben.text.toString(), ada.text.toString());
});

test('[PACE4] one difference serves all members that began to lag at about the same time', () => {
  const { room } = openRoom();
  const [ada, ...slow] = Array.from({ length: 5 }, () => new Client(room)) as [Client, ...Client[]];
  const write = () => {
    ada.text.insert(0, 'a');
    room.flush(0);
  };
  const read = (reader: Client) => {
    reader.congested = false;
    room.catchUp(reader);
  };
  for (const reader of slow) {
    reader.congested = true;
    write();
  }
  for (let i = 0; i < 10; i++) write();
  const [first, second, third, last] = slow as [Client, Client, Client, Client];
  for (const reader of [second, third, first]) read(reader);
  for (const reader of [second, third]) assert.equal(reader.frames.at(-1), first.frames.at(-1));
  write();
  read(last);
  assert.equal(last.frames.at(-2), first.frames.at(-2), 'updates that were relayed since are appended');
  for (const [i, reader] of [first, last].entries()) {
    reader.congested = true;
    for (let j = 0; j < 10 * (1 - i) + 1; j++) write();
  }
  write();
  for (const reader of [last, first]) read(reader);
  assert.notEqual(
    last.frames.at(-1),
    first.frames.at(-1),
    'but not a member that missed few updates, and one that missed many',
  );
  for (const reader of slow) assert.equal(reader.text.toString(), ada.text.toString());
});

test('[PACE4] a member that stops being congested during a reload gets what it missed after the rebuild', () => {
  const { room, appended } = openRoom();
  const [ada, ben, mallory] = [new Client(room), new Client(room), new Client(room)];
  ben.congested = true;
  ada.text.insert(0, 'a');
  room.flush(0);
  ada.text.insert(1, 'b');
  room.flush(0);
  mallory.say(encodeUpdate(breaksWhenApplied(666)));
  room.flush(0);
  ben.congested = false;
  room.catchUp(ben);
  assert.equal(ben.text.toString(), 'a');
  room.rebuild(
    appended.map(({ update }) => update),
    0,
  );
  assert.equal(ben.text.toString(), 'ab');
});

test('[PACE4] [AWARE2] a member that was congested is not sent its own awareness', () => {
  const { room } = openRoom();
  const [ada, ben, cleo] = [new Client(room), new Client(room), new Client(room)];
  const say = (client: Client, clientID: number, clock: number) =>
    client.say(encodeAwareness([{ clientID, clock, state: `{"at":${clock}}` }]));
  for (const [i, client] of [ada, ben, cleo].entries()) say(client, i, 1);
  ben.congested = true;
  room.flush(0);
  const heard = ben.frames.length;
  say(ada, 0, 1_000);
  say(ben, 1, 1_000);
  room.flush(0);
  const late = new Client(room);
  late.askForOthers(); // raises the clocks of all
  ben.congested = false;
  room.catchUp(ben);
  assert.deepEqual(ben.frames.slice(heard), [encodeAwareness([{ clientID: 0, clock: 1_001, state: '{"at":1000}' }])]);
});
