// The database file: its tables, and how it is opened. What is committed is on the disk, and no other process writes.

import { DatabaseSync } from 'node:sqlite';
import { addSealFunction, sealColumn } from './seals.ts';

/**
 * Each migration leads from one version of the tables to the next; the first begins with an empty file. A migration
 * that was released is never changed. Times are in milliseconds since 1970, UTC.
 */
const migrations = [
  // An epoch names one life of a document. Sequences count its updates from 1 without gaps: first those in the history,
  // which the snapshot sums up, then those in `updates`. Checksums are CRC-32 of `data`.
  `
  CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    last_sequence INTEGER NOT NULL DEFAULT 0,
    log_length INTEGER NOT NULL DEFAULT 0,
    log_bytes INTEGER NOT NULL DEFAULT 0,
    snapshot_bytes INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
  ) STRICT;
  CREATE INDEX documents_by_change ON documents (updated_at DESC) WHERE deleted_at IS NULL;
  CREATE TABLE updates (
    document INTEGER NOT NULL REFERENCES documents (id),
    sequence INTEGER NOT NULL,
    appended_at INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (document, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE snapshots (
    document INTEGER PRIMARY KEY REFERENCES documents (id),
    last_sequence INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;
  CREATE TABLE history (
    document INTEGER NOT NULL REFERENCES documents (id),
    first_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (document, first_sequence)
  ) STRICT, WITHOUT ROWID;
  `,
  // Which user first brought work of a Yjs client; share links; and revocations, with '' for "any".
  `
  CREATE TABLE authors (
    document INTEGER NOT NULL REFERENCES documents (id),
    client INTEGER NOT NULL,
    user TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (document, client)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE links (
    id TEXT PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT,
    expires_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX links_by_document ON links (document);
  CREATE TABLE revocations (
    token TEXT NOT NULL,
    user TEXT NOT NULL,
    document TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (token, user, document)
  ) STRICT, WITHOUT ROWID;
  `,
  // The latest updates of all documents, each with the title where the title changed: see journal.ts.
  `
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    appended_at INTEGER NOT NULL,
    title TEXT,
    checksum INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;
  `,
  // Seals: see seals.ts. The journal seals its rows by itself, without their data, which have a checksum.
  `
  ALTER TABLE journal ADD COLUMN seal INTEGER NOT NULL DEFAULT 0;
  UPDATE journal SET seal = seal(document, sequence, appended_at, title, checksum);
  ${sealColumn(
    'documents',
    'id',
    'name, epoch, title, last_sequence, log_length, log_bytes, snapshot_bytes, created_at, updated_at, deleted_at',
  )}
  ${sealColumn('links', 'id', 'document, role, created_at, created_by, expires_at')}
  ${sealColumn('revocations', 'token, user, document', 'at')}
  `,
  // Which document holds which file. The bytes are in files of their own: see ../disk-files.ts.
  `
  CREATE TABLE files (
    document INTEGER NOT NULL REFERENCES documents (id),
    hash TEXT NOT NULL,
    size INTEGER NOT NULL,
    type TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    PRIMARY KEY (document, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX files_by_hash ON files (hash);
  ${sealColumn('files', 'document, hash', 'size, type, width, height')}
  `,
];

/** Opens the database in `file` and migrates it to the present version. Throws when the file cannot be used. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  // Exclusive: a second server on the same file would not see what the first writes.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  addSealFunction(database);
  const version = database.prepare('PRAGMA user_version').get()!['user_version'] as number;
  if (version > migrations.length) {
    throw new Error(`it was written by a newer Quire (its version is ${version}, this one's is ${migrations.length})`);
  }
  const missing = migrations.slice(version).join('');
  if (missing !== '') database.exec(`BEGIN; ${missing} PRAGMA user_version = ${migrations.length}; COMMIT;`);
  return database;
}
