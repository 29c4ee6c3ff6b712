// Understands a frame once, although hundreds of readers get the same bytes: what the load costs must not hide what the
// server costs. A frame is taken for another only when all of its bytes are the same.

import type { Dialect, Heard } from './dialect.ts';

const size = 4096;

export class Hearing {
  readonly #known: ({ frame: Buffer; heard: Heard } | undefined)[] = Array.from({ length: size });

  /** What `frame` says; the result does not refer to its bytes. */
  hear(frame: Buffer, { hear }: Dialect): Heard {
    const slot = slotOf(frame);
    const known = this.#known[slot];
    if (known?.frame.equals(frame)) return known.heard;
    const copy = Buffer.from(frame);
    const heard = hear(copy);
    this.#known[slot] = { frame: copy, heard };
    return heard;
  }
}

/** Clients and clocks, in which frames differ, stand at their beginning. */
function slotOf(frame: Buffer): number {
  let hash = frame.length;
  for (let i = Math.min(frame.length, 32) - 1; i >= 0; i--) hash = (Math.imul(hash, 31) + frame[i]!) | 0;
  return hash & (size - 1);
}
