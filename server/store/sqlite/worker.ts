// The thread that owns the database. It answers one batch at a time, with one outcome a request, in order: first all
// appends, in one transaction, then all else that writes, in another, and only once that is on disk the reading. Where
// a transaction fails each request has one of its own, so that what is wrong with one document does not keep others
// from being stored.

import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { limits } from '../../limits/limits.ts';
import { inOnePiece, type PackedAppends, unpack } from './appends.ts';
import type { CompactionInput, Compaction, LogEntry } from '../compaction.ts';
import { type Appended, Journal } from './journal.ts';
import { openDatabase, transact } from './schema.ts';
import type { Role } from '../../../protocol/roles.ts';
import type { Author, DocumentSummary, ShareLink, Loaded, Revocation } from '../store.ts';

export type Request =
  | { type: 'load'; document: string }
  | { type: 'create'; document: string }
  | { type: 'delete'; document: string; at: number }
  /** What there is to compact. */
  | { type: 'readLog'; document: string }
  /** Puts in place what `compact` made of the log up to `lastSequence`, which was so long and had so many bytes. */
  | {
      type: 'putCompaction';
      document: string;
      epoch: string;
      lastSequence: number;
      length: number;
      bytes: number;
      compaction: Compaction;
      at: number;
    }
  | { type: 'list'; limit: number; patterns: readonly string[] }
  | { type: 'find'; document: string }
  | { type: 'authors'; document: string }
  | { type: 'grants' }
  | { type: 'putLink'; link: ShareLink }
  | { type: 'removeLink'; id: string }
  | { type: 'revoke'; revocation: Revocation }
  | { type: 'close' };

export interface StoredLog extends CompactionInput {
  readonly epoch: string;
  /** Of the log. */
  readonly bytes: number;
}

export type Outcome<Value = unknown> = { value: Value } | { error: string };

/** What is asked at once. What is appended is appended first. */
export interface Batch {
  readonly appends: PackedAppends;
  readonly requests: readonly Request[];
}

export interface Answers {
  readonly appended: readonly Outcome<Appended>[];
  readonly outcomes: readonly Outcome[];
  /** Why something could not be put where it belongs, but stays in the journal. */
  readonly unsettled: string | null;
}

type Row = Record<string, SQLOutputValue>;

/** Bytes that are not what was written. */
class Damage extends Error {}

class Worker {
  readonly #database: DatabaseSync;
  readonly #sql;
  /** What reads each table, once it has been read. */
  readonly #reading: Partial<Record<keyof typeof orders, StatementSync>> = {};
  readonly #journal: Journal;
  /** What goes with the next answer: why something could not be settled, and the memory of what was read of logs. */
  #unsettled: string | null;
  #transfer: ArrayBuffer[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = prepare(database);
    this.#journal = new Journal(database);
    this.#unsettled = this.#journal.settle();
  }

  /** Everything in `transfer` is to be handed over with the answers. */
  answer({ appends, requests }: Batch): { answers: Answers; transfer: readonly ArrayBuffer[] } {
    const appended = this.#commitAll(unpack(appends), (append) => this.#journal.append(append));
    if (requests.some((request) => this.#asksForSettled(request))) this.#settle();
    const writes = requests.filter((request) => this.#isWrite(request));
    const results = this.#commitAll(writes, (request) => this.#write(request));
    const written = new Map(writes.map((request, i) => [request, results[i]!]));
    const outcomes = requests.map((request) => {
      const outcome = written.get(request) ?? { value: undefined };
      return 'error' in outcome ? outcome : attempt(() => this.#read(request, outcome.value));
    });
    const answer = { answers: { appended, outcomes, unsettled: this.#unsettled }, transfer: this.#transfer };
    this.#unsettled = null;
    this.#transfer = [];
    return answer;
  }

  /** To be called when nobody waits for an answer. */
  tidy(): void {
    if (this.#journal.long) this.#settle();
  }

  #settle(): void {
    this.#unsettled = this.#journal.settle() ?? this.#unsettled;
  }

  /** Whether it looks at, or changes, what `documents` and the logs do not know before the journal is settled. */
  #asksForSettled(request: Request): boolean {
    if (request.type === 'find' || request.type === 'putCompaction') return this.#journal.has(request.document);
    return request.type === 'list' || request.type === 'close';
  }

  #isWrite(request: Request): boolean {
    if (request.type === 'load') return this.#sql.find.get(request.document) === undefined;
    return ['create', 'delete', 'putCompaction', 'putLink', 'removeLink', 'revoke'].includes(request.type);
  }

  /** One outcome for each: all together or, where that fails, one by one. */
  #commitAll<Thing, Value>(things: readonly Thing[], write: (thing: Thing) => Value): Outcome<Value>[] {
    const outcomes = this.#commit(things, write);
    return things.length > 1 && 'error' in outcomes[0]!
      ? things.flatMap((thing) => this.#commit([thing], write))
      : outcomes;
  }

  /** One outcome for each; all of them errors, and nothing changed, when the transaction failed. */
  #commit<Thing, Value>(things: readonly Thing[], write: (thing: Thing) => Value): Outcome<Value>[] {
    if (things.length === 0) return [];
    try {
      return transact(this.#database, () => things.map((thing) => ({ value: write(thing) })));
    } catch (error) {
      this.#journal.recall();
      return things.map(() => ({ error: (error as Error).message }));
    }
  }

  #write(request: Request): unknown {
    switch (request.type) {
      case 'load':
      case 'create':
        return this.#create(request.document);
      case 'delete':
        return this.#delete(request);
      case 'putCompaction':
        return this.#putCompaction(request);
      case 'putLink':
        return this.#putLink(request.link);
      case 'removeLink':
        return void this.#sql.removeLink.run(request.id);
      case 'revoke': {
        const { token, user, document, at } = request.revocation;
        return void this.#sql.revoke.run(token ?? '', user ?? '', document ?? '', at);
      }
    }
  }

  #read(request: Request, written: unknown): unknown {
    switch (request.type) {
      case 'load':
        return this.#load(request.document, written === true);
      case 'readLog':
        return this.#readLog(request.document);
      case 'list':
        return this.#sql.list.all(JSON.stringify(request.patterns), request.limit).map(summary);
      case 'find': {
        const row = this.#sql.find.get(request.document);
        if (row === undefined) return null;
        return row['deleted_at'] === null ? summary(row) : 'deleted';
      }
      case 'authors':
        return this.#sql.authors.all(request.document).map(author);
      case 'grants':
        return { links: this.#sql.links.all().map(link), revocations: this.#sql.revocations.all().map(revocation) };
      case 'close':
        return this.#database.close();
      default:
        return written;
    }
  }

  #create(name: string): boolean {
    const now = Date.now();
    return this.#sql.create.run(name, randomUUID(), now, now).changes === 1;
  }

  #delete({ document, at }: Extract<Request, { type: 'delete' }>): boolean {
    const row = this.#sql.bury.get(at, document);
    if (row === undefined) return false;
    for (const statement of this.#sql.empty) statement.run(row['id']!);
    this.#journal.forget(document);
    return true;
  }

  /** False when there is no such document. */
  #putLink({ id, document, role, createdAt, createdBy, expiresAt }: ShareLink): boolean {
    return this.#sql.putLink.run(id, role, createdAt, createdBy, expiresAt, document).changes === 1;
  }

  /** False when the document was deleted meanwhile. */
  #putCompaction({
    document,
    epoch,
    lastSequence,
    length,
    bytes,
    compaction,
    at,
  }: Extract<Request, { type: 'putCompaction' }>): boolean {
    if (this.#journal.has(document)) throw new Error('not all of its log is in its place');
    const row = this.#sql.shorten.get(length, bytes, compaction.snapshot.length, document, epoch);
    if (row === undefined) return false;
    const id = row['id']!;
    this.#sql.putSnapshot.run(id, lastSequence, at, crc32(compaction.snapshot), compaction.snapshot);
    for (const { firstSequence, lastSequence: last, firstAt, lastAt, update } of compaction.segments) {
      this.#sql.putSegment.run(id, firstSequence, last, firstAt, lastAt, crc32(update), update);
    }
    this.#sql.removeUpdates.run(id, lastSequence);
    return true;
  }

  #load(name: string, created: boolean): Loaded {
    const row = this.#sql.find.get(name)!;
    if (row['deleted_at'] !== null) return { type: 'deleted' };
    const epoch = row['epoch'] as string;
    const { base, log, damage } = this.#kept(row);
    const updates = this.#handOver([...base, ...log.map(({ update }) => update)]);
    return damage === null ? { type: 'whole', created, epoch, updates } : { type: 'damaged', epoch, updates, damage };
  }

  /** Null when the document is not there or has nothing to compact. Throws when it is damaged. */
  #readLog(name: string): StoredLog | null {
    const row = this.#sql.find.get(name);
    if (row === undefined || row['deleted_at'] !== null) return null;
    const { base, log, damage } = this.#kept(row);
    if (damage !== null) throw new Error(damage);
    const bytes = log.reduce((sum, { update }) => sum + update.length, 0);
    if (log.length < limits.worthCompacting && bytes < limits.logBytes) return null;
    const updates = this.#handOver([...base, ...log.map(({ update }) => update)]);
    return {
      epoch: row['epoch'] as string,
      bytes,
      base: updates.slice(0, base.length),
      log: log.map((entry, i) => ({ ...entry, update: updates[base.length + i]! })),
    };
  }

  /** The same updates, in memory that goes with the answer. */
  #handOver(updates: readonly Uint8Array[]): Uint8Array[] {
    const handed = inOnePiece(updates);
    if (handed.length > 0) this.#transfer.push(handed[0]!.buffer);
    return handed;
  }

  /** All that can be read of a document, up to the first damage. */
  #kept(row: Row): { base: Uint8Array[]; log: LogEntry[]; damage: string | null } {
    const base: Uint8Array[] = [];
    const log: LogEntry[] = [];
    try {
      let sequence = this.#readBase(row, base);
      for (const update of this.#log(row)) {
        if (update['sequence'] !== ++sequence) throw new Damage(`update ${sequence} is missing`);
        log.push({ sequence, at: update['appended_at'] as number, update: checked(update, `update ${sequence}`) });
      }
      const last = this.#journal.lastSequence(row['name'] as string) ?? row['last_sequence'];
      if (sequence !== last) throw new Damage(`updates ${sequence + 1} to ${last} are missing`);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return { base, log, damage: (error as Error).message };
    }
    return { base, log, damage: null };
  }

  /** What was appended and is in no snapshot, in order. */
  *#log(row: Row): Iterable<Row> {
    yield* this.#rows('updates', row['id']!);
    if (this.#journal.has(row['name'] as string)) yield* this.#rows('journal', row['id']!);
  }

  /**
   * What a table has of a document, in order. A statement that met damage fails when used again, and is prepared anew.
   */
  *#rows(table: keyof typeof orders, id: SQLOutputValue): Iterable<Row> {
    const sql = `SELECT * FROM ${table} WHERE document = ? ORDER BY ${orders[table]}`;
    try {
      yield* (this.#reading[table] ??= this.#database.prepare(sql)).iterate(id);
    } catch (error) {
      delete this.#reading[table];
      throw error;
    }
  }

  /** Puts into `base` what comes before the log; returns the last sequence that it covers. Throws Damage. */
  #readBase(row: Row, base: Uint8Array[]): number {
    const id = row['id']!;
    try {
      for (const snapshot of this.#rows('snapshots', id)) {
        base.push(checked(snapshot, 'the snapshot'));
        return snapshot['last_sequence'] as number;
      }
    } catch (error) {
      if (!isDamage(error)) throw error; // the history, which says the same at greater length, can take its place
    }
    let sequence = 0;
    for (const segment of this.#rows('history', id)) {
      if (segment['first_sequence'] !== sequence + 1) {
        throw new Damage(`the history after update ${sequence} is missing`);
      }
      base.push(checked(segment, `the history after update ${sequence}`));
      sequence = segment['last_sequence'] as number;
    }
    return sequence;
  }
}

const orders = { updates: 'sequence', journal: 'sequence', snapshots: 'last_sequence', history: 'first_sequence' };

function prepare(database: DatabaseSync) {
  const insert = 'INSERT INTO documents (name, epoch, created_at, updated_at) VALUES (?, ?, ?, ?)';
  return {
    find: database.prepare('SELECT * FROM documents WHERE name = ?'),
    // What may stand in a document's name means nothing to GLOB but its like.
    list: database.prepare(
      `SELECT * FROM documents
       WHERE deleted_at IS NULL AND EXISTS (SELECT 1 FROM json_each(?) AS pattern WHERE name GLOB pattern.value)
       ORDER BY updated_at DESC, id DESC LIMIT ?`,
    ),
    create: database.prepare(
      `${insert} ON CONFLICT (name) DO UPDATE
         SET epoch = excluded.epoch, created_at = excluded.created_at, updated_at = excluded.updated_at, deleted_at = NULL
         WHERE deleted_at IS NOT NULL`,
    ),
    removeUpdates: database.prepare('DELETE FROM updates WHERE document = ? AND sequence <= ?'),
    shorten: database.prepare(
      `UPDATE documents SET log_length = log_length - ?, log_bytes = log_bytes - ?, snapshot_bytes = ?
       WHERE name = ? AND epoch = ? AND deleted_at IS NULL RETURNING id`,
    ),
    putSnapshot: database.prepare(
      'INSERT OR REPLACE INTO snapshots (document, last_sequence, made_at, checksum, data) VALUES (?, ?, ?, ?, ?)',
    ),
    putSegment: database.prepare(
      `INSERT INTO history (document, first_sequence, last_sequence, first_at, last_at, checksum, data)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    bury: database.prepare(
      `UPDATE documents SET title = '', last_sequence = 0, log_length = 0, log_bytes = 0, snapshot_bytes = 0, deleted_at = ?
       WHERE name = ? AND deleted_at IS NULL RETURNING id`,
    ),
    empty: [...Object.keys(orders), 'authors', 'links'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE document = ?`),
    ),
    authors: database.prepare(
      'SELECT authors.* FROM authors JOIN documents ON id = document WHERE documents.name = ? ORDER BY client',
    ),
    links: database.prepare('SELECT links.*, name FROM links JOIN documents ON documents.id = document'),
    putLink: database.prepare(
      `INSERT OR REPLACE INTO links (id, document, role, created_at, created_by, expires_at)
       SELECT ?, id, ?, ?, ?, ? FROM documents WHERE name = ? AND deleted_at IS NULL`,
    ),
    removeLink: database.prepare('DELETE FROM links WHERE id = ?'),
    revocations: database.prepare('SELECT * FROM revocations'),
    revoke: database.prepare('INSERT OR REPLACE INTO revocations (token, user, document, at) VALUES (?, ?, ?, ?)'),
  };
}

/** The bytes of a row, when they are those that were written. Throws Damage. */
function checked(row: Row, what: string): Uint8Array {
  const data = row['data'] as Uint8Array;
  if (crc32(data) !== row['checksum']) throw new Damage(`${what} is not what was written`);
  return data;
}

/** Our own checksums, and SQLite's SQLITE_CORRUPT; whatever else goes wrong may go right the next time. */
function isDamage(error: unknown): boolean {
  return error instanceof Damage || ((error as { errcode?: number }).errcode ?? 0) % 256 === 11;
}

function attempt(act: () => unknown): Outcome {
  try {
    return { value: act() };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

function summary(row: Row): DocumentSummary {
  return {
    name: row['name'] as string,
    title: row['title'] as string,
    createdAt: row['created_at'] as number,
    updatedAt: row['updated_at'] as number,
  };
}

function author(row: Row): Author {
  return { clientID: row['client'] as number, user: row['user'] as string, name: row['name'] as string };
}

function link(row: Row): ShareLink {
  return {
    id: row['id'] as string,
    document: row['name'] as string,
    role: row['role'] as Role,
    createdAt: row['created_at'] as number,
    createdBy: row['created_by'] as string | null,
    expiresAt: row['expires_at'] as number | null,
  };
}

function revocation(row: Row): Revocation {
  const named = (column: string) => (row[column] as string) || null;
  return { token: named('token'), user: named('user'), document: named('document'), at: row['at'] as number };
}

function main(): void {
  const port = parentPort!;
  let worker: Worker;
  try {
    worker = new Worker(openDatabase(workerData as string));
  } catch (error) {
    const busy = (error as { errcode?: number }).errcode === 5; // SQLITE_BUSY
    return port.postMessage(busy ? 'another Quire server is using it' : (error as Error).message);
  }
  port.on('message', (batch: Batch) => {
    const { answers, transfer } = worker.answer(batch);
    port.postMessage(answers, transfer);
    worker.tidy();
  });
  port.postMessage(null);
}

main();
