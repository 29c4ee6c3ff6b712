// Answers batches on the database. It stores all appends in one transaction, then does all other writing in another,
// and reads only once that is on the disk. So no answer tells of anything that a crash could still take.

import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { messageOf } from '../../../protocol/error-message.ts';
import { isWorthCompacting } from '../compaction.ts';
import { newEpoch } from '../epoch.ts';
import type { Outcome } from '../outcome.ts';
import { inOnePiece } from '../pieces.ts';
import { authorOf, fileOf, linkOf, revocationOf, summaryOf } from '../rows.ts';
import type { DocumentSummary, Loaded, Revocation, ShareLink, StoredFile } from '../store.ts';
import { unpack } from './appends.ts';
import type { DatabaseFile } from './database-file.ts';
import { damageIn } from './damage.ts';
import { Documents, type Found } from './documents.ts';
import { Journal } from './journal.ts';
import { LogReader } from './log-reader.ts';
import type { Answers, Batch, PutCompaction, Request, StoredContent, StoredLog } from './requests.ts';
import { type Row, stateOf } from './rows.ts';
import { prepareStatements } from './statements.ts';
import { commitEach } from './transaction.ts';

export class Dispatcher {
  readonly #file: DatabaseFile;
  readonly #database: DatabaseSync;
  readonly #sql;
  readonly #documents: Documents;
  readonly #journal: Journal;
  readonly #logs: LogReader;
  /** These go with the next answers: why the journal could not be settled, and the memory of the updates read. */
  #unsettled: string | null;
  #transfer: ArrayBuffer[] = [];
  #isDamageTold = false;

  /** Takes over an open file. Throws when its journal cannot be read. */
  constructor(file: DatabaseFile) {
    const { database } = file;
    this.#file = file;
    this.#database = database;
    this.#sql = prepareStatements(database);
    this.#documents = new Documents(database);
    this.#journal = new Journal(database, this.#documents);
    this.#logs = new LogReader(database, this.#journal);
    this.#unsettled = this.#journal.settle();
    file.confirm();
  }

  /** Does what a batch asks. `transfer` is the memory of the updates in the answers, to be handed over with them. */
  answer({ appends, requests }: Batch): { answers: Answers; transfer: readonly ArrayBuffer[] } {
    const appended = this.#commitEach(unpack(appends), (append) => this.#journal.append(append));
    if (requests.some((request) => this.#needsSettled(request))) this.#settle();
    const writes = requests.filter((request) => this.#isWrite(request));
    const results = this.#commitEach(writes, (request) => this.#write(request));
    this.#file.acknowledge();
    const written = new Map(writes.map((request, i) => [request, results[i]!]));
    const outcomes = requests.map((request): Outcome => {
      const outcome = written.get(request) ?? { type: 'done', value: undefined };
      return outcome.type === 'failed' ? outcome : this.#tryToRead(request, outcome.value);
    });
    const answer = {
      answers: { appended, outcomes, unsettled: this.#unsettled, warnings: this.#warnings() },
      transfer: this.#transfer,
    };
    this.#unsettled = null;
    this.#transfer = [];
    return answer;
  }

  /** The damage to the table of the documents, once. */
  #warnings(): string[] {
    const { damage } = this.#documents;
    if (damage === null || this.#isDamageTold) return [];
    this.#isDamageTold = true;
    return [`${damage}; its documents are closed to everybody, and no new ones can be made. Restore a backup`];
  }

  /** Settles a long journal, and syncs the mark. To be called after the answers were sent: nobody waits for it. */
  tidy(): void {
    if (this.#journal.long) this.#settle();
    this.#file.sync();
  }

  #settle(): void {
    this.#unsettled = this.#journal.settle() ?? this.#unsettled;
  }

  /** Whether a request reads or changes what `documents` and the logs only know once the journal is settled. */
  #needsSettled(request: Request): boolean {
    if (request.type === 'find' || request.type === 'putCompaction') return this.#journal.has(request.document);
    if (request.type === 'findEach') return request.documents.some((document) => this.#journal.has(document));
    return ['list', 'listStates', 'backup', 'close'].includes(request.type);
  }

  #isWrite(request: Request): boolean {
    if (request.type === 'load') return this.#documents.find(request.document).type === 'none';
    return ['create', 'delete', 'putCompaction', 'putLink', 'removeLink', 'revoke', 'addFile'].includes(request.type);
  }

  /** After a rollback the journal's numbers are ahead of its table, so they are read anew. */
  #commitEach<Item, Value>(items: readonly Item[], write: (item: Item) => Value): Outcome<Value>[] {
    return commitEach(this.#database, items, write, () => this.#journal.recall());
  }

  #write(request: Request): unknown {
    switch (request.type) {
      case 'load': // unless another request of the same batch has created or deleted it
        return this.#documents.find(request.document).type === 'none' && this.#create(request.document, request.epoch);
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
      case 'addFile':
        return this.#addFile(request.document, request.file, request.most);
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
      case 'list':
        return this.#documents.list(request).map(summaryOf);
      case 'find':
        return this.#find(request.document);
      case 'findEach':
        return request.documents.map((document) => {
          const found = this.#documents.find(document);
          return isAlive(found) ? stateOf(found.row) : null;
        });
      case 'listStates':
        return this.#documents.all().map(stateOf);
      case 'readContent':
        return this.#readContent(request.document);
      case 'authors':
        return this.#sql.authors.all(request.document).map(authorOf);
      case 'grants':
        return { links: this.#links(), revocations: this.#revocations() };
      case 'findFile':
        return this.#findFile(request.document, request.hash);
      case 'heldFiles':
        return this.#heldFiles(request.hashes);
      case 'backup':
        return this.#file.copyTo(request.file);
      case 'close':
        return this.#file.close();
      default:
        return written;
    }
  }

  #create(name: string, epoch = newEpoch()): boolean {
    const found = this.#documents.find(name);
    if (isAlive(found)) return false;
    // A second row of a name would be worse than no new document.
    const damage = found.type === 'damaged' ? found.damage : this.#documents.damage;
    if (damage !== null) throw new Error(`no document can be created: ${damage}`);
    const now = Date.now();
    return this.#sql.create.run(name, epoch, now, now).changes === 1;
  }

  #delete(name: string, at: number): boolean {
    const found = this.#documents.find(name);
    if (found.type === 'damaged') throw new Error(`the document cannot be deleted: ${found.damage}`);
    if (!isAlive(found)) return false;
    const id = found.row['id']!;
    this.#sql.markDeleted.get(at, id);
    for (const statement of this.#sql.removeParts) statement.run(id);
    this.#journal.forget(name);
    return true;
  }

  /** A damaged document is found, too, with no title: it is not gone. */
  #find(name: string): DocumentSummary | 'deleted' | null {
    const found = this.#documents.find(name);
    if (found.type === 'none') return null;
    if (found.type === 'damaged') return { name, title: '', createdAt: 0, updatedAt: 0 };
    return isAlive(found) ? summaryOf(found.row) : 'deleted';
  }

  /** The links that are as they were written: a damaged one might allow more. */
  #links(): ShareLink[] {
    return this.#sql.links.all().flatMap((row) => {
      const document = row['sound'] === 1 ? this.#documents.byId(row['document']!) : undefined;
      return document === undefined ? [] : linkOf({ ...row, name: document['name']! });
    });
  }

  /** All revocations. Throws when one may be missing, since it would allow again what it forbade. */
  #revocations(): Revocation[] {
    const rows = this.#sql.revocations.all();
    if (damageIn(this.#database, 'revocations') !== null || rows.some(({ sound }) => sound !== 1)) {
      throw new Error('the revocations of tokens are damaged, so the server cannot tell whom to keep out');
    }
    return rows.map(revocationOf);
  }

  #putLink({ id, document, role, createdAt, createdBy, expiresAt }: ShareLink): boolean {
    return this.#sql.putLink.run(id, role, createdAt, createdBy, expiresAt, document).changes === 1;
  }

  #addFile(name: string, { hash, size, type, width, height }: StoredFile, most: number): 'added' | 'full' | 'gone' {
    const found = this.#documents.find(name);
    if (found.type === 'damaged') throw new Error(`the document takes no files: ${found.damage}`);
    if (!isAlive(found)) return 'gone';
    const id = found.row['id']!;
    if ((this.#sql.fileBytes.get(id, hash)!['bytes'] as number) + size > most) return 'full';
    this.#sql.addFile.run(id, hash, size, type, width, height);
    return 'added';
  }

  /** A file whose row is damaged is not found: the row says as what the file may be shown. */
  #findFile(name: string, hash: string): StoredFile | null {
    const found = this.#documents.find(name);
    const row = isAlive(found) ? this.#sql.findFile.get(found.row['id']!, hash) : undefined;
    return row?.['sound'] === 1 ? fileOf(row) : null;
  }

  /** The whole table is checked only when a hash is not found, since damage may hide its row. */
  #heldFiles(hashes: readonly string[]): string[] {
    const held = this.#sql.heldFiles.all(JSON.stringify(hashes)).map(({ hash }) => hash as string);
    if (held.length === hashes.length) return held;
    const damage = damageIn(this.#database, 'files');
    if (damage !== null) throw new Error(`the table of the files is damaged: ${damage}`);
    return held;
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
    const found = this.#documents.find(name);
    if (found.type === 'none') throw new Error('the document was created and is not there');
    if (found.type === 'damaged') return this.#loadDamaged(found.row, found.damage);
    if (!isAlive(found)) return { type: 'deleted' };
    const epoch = found.row['epoch'] as string;
    const { base, log, sequence, damage } = this.#logs.read(found.row);
    const updates = this.#transferable([...base, ...log.map(({ update }) => update)]);
    if (damage !== null) return { type: 'damaged', epoch, updates, damage };
    return { type: 'whole', created, epoch, updates, sequence };
  }

  /** A document whose row is damaged: its updates are found by its id, if that can be read. */
  #loadDamaged(row: Row | null, damage: string): Loaded {
    const { base, log } = row === null ? { base: [], log: [] } : this.#logs.read({ id: row['id']! });
    const updates = this.#transferable([...base, ...log.map(({ update }) => update)]);
    return { type: 'damaged', epoch: '', updates, damage };
  }

  #readLog(name: string): StoredLog | null {
    const found = this.#documents.find(name);
    if (found.type === 'damaged') throw new Error(found.damage);
    if (!isAlive(found)) return null;
    const { row } = found;
    const { base, log, damage } = this.#logs.read(row);
    if (damage !== null) throw new Error(damage);
    const bytes = log.reduce((sum, { update }) => sum + update.length, 0);
    if (!isWorthCompacting({ length: log.length, bytes })) return null;
    const updates = this.#transferable([...base, ...log.map(({ update }) => update)]);
    return {
      epoch: row['epoch'] as string,
      bytes,
      base: updates.slice(0, base.length),
      log: log.map((entry, i) => ({ ...entry, update: updates[base.length + i]! })),
    };
  }

  #readContent(name: string): StoredContent | null {
    const found = this.#documents.find(name);
    if (!isAlive(found)) return null;
    const { base, log, sequence, damage } = this.#logs.read(found.row);
    if (damage !== null) return null;
    const updates = this.#transferable([...base, ...log.map(({ update }) => update)]);
    return { epoch: found.row['epoch'] as string, sequence, updates };
  }

  /** Equal updates, in memory that is handed over with the answers. */
  #transferable(updates: readonly Uint8Array[]): Uint8Array[] {
    const copies = inOnePiece(updates);
    if (copies.length > 0) this.#transfer.push(copies[0]!.buffer);
    return copies;
  }
}

/** Whether there is a document that was not deleted. */
function isAlive(found: Found): found is Found & { type: 'sound' } {
  return found.type === 'sound' && found.row['deleted_at'] === null;
}
