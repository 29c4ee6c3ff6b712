// Keeps the search index up to date, behind the back of those who write: a change only marks its document. A marked
// document is read and indexed once it has rested for a moment, one document after another. The first use compares the
// index with the documents, so that whatever was missed is made up for.

import type { Logger } from 'pino';
import { messageOf } from '../../../protocol/error-message.ts';
import type { Clock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import type { Hit, IndexedState } from '../search/search-index.ts';
import type { SearchOptions } from '../store.ts';
import type { BatchQueue } from './batch-queue.ts';
import type { ListedState, StoredContent } from './requests.ts';
import type { SearchOutcome, SearchRequest } from './search-requests.ts';
import { Thread } from '../thread.ts';

/** A document that the index may not know as it is. Times are by the clock, but for `updatedAt`. */
interface Mark {
  readonly since: number;
  due: number;
  title: string;
  updatedAt: number;
}

export class Indexer {
  readonly #queue: BatchQueue;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #thread: Thread<SearchRequest, SearchOutcome>;
  readonly #marks = new Map<string, Mark>();
  /** The document that is being indexed; null when none is, or when it was deleted meanwhile. */
  #current: string | null = null;
  /** The index was compared with the documents. */
  #compared = false;
  #isClosing = false;
  #isScheduled = false;
  #cancelTimer = () => {};
  #work: Promise<void> = Promise.resolve();
  #lastAnswer: Promise<unknown> = Promise.resolve();

  /** `file` is the database of the index; its directory must exist. */
  constructor(queue: BatchQueue, file: string, log: Logger, clock: Clock) {
    this.#queue = queue;
    this.#log = log;
    this.#clock = clock;
    this.#thread = new Thread(new URL('./search-worker.ts', import.meta.url), file);
    this.#schedule(limits.indexPause);
  }

  /** The document has changed, or is new. */
  changed(name: string, title: string, updatedAt: number): void {
    const now = this.#clock.now();
    const mark = this.#marks.get(name) ?? { since: now, due: 0, title, updatedAt };
    mark.due = Math.min(now + limits.indexPause, mark.since + limits.indexWait);
    mark.title = title;
    mark.updatedAt = updatedAt;
    this.#marks.set(name, mark);
    this.#schedule(limits.indexPause);
  }

  /** The document was deleted. */
  removed(name: string): void {
    this.#marks.delete(name);
    if (this.#current === name) this.#current = null;
    if (this.#isClosing) return;
    this.#ask({ type: 'remove', name }).catch((error: unknown) => this.#failed(error));
  }

  /** What the index finds, in the states that it knows. Rejects when the index cannot be used. */
  async search(typed: string, limit: number, options: Required<SearchOptions>): Promise<Hit[]> {
    return (await this.#ask({ type: 'search', typed, limit, options })) as Hit[];
  }

  /** Completes what is being done, and ends the thread. The next start makes up for the rest. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelTimer();
    await this.#work;
    await this.#lastAnswer;
    await this.#thread.end();
  }

  #schedule(delay: number): void {
    if (this.#isScheduled || this.#isClosing) return;
    this.#isScheduled = true;
    const run = () => {
      this.#work = this.#indexDue();
    };
    this.#cancelTimer = this.#clock.after(delay, run, 'idle');
  }

  async #indexDue(): Promise<void> {
    let pause: number = limits.indexPause;
    try {
      if (!this.#compared) await this.#compare();
      for (const [name, mark] of this.#marks) {
        if (this.#isClosing) break;
        if (mark.due <= this.#clock.now()) await this.#index(name, mark);
      }
    } catch (error) {
      this.#failed(error);
      pause = limits.indexRetry;
    }
    this.#isScheduled = false;
    if (this.#marks.size > 0 || !this.#compared) this.#schedule(pause);
  }

  /** Marks each document that the index does not have as it is, and removes those that are gone. */
  async #compare(): Promise<void> {
    const indexed = (await this.#ask({ type: 'states' })) as IndexedState[];
    const listed = await this.#queue.ask<ListedState[]>({ type: 'listStates' });
    const known = new Map(indexed.map((state) => [state.name, state]));
    for (const { name, epoch, sequence, title, updatedAt } of listed) {
      const state = known.get(name);
      known.delete(name);
      if (state?.epoch === epoch && state.sequence === sequence) continue;
      if (!this.#marks.has(name)) this.#marks.set(name, { since: 0, due: 0, title, updatedAt });
    }
    for (const name of known.keys()) await this.#ask({ type: 'remove', name });
    this.#compared = true;
  }

  async #index(name: string, mark: Mark): Promise<void> {
    this.#marks.delete(name);
    this.#current = name;
    try {
      const content = await this.#queue.ask<StoredContent | null>({ type: 'readContent', document: name });
      if (this.#current !== name) return; // deleted meanwhile
      if (content === null) return void (await this.#ask({ type: 'remove', name }));
      const { title, updatedAt } = mark;
      const { buffer } = content.updates[0] ?? { buffer: null };
      const transfer = buffer === null ? [] : [buffer as ArrayBuffer];
      await this.#ask({ type: 'put', name, title, updatedAt, ...content }, transfer);
    } catch (error) {
      if (!this.#marks.has(name) && this.#current === name) this.#marks.set(name, mark);
      throw error;
    } finally {
      this.#current = null;
    }
  }

  /** Asks the thread once it has answered everything before. An index that was damaged is filled anew. */
  #ask(request: SearchRequest, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    const answer = this.#lastAnswer.then(() => this.#thread.ask(request, transfer));
    this.#lastAnswer = answer.catch(() => {});
    return answer.then((outcome) => {
      if (outcome.type === 'done') return outcome.value;
      if (outcome.type === 'failed') throw new Error(outcome.reason);
      this.#compared = false;
      this.#schedule(0);
      throw new Error('the search index was damaged, and is being made anew');
    });
  }

  #failed(error: unknown): void {
    this.#log.warn({ reason: messageOf(error) }, 'the search index lags behind; documents are not affected');
  }
}
