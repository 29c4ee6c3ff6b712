// The store on SQLite. This side lives on the event loop and never waits for a disk: a queue hands what is asked to the
// thread that owns the database, and a second thread compacts.

import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { messageOf } from '../../../protocol/error-message.ts';
import { type Clock, systemClock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import { logEnd } from '../log-end.ts';
import type {
  Appended,
  Author,
  Backup,
  DocumentSummary,
  FoundDocument,
  ListOptions,
  Loaded,
  LogEnd,
  Revocation,
  SearchOptions,
  ShareLink,
  Store,
  StoredFile,
} from '../store.ts';
import { BatchQueue } from './batch-queue.ts';
import { Compactor, type MakeSnapshot } from '../compactor.ts';
import { makeDirectory } from './directory.ts';
import { Indexer } from './indexer.ts';
import type { Answers, Batch, ListedState, StoredLog } from './requests.ts';
import { acceptLoss, requireSound } from './start-check.ts';
import { Thread } from '../thread.ts';

/**
 * Opens the store in `directory`, and makes the directory when it is missing. Throws a sentence for the person who
 * started the server when the store cannot be used, or when something acknowledged is missing in it and
 * `isLossAccepted` is false.
 */
export async function openSqliteStore(directory: string, log: Logger, isLossAccepted = false): Promise<SqliteStore> {
  try {
    makeDirectory(directory);
  } catch (error) {
    throw new Error(`The directory ${directory} for the documents cannot be made: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  const file = join(directory, 'quire.db');
  const database = new Thread<Batch, Answers>(new URL('./worker.ts', import.meta.url), file);
  try {
    checkStart(file, log, isLossAccepted);
    await database.start();
  } catch (error) {
    throw new Error(`The store ${file} cannot be opened: ${messageOf(error)}.`, { cause: error });
  }
  return new SqliteStore(database, log, systemClock, directory);
}

/** Checks the files, and puts damaged ones aside when their loss is accepted. Throws as `requireSound`. */
function checkStart(file: string, log: Logger, isLossAccepted: boolean): void {
  const loss = isLossAccepted ? acceptLoss(file) : null;
  if (loss !== null) {
    const { damage, kept } = loss;
    log.warn({ damage, kept }, 'a loss was accepted; clients that still have what is missing bring it back');
  }
  const { warning } = requireSound(file);
  if (warning !== null && loss === null) log.warn(warning);
}

export class SqliteStore implements Store {
  readonly #database: Thread<Batch, Answers>;
  readonly #queue: BatchQueue;
  readonly #compactor: Compactor;
  readonly #indexer: Indexer;
  readonly #clock: Clock;
  readonly #backup: string;
  #cancelCheck = () => {};
  #isClosing = false;

  /** Takes over a thread that opens its database in `directory`. The search index and backups are beside it. */
  constructor(database: Thread<Batch, Answers>, log: Logger, clock: Clock, directory: string) {
    this.#backup = join(directory, 'quire.db.backup');
    this.#database = database;
    this.#queue = new BatchQueue(database, log, clock);
    this.#compactor = new Compactor((document, make) => this.#replaceLog(document, make), log, clock);
    this.#indexer = new Indexer(this.#queue, join(directory, 'search.db'), log, clock);
    this.#clock = clock;
    this.#checkLater();
  }

  /** While nobody asks anything, the thread would not notice that its file was taken away. */
  #checkLater(): void {
    if (this.#isClosing) return;
    const check = () =>
      this.#queue.ask({ type: 'check' }).then(
        () => this.#checkLater(),
        () => this.#checkLater(), // the thread has said why
      );
    this.#cancelCheck = this.#clock.after(limits.placeCheckInterval, () => void check(), 'idle');
  }

  async load(document: string, epoch?: string): Promise<Loaded> {
    const loaded = await this.#queue.ask<Loaded>({ type: 'load', document, epoch });
    if (loaded.type === 'whole' && loaded.created) this.#indexer.changed(document, '', Date.now());
    return loaded;
  }

  async create(document: string): Promise<boolean> {
    const created = await this.#queue.ask<boolean>({ type: 'create', document });
    if (created) this.#indexer.changed(document, '', Date.now());
    return created;
  }

  async append(
    document: string,
    epoch: string,
    updates: readonly Uint8Array[],
    title: string,
    authors: readonly Author[] = [],
  ): Promise<Appended | null> {
    const at = Date.now();
    const appended = await this.#queue.append({ document, epoch, updates, title, authors, at });
    if (appended === null) return null;
    this.#indexer.changed(document, title, at);
    if (appended.isLong) this.#compactor.compactSoon(document);
    return { first: appended.last - updates.length + 1, last: appended.last };
  }

  async since(document: string, epoch: string, sequence: number): Promise<LogEnd | null> {
    const found = await this.find(document);
    return found === null || found === 'deleted' ? null : logEnd(await this.load(document), epoch, sequence);
  }

  compact(document: string): Promise<void> {
    return this.#compactor.compact(document);
  }

  async #replaceLog(document: string, make: MakeSnapshot): Promise<void> {
    const stored = await this.#queue.ask<StoredLog | null>({ type: 'readLog', document });
    if (stored === null) return;
    const { epoch, bytes, base, log } = stored;
    const covered = { lastSequence: log.at(-1)!.sequence, length: log.length, bytes };
    const compaction = await make({ base, log });
    await this.#queue.ask({ type: 'putCompaction', document, epoch, ...covered, compaction, at: Date.now() });
  }

  async delete(document: string): Promise<boolean> {
    const deleted = await this.#queue.ask<boolean>({ type: 'delete', document, at: Date.now() });
    if (deleted) this.#indexer.removed(document);
    return deleted;
  }

  list(
    limit: number,
    { patterns = ['*'], prefix = '', after = null, order = 'updated' }: ListOptions = {},
  ): Promise<DocumentSummary[]> {
    return this.#queue.ask({ type: 'list', limit, patterns, prefix, after, order });
  }

  async search(
    typed: string,
    limit: number,
    { patterns = ['*'], prefix = '', after = null }: SearchOptions = {},
  ): Promise<FoundDocument[]> {
    const hits = await this.#indexer.search(typed, limit, { patterns, prefix, after });
    const documents = hits.map(({ position }) => position.name);
    const states = await this.#queue.ask<(ListedState | null)[]>({ type: 'findEach', documents });
    const found = hits.flatMap(({ epoch: known, position, title: markedTitle, text }, i) => {
      const state = states[i];
      if (state == null || state.epoch !== known) return []; // deleted, or created anew, since it was indexed
      const { name, title, createdAt, updatedAt } = state;
      return [{ document: { name, title, createdAt, updatedAt }, position, title: markedTitle, text }];
    });
    if (found.length === hits.length || hits.length < limit) return found;
    const rest = { patterns, prefix, after: hits.at(-1)!.position };
    return [...found, ...(await this.search(typed, limit - found.length, rest))];
  }

  find(document: string): Promise<DocumentSummary | 'deleted' | null> {
    return this.#queue.ask({ type: 'find', document });
  }

  authors(document: string): Promise<Author[]> {
    return this.#queue.ask({ type: 'authors', document });
  }

  grants(): Promise<{ links: ShareLink[]; revocations: Revocation[] }> {
    return this.#queue.ask({ type: 'grants' });
  }

  putLink(link: ShareLink): Promise<boolean> {
    return this.#queue.ask({ type: 'putLink', link });
  }

  removeLink({ id }: Pick<ShareLink, 'id'>): Promise<void> {
    return this.#queue.ask({ type: 'removeLink', id });
  }

  revoke(revocation: Revocation): Promise<void> {
    return this.#queue.ask({ type: 'revoke', revocation });
  }

  addFile(document: string, file: StoredFile, most: number): Promise<'added' | 'full' | 'gone'> {
    return this.#queue.ask({ type: 'addFile', document, file, most });
  }

  findFile(document: string, hash: string): Promise<StoredFile | null> {
    return this.#queue.ask({ type: 'findFile', document, hash });
  }

  heldFiles(hashes: readonly string[]): Promise<string[]> {
    return this.#queue.ask({ type: 'heldFiles', hashes });
  }

  /** A backup. Must not be called again before its content was read. The file goes as soon as it is open. */
  async backup(): Promise<Backup> {
    await this.#queue.ask({ type: 'backup', file: this.#backup });
    const file = await open(this.#backup);
    await rm(this.#backup);
    return { size: (await file.stat()).size, content: file.createReadStream() };
  }

  async close(): Promise<void> {
    this.#cancelCheck();
    this.#isClosing = true;
    await Promise.all([this.#compactor.idle(), this.#indexer.close()]);
    await this.#queue.ask({ type: 'close' });
    await Promise.all([this.#database.end(), this.#compactor.end()]);
  }
}
