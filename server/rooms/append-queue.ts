// One document's way to the store: what is appended arrives there once, in order, however often the store fails in
// between. One append is under way at a time and what comes meanwhile goes together in the next.

import type { Retry } from './retry.ts';
import type { Author } from '../store/store.ts';

/** What an append queue asks of its room. */
export interface AppendQueueOutput {
  /** Stores them; false when there is nothing to store them in any more. Rejects when it should be tried again. */
  append(appends: readonly QueuedAppend[]): Promise<boolean>;
  /** What was put in as `id` is durable. */
  kept(id: number): void;
  /** The store failed; it will be tried again. */
  failed(error: Error): void;
  /** There is nothing to store in any more, and the queue has ended. */
  gone(): void;
}

/** What a room gives to be kept. */
export interface QueuedAppend {
  readonly id: number;
  readonly update: Uint8Array;
  readonly title: string;
  /** Who brought the first work of a client in it. */
  readonly authors: readonly Author[];
}

export class AppendQueue {
  readonly #output: AppendQueueOutput;
  readonly #retry: Retry;
  #waiting: QueuedAppend[] = [];
  #working: Promise<void> | null = null;

  constructor(retry: Retry, output: AppendQueueOutput) {
    this.#retry = retry;
    this.#output = output;
  }

  /** Puts an update in the queue. */
  push(append: QueuedAppend): void {
    this.#waiting.push(append);
    this.#working ??= this.#work();
  }

  /** Resolves when all that is in the queue is stored or gone. */
  async empty(): Promise<void> {
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
  async #appendWaiting(): Promise<readonly QueuedAppend[] | null> {
    const appends: QueuedAppend[] = [];
    const kept = await this.#retry.run(
      () => {
        appends.push(...this.#waiting.splice(0));
        return this.#output.append(appends);
      },
      (error) => this.#output.failed(error),
    );
    return kept ? appends : null;
  }
}
