// For tests of the SQLite store: directories that are removed when the tests end, and functions that read the tables or
// damage them.

import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { pino } from 'pino';
import { type Clock, systemClock } from '../clock.ts';
import { whole } from './store-contract.ts';
import { openSqliteStore, SqliteStore } from '../store/sqlite/store.ts';
import { addSealFunction } from '../store/sqlite/seals.ts';
import type { Answers, Batch } from '../store/sqlite/requests.ts';
import type { Store } from '../store/store.ts';
import { Thread } from '../store/thread.ts';

// Each store starts a thread, which need not strip the types of its modules each time.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../../node_modules/.cache/quire');
enableCompileCache(process.env['NODE_COMPILE_CACHE']);

/**
 * In memory where the system has such a place: no test here can cut the power, so that waiting for fsync proves
 * nothing.
 */
export const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'quire-store-'));
after(() => rmSync(root, { recursive: true }));
let places = 0;
export const newPlace = () => join(root, String(places++), 'data');

/** Opens the store in `place`; `write` gets its log, line by line. */
export const open = (place: string, write: (line: string) => void = () => {}) =>
  openSqliteStore(place, pino({}, { write }));

/** A database's thread that counts the appends and the requests of each batch. */
class CountingThread extends Thread<Batch, Answers> {
  readonly batches: [appends: number, requests: number][] = [];

  #isOver = false;

  override ask(batch: Batch, transfer: readonly ArrayBuffer[]): Promise<Answers> {
    if (this.#isOver) return new Promise(() => {});
    this.batches.push([batch.appends.counts.length, batch.requests.length]);
    return super.ask(batch, transfer);
  }

  /** Ends as a server does that crashes: no answer comes any more, not even to the store that looks at its file. */
  async crash(): Promise<void> {
    this.#isOver = true;
    await this.end();
  }
}

/** A store whose thread a test can end, as a crash would, and whose batches a test can see. */
export async function openWithThread(place: string, clock: Clock = systemClock) {
  if (!existsSync(place)) await (await open(place)).close();
  const thread = new CountingThread(new URL('../store/sqlite/worker.ts', import.meta.url), join(place, 'quire.db'));
  return { thread, store: new SqliteStore(thread, pino({ level: 'silent' }), clock, place) };
}

/** Runs `act` on the database of a store that is closed. */
export function withDatabase<Result>(place: string, act: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(join(place, 'quire.db'));
  addSealFunction(database);
  const result = act(database);
  database.close();
  return result;
}

/** The number of rows in a table of a store that is closed. */
export const count = (place: string, table: string) =>
  withDatabase(place, (database) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()!['n']);

/** Overwrites one leaf page of a table: the one after the first `skipped` leaf pages. */
export function spoilPage(place: string, table: string, skipped: number): void {
  const page = withDatabase(place, (database) => {
    const found = database.prepare(
      `SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET ?`,
    );
    const size = database.prepare('PRAGMA page_size').get()!['page_size'] as number;
    return { number: found.get(table, skipped)!['pageno'] as number, size };
  });
  const file = openSync(join(place, 'quire.db'), 'r+');
  writeSync(file, Buffer.alloc(page.size, 0xff), 0, page.size, (page.number - 1) * page.size);
  closeSync(file);
}

/** Loads or creates a document, and appends updates. */
export async function fill(store: Store, document: string, updates: readonly Uint8Array[]): Promise<void> {
  const { epoch } = whole(await store.load(document));
  assert.ok(await store.append(document, epoch, updates, ''));
}
