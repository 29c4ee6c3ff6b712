// What was appended lately, of all documents, in one table: all rows of a commit fall on its last page, so that a
// commit writes a page or two however many documents it serves. It is settled now and then: its rows go to the
// documents' logs, and `documents` learns of them. Until then the numbers of now are only here; they are always what a
// reading would give.

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { limits } from '../../limits/limits.ts';
import type { StoreAppend } from './appends.ts';
import { transact } from './schema.ts';

/**
 * What became of an append: the life of the document is over; it is kept; and the log is now long enough to be
 * compacted.
 */
export type Appended = 'over' | 'kept' | 'long';

/** The end of the log of a document that has rows in the journal. */
interface Tail {
  readonly id: number;
  readonly epoch: string;
  /** Null when it is not known. */
  title: string | null;
  lastSequence: number;
  logLength: number;
  logBytes: number;
  readonly snapshotBytes: number;
}

export class Journal {
  readonly #database: DatabaseSync;
  readonly #sql;
  /** Of all documents that have rows in the journal, by their names. */
  #tails = new Map<string, Tail>();
  /** Of what came since it was last settled. */
  #length = 0;
  #bytes = 0;

  /** Throws with a sentence when the journal cannot be read. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = prepare(database);
    try {
      this.recall();
    } catch (error) {
      throw new Error(`what was stored last cannot be read: ${(error as Error).message}`);
    }
  }

  /** Whether something of the document is in the journal. */
  has(document: string): boolean {
    return this.#tails.has(document);
  }

  /** Of a document that has something in the journal. */
  lastSequence(document: string): number | undefined {
    return this.#tails.get(document)?.lastSequence;
  }

  /** Whether so much is in it that it should be settled. */
  get long(): boolean {
    return this.#length >= limits.journalLength || this.#bytes >= limits.journalBytes;
  }

  /** Adds what is to be appended. In a transaction; after one that failed, `recall` must be called. */
  append({ document, epoch, updates, title, authors, at }: StoreAppend): Appended {
    const tail = this.#tails.get(document) ?? this.#find(document);
    if (tail?.epoch !== epoch) return 'over';
    this.#tails.set(document, tail);
    for (const data of updates) {
      const news = title === tail.title ? null : title;
      this.#sql.append.run(tail.id, ++tail.lastSequence, at, news, crc32(data), data);
      tail.title = title;
      tail.logBytes += data.length;
      this.#bytes += data.length;
    }
    tail.logLength += updates.length;
    this.#length += updates.length;
    for (const { clientID, user, name } of authors) this.#sql.attribute.run(tail.id, clientID, user, name);
    const { logLength, logBytes, snapshotBytes } = tail;
    return logLength >= limits.logLength || logBytes >= Math.max(limits.logBytes, snapshotBytes) ? 'long' : 'kept';
  }

  /** The document has nothing in the journal any more. In the same transaction as what made it so, as `append`. */
  forget(document: string): void {
    this.#tails.delete(document);
  }

  /** Reads anew what is in the journal. */
  recall(): void {
    this.#tails = new Map(this.#sql.tails.all().map((row) => [nameOf(row), tailOf(row)]));
  }

  /**
   * Puts what is in the journal where it belongs. What cannot be, because the disk is full or the place is damaged,
   * stays as it is, and the result says why; null when all could.
   */
  settle(): string | null {
    if (this.#tails.size === 0) return null;
    this.#length = this.#bytes = 0;
    try {
      transact(this.#database, () => this.#sql.settleAll.forEach((statement) => statement.run()));
      this.#tails.clear();
      return null;
    } catch {
      return this.#settleEach();
    }
  }

  /** One document after another, so that what is wrong with one does not keep the others. */
  #settleEach(): string | null {
    let trouble: string | null = null;
    for (const [name, { id }] of this.#tails) {
      try {
        transact(this.#database, () => this.#sql.settleOne.forEach((statement) => statement.run(id)));
        this.#tails.delete(name);
      } catch (error) {
        trouble = (error as Error).message;
      }
    }
    return trouble;
  }

  #find(document: string): Tail | undefined {
    const row = this.#sql.find.get(document);
    return row && tailOf(row);
  }
}

function prepare(database: DatabaseSync) {
  return {
    find: database.prepare('SELECT * FROM documents WHERE name = ? AND deleted_at IS NULL'),
    tails: database.prepare(
      `SELECT name, id, epoch, NULL AS title, recent.last_sequence, log_length + length AS log_length,
         log_bytes + bytes AS log_bytes, snapshot_bytes
       FROM (${recent('')}) AS recent LEFT JOIN documents ON id = document`,
    ),
    append: database.prepare(
      'INSERT INTO journal (document, sequence, appended_at, title, checksum, data) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    attribute: database.prepare('INSERT OR IGNORE INTO authors (document, client, user, name) VALUES (?, ?, ?, ?)'),
    settleAll: settling('').map((sql) => database.prepare(sql)),
    settleOne: settling('WHERE document = ?').map((sql) => database.prepare(sql)),
  };
}

/** What settles the rows of which `where` is true. A column beside max() is of the row that has the largest. */
function settling(where: string): string[] {
  return [
    `INSERT INTO updates (document, sequence, appended_at, checksum, data)
     SELECT document, sequence, appended_at, checksum, data FROM journal ${where} ORDER BY document, sequence`,
    `UPDATE documents SET last_sequence = recent.last_sequence, updated_at = recent.appended_at,
       log_length = log_length + length, log_bytes = log_bytes + bytes
     FROM (${recent(where)}) AS recent WHERE id = recent.document`,
    `UPDATE documents SET title = named.title
     FROM (SELECT document, title, max(journal.id) FROM journal ${where} GROUP BY document, title IS NULL) AS named
     WHERE id = named.document AND named.title IS NOT NULL`,
    `DELETE FROM journal ${where}`,
  ];
}

/** The end of each document in the journal, and how much of it there is. */
function recent(where: string): string {
  return `SELECT document, max(sequence) AS last_sequence, appended_at, count(*) AS length, sum(length(data)) AS bytes
    FROM journal ${where} GROUP BY document`;
}

function nameOf(row: Record<string, SQLOutputValue>): string {
  if (row['name'] === null) throw new Error('there are updates of a document that is not there');
  return row['name'] as string;
}

function tailOf(row: Record<string, SQLOutputValue>): Tail {
  return {
    id: row['id'] as number,
    epoch: row['epoch'] as string,
    title: row['title'] as string | null,
    lastSequence: row['last_sequence'] as number,
    logLength: row['log_length'] as number,
    logBytes: row['log_bytes'] as number,
    snapshotBytes: row['snapshot_bytes'] as number,
  };
}
