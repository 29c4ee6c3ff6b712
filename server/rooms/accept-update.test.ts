import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeSyncStep1, encodeUpdate } from '../../protocol/messages.ts';
import { Client, malformed, openRoom, sized } from '../testing/room.ts';
import { format, json, text, update } from '../testing/updates.ts';

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
  ben.say(encodeUpdate(sized(100, 701)));
  assert.deepEqual([ada.closed, ben.closed], [null, CloseCode.tooLarge]);
  room.flush(0);
  cleo.say(encodeUpdate(sized(2_000)));
  cleo.say(encodeUpdate(update([], [{ client: 1, ranges: [[0, limits.documentBytes / 2]] }])));
  room.flush(0);
  assert.equal(cleo.closed, null, 'what is known is no more, and what only deletes is always let in');
  assert.equal(appended.length, 2);
  cleo.say(encodeUpdate(sized(limits.measureAgainAfter, 702)));
  assert.equal(cleo.closed, CloseCode.tooLarge, 'it was measured but now');
});

test('[HOSTILE4] an update beyond the size of the inbox closes its sender with 1013', () => {
  const { room } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  const known = sized(limits.inboxBytes / 2);
  ada.say(encodeUpdate(known));
  ada.say(encodeUpdate(known));
  ben.say(encodeUpdate(sized(20)));
  assert.deepEqual([ada.closed, ben.closed], [null, CloseCode.overloaded]);
});

test('an update with a delete set out of order is accepted', () => {
  const { room } = openRoom([update([{ client: 1, structs: [text('abcdef')] }])]);
  const ada = new Client(room);
  new Client(room).say(
    encodeUpdate(
      update(
        [],
        [
          {
            client: 1,
            ranges: [
              [4, 1],
              [0, 2],
            ],
          },
        ],
      ),
    ),
  );
  room.flush(0);
  assert.equal(ada.text.toString(), 'cdf');
});
