// What one reader has got of each writer, in Yjs clocks. Edits of one writer arrive in their order, or one was missed:
// a tally never passes over a gap.

import type { Span } from './edits.ts';

export class Tally {
  readonly #next = new Map<number, number>();

  /** The clock up to which everything of `client` has arrived. */
  of(client: number): number {
    return this.#next.get(client) ?? 0;
  }

  /** Takes in some edits; gives the first clock that is new, which is `to` when none is. Throws at a gap. */
  take({ client, from, to }: Span): number {
    const next = this.of(client);
    if (from > next) throw new Error(`a reader got what a writer wrote at ${from} without what it wrote at ${next}`);
    if (to > next) this.#next.set(client, to);
    return Math.min(next, to);
  }
}
