// A store on PostgreSQL as a transfer reads and writes it.

import { crc32 } from 'node:zlib';
import type { Logger } from 'pino';
import { revocationOf } from '../rows.ts';
import type { Revocation } from '../store.ts';
import { wholeDocument } from '../transfer/whole-document.ts';
import type { TransferStore, WholeDocument } from '../transfer/transfer.ts';
import { sortKey } from './append-batches.ts';
import type { Query } from './database.ts';
import { PostgresFiles } from './files.ts';
import { openDatabase } from './open.ts';
import { partsOfDocuments, revokeStatement } from './store.ts';

/** Opens the database at `address`, as a server does. */
export async function openPostgresTransfer(address: URL, log: Logger): Promise<TransferStore> {
  const database = await openDatabase(address, log);
  return {
    files: new PostgresFiles(database),
    async names(after, limit) {
      const values = [after, limit];
      const rows = await database.query(
        'SELECT name FROM quire.documents WHERE name > $1 ORDER BY name LIMIT $2',
        values,
      );
      return rows.map(({ name }) => name as string);
    },
    read: (name) => database.transact((query) => read(query, name)),
    write: (document) => database.transact((query) => write(query, document)),
    revocations: async () => (await database.query('SELECT * FROM quire.revocations')).map(revocationOf),
    async revoke(revocation: Revocation) {
      const { text, values } = revokeStatement(revocation);
      await database.write(text, values);
    },
    close: () => database.close(),
  };
}

async function read(query: Query, name: string): Promise<WholeDocument | null> {
  const [document] = await query('SELECT * FROM quire.documents WHERE name = $1 FOR SHARE', [name]);
  if (document === undefined) return null;
  const rowsOf = (table: string, order: string) =>
    query(`SELECT * FROM quire.${table} WHERE document = $1 ORDER BY ${order}`, [document['id']]);
  return wholeDocument({
    document,
    snapshots: await rowsOf('snapshots', 'last_sequence'),
    history: await rowsOf('history', 'first_sequence'),
    updates: await rowsOf('updates', 'sequence'),
    authors: await rowsOf('authors', 'client'),
    links: await rowsOf('links', 'id COLLATE "C"'),
    files: await rowsOf('files', 'hash COLLATE "C"'),
  });
}

async function write(query: Query, document: WholeDocument): Promise<void> {
  const { name, epoch, title, createdAt, updatedAt, deletedAt, lastSequence, snapshot, log } = document;
  const bytes = log.reduce((sum, { update }) => sum + update.length, 0);
  const [row] = await query(
    `INSERT INTO quire.documents (name, epoch, title, title_key, created_at, updated_at, deleted_at, last_sequence,
       log_length, log_bytes, snapshot_bytes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, title = excluded.title, title_key = excluded.title_key,
       created_at = excluded.created_at, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at,
       last_sequence = excluded.last_sequence, log_length = excluded.log_length, log_bytes = excluded.log_bytes,
       snapshot_bytes = excluded.snapshot_bytes
     RETURNING id`,
    [
      ...[name, epoch, title, sortKey(title), createdAt, updatedAt, deletedAt, lastSequence],
      ...[log.length, bytes, snapshot?.update.length ?? 0],
    ],
  );
  const id = row!['id'] as number;
  for (const table of partsOfDocuments) await query(`DELETE FROM quire.${table} WHERE document = $1`, [id]);
  if (deletedAt !== null) return;
  await writeParts(query, id, document);
  await query('INSERT INTO quire.unindexed (document, due) VALUES ($1, quire.now())', [id]);
}

async function writeParts(
  query: Query,
  id: number,
  { snapshot, history, log, authors, links, files }: WholeDocument,
): Promise<void> {
  const insert = (table: string, columns: string, values: readonly unknown[]) =>
    query(`INSERT INTO quire.${table} (document, ${columns}) VALUES ($1, ${places(values.length)})`, [id, ...values]);
  if (snapshot !== null) {
    const { lastSequence, madeAt, update } = snapshot;
    await insert('snapshots', 'last_sequence, made_at, checksum, data', [lastSequence, madeAt, crc32(update), update]);
  }
  for (const { firstSequence, lastSequence, firstAt, lastAt, update } of history) {
    const values = [firstSequence, lastSequence, firstAt, lastAt, crc32(update), update];
    await insert('history', 'first_sequence, last_sequence, first_at, last_at, checksum, data', values);
  }
  for (const { sequence, at, update } of log) {
    await insert('updates', 'sequence, appended_at, checksum, data', [sequence, at, crc32(update), update]);
  }
  for (const { clientID, user, name } of authors) {
    await insert('authors', 'client, "user", name', [clientID, user, name]);
  }
  for (const { id: link, role, createdAt, createdBy, expiresAt } of links) {
    await insert('links', 'id, role, created_at, created_by, expires_at', [
      link,
      role,
      createdAt,
      createdBy,
      expiresAt,
    ]);
  }
  for (const { hash, size, type, width, height } of files) {
    await insert('files', 'hash, size, type, width, height', [hash, size, type, width, height]);
  }
}

/** `$2, $3 …` for so many values after the first. */
const places = (count: number): string => Array.from({ length: count }, (_, i) => `$${i + 2}`).join(', ');
