// The database file: its tables, and how it is opened so that what is committed is on the disk and nobody else writes.

import { DatabaseSync } from 'node:sqlite';

/** What makes of each version of the tables the next; the first begins with nothing. Times are ms since 1970, UTC. */
const steps = [
  // An epoch names one life of a document; sequences count its updates from 1 without gaps, first those in the history,
  // which the snapshot stands for, and then those in `updates`. Checksums are CRC-32.
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
  // Under which Yjs client a user first brought work; share links; and what was taken back, with '' for "any".
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
  // What was appended lately, to whichever document, and its title where it became another: see journal.ts.
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
];

/** Opens the database in `file` and makes those of its tables that are not there. Throws when it cannot be used. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  // Exclusive: another server on the same file is refused, rather than both writing what the other does not see.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const version = database.prepare('PRAGMA user_version').get()!['user_version'] as number;
  if (version > steps.length) {
    throw new Error(`it was written by a newer Quire (its version is ${version}, this one's is ${steps.length})`);
  }
  const missing = steps.slice(version).join('');
  if (missing !== '') database.exec(`BEGIN; ${missing} PRAGMA user_version = ${steps.length}; COMMIT;`);
  database.exec('BEGIN IMMEDIATE; COMMIT;'); // takes the lock, and finds out now whether it can be written
  return database;
}

/** Does what `act` does in a transaction: all of it is on the disk then or, when this throws, nothing is changed. */
export function transact<Result>(database: DatabaseSync, act: () => Result): Result {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = act();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
