// The store on PostgreSQL, which several servers may use at the same time: nothing here relies on being the only one.
// What decides is decided in the database, under the lock of the document's row.

import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { messageOf } from '../../../protocol/error-message.ts';
import type { Clock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import { isWorthCompacting, type LogSize } from '../compaction.ts';
import { Compactor, type MakeSnapshot } from '../compactor.ts';
import { newEpoch } from '../epoch.ts';
import { logEnd } from '../log-end.ts';
import { inOnePiece } from '../pieces.ts';
import { authorOf, fileOf, linkOf, revocationOf, summaryOf } from '../rows.ts';
import type {
  Appended,
  Author,
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
import { Turns } from '../turns.ts';
import { AppendBatches, sortKey } from './append-batches.ts';
import { type Database, mayRest, type Query } from './database.ts';
import { Indexer } from './indexer.ts';
import { listStatement, type Statement } from './listing.ts';
import { putCompaction } from './put-compaction.ts';
import { readByName, readEnd } from './reader.ts';

/** All tables whose rows go when their document is deleted. */
export const partsOfDocuments = [
  ...['updates', 'snapshots', 'history', 'writers', 'authors', 'links', 'files', 'texts', 'unindexed'],
];

export class PostgresStore implements Store {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #clock: Clock;
  /** Names this store among all that append. */
  readonly #writer = randomUUID();
  readonly #batches: AppendBatches;
  readonly #compactor: Compactor;
  readonly #indexer: Indexer;
  /** Loading, creating and deleting one document happen in the order of the calls. */
  readonly #lives = new Turns();
  /** The calls that are under way. */
  readonly #calls = new Set<Promise<unknown>>();
  #cancelSweep = () => {};

  /** Takes over a database whose schema is the present one. */
  constructor(database: Database, log: Logger, clock: Clock) {
    this.#database = database;
    this.#log = log;
    this.#clock = clock;
    const call = (values: readonly unknown[]) => database.append(appendStatement, [this.#writer, ...values]);
    this.#batches = new AppendBatches(call, clock);
    this.#compactor = new Compactor((document, make) => this.#replaceLog(document, make), log, clock);
    this.#indexer = new Indexer(database, log, clock);
    this.#sweepLater();
  }

  load(document: string, epoch?: string): Promise<Loaded> {
    return this.#track(this.#lives.take(document, () => this.#load(document, epoch)));
  }

  create(document: string): Promise<boolean> {
    return this.#track(this.#lives.take(document, () => this.#create(document, newEpoch(), true)));
  }

  async append(
    document: string,
    epoch: string,
    updates: readonly Uint8Array[],
    title: string,
    authors: readonly Author[] = [],
  ): Promise<Appended | null> {
    const appended = await this.#batches.append({ document, epoch, updates, title, authors });
    if (appended === null) return null;
    this.#indexer.changed();
    if (appended.isLong) this.#compactor.compactSoon(document);
    return { first: appended.first, last: appended.last };
  }

  async since(document: string, epoch: string, sequence: number): Promise<LogEnd | null> {
    const end = await this.#track(readEnd(this.#database.query, document, epoch, sequence));
    return end === 'compacted' ? logEnd(await this.load(document), epoch, sequence) : end;
  }

  compact(document: string): Promise<void> {
    return this.#compactor.compact(document);
  }

  delete(document: string): Promise<boolean> {
    return this.#track(this.#lives.take(document, () => this.#delete(document)));
  }

  async list(limit: number, options: ListOptions = {}): Promise<DocumentSummary[]> {
    const { text, values } = listStatement(limit, options);
    return (await this.#read(text, values)).map(summaryOf);
  }

  search(
    typed: string,
    limit: number,
    { patterns = ['*'], prefix = '', after = null }: SearchOptions = {},
  ): Promise<FoundDocument[]> {
    return this.#track(this.#indexer.search(typed, limit, { patterns, prefix, after }));
  }

  async find(document: string): Promise<DocumentSummary | 'deleted' | null> {
    const [row] = await this.#read('SELECT * FROM quire.documents WHERE name = $1', [document]);
    if (row === undefined) return null;
    return row['deleted_at'] === null ? summaryOf(row) : 'deleted';
  }

  async authors(document: string): Promise<Author[]> {
    const rows = await this.#read(
      `SELECT a.client, a."user", a.name FROM quire.authors AS a JOIN quire.documents AS d ON d.id = a.document
       WHERE d.name = $1 ORDER BY a.client`,
      [document],
    );
    return rows.map(authorOf);
  }

  async grants(): Promise<{ links: ShareLink[]; revocations: Revocation[] }> {
    const [links, revocations] = await Promise.all([
      this.#read('SELECT l.*, d.name FROM quire.links AS l JOIN quire.documents AS d ON d.id = l.document'),
      this.#read('SELECT * FROM quire.revocations'),
    ]);
    return { links: links.map(linkOf), revocations: revocations.map(revocationOf) };
  }

  async putLink({ id, document, role, createdAt, createdBy, expiresAt }: ShareLink): Promise<boolean> {
    const rows = await this.#write(
      `INSERT INTO quire.links (id, document, role, created_at, created_by, expires_at)
       SELECT $1, d.id, $2, $3::bigint, $4, $5::bigint FROM quire.documents AS d
       WHERE d.name = $6 AND d.deleted_at IS NULL FOR SHARE
       ON CONFLICT (id) DO UPDATE SET document = excluded.document, role = excluded.role,
         created_at = excluded.created_at, created_by = excluded.created_by, expires_at = excluded.expires_at
       RETURNING id`,
      [id, role, createdAt, createdBy, expiresAt, document],
    );
    return rows.length === 1;
  }

  async removeLink({ id }: Pick<ShareLink, 'id' | 'document'>): Promise<void> {
    await this.#write('DELETE FROM quire.links WHERE id = $1', [id]);
  }

  async revoke(revocation: Revocation): Promise<void> {
    const { text, values } = revokeStatement(revocation);
    await this.#write(text, values);
  }

  addFile(
    name: string,
    { hash, size, type, width, height }: StoredFile,
    most: number,
  ): Promise<'added' | 'full' | 'gone'> {
    const add = async (query: Query) => {
      const document = await lockedId(query, name);
      if (document === null) return 'gone';
      const added = await query(
        `INSERT INTO quire.files (document, hash, size, type, width, height)
         SELECT $1, $2, $3::bigint, $4, $5::integer, $6::integer WHERE $3::bigint <= $7::bigint - (
           SELECT coalesce(sum(size), 0) FROM quire.files WHERE document = $1 AND hash <> $2)
         ON CONFLICT (document, hash) DO UPDATE SET size = excluded.size, type = excluded.type,
           width = excluded.width, height = excluded.height
         RETURNING hash`,
        [document, hash, size, type, width, height, most],
      );
      return added.length === 1 ? 'added' : 'full';
    };
    return this.#track(this.#database.transact(add));
  }

  async findFile(document: string, hash: string): Promise<StoredFile | null> {
    const [row] = await this.#read(
      `SELECT f.* FROM quire.files AS f JOIN quire.documents AS d ON d.id = f.document
       WHERE d.name = $1 AND f.hash = $2`,
      [document, hash],
    );
    return row === undefined ? null : fileOf(row);
  }

  async heldFiles(hashes: readonly string[]): Promise<string[]> {
    const rows = await this.#read(
      `SELECT hash FROM unnest($1::text[]) WITH ORDINALITY AS asked (hash, place)
       WHERE EXISTS (SELECT 1 FROM quire.files AS f WHERE f.hash = asked.hash) ORDER BY place`,
      [hashes],
    );
    return rows.map(({ hash }) => hash as string);
  }

  async close(): Promise<void> {
    this.#cancelSweep();
    await this.#batches.finish();
    await Promise.allSettled(this.#calls);
    await Promise.all([this.#compactor.idle(), this.#indexer.close()]);
    await Promise.all([this.#compactor.end(), this.#database.close()]);
  }

  async #load(name: string, epoch = newEpoch()): Promise<Loaded> {
    let document = await readByName(this.#database.query, name);
    const created = document === null && (await this.#create(name, epoch, false));
    document ??= await readByName(this.#database.query, name);
    if (document === null) throw new Error('the document was created and is not there');
    if (document.isDeleted) return { type: 'deleted' };
    const { base, log, sequence, damage } = document;
    const loaded = { epoch: document.epoch, updates: [...base, ...log.map(({ update }) => update)] };
    if (damage !== null) return { type: 'damaged', damage, ...loaded };
    return { type: 'whole', created, sequence, ...loaded };
  }

  /** False when there is one; also when it was deleted, unless `again`. */
  async #create(name: string, epoch: string, again: boolean): Promise<boolean> {
    const rows = await this.#database.write(
      `WITH made AS (
         INSERT INTO quire.documents AS d (name, epoch, title_key, created_at, updated_at)
         SELECT $1, $2, $3, moment, moment FROM quire.now() AS moment
         ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, created_at = excluded.created_at,
           updated_at = excluded.updated_at, deleted_at = NULL
           WHERE $4 AND d.deleted_at IS NOT NULL
         RETURNING id, created_at
       ), marked AS (
         INSERT INTO quire.unindexed (document, due) SELECT id, created_at + $5 FROM made ON CONFLICT DO NOTHING
       ) SELECT id FROM made`,
      [name, epoch, sortKey(''), again, limits.indexPause],
    );
    if (rows.length > 0) this.#indexer.changed();
    return rows.length > 0;
  }

  #delete(name: string): Promise<boolean> {
    return this.#database.transact(async (query) => {
      const document = await lockedId(query, name);
      if (document === null) return false;
      await query(
        `UPDATE quire.documents SET title = '', title_key = $2, last_sequence = 0, log_length = 0, log_bytes = 0,
           snapshot_bytes = 0, deleted_at = quire.now() WHERE id = $1`,
        [document, sortKey('')],
      );
      for (const table of partsOfDocuments) await query(`DELETE FROM quire.${table} WHERE document = $1`, [document]);
      return true;
    });
  }

  /** Does nothing where another server compacts the document: the lock is held until the snapshot is in its place. */
  #replaceLog(name: string, make: MakeSnapshot): Promise<void> {
    return this.#database.transact(async (query) => {
      const [lock] = await query(
        `SELECT pg_try_advisory_xact_lock(hashtextextended('quire compaction ' || id, 0)) AS taken,
           log_length AS length, log_bytes AS bytes
         FROM quire.documents WHERE name = $1 AND deleted_at IS NULL`,
        [name],
      );
      if (lock?.['taken'] !== true || !isWorthCompacting(lock as unknown as LogSize)) return;
      const document = await readByName(query, name);
      if (document === null || document.isDeleted) return;
      const { base, log, damage } = document;
      if (damage !== null) throw new Error(damage);
      const updates = log.map(({ update }) => update);
      const size = { length: log.length, bytes: updates.reduce((sum, { length }) => sum + length, 0) };
      if (!isWorthCompacting(size)) return;
      const copies = inOnePiece([...base, ...updates]);
      await query(mayRest(limits.snapshotTime));
      const compaction = await make({
        base: copies.slice(0, base.length),
        log: log.map((entry, i) => ({ ...entry, update: copies[base.length + i]! })),
      });
      await query(mayRest(limits.idleTransactionTime)); // from here on it holds the document
      await putCompaction(query, document, { ...size, lastSequence: log.at(-1)!.sequence }, compaction);
    });
  }

  #sweepLater(): void {
    this.#cancelSweep = this.#clock.after(limits.writerSweepInterval, () => void this.#forgetWriters(), 'idle');
  }

  /** Removes what was kept of appends long ago: see append-batches.ts. */
  async #forgetWriters(): Promise<void> {
    try {
      await this.#read('DELETE FROM quire.writers WHERE appended_at < quire.now() - $1', [limits.writerMemory]);
    } catch (error) {
      this.#log.warn({ reason: messageOf(error) }, 'old marks of appends could not be removed; it is tried again');
    }
    this.#sweepLater();
  }

  #read(text: string, values?: readonly unknown[]) {
    return this.#track(this.#database.query(text, values));
  }

  #write(text: string, values: readonly unknown[]) {
    return this.#track(this.#database.write(text, values));
  }

  /** Lets `close` wait for a call. */
  async #track<Value>(call: Promise<Value>): Promise<Value> {
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }
}

const appendStatement = `SELECT * FROM quire.append(${Array.from({ length: 22 }, (_, i) => `$${i + 1}`).join(', ')})`;

/** The id of the document of this name, whose row is locked from now on; null when there is none. */
async function lockedId(query: Query, name: string): Promise<number | null> {
  const [row] = await query('SELECT id FROM quire.documents WHERE name = $1 AND deleted_at IS NULL FOR NO KEY UPDATE', [
    name,
  ]);
  return (row?.['id'] as number | undefined) ?? null;
}

/** The statement for `Store.revoke`. The names may be longer than an index takes, so that a hash stands for them. */
export function revokeStatement({ token, user, document, at }: Revocation): Statement {
  const key = createHash('sha256').update(JSON.stringify([token, user, document]));
  return {
    text: `INSERT INTO quire.revocations (key, token, "user", document, at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (key) DO UPDATE SET at = excluded.at`,
    values: [key.digest('hex'), token ?? '', user ?? '', document ?? '', at],
  };
}
