// Compacts documents, one after another: the store reads a log and puts the snapshot in its place, and another thread
// makes the snapshot. A compaction that fails leaves its document as it was, and is not tried again for a while.

import type { Logger } from 'pino';
import { messageOf } from '../../protocol/error-message.ts';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import type { Compaction, CompactionInput } from './compaction.ts';
import type { Outcome } from './outcome.ts';
import { Thread } from './thread.ts';

/** Makes a snapshot. The updates of the log lie in one piece of memory, which is handed over. */
export type MakeSnapshot = (input: CompactionInput) => Promise<Compaction>;

/** Puts what `make` makes of a document's log in its place, if the log is worth that. */
export type ReplaceLog = (document: string, make: MakeSnapshot) => Promise<void>;

export class Compactor {
  readonly #replaceLog: ReplaceLog;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #thread = new Thread<CompactionInput, Outcome<Compaction>>(
    new URL('./compaction-worker.ts', import.meta.url),
  );
  #last: Promise<void> = Promise.resolve();
  /** The documents that wait for their compaction, or rest after one that failed. */
  readonly #occupied = new Set<string>();

  constructor(replaceLog: ReplaceLog, log: Logger, clock: Clock) {
    this.#replaceLog = replaceLog;
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
      await this.#replaceLog(document, (input) => this.#make(document, input));
      this.#occupied.delete(document);
    } catch (error) {
      this.#log.warn({ document, reason: messageOf(error) }, 'a document could not be compacted');
      this.#clock.after(limits.compactionPause, () => this.#occupied.delete(document), 'idle');
    }
  }

  async #make(document: string, input: CompactionInput): Promise<Compaction> {
    const outcome = await this.#thread.ask(input, [input.log[0]!.update.buffer as ArrayBuffer]);
    if (outcome.type === 'failed') throw new Error(outcome.reason);
    this.#log.debug({ document }, 'putting a snapshot in place');
    return outcome.value;
  }
}
