// The store on SQLite. This side lives on the event loop and never waits for a disk: it gathers what all rooms ask
// while the worker is busy with the batch before and, as long as they only append, until the next commit is due. So one
// commit, and one fsync, serves everyone who was waiting, and no batch overtakes another. A second thread compacts.

import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import { type StoreAppend, pack } from './appends.ts';
import type { CompactionInput } from '../compaction.ts';
import type { CompactionOutcome } from './compaction-worker.ts';
import type { Appended } from './journal.ts';
import type { Answers, Batch, Outcome, Request, StoredLog } from './worker.ts';
import type { Author, DocumentSummary, ShareLink, Loaded, Revocation, Store } from '../store.ts';
import { Thread } from './thread.ts';

interface Waiting {
  readonly request: Request;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface WaitingAppend extends StoreAppend {
  resolve(kept: boolean): void;
  reject(error: Error): void;
}

/**
 * Opens the store in `directory`, which is made when it is missing.
 * Throws with a sentence for the person who started the server when it cannot be used.
 */
export async function openSqliteStore(directory: string, log: Logger): Promise<SqliteStore> {
  try {
    makeDirectory(directory);
  } catch (error) {
    throw new Error(`The directory ${directory} for the documents cannot be made: ${(error as Error).message}.`);
  }
  const file = join(directory, 'quire.db');
  const database = new Thread<Batch, Answers>(new URL('./worker.ts', import.meta.url), file);
  try {
    await database.start();
  } catch (error) {
    throw new Error(`The store ${file} cannot be opened: ${(error as Error).message}.`);
  }
  return new SqliteStore(database, log, systemClock);
}

// mkdirSync's own `recursive` never returns where a file system says of an existing parent that it does not exist
// (/proc).
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  mkdirSync(path);
}

export class SqliteStore implements Store {
  readonly #database: Thread<Batch, Answers>;
  readonly #compactor = new Thread<CompactionInput, CompactionOutcome>(
    new URL('./compaction-worker.ts', import.meta.url),
  );
  readonly #log: Logger;
  readonly #clock: Clock;
  /** What is asked and not yet with the worker. */
  #appends: WaitingAppend[] = [];
  #requests: Waiting[] = [];
  /** Whether the worker is at a batch. */
  #busy = false;
  /**
   * By the clock: when appends may be committed again, and when what is asked goes to the worker, Infinity for not yet.
   */
  #nextCommit = 0;
  #due = Infinity;
  #callOff = () => {};
  /** Compactions, which come one after another. */
  #compacting: Promise<unknown> = Promise.resolve();
  /** The documents that wait for their compaction, or are left alone after one that failed, however long their log. */
  readonly #busyWith = new Set<string>();

  /** Takes over a thread that has opened its database. */
  constructor(database: Thread<Batch, Answers>, log: Logger, clock: Clock) {
    this.#database = database;
    this.#log = log;
    this.#clock = clock;
  }

  load(document: string): Promise<Loaded> {
    return this.#ask({ type: 'load', document });
  }

  create(document: string): Promise<boolean> {
    return this.#ask({ type: 'create', document });
  }

  append(
    document: string,
    epoch: string,
    updates: readonly Uint8Array[],
    title: string,
    authors: readonly Author[] = [],
  ): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#appends.push({ document, epoch, updates, title, authors, at: Date.now(), resolve, reject });
      this.#schedule();
    });
  }

  delete(document: string): Promise<boolean> {
    return this.#ask({ type: 'delete', document, at: Date.now() });
  }

  list(limit: number, patterns: readonly string[] = ['*']): Promise<DocumentSummary[]> {
    return this.#ask({ type: 'list', limit, patterns });
  }

  find(document: string): Promise<DocumentSummary | 'deleted' | null> {
    return this.#ask({ type: 'find', document });
  }

  authors(document: string): Promise<Author[]> {
    return this.#ask({ type: 'authors', document });
  }

  grants(): Promise<{ links: ShareLink[]; revocations: Revocation[] }> {
    return this.#ask({ type: 'grants' });
  }

  putLink(link: ShareLink): Promise<boolean> {
    return this.#ask({ type: 'putLink', link });
  }

  removeLink({ id }: Pick<ShareLink, 'id'>): Promise<void> {
    return this.#ask({ type: 'removeLink', id });
  }

  revoke(revocation: Revocation): Promise<void> {
    return this.#ask({ type: 'revoke', revocation });
  }

  compact(document: string): Promise<void> {
    this.#busyWith.add(document);
    const compaction = this.#compacting.then(() => this.#compact(document));
    this.#compacting = compaction;
    return compaction;
  }

  async close(): Promise<void> {
    await this.#compacting;
    await this.#ask({ type: 'close' });
    await Promise.all([this.#database.end(), this.#compactor.end()]);
  }

  /** Never rejects: a document that cannot be compacted is as good as before. */
  async #compact(document: string): Promise<void> {
    try {
      const stored = await this.#ask<StoredLog | null>({ type: 'readLog', document });
      if (stored !== null) {
        const { epoch, bytes, base, log } = stored;
        const covered = { lastSequence: log.at(-1)!.sequence, length: log.length, bytes };
        const outcome = await this.#compactor.ask({ base, log }, [log[0]!.update.buffer as ArrayBuffer]);
        if ('error' in outcome) throw new Error(outcome.error);
        this.#log.debug({ document }, 'putting a snapshot in place');
        await this.#ask({
          type: 'putCompaction',
          document,
          epoch,
          ...covered,
          compaction: outcome.compaction,
          at: Date.now(),
        });
      }
      this.#busyWith.delete(document);
    } catch (error) {
      this.#log.warn({ document, error }, 'a document could not be compacted');
      setTimeout(() => this.#busyWith.delete(document), limits.compactionPause).unref();
    }
  }

  #ask<Result>(request: Request): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#requests.push({ request, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /**
   * Sees to it that what is asked goes to the worker: in this turn of the event loop, but appends alone when they are
   * due.
   */
  #schedule(): void {
    const at = this.#requests.length > 0 ? 0 : this.#nextCommit;
    if (this.#busy || at >= this.#due) return;
    this.#callOff();
    this.#due = at;
    this.#callOff = this.#clock.after(Math.max(0, at - this.#clock.now()), () => void this.#send());
  }

  async #send(): Promise<void> {
    const [appends, requests] = [this.#appends, this.#requests];
    this.#appends = [];
    this.#requests = [];
    this.#due = Infinity;
    this.#busy = true;
    if (appends.length > 0) this.#nextCommit = this.#clock.now() + limits.commitInterval;
    try {
      const batch = { appends: pack(appends), requests: requests.map(({ request }) => request) };
      this.#answer(appends, requests, await this.#database.ask(batch, [batch.appends.bytes.buffer]));
    } catch (error) {
      // the thread died: it may have kept them or not
      for (const { reject } of [...appends, ...requests]) reject(error as Error);
    }
    this.#busy = false;
    if (this.#appends.length + this.#requests.length > 0) this.#schedule();
  }

  #answer(
    appends: readonly WaitingAppend[],
    requests: readonly Waiting[],
    { appended, outcomes, unsettled }: Answers,
  ): void {
    for (const [i, append] of appends.entries()) this.#answerAppend(append, appended[i]!);
    for (const [i, { resolve, reject }] of requests.entries()) {
      const outcome = outcomes[i]!;
      if ('error' in outcome) reject(new Error(outcome.error));
      else resolve(outcome.value);
    }
    if (unsettled !== null) {
      this.#log.error({ reason: unsettled }, 'what was stored stays in the journal; trying again');
    }
  }

  #answerAppend({ document, resolve, reject }: WaitingAppend, outcome: Outcome<Appended>): void {
    if ('error' in outcome) return reject(new Error(outcome.error));
    if (outcome.value === 'long' && !this.#busyWith.has(document)) void this.compact(document);
    resolve(outcome.value !== 'over');
  }
}
