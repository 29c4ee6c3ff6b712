// The journal: one table of the latest updates of all documents. The rows of a commit fall on its last page, so that a
// commit writes a page or two, however many documents it serves. Settling moves the rows to the documents' logs and
// brings `documents` up to date. Until then only the journal knows the ends of those logs; its numbers in memory always
// equal what reading its table would give.

import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { messageOf } from '../../../protocol/error-message.ts';
import { limits } from '../../limits/limits.ts';
import { isLong } from '../compaction.ts';
import type { StoreAppend } from './appends.ts';
import { damageIn } from './damage.ts';
import type { Documents } from './documents.ts';
import type { AppendOutcome } from './requests.ts';
import type { Row } from './rows.ts';
import { sealOf } from './seals.ts';
import { transact } from './transaction.ts';

/** The end of the log of a document that has rows in the journal. */
interface LogEnd {
  /** The document's, in `documents`. */
  readonly id: number;
  readonly epoch: string;
  /** Null when unknown: then the next append writes the title again. */
  title: string | null;
  lastSequence: number;
  logLength: number;
  logBytes: number;
  readonly snapshotBytes: number;
}

export class Journal {
  readonly #database: DatabaseSync;
  readonly #sql;
  readonly #documents: Documents;
  /** The ends of all logs that have rows in the journal, by the names of their documents. */
  #ends = new Map<string, LogEnd>();
  /** The number and the bytes of the updates that came since the journal was last settled. */
  #length = 0;
  #bytes = 0;

  /** Throws with a sentence when the journal cannot be read, or is not as it was written. */
  constructor(database: DatabaseSync, documents: Documents) {
    this.#database = database;
    this.#documents = documents;
    this.#sql = prepare(database);
    try {
      const damage = damageIn(database, 'journal');
      if (damage !== null) throw new Error(damage);
      if (this.#sql.unsound.get() !== undefined) throw new Error('an update is not filed as it was written');
      this.recall();
    } catch (error) {
      throw new Error(`the latest stored updates cannot be read: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Whether the journal has updates of the document. */
  has(document: string): boolean {
    return this.#ends.has(document);
  }

  /** The sequence of the document's last update; undefined when the journal has none of it. */
  lastSequence(document: string): number | undefined {
    return this.#ends.get(document)?.lastSequence;
  }

  /** Whether the journal has reached `journalLength` or `journalBytes`, so that settling it is due. */
  get long(): boolean {
    return this.#length >= limits.journalLength || this.#bytes >= limits.journalBytes;
  }

  /** Adds updates, within a transaction of the caller. When that fails, the caller must call `recall`. */
  append({ document, epoch, updates, title, authors, at }: StoreAppend): AppendOutcome {
    const end = this.#ends.get(document) ?? this.#find(document);
    if (end?.epoch !== epoch) return null;
    this.#ends.set(document, end);
    for (const data of updates) {
      const changedTitle = title === end.title ? null : title;
      const checksum = crc32(data);
      const seal = sealOf(end.id, ++end.lastSequence, at, changedTitle, checksum);
      this.#sql.append.run(end.id, end.lastSequence, at, changedTitle, checksum, data, seal);
      end.title = title;
      end.logBytes += data.length;
      this.#bytes += data.length;
    }
    end.logLength += updates.length;
    this.#length += updates.length;
    for (const { clientID, user, name } of authors) this.#sql.attribute.run(end.id, clientID, user, name);
    const { logLength, logBytes, snapshotBytes } = end;
    const isNowLong = isLong({ length: logLength, bytes: logBytes, snapshotBytes });
    return { last: end.lastSequence, isLong: isNowLong };
  }

  /** Forgets a document whose rows the caller has removed, within the same transaction. As with `append`. */
  forget(document: string): void {
    this.#ends.delete(document);
  }

  /** Reads the ends of the logs from the table again, after a transaction that failed. */
  recall(): void {
    this.#ends = new Map(this.#sql.recent.all().flatMap((row) => this.#recalled(row)));
  }

  /**
   * Moves all rows to the documents' logs. Rows that cannot be moved stay, because the disk is full or a page damaged;
   * the result is the reason. Null when all were moved.
   */
  settle(): string | null {
    if (this.#ends.size === 0) return null;
    this.#length = this.#bytes = 0;
    try {
      transact(this.#database, () => this.#sql.settleAll.forEach((statement) => statement.run()));
      this.#ends.clear();
      return null;
    } catch {
      return this.#settleEach();
    }
  }

  /** Moves the rows of one document after another, so that trouble with one does not keep the others. */
  #settleEach(): string | null {
    let reason: string | null = null;
    for (const [name, { id }] of this.#ends) {
      try {
        transact(this.#database, () => this.#sql.settleOne.forEach((statement) => statement.run(id)));
        this.#ends.delete(name);
      } catch (error) {
        reason = messageOf(error);
      }
    }
    return reason;
  }

  #find(document: string): LogEnd | undefined {
    const found = this.#documents.find(document);
    if (found.type === 'damaged') throw new Error(found.damage);
    return found.type === 'sound' && found.row['deleted_at'] === null ? endOf(found.row) : undefined;
  }

  /** The end of a log that has rows in the journal. None for a document whose row is damaged: its rows stay. */
  #recalled({ document, last_sequence: lastSequence, length, bytes }: Row): [string, LogEnd][] {
    const row = this.#documents.byId(document!);
    if (row === undefined && this.#documents.damage !== null) return [];
    if (row === undefined) throw new Error('there are updates of an unknown document');
    const end = endOf(row);
    end.lastSequence = lastSequence as number;
    end.logLength += length as number;
    end.logBytes += bytes as number;
    return [[row['name'] as string, { ...end, title: null }]];
  }
}

function prepare(database: DatabaseSync) {
  return {
    unsound: database.prepare(
      'SELECT 1 FROM journal WHERE seal IS NOT seal(document, sequence, appended_at, title, checksum) LIMIT 1',
    ),
    recent: database.prepare(recent('')),
    append: database.prepare(
      'INSERT INTO journal (document, sequence, appended_at, title, checksum, data, seal) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    attribute: database.prepare('INSERT OR IGNORE INTO authors (document, client, user, name) VALUES (?, ?, ?, ?)'),
    settleAll: settling('').map((sql) => database.prepare(sql)),
    settleOne: settling('WHERE document = ?').map((sql) => database.prepare(sql)),
  };
}

/**
 * The statements that settle the rows for which `where` is true. In SQLite a column beside max() comes from the row
 * with that maximum (https://sqlite.org/lang_select.html#bareagg).
 */
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

/** For each document in the journal: its last sequence, and the number and bytes of its updates there. */
function recent(where: string): string {
  return `SELECT document, max(sequence) AS last_sequence, appended_at, count(*) AS length, sum(length(data)) AS bytes
    FROM journal ${where} GROUP BY document`;
}

function endOf(row: Row): LogEnd {
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
