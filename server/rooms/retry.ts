// Retries with exponential backoff. It never gives up by itself; `expedite` shortens the backoff.

import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';

export class Retry {
  readonly #clock: Clock;
  #endPause: (() => void) | null = null;
  #expedited = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Calls `act` until it does not reject, and resolves to its result. `failed` is called with the reason of each
   * rejection. The pause is `limits.firstRetry` at first and doubles up to `limits.longestRetry`.
   */
  async run<Result>(act: () => Promise<Result>, failed: (error: unknown) => void): Promise<Result> {
    for (let wait: number = limits.firstRetry; ; wait = Math.min(wait * 2, limits.longestRetry)) {
      try {
        return await act();
      } catch (error) {
        failed(error);
        await this.#pause(this.#expedited ? limits.firstRetry : wait);
      }
    }
  }

  /** Ends the pause that is under way; every later one takes `limits.firstRetry`. */
  expedite(): void {
    this.#expedited = true;
    this.#endPause?.();
  }

  #pause(wait: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(wait, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
