// Compacts documents, one after another: reads a log, has another thread make the snapshot, and puts that in place.
// A compaction that fails leaves its document as it was, and is not tried again for a while.

import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import type { Compaction, CompactionInput } from '../compaction.ts';
import type { BatchQueue } from './batch-queue.ts';
import type { Outcome, StoredLog } from './requests.ts';
import { Thread } from './thread.ts';

export class Compactor {
  readonly #queue: BatchQueue;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #thread = new Thread<CompactionInput, Outcome<Compaction>>(
    new URL('./compaction-worker.ts', import.meta.url),
  );
  #last: Promise<void> = Promise.resolve();
  /** The documents that wait for their compaction, or rest after one that failed. */
  readonly #occupied = new Set<string>();

  constructor(queue: BatchQueue, log: Logger, clock: Clock) {
    this.#queue = queue;
    this.#log = log;
    this.#clock = clock;
  }

  /** Compacts a document. Never rejects: one that cannot be compacted is as good as before. */
  compact(document: string): Promise<void> {
    this.#occupied.add(document);
    this.#last = this.#last.then(() => this.#compact(document));
    return this.#last;
  }

  /** Compacts a document whose log has become long, unless that is under way or failed a moment ago. */
  compactSoon(document: string): void {
    if (!this.#occupied.has(document)) void this.compact(document);
  }

  /** Resolves when all compactions that were asked for have ended. */
  idle(): Promise<void> {
    return this.#last;
  }

  /** Ends the thread. */
  end(): Promise<void> {
    return this.#thread.end();
  }

  async #compact(document: string): Promise<void> {
    try {
      const stored = await this.#queue.ask<StoredLog | null>({ type: 'readLog', document });
      if (stored !== null) await this.#replace(document, stored);
      this.#occupied.delete(document);
    } catch (error) {
      this.#log.warn({ document, error }, 'a document could not be compacted');
      this.#clock.after(limits.compactionPause, () => this.#occupied.delete(document), 'idle');
    }
  }

  async #replace(document: string, { epoch, bytes, base, log }: StoredLog): Promise<void> {
    const covered = { lastSequence: log.at(-1)!.sequence, length: log.length, bytes };
    const outcome = await this.#thread.ask({ base, log }, [log[0]!.update.buffer as ArrayBuffer]);
    if (outcome.type === 'failed') throw new Error(outcome.reason);
    this.#log.debug({ document }, 'putting a snapshot in place');
    const compaction = outcome.value;
    await this.#queue.ask({ type: 'putCompaction', document, epoch, ...covered, compaction, at: Date.now() });
  }
}
