// The bodies that are arriving for each session over plain HTTP: bounded in bytes and in number. Of too many, the
// oldest are given up: a client that repeats a request no longer waits for the answer to the one before.

import type { IncomingMessage } from 'node:http';
import { allowBodyTime } from '../gate/body-time.ts';
import { limits } from '../limits/limits.ts';

/** A body that is not whole yet. */
export interface Arriving {
  readonly request: IncomingMessage;
  bytes: number;
}

/**
 * Reads the body of `request`, one of those in `all`, and calls `taken` with it once it is whole, or with null when it
 * is too large. Calls `arrived` with the bytes of each piece. A body that is cut off was none.
 */
export function readBody(
  all: Set<Arriving>,
  request: IncomingMessage,
  arrived: (bytes: number) => void,
  taken: (body: Uint8Array | null) => void,
): void {
  const declared = Number(request.headers['content-length'] ?? Infinity);
  if (declared !== Infinity && declared > limits.framesBodyBytes) return taken(null);
  if (declared > limits.bodyBytes) allowBodyTime(request, limits.fileTime);
  const body: Arriving = { request, bytes: 0 };
  const pieces: Buffer[] = [];
  const end = (whole: Uint8Array | null) => {
    if (all.delete(body)) taken(whole);
  };
  request.on('data', (piece: Buffer) => {
    if (!all.has(body)) return; // it is too large, or was given up
    arrived(piece.length);
    pieces.push(piece);
    body.bytes += piece.length;
    if (body.bytes > limits.framesBodyBytes) end(null);
    else dropOldest(all);
  });
  request.once('end', () => end(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)));
  request.once('close', () => all.delete(body));
  all.add(body);
  dropOldest(all);
}

/** Gives up the oldest bodies while all together are beyond a limit. A single one never is. */
function dropOldest(all: Set<Arriving>): void {
  let bytes = 0;
  for (const body of all) bytes += body.bytes;
  for (const body of all) {
    if (all.size <= limits.bodiesAtOnce && bytes <= limits.arrivingBytes) return;
    all.delete(body);
    bytes -= body.bytes;
    body.request.destroy();
  }
}
