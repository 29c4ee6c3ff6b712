// The store on SQLite. This side lives on the event loop and never waits for a disk: it gathers what all rooms ask in
// one tick, and while the worker is busy with the one batch the next is gathered. So one commit, and one fsync, serves
// everyone who was waiting, and no batch overtakes another. A second thread compacts.

import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { limits } from '../limits.ts';
import type { Foldable } from './fold.ts';
import type { FoldOutcome } from './fold-worker.ts';
import type { Appended, Outcome, Request, Unfolded } from './sqlite-worker.ts';
import type { Author, DocumentSummary, Link, Loaded, Revocation, Store } from './store.ts';
import { Thread } from './thread.ts';

interface Waiting {
  request: Request;
  resolve(value: unknown): void;
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
  const database = new Thread<Request[], Outcome[]>(new URL('./sqlite-worker.ts', import.meta.url), file);
  try {
    await database.start();
  } catch (error) {
    throw new Error(`The store ${file} cannot be opened: ${(error as Error).message}.`);
  }
  return new SqliteStore(database, log);
}

// mkdirSync's own `recursive` never returns where a file system says of an existing parent that it does not exist (/proc).
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  mkdirSync(path);
}

export class SqliteStore implements Store {
  readonly #database: Thread<Request[], Outcome[]>;
  readonly #folder = new Thread<Foldable, FoldOutcome>(new URL('./fold-worker.ts', import.meta.url));
  readonly #log: Logger;
  /** What is asked and not yet with the worker. */
  #gathered: Waiting[] = [];
  #sending = false;
  /** Compactions, which come one after another. */
  #compacting: Promise<unknown> = Promise.resolve();
  /** The documents that wait for their compaction, or are left alone after one that failed, however long their log. */
  readonly #busyWith = new Set<string>();

  /** Takes over a thread that has opened its database. */
  constructor(database: Thread<Request[], Outcome[]>, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  load(document: string): Promise<Loaded> {
    return this.#ask({ type: 'load', document });
  }

  create(document: string): Promise<boolean> {
    return this.#ask({ type: 'create', document });
  }

  async append(
    document: string,
    epoch: string,
    updates: readonly Uint8Array[],
    title: string,
    authors: readonly Author[] = [],
  ): Promise<boolean> {
    const at = Date.now();
    const { kept, long } = await this.#ask<Appended>({ type: 'append', document, epoch, updates, title, authors, at });
    if (long && !this.#busyWith.has(document)) void this.compact(document);
    return kept;
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

  grants(): Promise<{ links: Link[]; revocations: Revocation[] }> {
    return this.#ask({ type: 'grants' });
  }

  putLink(link: Link): Promise<boolean> {
    return this.#ask({ type: 'putLink', link });
  }

  removeLink(id: string): Promise<void> {
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
    await Promise.all([this.#database.end(), this.#folder.end()]);
  }

  /** Never rejects: a document that cannot be compacted is as good as before. */
  async #compact(document: string): Promise<void> {
    try {
      const unfolded = await this.#ask<Unfolded | null>({ type: 'unfold', document });
      if (unfolded !== null) {
        const { epoch, log } = unfolded;
        const outcome = await this.#folder.ask(unfolded);
        if ('error' in outcome) throw new Error(outcome.error);
        const bytes = log.reduce((sum, { update }) => sum + update.length, 0);
        this.#log.debug({ document }, 'putting a snapshot in place');
        const covered = { lastSequence: log.at(-1)!.sequence, length: log.length, bytes };
        await this.#ask({ type: 'fold', document, epoch, ...covered, folded: outcome.folded, at: Date.now() });
      }
      this.#busyWith.delete(document);
    } catch (error) {
      this.#log.warn({ document, error }, 'a document could not be compacted');
      setTimeout(() => this.#busyWith.delete(document), limits.compactionPause).unref();
    }
  }

  #ask<Result>(request: Request): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#gathered.push({ request, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#sending) void this.#send();
    });
  }

  /** Sends batch after batch as long as something is asked. */
  async #send(): Promise<void> {
    this.#sending = true;
    // What the answers to the last batch lead to is asked in this turn of the event loop, and belongs to the next.
    while ((await turn(), this.#gathered.length > 0)) {
      const batch = this.#gathered;
      this.#gathered = [];
      try {
        const outcomes = await this.#database.ask(batch.map(({ request }) => request));
        for (const [i, { resolve, reject }] of batch.entries()) {
          const outcome = outcomes[i]!;
          if ('error' in outcome) reject(new Error(outcome.error));
          else resolve(outcome.value);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error as Error); // the thread died: it may have kept them or not
      }
    }
    this.#sending = false;
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
