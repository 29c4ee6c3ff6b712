// The check of the database's files before SQLite opens them: SQLite drops what stands behind the first bad frame of
// its log, and may then write over it. Checking only reads. Only `acceptLoss` changes anything, and it keeps what it
// replaces.

import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  truncateSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { timeInNames } from './directory.ts';
import { isBehind, readMark, type ReadMark } from './mark.ts';
import { openDatabase } from './schema.ts';
import { counterOffset, readWal, type WalReading } from './wal.ts';

/** The file of the mark that belongs to a database. */
export const markOf = (file: string): string => join(dirname(file), 'quire.mark');

/** The write-ahead log of a database. */
export const walOf = (file: string): string => `${file}-wal`;

/** The state of the files of a database. */
export type Finding =
  /** Nothing acknowledged is missing, as far as the files can tell; `warning` is a sentence on what they cannot. */
  | { readonly type: 'sound'; readonly warning: string | null }
  /** `damage` is a sentence; `opens` is what can be opened all the same. */
  | { readonly type: 'damaged'; readonly damage: string; readonly opens: Remainder };

/** The part of damaged files that is sound: nothing, the database without its log, or with this much of it. */
type Remainder = 'nothing' | 'database' | { readonly walBytes: number };

/** Checks the files of the database `file`, which no server may be using. */
export function checkFiles(file: string): Finding {
  const mark = readMark(markOf(file));
  const header = readHeader(file);
  const wal = existsSync(walOf(file)) ? readFileSync(walOf(file)) : Buffer.alloc(0);
  if (header === null || header.length === 0) return checkMissing(file, header, wal.length > 0, mark);
  const pageSize = pageSizeOf(header);
  if (pageSize === null) return { type: 'damaged', damage: 'The header of quire.db is damaged.', opens: 'nothing' };
  const counter = header.readInt32BE(counterOffset);
  const reading = readWal(wal, pageSize);
  const damage = damageOf(counter, reading, mark);
  if (damage !== null) return { type: 'damaged', damage, opens: remainder(counter, reading) };
  return { type: 'sound', warning: warningOf(reading.counter ?? counter, mark) };
}

/** Throws a sentence when something acknowledged is missing, or when another server is using the files. */
export function requireSound(file: string): Finding & { type: 'sound' } {
  const finding = checkFiles(file);
  if (finding.type === 'sound') return finding;
  requireUnused(file);
  throw new Error(
    `${finding.damage} Nothing was changed. Restore a backup of the whole directory, or start once with ` +
      'ACCEPT_LOSS=1: that keeps the damaged files under other names and serves what is sound',
  );
}

/**
 * Puts damaged files aside, so that the sound part can be opened. Gives the damage and the names of what was kept; null
 * when nothing is damaged.
 */
export function acceptLoss(file: string): { damage: string; kept: string[] } | null {
  const finding = checkFiles(file);
  if (finding.type === 'sound') return null;
  requireUnused(file);
  const { damage, opens } = finding;
  const time = timeInNames();
  const moved = opens === 'nothing' ? [file, walOf(file), markOf(file)] : [walOf(file), markOf(file)];
  const kept = moved.filter((name) => existsSync(name)).map((name) => [name, `${name}.damaged-${time}`] as const);
  for (const [name, aside] of kept) {
    if (name === walOf(file) && typeof opens === 'object') copyFileSync(name, aside);
    else renameSync(name, aside);
  }
  if (typeof opens === 'object' && existsSync(walOf(file))) truncateSync(walOf(file), opens.walBytes);
  if (opens === 'nothing') openDatabase(file).close();
  return { damage, kept: kept.map(([, aside]) => aside) };
}

/** The first 100 bytes of the database; fewer when it is shorter, and null when it is missing. */
function readHeader(file: string): Buffer | null {
  if (!existsSync(file)) return null;
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, 'r');
  try {
    return header.subarray(0, readSync(descriptor, header));
  } finally {
    closeSync(descriptor);
  }
}

function checkMissing(file: string, header: Buffer | null, hasWal: boolean, mark: ReadMark): Finding {
  const traces = [hasWal && 'quire.db-wal', mark !== 'missing' && 'quire.mark'];
  for (const key of ['secret', 'admin-key']) traces.push(existsSync(join(dirname(file), key)) && key);
  const found = traces.filter((trace) => trace !== false);
  if (found.length === 0) return { type: 'sound', warning: null };
  const state = header === null ? 'missing' : 'empty';
  const damage = `quire.db is ${state}, although a server kept documents here: there is ${found.join(' and ')}.`;
  return { type: 'damaged', damage, opens: 'nothing' };
}

/** The page size that the header of a database tells; null when the header cannot be one. */
function pageSizeOf(header: Buffer): number | null {
  if (header.length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return null;
  const size = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  return size >= 512 && (size & (size - 1)) === 0 ? size : null;
}

/** A sentence on what is missing; null when nothing is. `counter` is that of the database without its log. */
function damageOf(counter: number, { firstCounter, counter: last, damage }: WalReading, mark: ReadMark): string | null {
  if (firstCounter !== null && isBehind(counter, firstCounter - 1)) {
    return 'quire.db is older than its write-ahead log, quire.db-wal: they do not belong together.';
  }
  const known = typeof mark === 'object';
  if (known && isBehind(last ?? counter, mark.counter)) {
    const lost = (mark.counter - (last ?? counter)) | 0;
    const cause = 'quire.db-wal is damaged or gone, or quire.db is old';
    return `The last acknowledged changes are missing (${lost} commits): ${cause}.`;
  }
  if (damage === 'certain' || (damage === 'possible' && !known)) {
    return 'The write-ahead log, quire.db-wal, is damaged, and acknowledged changes stand behind the damage.';
  }
  return null;
}

/** A log that ends before the state of the database would take some pages of it back: then it is no use. */
function remainder(counter: number, reading: WalReading): Remainder {
  const { firstCounter, counter: last, soundBytes } = reading;
  if (firstCounter === null || last === null) return 'database';
  return isBehind(counter, firstCounter - 1) || isBehind(last, counter) ? 'database' : { walBytes: soundBytes };
}

/** A database that was never counted is of a Quire that knew no mark, or new. */
function warningOf(counter: number, mark: ReadMark): string | null {
  if (typeof mark === 'object' || counter === 0) return null;
  return `quire.mark is ${mark}, so whether all acknowledged changes are there cannot be checked; it is made anew`;
}

/** A server that is writing its files makes them look damaged. Throws when there is one. */
function requireUnused(file: string): void {
  if ((readHeader(file)?.length ?? 0) === 0) return; // SQLite removes the log of an empty database
  let busy = false;
  try {
    // A connection that only reads and wants the files for itself cannot open the log, so it changes nothing.
    const probe = new DatabaseSync(file, { readOnly: true });
    try {
      probe.exec('PRAGMA locking_mode = EXCLUSIVE');
      probe.prepare('SELECT count(*) FROM sqlite_schema').get();
    } finally {
      probe.close();
    }
  } catch (error) {
    busy = (error as { errcode?: number }).errcode === 5; // SQLITE_BUSY
  }
  if (busy) throw new Error('another Quire server is using it');
}
