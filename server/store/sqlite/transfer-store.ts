// A store on SQLite as a transfer reads and writes it, on the thread of its caller. No server may have it open.

import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { messageOf } from '../../../protocol/error-message.ts';
import { DiskFiles } from '../disk-files.ts';
import { revocationOf } from '../rows.ts';
import { wholeDocument } from '../transfer/whole-document.ts';
import type { TransferStore, WholeDocument } from '../transfer/transfer.ts';
import { DatabaseFile } from './database-file.ts';
import { makeDirectory } from './directory.ts';
import { Documents } from './documents.ts';
import { Journal } from './journal.ts';
import type { Row } from './rows.ts';
import { prepareStatements } from './statements.ts';
import { transact } from './transaction.ts';

/** Opens the store in `directory`, and makes one where there is none. Throws a sentence when it cannot be used. */
export function openSqliteTransfer(directory: string): TransferStore {
  const path = join(directory, 'quire.db');
  try {
    makeDirectory(directory);
    return new SqliteTransfer(new DatabaseFile(path), directory);
  } catch (error) {
    const isBusy = (error as { errcode?: number }).errcode === 5; // SQLITE_BUSY
    const reason = isBusy ? 'a Quire server is using it: stop the server first' : messageOf(error);
    throw new Error(`The store ${path} cannot be opened: ${reason}.`, { cause: error });
  }
}

class SqliteTransfer implements TransferStore {
  readonly files: DiskFiles;
  readonly #file: DatabaseFile;
  readonly #database: DatabaseSync;
  readonly #sql;

  /** Takes over an open file, and files the latest updates where they belong. */
  constructor(file: DatabaseFile, directory: string) {
    this.files = new DiskFiles(join(directory, 'files'));
    this.#file = file;
    this.#database = file.database;
    this.#sql = prepareStatements(file.database);
    const documents = new Documents(file.database);
    const trouble = documents.damage ?? new Journal(file.database, documents).settle();
    if (trouble !== null) throw new Error(trouble);
    file.confirm();
  }

  async names(after: string, limit: number): Promise<string[]> {
    const names = this.#database.prepare('SELECT name FROM documents WHERE name > ? ORDER BY name LIMIT ?');
    return names.all(after, limit).map(({ name }) => name as string);
  }

  async read(name: string): Promise<WholeDocument | null> {
    const document = this.#database.prepare('SELECT * FROM documents WHERE name = ?').get(name);
    if (document === undefined) return null;
    const rowsOf = (table: string, order: string): Row[] =>
      this.#database.prepare(`SELECT * FROM ${table} WHERE document = ? ORDER BY ${order}`).all(document['id']!);
    return wholeDocument({
      document,
      snapshots: rowsOf('snapshots', 'last_sequence'),
      history: rowsOf('history', 'first_sequence'),
      updates: rowsOf('updates', 'sequence'),
      authors: rowsOf('authors', 'client'),
      links: rowsOf('links', 'id'),
      files: rowsOf('files', 'hash'),
    });
  }

  async write(document: WholeDocument): Promise<void> {
    transact(this.#database, () => this.#write(document));
    this.#file.acknowledge();
  }

  async revocations() {
    const rows = this.#sql.revocations.all();
    if (rows.some(({ sound }) => sound !== 1)) throw new Error('The revocations of tokens are damaged.');
    return rows.map(revocationOf);
  }

  async revoke({ token, user, document, at }: Parameters<TransferStore['revoke']>[0]): Promise<void> {
    transact(this.#database, () => this.#sql.revoke.run(token ?? '', user ?? '', document ?? '', at));
    this.#file.acknowledge();
  }

  async close(): Promise<void> {
    this.#file.close();
  }

  #write(document: WholeDocument): void {
    const { name, epoch, title, createdAt, updatedAt, deletedAt, lastSequence, snapshot, log } = document;
    const bytes = log.reduce((sum, { update }) => sum + update.length, 0);
    this.#database
      .prepare(
        `INSERT INTO documents (name, epoch, title, created_at, updated_at, deleted_at, last_sequence, log_length,
           log_bytes, snapshot_bytes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, title = excluded.title,
           created_at = excluded.created_at, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at,
           last_sequence = excluded.last_sequence, log_length = excluded.log_length, log_bytes = excluded.log_bytes,
           snapshot_bytes = excluded.snapshot_bytes`,
      )
      .run(
        ...[name, epoch, title, createdAt, updatedAt, deletedAt, lastSequence],
        ...[log.length, bytes, snapshot?.update.length ?? 0],
      );
    const id = this.#database.prepare('SELECT id FROM documents WHERE name = ?').get(name)!['id'] as number;
    for (const statement of this.#sql.removeParts) statement.run(id);
    this.#writeParts(id, document);
  }

  #writeParts(id: number, { name: document, snapshot, history, log, authors, links, files }: WholeDocument): void {
    const sql = this.#sql;
    if (snapshot !== null) {
      const { lastSequence, madeAt, update } = snapshot;
      sql.putSnapshot.run(id, lastSequence, madeAt, crc32(update), update);
    }
    for (const { firstSequence, lastSequence, firstAt, lastAt, update } of history) {
      sql.putSegment.run(id, firstSequence, lastSequence, firstAt, lastAt, crc32(update), update);
    }
    const put = this.#database.prepare(
      'INSERT INTO updates (document, sequence, appended_at, checksum, data) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { sequence, at, update } of log) put.run(id, sequence, at, crc32(update), update);
    const attribute = this.#database.prepare('INSERT INTO authors (document, client, user, name) VALUES (?, ?, ?, ?)');
    for (const { clientID, user, name } of authors) attribute.run(id, clientID, user, name);
    for (const { id: link, role, createdAt, createdBy, expiresAt } of links) {
      sql.putLink.run(link, role, createdAt, createdBy, expiresAt, document);
    }
    for (const { hash, size, type, width, height } of files) sql.addFile.run(id, hash, size, type, width, height);
  }
}
