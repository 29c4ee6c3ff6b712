// The appends of one document on their way to the store. Each is stored in order, however often the store fails in
// between. One append to the store is in flight at a time; updates that are queued meanwhile go into the next,
// together, up to `limits.batchBytes` and `limits.batchUpdates`.

import { limits } from '../limits/limits.ts';
import type { Retry } from './retry.ts';
import type { Author } from '../store/store.ts';

/** The room and the store, as an append queue sees them. */
export interface AppendQueueOutput {
  /**
   * Stores the updates. Resolves to false when this life of the document is over. Rejects when the queue is to try
   * again.
   */
  append(appends: readonly QueuedAppend[]): Promise<boolean>;
  /** The update that was queued as `id` is durable. */
  stored(id: number): void;
  /** The store failed; the queue will try again. */
  failed(error: unknown): void;
  /** This life of the document is over, and nothing will be stored any more. Called once. */
  documentEnded(): void;
}

/** One update that is to be stored. */
export interface QueuedAppend {
  readonly id: number;
  readonly update: Uint8Array;
  /** The document's title with this update. */
  readonly title: string;
  /** The authors of Yjs clients whose first work is in the update. */
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

  push(append: QueuedAppend): void {
    this.#waiting.push(append);
    this.#working ??= this.#work();
  }

  /** Resolves when every update in the queue is durable, or this life of the document is over. */
  async empty(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const appends = await this.#appendWaiting();
      // `#working` stays set, so that no later update starts another round.
      if (appends === null) return this.#output.documentEnded();
      for (const { id } of appends) this.#output.stored(id);
    }
    this.#working = null;
  }

  /** Stores waiting updates, and those that are queued between attempts. Null when the document has ended. */
  async #appendWaiting(): Promise<readonly QueuedAppend[] | null> {
    let appends: readonly QueuedAppend[] = [];
    const stored = await this.#retry.run(
      () => {
        appends = this.#withWaiting(appends);
        return this.#output.append(appends);
      },
      (error) => this.#output.failed(error),
    );
    return stored ? appends : null;
  }

  /** These appends and the first that wait, as many as may go together. */
  #withWaiting(appends: readonly QueuedAppend[]): readonly QueuedAppend[] {
    let bytes = appends.reduce((sum, { update }) => sum + update.length, 0);
    let count = 0;
    for (const { update } of this.#waiting) {
      const before = appends.length + count;
      bytes += update.length;
      if (before > 0 && (bytes > limits.batchBytes || before >= limits.batchUpdates)) break;
      count++;
    }
    return [...appends, ...this.#waiting.splice(0, count)];
  }
}
