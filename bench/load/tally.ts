// The edits that one reader has of each writer, in Yjs clocks. The edits of one writer arrive in order: a tally throws
// at a gap.

import type { Span } from './edits.ts';

export class Tally {
  readonly #next = new Map<number, number>();

  /** The clock before which all edits of `client` have arrived. */
  of(client: number): number {
    return this.#next.get(client) ?? 0;
  }

  /** Counts some edits; gives the first new clock, or `to` when none is new. Throws at a gap. */
  take({ client, from, to }: Span): number {
    const next = this.of(client);
    if (from > next) throw new Error(`a reader got what a writer wrote at ${from} without what it wrote at ${next}`);
    if (to > next) this.#next.set(client, to);
    return Math.min(next, to);
  }
}
