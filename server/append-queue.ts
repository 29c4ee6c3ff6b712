// One document's way to the store: what is appended arrives there once, in order, however often the store fails in
// between. One append is under way at a time and what comes meanwhile goes together in the next.

import { limits } from './limits.ts';
import type { Clock } from './clock.ts';

/** What an append queue asks of its surroundings. */
export interface AppendQueueOutput {
  /** Stores `updates`; false when there is nothing to store them in any more. Rejects when it should be tried again. */
  append(updates: readonly Uint8Array[], title: string): Promise<boolean>;
  /** What was put in as `id` is durable. */
  kept(id: number): void;
  /** The store failed; it will be tried again. */
  failed(error: Error): void;
  /** There is nothing to store in any more, and the queue has ended. */
  gone(): void;
}

interface Append {
  readonly id: number;
  readonly update: Uint8Array;
  readonly title: string;
}

export class AppendQueue {
  readonly #clock: Clock;
  readonly #output: AppendQueueOutput;
  #waiting: Append[] = [];
  #working: Promise<void> | null = null;
  #wakeUp: (() => void) | null = null;
  #hurried = false;

  constructor(clock: Clock, output: AppendQueueOutput) {
    this.#clock = clock;
    this.#output = output;
  }

  /** Puts an update in the queue. */
  push(append: Append): void {
    this.#waiting.push(append);
    this.#working ??= this.#work();
  }

  /** From now on waits but shortly before it tries again. Resolves when all that is in the queue is stored or gone. */
  async drain(): Promise<void> {
    this.#hurried = true;
    this.#wakeUp?.();
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const appends = await this.#appendWaiting();
      if (appends === null) return this.#output.gone(); // still working: what is pushed from now on waits for ever
      for (const { id } of appends) this.#output.kept(id);
    }
    this.#working = null;
  }

  /** Stores all that is waiting, also what joins it between the attempts. Null when there is nothing to store it in. */
  async #appendWaiting(): Promise<readonly Append[] | null> {
    const appends: Append[] = [];
    for (let wait: number = limits.firstRetry; ; wait = Math.min(wait * 2, limits.longestRetry)) {
      appends.push(...this.#waiting.splice(0));
      try {
        const updates = appends.map(({ update }) => update);
        return (await this.#output.append(updates, appends.at(-1)!.title)) ? appends : null;
      } catch (error) {
        this.#output.failed(error as Error);
        await this.#pause(this.#hurried ? limits.firstRetry : wait);
      }
    }
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
