import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { foreignClientOf } from './foreign.ts';
import { decodeClientMessage, encodeAwareness, encodeSyncStep1, encodeUpdate } from './messages.ts';

/** What @hocuspocus/provider 1 to 4 sends when it connects: its token, its state vector and its awareness. */
function hocuspocusFrames(document: string, token: string, version: string | null): Uint8Array[] {
  const write = (...parts: (number | string | Uint8Array)[]) =>
    encoding.encode((encoder) => {
      for (const part of [document, ...parts]) {
        if (typeof part === 'number') encoding.writeVarUint(encoder, part);
        else if (typeof part === 'string') encoding.writeVarString(encoder, part);
        else encoding.writeVarUint8Array(encoder, part);
      }
    });
  return [
    write(2, 0, token, ...(version === null ? [] : [version])),
    write(0, 0, new Uint8Array([0])),
    write(1, encodeAwareness([{ clientID: 1, clock: 1, state: '{}' }]).subarray(2)),
  ];
}

const reasonOf = (frame: Uint8Array) => {
  const message = decodeClientMessage(frame);
  return message.type === 'malformed' ? message.reason : message.type;
};

test('frames of HocuspocusProvider are malformed, and say whose they are', () => {
  for (const document of ['plan', 'a', 'abc', 'meeting', 'team/plan', 'Café', 'plan\0x7f3', 'x'.repeat(200)]) {
    for (const version of [null, '4.8.0']) {
      for (const frame of hocuspocusFrames(document, 'ey.a.b', version)) {
        assert.equal(reasonOf(frame), 'this is HocuspocusProvider; Quire speaks y-websocket', document);
      }
    }
  }
});

test('the status message of @y-sweet/client is malformed, and says whose it is', () => {
  assert.equal(reasonOf(new Uint8Array([102, 1, 0])), 'this is @y-sweet/client; Quire speaks y-websocket');
});

test('frames of this protocol, cut or with bytes behind them, are of no foreign client', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(bytes, fc.nat({ max: 10 }), (payload, cut) => {
      for (const frame of [encodeUpdate(payload), encodeSyncStep1(payload), new Uint8Array([3])]) {
        assert.equal(foreignClientOf(frame.subarray(0, Math.max(1, frame.length - cut))), null);
        assert.equal(foreignClientOf(new Uint8Array([...frame, 0])), null);
      }
    }),
  );
});

test('no bytes make the search for a foreign client throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (frame) => void foreignClientOf(frame)),
    { numRuns: 5000 },
  );
});
