// Reads the updates of a document from its tables: the log may end in the journal. ../read-log.ts checks them.

import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type ReadLog, readLog } from '../read-log.ts';
import { isDamage } from './damage.ts';
import type { Journal } from './journal.ts';
import type { Row } from './rows.ts';

/** The tables that hold updates, with the column by which each is in order. */
const orders = { updates: 'sequence', journal: 'sequence', snapshots: 'last_sequence', history: 'first_sequence' };
type Table = keyof typeof orders;

export class LogReader {
  readonly #database: DatabaseSync;
  readonly #journal: Journal;
  /** Prepared at the first use, then kept: a statement of its own for each load costs memory. */
  readonly #statements: Partial<Record<Table, StatementSync>> = {};

  constructor(database: DatabaseSync, journal: Journal) {
    this.#database = database;
    this.#journal = journal;
  }

  /**
   * The updates of the document with this row of `documents`. Throws when reading fails for another reason than damage.
   */
  read(document: Row): ReadLog {
    const id = document['id']!;
    const rows = {
      snapshots: () => this.#rows('snapshots', id),
      history: () => this.#rows('history', id),
      log: () => this.#logRows(document),
    };
    const last = this.#journal.lastSequence(document['name'] as string) ?? (document['last_sequence'] as number);
    return readLog(rows, last, isDamage);
  }

  /** The updates after the snapshot: first those in their place, then those still in the journal. */
  *#logRows(document: Row): Iterable<Row> {
    yield* this.#rows('updates', document['id']!);
    // A row that cannot be read has no name.
    if (document['name'] === undefined || this.#journal.has(document['name'] as string)) {
      yield* this.#rows('journal', document['id']!);
    }
  }

  /** A statement that met damage fails when it is used again, so the next reading prepares another. */
  *#rows(table: Table, document: SQLOutputValue): Iterable<Row> {
    const sql = `SELECT * FROM ${table} WHERE document = ? ORDER BY ${orders[table]}`;
    try {
      yield* (this.#statements[table] ??= this.#database.prepare(sql)).iterate(document);
    } catch (error) {
      delete this.#statements[table];
      throw error;
    }
  }
}
