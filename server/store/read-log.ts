// Puts the updates of a document together from its rows: the snapshot, or the history in place of a damaged one, and
// the log after it. Checks each checksum and each sequence, and stops at the first damage: the updates before it are as
// they were written.

import { crc32 } from 'node:zlib';
import { messageOf } from '../../protocol/error-message.ts';
import type { LogEntry } from './compaction.ts';

/** Bytes that are not what was written, or a gap. */
export class Damage extends Error {}

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

/** A row with bytes, and their checksum, the CRC-32. */
type StoredRow = Readonly<Record<string, unknown>>;

/** The rows of one document, each kind in order. Reading them may throw. */
export interface LogRows {
  /** At most one, of the table `snapshots`. */
  snapshots(): Iterable<StoredRow>;
  /** Of the table `history`. Asked for only without a sound snapshot. */
  history(): Iterable<StoredRow>;
  /** The updates after the snapshot, as in the table `updates`. */
  log(): Iterable<StoredRow>;
}

/**
 * The updates of a document whose last one has the number `lastSequence`. Throws what reading the rows throws, unless
 * `isDamage` says that it is damage.
 */
export function readLog(
  rows: LogRows,
  lastSequence: number,
  isDamage: (error: unknown) => boolean = (error) => error instanceof Damage,
): ReadLog {
  const base: Uint8Array[] = [];
  const log: LogEntry[] = [];
  let sequence = 0;
  try {
    sequence = readBase(rows, base, isDamage);
    for (const row of rows.log()) {
      if (row['sequence'] !== ++sequence) throw new Damage(`update ${sequence} is missing`);
      log.push({ sequence, at: row['appended_at'] as number, update: checkedData(row, `update ${sequence}`) });
    }
    if (sequence !== lastSequence) throw new Damage(`updates ${sequence + 1} to ${lastSequence} are missing`);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { base, log, sequence, damage: messageOf(error) };
  }
  return { base, log, sequence, damage: null };
}

/** Adds the updates before the log to `base`; gives the last sequence that it covers. Throws Damage. */
function readBase(rows: LogRows, base: Uint8Array[], isDamage: (error: unknown) => boolean): number {
  try {
    for (const snapshot of rows.snapshots()) {
      base.push(checkedData(snapshot, 'the snapshot'));
      return snapshot['last_sequence'] as number;
    }
  } catch (error) {
    if (!isDamage(error)) throw error; // the history holds the same document, at greater length
  }
  let sequence = 0;
  for (const segment of rows.history()) {
    if (segment['first_sequence'] !== sequence + 1) {
      throw new Damage(`the history after update ${sequence} is missing`);
    }
    base.push(checkedData(segment, `the history after update ${sequence}`));
    sequence = segment['last_sequence'] as number;
  }
  return sequence;
}

/** Whether the bytes of a row are those that were written. */
export function isSound(row: StoredRow): boolean {
  return crc32(row['data'] as Uint8Array) === row['checksum'];
}

/** The bytes of a row. Throws Damage when they are not those that were written. */
function checkedData(row: StoredRow, subject: string): Uint8Array {
  if (!isSound(row)) throw new Damage(`${subject} is not what was written`);
  return row['data'] as Uint8Array;
}
