// For tests: time that stands still until a test advances it.

import type { Clock } from '../clock.ts';

export class TestClock implements Clock {
  #now = 0;
  #order = 0;
  /** Timers due at the same time run in the order in which they were set. */
  readonly #timers = new Set<{ at: number; order: number; act: () => void }>();

  now(): number {
    return this.#now;
  }

  /** The same as `now`: this clock starts in 1970. */
  date(): number {
    return this.#now;
  }

  after(delay: number, act: () => void): () => void {
    const timer = { at: this.#now + delay, order: this.#order++, act };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Runs the timers due within `time` milliseconds, each at its time, and lets promises settle after each. */
  async advance(time: number): Promise<void> {
    const end = this.#now + time;
    await settled();
    while (this.runNext(end)) await settled();
    this.#now = end;
  }

  /** Advances to the next timer due until `end`, and runs it. False when there is none. */
  runNext(end = Infinity): boolean {
    let next: { at: number; order: number; act: () => void } | undefined;
    for (const timer of this.#timers) {
      if (timer.at > end || (next && (timer.at > next.at || (timer.at === next.at && timer.order > next.order)))) {
        continue;
      }
      next = timer;
    }
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#now = next.at;
    next.act();
    return true;
  }
}

/** Resolves when every promise that can settle has settled. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
