// Reads the updates of a document: the snapshot, or the history in place of a damaged one, and the log after it. Checks
// each checksum and each sequence, and stops at the first damage: the updates before it are as they were written.

import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { messageOf } from '../../../protocol/error-message.ts';
import type { LogEntry } from '../compaction.ts';
import { Damage, isDamage } from './damage.ts';
import type { Journal } from './journal.ts';
import type { Row } from './rows.ts';

/** The updates of a document, as far as they can be read. */
export interface ReadLog {
  /** The updates before the log: the snapshot, or the segments of the history, or nothing. */
  readonly base: readonly Uint8Array[];
  readonly log: readonly LogEntry[];
  /** The number of the last update that was read. */
  readonly sequence: number;
  /** A sentence on what cannot be read; null when all of it was. */
  readonly damage: string | null;
}

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
    const base: Uint8Array[] = [];
    const log: LogEntry[] = [];
    let sequence = 0;
    try {
      sequence = this.#readBase(document, base);
      for (const row of this.#logRows(document)) {
        if (row['sequence'] !== ++sequence) throw new Damage(`update ${sequence} is missing`);
        log.push({ sequence, at: row['appended_at'] as number, update: checkedData(row, `update ${sequence}`) });
      }
      const last = this.#journal.lastSequence(document['name'] as string) ?? (document['last_sequence'] as number);
      if (sequence !== last) throw new Damage(`updates ${sequence + 1} to ${last} are missing`);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return { base, log, sequence, damage: messageOf(error) };
    }
    return { base, log, sequence, damage: null };
  }

  /** Adds the updates before the log to `base`; gives the last sequence that it covers. Throws Damage. */
  #readBase(document: Row, base: Uint8Array[]): number {
    const id = document['id']!;
    try {
      for (const snapshot of this.#rows('snapshots', id)) {
        base.push(checkedData(snapshot, 'the snapshot'));
        return snapshot['last_sequence'] as number;
      }
    } catch (error) {
      if (!isDamage(error)) throw error; // the history holds the same document, at greater length
    }
    let sequence = 0;
    for (const segment of this.#rows('history', id)) {
      if (segment['first_sequence'] !== sequence + 1) {
        throw new Damage(`the history after update ${sequence} is missing`);
      }
      base.push(checkedData(segment, `the history after update ${sequence}`));
      sequence = segment['last_sequence'] as number;
    }
    return sequence;
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

/** The bytes of a row. Throws Damage when they are not those that were written. */
function checkedData(row: Row, subject: string): Uint8Array {
  const data = row['data'] as Uint8Array;
  if (crc32(data) !== row['checksum']) throw new Damage(`${subject} is not what was written`);
  return data;
}
