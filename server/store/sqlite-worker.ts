// The thread that owns the database. It answers one batch at a time, with one outcome a request, in order: first all that
// writes, in one transaction, and only once that is on disk the reading. A failed commit fails every write in it.

import { randomUUID } from 'node:crypto';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { DocumentSummary, StoredDocument } from './store.ts';

export type Request =
  | { type: 'load'; document: string }
  | { type: 'append'; document: string; update: Uint8Array; title: string; at: number }
  | { type: 'list'; limit: number }
  | { type: 'find'; document: string }
  | { type: 'close' };

export type Outcome = { value: unknown } | { error: string };

// An epoch names one life of a document; sequences count its updates from 1 without gaps. Times are ms since 1970, UTC.
const schema = `
  CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    last_sequence INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX documents_by_change ON documents (updated_at DESC);
  CREATE TABLE updates (
    document INTEGER NOT NULL REFERENCES documents (id),
    sequence INTEGER NOT NULL,
    appended_at INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (document, sequence)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = 1;
`;

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  // Exclusive: another server on the same file is refused, rather than both writing what the other does not see.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const version = database.prepare('PRAGMA user_version').get()!['user_version'];
  if (version === 0) database.exec(`BEGIN; ${schema} COMMIT;`);
  else if (version !== 1) throw new Error(`it was written by a newer Quire (its version is ${version}, this one's is 1)`);
  database.exec('BEGIN IMMEDIATE; COMMIT;'); // takes the lock, and finds out now whether it can be written
  return database;
}

class Worker {
  readonly #database: DatabaseSync;
  readonly #insertDocument;
  readonly #selectDocument;
  readonly #touchDocument;
  readonly #insertUpdate;
  readonly #selectUpdates;
  readonly #listDocuments;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insertDocument = database.prepare(
      'INSERT INTO documents (name, epoch, created_at, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING',
    );
    this.#selectDocument = database.prepare('SELECT * FROM documents WHERE name = ?');
    this.#touchDocument = database.prepare(
      `UPDATE documents SET title = ?, updated_at = ?, last_sequence = last_sequence + 1 WHERE name = ?
       RETURNING id, last_sequence`,
    );
    this.#insertUpdate = database.prepare(
      'INSERT INTO updates (document, sequence, appended_at, data) VALUES (?, ?, ?, ?)',
    );
    this.#selectUpdates = database.prepare('SELECT data FROM updates WHERE document = ? ORDER BY sequence');
    this.#listDocuments = database.prepare('SELECT * FROM documents ORDER BY updated_at DESC, id DESC LIMIT ?');
  }

  answer(requests: readonly Request[]): Outcome[] {
    const failure = this.#write(requests);
    return requests.map((request) => {
      const writes = request.type === 'append' || request.type === 'load';
      if (writes && failure !== null) return { error: failure };
      try {
        return { value: this.#read(request) };
      } catch (error) {
        return { error: (error as Error).message };
      }
    });
  }

  /** Returns why the commit failed, or null. */
  #write(requests: readonly Request[]): string | null {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const request of requests) {
        if (request.type === 'load') this.#create(request.document);
        if (request.type === 'append') this.#append(request);
      }
      this.#database.exec('COMMIT');
      return null;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      return (error as Error).message;
    }
  }

  #create(name: string): void {
    const now = Date.now();
    this.#insertDocument.run(name, randomUUID(), now, now);
  }

  #append({ document, update, title, at }: Extract<Request, { type: 'append' }>): void {
    const row = this.#touchDocument.get(title, at, document);
    if (row === undefined) throw new Error(`there is no document ${document}`);
    this.#insertUpdate.run(row['id']!, row['last_sequence']!, at, update);
  }

  #read(request: Request): unknown {
    switch (request.type) {
      case 'load':
        return this.#load(request.document);
      case 'list':
        return this.#listDocuments.all(request.limit).map(summary);
      case 'find': {
        const row = this.#selectDocument.get(request.document);
        return row === undefined ? null : summary(row);
      }
      case 'append':
        return undefined;
      case 'close':
        return this.#database.close();
    }
  }

  #load(name: string): StoredDocument {
    const row = this.#selectDocument.get(name)!;
    const updates = this.#selectUpdates.all(row['id']!).map(({ data }) => data as Uint8Array);
    if (updates.length !== row['last_sequence']) {
      throw new Error(`the document ${name} has ${updates.length} of ${row['last_sequence']} updates`);
    }
    return { epoch: row['epoch'] as string, updates };
  }
}

function summary(row: Record<string, SQLOutputValue>): DocumentSummary {
  return {
    name: row['name'] as string,
    title: row['title'] as string,
    createdAt: row['created_at'] as number,
    updatedAt: row['updated_at'] as number,
  };
}

function main(): void {
  const port = parentPort!;
  let worker: Worker;
  try {
    worker = new Worker(open(workerData as string));
  } catch (error) {
    const busy = (error as { errcode?: number }).errcode === 5; // SQLITE_BUSY
    return port.postMessage(busy ? 'another Quire server is using it' : (error as Error).message);
  }
  port.on('message', (requests: Request[]) => port.postMessage(worker.answer(requests)));
  port.postMessage(null);
}

main();
