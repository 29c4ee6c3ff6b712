// A clock and timers that a test moves.

import type { Timers } from '../timers.ts';

export class FakeTimers implements Timers {
  readonly #timers = new Set<{ readonly at: number; readonly action: () => void }>();
  readonly random: () => number;
  #now = 1_000_000;

  constructor(random: () => number = () => 0.5) {
    this.random = random;
  }

  now = (): number => this.#now;

  after = (delay: number, action: () => void): (() => void) => {
    const timer = { at: this.#now + Math.max(delay, 0), action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Moves the clock by `milliseconds`. What comes due in between runs in order, with all that follows from it. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settle();
    for (let next = this.#next(until); next !== null; next = this.#next(until)) {
      this.#now = next.at;
      this.#timers.delete(next);
      next.action();
      await settle();
    }
    this.#now = until;
  }

  #next(until: number) {
    let first: { readonly at: number; readonly action: () => void } | null = null;
    for (const timer of this.#timers) if (timer.at <= until && (first === null || timer.at < first.at)) first = timer;
    return first;
  }
}

/** Lets promises and streams go on that wait for no timer. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 4; round++) await new Promise((resolve) => setImmediate(resolve));
}
