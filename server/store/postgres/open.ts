// Opens the store and the files on PostgreSQL. Waits for a database that is not there yet, and tries again what may be
// better soon; what will not is a sentence for the person who started the server.

import type { Logger } from 'pino';
import { messageOf } from '../../../protocol/error-message.ts';
import { type Clock, systemClock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import { codeOf, Database } from './database.ts';
import { PostgresFiles } from './files.ts';
import { migrate } from './schema.ts';
import { PostgresStore } from './store.ts';

export interface OpenedPostgres {
  readonly store: PostgresStore;
  readonly files: PostgresFiles;
  /** The database for people: without user and password. */
  readonly place: string;
}

/**
 * Opens the database at `address`, and makes its tables when they are missing. Throws a sentence for the person who
 * started the server when the database cannot be used, or not be reached within `limits.databaseStartTime`.
 */
export async function openPostgres(address: URL, log: Logger, clock: Clock = systemClock): Promise<OpenedPostgres> {
  const database = await openDatabase(address, log, clock);
  const store = new PostgresStore(database, log, clock);
  return { store, files: new PostgresFiles(database), place: placeOf(address) };
}

/** Opens the database alone, in the same way. */
export async function openDatabase(address: URL, log: Logger, clock: Clock = systemClock): Promise<Database> {
  const place = placeOf(address);
  let database: Database | undefined;
  try {
    database = new Database(address, log);
    await prepare(database, place, log, clock);
    await warnOfLoss(database, log);
    return database;
  } catch (error) {
    await database?.close();
    throw new Error(`The database ${place} of DATABASE_URL cannot be used: ${messageOf(error)}.`, { cause: error });
  }
}

/** Migrates, and tries again for a while as long as the database cannot be reached. */
async function prepare(database: Database, place: string, log: Logger, clock: Clock): Promise<void> {
  const end = clock.now() + limits.databaseStartTime;
  for (;;) {
    try {
      return await migrate(database);
    } catch (error) {
      if (!mayPass(error)) throw error;
      if (clock.now() >= end) throw new Error(`it cannot be reached (${reasonOf(error)})`, { cause: error });
      log.warn({ database: place, reason: reasonOf(error) }, 'the database cannot be reached; trying again');
      await new Promise<void>((resolve) => clock.after(limits.databaseStartInterval, resolve));
    }
  }
}

/** Whether a later attempt may succeed: there is no connection, or none is free, or the database starts or stops. */
function mayPass(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null) return /^(08|57P|53)/.test(code);
  const { code: reason, syscall, message } = error as NodeJS.ErrnoException;
  const isNetwork = reason !== undefined && syscall !== 'open'; // which is of a file with a certificate
  return (isNetwork && /^E[A-Z_]+$/.test(reason)) || /timeout|terminated/i.test(message);
}

/** Why there is no connection. An attempt at several addresses of one host says so by its code alone. */
function reasonOf(error: unknown): string {
  return messageOf(error) || String((error as NodeJS.ErrnoException).code);
}

/** "Saved" is only as true as the database makes it. */
async function warnOfLoss(database: Database, log: Logger): Promise<void> {
  const [row] = await database.query(`SELECT current_setting('fsync') AS fsync`);
  if (row!['fsync'] !== 'off') return;
  log.warn('PostgreSQL runs with fsync off: a crash of its machine may lose what is saved');
}

/** Where a database is, as a person reads it. */
export function placeOf(address: URL): string {
  const host = address.searchParams.get('host') ?? decodeURIComponent(address.hostname);
  const port = address.searchParams.get('port') ?? address.port;
  return `${host || 'localhost'}${port && `:${port}`}${address.pathname}`;
}
