// The statements that write `documents`, and those on the tables that hang on it, each prepared once and kept. The
// journal has its own statements; documents.ts and log-reader.ts have those that read documents and logs.

import type { DatabaseSync } from 'node:sqlite';

/** All tables whose rows go when their document is deleted. */
const partsOfDocuments = ['updates', 'journal', 'snapshots', 'history', 'authors', 'links', 'files'];

export function prepareStatements(database: DatabaseSync) {
  return {
    create: database.prepare(
      `INSERT INTO documents (name, epoch, created_at, updated_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE
         SET epoch = excluded.epoch, created_at = excluded.created_at, updated_at = excluded.updated_at,
           deleted_at = NULL
         WHERE deleted_at IS NOT NULL`,
    ),
    markDeleted: database.prepare(
      `UPDATE documents
       SET title = '', last_sequence = 0, log_length = 0, log_bytes = 0, snapshot_bytes = 0, deleted_at = ?
       WHERE id = ? AND deleted_at IS NULL RETURNING id`,
    ),
    removeParts: partsOfDocuments.map((table) => database.prepare(`DELETE FROM ${table} WHERE document = ?`)),

    shortenLog: database.prepare(
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
    removeUpdates: database.prepare('DELETE FROM updates WHERE document = ? AND sequence <= ?'),

    authors: database.prepare(
      'SELECT authors.* FROM authors JOIN documents ON id = document WHERE documents.name = ? ORDER BY client',
    ),
    links: database.prepare(
      'SELECT *, seal IS seal(id, document, role, created_at, created_by, expires_at) AS sound FROM links',
    ),
    putLink: database.prepare(
      `INSERT OR REPLACE INTO links (id, document, role, created_at, created_by, expires_at)
       SELECT ?, id, ?, ?, ?, ? FROM documents WHERE name = ? AND deleted_at IS NULL`,
    ),
    removeLink: database.prepare('DELETE FROM links WHERE id = ?'),
    fileBytes: database.prepare('SELECT coalesce(sum(size), 0) AS bytes FROM files WHERE document = ? AND hash != ?'),
    addFile: database.prepare(
      'INSERT OR REPLACE INTO files (document, hash, size, type, width, height) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    findFile: database.prepare(
      `SELECT *, seal IS seal(document, hash, size, type, width, height) AS sound FROM files
       WHERE document = ? AND hash = ?`,
    ),
    heldFiles: database.prepare(
      `SELECT value AS hash FROM json_each(?) WHERE EXISTS (SELECT 1 FROM files WHERE files.hash = value)`,
    ),
    revocations: database.prepare('SELECT *, seal IS seal(token, user, document, at) AS sound FROM revocations'),
    revoke: database.prepare('INSERT OR REPLACE INTO revocations (token, user, document, at) VALUES (?, ?, ?, ?)'),
  };
}
