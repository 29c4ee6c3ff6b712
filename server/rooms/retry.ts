// The pauses between attempts at what must succeed in the end: short ones first, then longer, and short ones again when
// there is a hurry. It never gives up by itself.

import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';

export class Retry {
  readonly #clock: Clock;
  #wakeUp: (() => void) | null = null;
  #expedited = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves as `act` does, once it does not reject any more; `failed` hears of each time that it did. */
  async run<Result>(act: () => Promise<Result>, failed: (error: Error) => void): Promise<Result> {
    for (let wait: number = limits.firstRetry; ; wait = Math.min(wait * 2, limits.longestRetry)) {
      try {
        return await act();
      } catch (error) {
        failed(error as Error);
        await this.#pause(this.#expedited ? limits.firstRetry : wait);
      }
    }
  }

  /** From now on waits but shortly, and not at all for the attempt that is next. */
  expedite(): void {
    this.#expedited = true;
    this.#wakeUp?.();
  }

  #pause(wait: number): Promise<void> {
    return new Promise((resolve) => {
      const callOff = this.#clock.after(wait, resolve);
      this.#wakeUp = () => {
        callOff();
        resolve();
      };
    });
  }
}
