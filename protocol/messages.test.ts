import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type AwarenessEntry,
  decodeClientMessage,
  deepestState,
  encodeAwareness,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeToken,
  encodeUpdate,
} from './messages.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const entry: fc.Arbitrary<AwarenessEntry> = fc.record(
  {
    clientID: fc.nat(),
    clock: fc.nat(),
    state: fc.option(fc.dictionary(fc.string(), fc.jsonValue()).map((state) => JSON.stringify(state))),
  },
  { noNullPrototype: true },
);

test('an encoded message decodes to the same message', () => {
  fc.assert(
    fc.property(bytes, fc.array(entry, { maxLength: 5 }), (payload, entries) => {
      assert.deepEqual(decodeClientMessage(encodeSyncStep1(payload)), { type: 'syncStep1', stateVector: payload });
      assert.deepEqual(decodeClientMessage(encodeSyncStep2(payload)), { type: 'syncStep2', update: payload });
      assert.deepEqual(decodeClientMessage(encodeUpdate(payload)), { type: 'update', update: payload });
      assert.deepEqual(decodeClientMessage(encodeAwareness(entries)), { type: 'awareness', entries });
      const token = String.fromCodePoint(...payload);
      assert.deepEqual(decodeClientMessage(encodeToken(token)), { type: 'token', token });
    }),
  );
});

test('a frame cut at any byte is malformed, also where the bytes behind it could be read', () => {
  fc.assert(
    fc.property(bytes, fc.array(entry, { minLength: 1, maxLength: 3 }), (payload, entries) => {
      for (const frame of [encodeUpdate(payload), encodeAwareness(entries)]) {
        const memory = new Uint8Array(frame.length + 600); // as in the buffer that a socket reads into
        memory.set(frame);
        for (let length = 0; length < frame.length; length++) {
          assert.equal(decodeClientMessage(memory.subarray(0, length)).type, 'malformed');
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('a frame with bytes after its message is malformed', () => {
  for (const frame of [encodeUpdate(new Uint8Array(3)), encodeAwareness([]), new Uint8Array([3])]) {
    assert.notEqual(decodeClientMessage(frame).type, 'malformed');
    assert.deepEqual(decodeClientMessage(new Uint8Array([...frame, 0])), {
      type: 'malformed',
      reason: 'more than one message',
    });
  }
});

test('message types that a client may not send are malformed, and named', () => {
  for (const type of [2, 4, 5, 6, 8, 127]) {
    const message = decodeClientMessage(new Uint8Array([type, 0]));
    assert.deepEqual(message, { type: 'malformed', reason: `message type ${type} is not for clients to send` });
  }
  assert.deepEqual(decodeClientMessage(new Uint8Array([0, 3, 0])), {
    type: 'malformed',
    reason: 'sync message type 3 is unknown',
  });
});

test('an awareness state that peers could not parse, or that is no object, is malformed', () => {
  for (const state of ['', '{', 'undefined', '1', '"text"', '[]', 'true']) {
    const frame = encodeAwareness([{ clientID: 1, clock: 1, state }]);
    assert.equal(decodeClientMessage(frame).type, 'malformed', state);
  }
});

test('[HOSTILE6] an awareness state that is nested too deeply is malformed', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;
  const typeAt = (depth: number) =>
    decodeClientMessage(encodeAwareness([{ clientID: 1, clock: 1, state: nested(depth) }])).type;
  assert.deepEqual([typeAt(deepestState), typeAt(deepestState + 1)], ['awareness', 'malformed']);
});

test('no bytes make decoding throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (frame) => void decodeClientMessage(frame)),
    { numRuns: 5000 },
  );
});
