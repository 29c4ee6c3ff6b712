// Makes hostile frames of honest ones: a few random changes to the bytes of a frame, or to the update inside a frame
// that stays well formed.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { encodeSyncStep2, encodeUpdate, MessageType } from '../../../protocol/messages.ts';
import type { Random } from '../random.ts';

const extremes = [
  0,
  1,
  2,
  127,
  128,
  255,
  2 ** 14,
  2 ** 21,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  3e7,
  2 ** 40,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 60,
];

/** A changed frame of `next`, perhaps with pieces of others of `frames`. */
export function mutant(next: readonly Uint8Array[], frames: readonly Uint8Array[], random: Random): Uint8Array {
  const frame = random.oneOf(next);
  const payload = payloadOf(frame);
  if (payload === null || random.chance(0.3)) return mangle(frame, frames, random);
  const other = payloadOf(random.oneOf(frames)) ?? payload;
  const mangled = random.chance(0.05) ? other : mangle(payload, [other], random);
  return random.chance(0.7)
    ? encodeUpdate(mangled)
    : random.chance(0.7)
      ? encodeSyncStep2(mangled)
      : retyped(mangled, random);
}

/** The update or state vector in a sync frame; null for another frame. */
function payloadOf(frame: Uint8Array): Uint8Array | null {
  const decoder = decoding.createDecoder(frame);
  if (decoding.readVarUint(decoder) !== MessageType.sync) return null;
  decoding.readVarUint(decoder);
  return decoding.readVarUint8Array(decoder);
}

/** The same payload in a message of a random type. */
function retyped(payload: Uint8Array, random: Random): Uint8Array {
  return encoding.encode((encoder) => {
    const type = random.below(9);
    encoding.writeVarUint(encoder, type);
    if (type === MessageType.sync) encoding.writeVarUint(encoder, random.below(4));
    encoding.writeVarUint8Array(encoder, payload);
  });
}

function mangle(bytes: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let mangled = bytes;
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    mangled = change(mangled, random.oneOf(others), random);
  }
  return mangled;
}

function change(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + random.below(6));
  const start = random.below(other.length + 1);
  switch (random.below(8)) {
    case 0: // one bit
      return joined(bytes.subarray(0, at), [(bytes[at] ?? 0) ^ (1 << random.below(8))], bytes.subarray(at + 1));
    case 1: // one number, a small one as most are
      return joined(bytes.subarray(0, at), [random.below(16)], bytes.subarray(at + 1));
    case 2: // one number, an extreme one
      return joined(bytes.subarray(0, at), number(random.oneOf(extremes)), bytes.subarray(at + 1));
    case 3: // some bytes twice
      return joined(bytes.subarray(0, end), bytes.subarray(at));
    case 4: // some bytes left out
      return joined(bytes.subarray(0, at), bytes.subarray(end));
    case 5: // some bytes of the other put in
      return joined(bytes.subarray(0, at), other.subarray(start, start + random.below(12)), bytes.subarray(at));
    case 6: // the head of one, the tail of another
      return joined(bytes.subarray(0, at), other.subarray(start));
    default: // cut off
      return bytes.subarray(0, at);
  }
}

function number(value: number): Uint8Array {
  return encoding.encode((encoder) => encoding.writeVarUint(encoder, value));
}

function joined(...parts: readonly ArrayLike<number>[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
}
