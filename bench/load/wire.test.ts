import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameReader, frameOf, handshake, Opcode } from './wire.ts';

/** A frame of a server, which has no mask. */
function served(payload: Uint8Array): Buffer {
  const frame = frameOf(Opcode.binary, payload);
  frame[1]! &= 0x7f;
  return Buffer.concat([frame.subarray(0, frame.length - payload.length - 4), payload]);
}

function read(chunks: Buffer[]): { statuses: number[]; payloads: Buffer[] } {
  const statuses: number[] = [];
  const payloads: Buffer[] = [];
  const reader = new FrameReader(
    (status) => statuses.push(status),
    (opcode, payload) => {
      assert.equal(opcode, Opcode.binary);
      payloads.push(Buffer.from(payload));
    },
  );
  for (const chunk of chunks) reader.push(chunk);
  return { statuses, payloads };
}

const answer = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');

test('the answer and frames of every length are read, wherever the network cuts them', () => {
  const sent = [0, 1, 125, 126, 65535, 65536].map((length) => Buffer.alloc(length, length % 251));
  const bytes = Buffer.concat([answer, ...sent.map(served)]);
  for (const size of [1, 7, 4096, bytes.length]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    const { statuses, payloads } = read(
      size === 1 ? [bytes.subarray(0, 1), bytes.subarray(1, 60), bytes.subarray(60)] : chunks,
    );
    assert.deepEqual(statuses, [101]);
    assert.deepEqual(
      payloads.map((payload) => payload.length),
      sent.map((payload) => payload.length),
    );
    assert.ok(payloads.every((payload, i) => payload.equals(sent[i]!)));
  }
});

test('a message in fragments is refused', () => {
  const fragment = served(Buffer.from([1]));
  fragment[0]! &= 0x7f;
  assert.throws(() => read([answer, fragment]), /in fragments/);
});

test('a subprotocol is offered only where there is one', () => {
  assert.match(handshake('/collab/plan', 'quire.1'), /Sec-WebSocket-Protocol: quire\.1\r\n\r\n$/);
  assert.doesNotMatch(handshake('/plan', null), /Protocol/);
});
