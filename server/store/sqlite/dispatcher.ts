// Answers batches on the database. It stores all appends in one transaction, then does all other writing in another,
// and reads only once that is on the disk. So no answer tells of anything that a crash could still take.

import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { messageOf } from '../../../protocol/error-message.ts';
import { limits } from '../../limits/limits.ts';
import { newEpoch } from '../epoch.ts';
import type { ListPosition, Loaded, ShareLink } from '../store.ts';
import { inOnePiece, unpack } from './appends.ts';
import { Journal } from './journal.ts';
import { LogReader } from './log-reader.ts';
import type { Answers, Batch, Outcome, PutCompaction, Request, StoredLog } from './requests.ts';
import { authorOf, linkOf, revocationOf, summaryOf } from './rows.ts';
import { prepareStatements } from './statements.ts';
import { commitEach } from './transaction.ts';

/** The place before the first document of any list. */
const beforeAll: ListPosition = { updatedAt: Number.MAX_SAFE_INTEGER, name: '' };

export class Dispatcher {
  readonly #database: DatabaseSync;
  readonly #sql;
  readonly #journal: Journal;
  readonly #logs: LogReader;
  /** These go with the next answers: why the journal could not be settled, and the memory of the updates read. */
  #unsettled: string | null;
  #transfer: ArrayBuffer[] = [];

  /** Takes over an open database. Throws when its journal cannot be read. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = prepareStatements(database);
    this.#journal = new Journal(database);
    this.#logs = new LogReader(database, this.#journal);
    this.#unsettled = this.#journal.settle();
  }

  /** Does what a batch asks. `transfer` is the memory of the updates in the answers, to be handed over with them. */
  answer({ appends, requests }: Batch): { answers: Answers; transfer: readonly ArrayBuffer[] } {
    const appended = this.#commitEach(unpack(appends), (append) => this.#journal.append(append));
    if (requests.some((request) => this.#needsSettled(request))) this.#settle();
    const writes = requests.filter((request) => this.#isWrite(request));
    const results = this.#commitEach(writes, (request) => this.#write(request));
    const written = new Map(writes.map((request, i) => [request, results[i]!]));
    const outcomes = requests.map((request): Outcome => {
      const outcome = written.get(request) ?? { type: 'done', value: undefined };
      return outcome.type === 'failed' ? outcome : this.#tryToRead(request, outcome.value);
    });
    const answer = { answers: { appended, outcomes, unsettled: this.#unsettled }, transfer: this.#transfer };
    this.#unsettled = null;
    this.#transfer = [];
    return answer;
  }

  /** Settles a long journal. To be called after the answers were sent, so that nobody waits for it. */
  tidy(): void {
    if (this.#journal.long) this.#settle();
  }

  #settle(): void {
    this.#unsettled = this.#journal.settle() ?? this.#unsettled;
  }

  /** Whether a request reads or changes what `documents` and the logs only know once the journal is settled. */
  #needsSettled(request: Request): boolean {
    if (request.type === 'find' || request.type === 'putCompaction') return this.#journal.has(request.document);
    return request.type === 'list' || request.type === 'close';
  }

  #isWrite(request: Request): boolean {
    if (request.type === 'load') return this.#sql.find.get(request.document) === undefined;
    return ['create', 'delete', 'putCompaction', 'putLink', 'removeLink', 'revoke'].includes(request.type);
  }

  /** After a rollback the journal's numbers are ahead of its table, so they are read anew. */
  #commitEach<Item, Value>(items: readonly Item[], write: (item: Item) => Value): Outcome<Value>[] {
    return commitEach(this.#database, items, write, () => this.#journal.recall());
  }

  #write(request: Request): unknown {
    switch (request.type) {
      case 'load': // unless another request of the same batch has created or deleted it
        return this.#sql.find.get(request.document) === undefined && this.#create(request.document, request.epoch);
      case 'create':
        return this.#create(request.document);
      case 'delete':
        return this.#delete(request.document, request.at);
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

  #tryToRead(request: Request, written: unknown): Outcome {
    try {
      return { type: 'done', value: this.#read(request, written) };
    } catch (error) {
      return { type: 'failed', reason: messageOf(error) };
    }
  }

  /** The value that answers a request. For one that only writes, that is what the writing gave. */
  #read(request: Request, written: unknown): unknown {
    switch (request.type) {
      case 'load':
        return this.#load(request.document, written === true);
      case 'readLog':
        return this.#readLog(request.document);
      case 'list': {
        const { patterns, prefix, limit } = request;
        const { updatedAt, name } = request.after ?? beforeAll;
        return this.#sql.list.all(updatedAt, name, `${prefix}*`, JSON.stringify(patterns), limit).map(summaryOf);
      }
      case 'find': {
        const row = this.#sql.find.get(request.document);
        if (row === undefined) return null;
        return row['deleted_at'] === null ? summaryOf(row) : 'deleted';
      }
      case 'authors':
        return this.#sql.authors.all(request.document).map(authorOf);
      case 'grants':
        return { links: this.#sql.links.all().map(linkOf), revocations: this.#sql.revocations.all().map(revocationOf) };
      case 'close':
        return this.#database.close();
      default:
        return written;
    }
  }

  #create(name: string, epoch = newEpoch()): boolean {
    const now = Date.now();
    return this.#sql.create.run(name, epoch, now, now).changes === 1;
  }

  #delete(name: string, at: number): boolean {
    const row = this.#sql.markDeleted.get(at, name);
    if (row === undefined) return false;
    for (const statement of this.#sql.removeParts) statement.run(row['id']!);
    this.#journal.forget(name);
    return true;
  }

  #putLink({ id, document, role, createdAt, createdBy, expiresAt }: ShareLink): boolean {
    return this.#sql.putLink.run(id, role, createdAt, createdBy, expiresAt, document).changes === 1;
  }

  #putCompaction({ document, epoch, lastSequence, length, bytes, compaction, at }: PutCompaction): boolean {
    if (this.#journal.has(document)) throw new Error('some of its log is still in the journal');
    const { snapshot, segments } = compaction;
    const row = this.#sql.shortenLog.get(length, bytes, snapshot.length, document, epoch);
    if (row === undefined) return false;
    const id = row['id']!;
    this.#sql.putSnapshot.run(id, lastSequence, at, crc32(snapshot), snapshot);
    for (const { firstSequence, lastSequence: last, firstAt, lastAt, update } of segments) {
      this.#sql.putSegment.run(id, firstSequence, last, firstAt, lastAt, crc32(update), update);
    }
    this.#sql.removeUpdates.run(id, lastSequence);
    return true;
  }

  #load(name: string, created: boolean): Loaded {
    const row = this.#sql.find.get(name)!;
    if (row['deleted_at'] !== null) return { type: 'deleted' };
    const epoch = row['epoch'] as string;
    const { base, log, damage } = this.#logs.read(row);
    const updates = this.#transferable([...base, ...log.map(({ update }) => update)]);
    return damage === null ? { type: 'whole', created, epoch, updates } : { type: 'damaged', epoch, updates, damage };
  }

  #readLog(name: string): StoredLog | null {
    const row = this.#sql.find.get(name);
    if (row === undefined || row['deleted_at'] !== null) return null;
    const { base, log, damage } = this.#logs.read(row);
    if (damage !== null) throw new Error(damage);
    const bytes = log.reduce((sum, { update }) => sum + update.length, 0);
    if (log.length < limits.worthCompacting && bytes < limits.logBytes) return null;
    const updates = this.#transferable([...base, ...log.map(({ update }) => update)]);
    return {
      epoch: row['epoch'] as string,
      bytes,
      base: updates.slice(0, base.length),
      log: log.map((entry, i) => ({ ...entry, update: updates[base.length + i]! })),
    };
  }

  /** Equal updates, in memory that is handed over with the answers. */
  #transferable(updates: readonly Uint8Array[]): Uint8Array[] {
    const copies = inOnePiece(updates);
    if (copies.length > 0) this.#transfer.push(copies[0]!.buffer);
    return copies;
  }
}
