// The database file: its tables, and how it is opened so that what is committed is on the disk and nobody else writes.

import { DatabaseSync } from 'node:sqlite';

// An epoch names one life of a document; sequences count its updates from 1 without gaps, first those in the history,
// which the snapshot stands for, and then those in `updates`. Times are ms since 1970, UTC; checksums are CRC-32.
const schema = `
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
  PRAGMA user_version = 1;
`;

/** Opens the database in `file` and makes its tables when they are not there. Throws when it cannot be used. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  // Exclusive: another server on the same file is refused, rather than both writing what the other does not see.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const version = database.prepare('PRAGMA user_version').get()!['user_version'];
  if (version === 0) database.exec(`BEGIN; ${schema} COMMIT;`);
  else if (version !== 1) throw new Error(`it was written by a newer Quire (its version is ${version}, this one's is 1)`);
  database.exec('BEGIN IMMEDIATE; COMMIT;'); // takes the lock, and finds out now whether it can be written
  return database;
}
