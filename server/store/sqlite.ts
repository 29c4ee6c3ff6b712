// The store on SQLite. This side lives on the event loop and never waits for a disk: it gathers what all rooms ask in
// one tick, and while the worker is busy with the one batch the next is gathered. So one commit, and one fsync, serves
// everyone who was waiting, and no batch overtakes another.

import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DocumentSummary, Store, StoredDocument } from './store.ts';
import type { Outcome, Request } from './sqlite-worker.ts';

interface Waiting {
  request: Request;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Opens the store in `directory`, which is made when it is missing.
 * Throws with a sentence for the person who started the server when it cannot be used.
 */
export async function openSqliteStore(directory: string): Promise<SqliteStore> {
  try {
    makeDirectory(directory);
  } catch (error) {
    throw new Error(`The directory ${directory} for the documents cannot be made: ${(error as Error).message}.`);
  }
  const file = join(directory, 'quire.db');
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: file });
  const failure = await new Promise<string | null>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve(error.message));
  });
  if (failure !== null) {
    await worker.terminate();
    throw new Error(`The store ${file} cannot be opened: ${failure}.`);
  }
  return new SqliteStore(worker);
}

// mkdirSync's own `recursive` never returns where a file system says of an existing parent that it does not exist (/proc).
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  mkdirSync(path);
}

export class SqliteStore implements Store {
  readonly #worker: Worker;
  /** What is asked and not yet with the worker. */
  #gathered: Waiting[] = [];
  /** What the worker is at. */
  #batch: Waiting[] = [];
  #sending = false;
  /** Why the worker is gone. */
  #gone: Error | null = null;

  /** Takes over a worker that has opened its database. */
  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (outcomes: Outcome[]) => this.#settle(outcomes));
    worker.on('error', (error) => this.#fail(error));
  }

  load(document: string): Promise<StoredDocument> {
    return this.#ask({ type: 'load', document });
  }

  append(document: string, update: Uint8Array, title: string): Promise<void> {
    return this.#ask({ type: 'append', document, update, title, at: Date.now() });
  }

  list(limit: number): Promise<DocumentSummary[]> {
    return this.#ask({ type: 'list', limit });
  }

  find(document: string): Promise<DocumentSummary | null> {
    return this.#ask({ type: 'find', document });
  }

  async close(): Promise<void> {
    await this.#ask({ type: 'close' });
    await this.#worker.terminate();
  }

  #ask<Result>(request: Request): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) return reject(this.#gone);
      this.#gathered.push({ request, resolve: resolve as (value: unknown) => void, reject });
      if (this.#sending) return;
      this.#sending = true;
      setImmediate(() => this.#send());
    });
  }

  #send(): void {
    this.#batch = this.#gathered;
    this.#gathered = [];
    this.#worker.postMessage(this.#batch.map(({ request }) => request));
  }

  #settle(outcomes: Outcome[]): void {
    for (const [i, { resolve, reject }] of this.#batch.entries()) {
      const outcome = outcomes[i]!;
      if ('error' in outcome) reject(new Error(outcome.error));
      else resolve(outcome.value);
    }
    this.#batch = [];
    if (this.#gathered.length > 0) this.#send();
    else this.#sending = false;
  }

  /** The worker is gone: what it was at may or may not be kept, and what comes will not be. */
  #fail(error: Error): void {
    this.#gone = error;
    for (const { reject } of [...this.#batch, ...this.#gathered]) reject(error);
    this.#batch = [];
    this.#gathered = [];
  }
}
