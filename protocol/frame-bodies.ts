// The bodies of requests and answers that carry frames over plain HTTP: each frame with its length before it, as a
// varUint. Decoding never throws, and takes a body as a whole or not at all.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** The body that carries `frames`, in order. No frames make an empty body. */
export function encodeFrames(frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encoding.encode((encoder) => {
    for (const frame of frames) encoding.writeVarUint8Array(encoder, frame);
  }) as Uint8Array<ArrayBuffer>;
}

/**
 * The frames of `body`, as views of it; null when it is no body of frames. The frames are made one by one: a body of a
 * hostile client may hold millions of empty ones.
 *
 *     const frames = decodeFrames(body);
 *     if (frames !== null) for (const frame of frames) receive(frame);
 */
export function decodeFrames(body: Uint8Array): Iterable<Uint8Array> | null {
  const decoder = decoding.createDecoder(body);
  try {
    while (decoder.pos < body.length) {
      const length = decoding.readVarUint(decoder); // which moves the position, too
      decoder.pos += length;
    }
  } catch {
    return null; // a length that is cut off, or too large
  }
  return decoder.pos === body.length ? framesIn(body) : null;
}

function* framesIn(body: Uint8Array): Generator<Uint8Array> {
  const decoder = decoding.createDecoder(body);
  while (decoder.pos < body.length) yield decoding.readVarUint8Array(decoder);
}
