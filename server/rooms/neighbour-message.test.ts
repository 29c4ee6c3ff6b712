// What servers of different versions make of each other's messages, as they do in a rolling restart.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeNeighbourMessage, encodeNeighbourMessage } from './neighbour-message.ts';

const message = {
  from: 'a room',
  epoch: 'an epoch',
  first: 7,
  updates: [{ update: Uint8Array.of(0, 0), authors: [{ clientID: 1, user: 'ada', name: 'Ada' }] }],
  stored: [
    { from: 1, to: 6, first: 11, last: 16 },
    { from: 7, to: 7, first: null, last: 20 },
  ],
  entries: [
    { clientID: 1, clock: 2, told: 1, state: '{}', user: 'ada' },
    { clientID: 2, clock: 3, told: 0, state: null, user: null },
  ],
  raise: 4,
  clocks: [[1, 2] as [number, number]],
  asks: true,
};

/** The message as the first servers that had a bus wrote it. */
const firstForm =
  'dgoHdmVyc2lvbn0BBGZyb213BmEgcm9vbQVlcG9jaHcIYW4gZXBvY2gFZmlyc3R9Bwd1cGRhdGVzdQF2AgZ1cGRhdGV0AgAAB2F1' +
  'dGhvcnN1AXYDCGNsaWVudElEfQEEdXNlcncDYWRhBG5hbWV3A0FkYQZzdG9yZWR1AnYEBGZyb219AQJ0b30GBWZpcnN0fQsEbGFz' +
  'dH0QdgQEZnJvbX0HAnRvfQcFZmlyc3R+BGxhc3R9FAdlbnRyaWVzdQJ2BQhjbGllbnRJRH0BBWNsb2NrfQIEdG9sZH0BBXN0YXRl' +
  'dwJ7fQR1c2VydwNhZGF2BQhjbGllbnRJRH0CBWNsb2NrfQMEdG9sZH0ABXN0YXRlfgR1c2VyfgVyYWlzZX0EBmNsb2Nrc3UBdQJ9' +
  'AX0CBGFza3N4';

test('a message in the first form is read, and servers of that form read what this one writes', () => {
  assert.equal(Buffer.from(encodeNeighbourMessage(message)).toString('base64'), firstForm);
  assert.deepEqual(decodeNeighbourMessage(Buffer.from(firstForm, 'base64')), { version: 1, ...message });
});

test('a newer server of this version may say more', () => {
  const more = { ...message, later: 'more', stored: [{ ...message.stored[0]!, later: 1 }] };
  const read = decodeNeighbourMessage(encodeNeighbourMessage(more));
  assert.deepEqual(read, { version: 1, ...message, stored: [message.stored[0]] });
});

test('a message without one of its parts is none, nor is one of another version', () => {
  for (const part of Object.keys(message)) {
    const { [part as 'from']: _, ...rest } = message;
    assert.equal(decodeNeighbourMessage(encodeNeighbourMessage(rest as never)), null, part);
  }
  for (const version of [0, 2, '1', null]) {
    assert.equal(decodeNeighbourMessage(encodeNeighbourMessage({ ...message, version } as never)), null);
  }
});
