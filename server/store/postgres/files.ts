// The bytes of files in PostgreSQL, so that every server has them: in pieces, of which one at a time is in memory. A
// blob gets its hash when all of its pieces are there. Nobody changes one that has its hash.

import { Readable } from 'node:stream';
import { limits } from '../../limits/limits.ts';
import { ArrivingFile } from '../arriving-file.ts';
import type { FileStorage, ReceivedFile } from '../files.ts';
import { Turns } from '../turns.ts';
import { codeOf, type Database, type Query } from './database.ts';

export class PostgresFiles implements FileStorage {
  readonly #database: Database;
  readonly #turns = new Turns();

  /** Works as long as the store of the same database is open. */
  constructor(database: Database) {
    this.#database = database;
  }

  async receive(bytes: AsyncIterable<Uint8Array>, most: number): Promise<ReceivedFile | 'tooLarge'> {
    const [row] = await this.#database.query('INSERT INTO quire.blobs (arrived_at) VALUES (quire.now()) RETURNING id');
    const id = row!['id'] as number;
    const arriving = new ArrivingFile(most);
    let isWhole = false;
    try {
      let number = 0;
      for await (const piece of inPieces(bytes, (chunk) => arriving.add(chunk))) {
        if (piece === 'tooLarge') return piece;
        const values = [id, number++, piece];
        await this.#database.query('INSERT INTO quire.pieces (blob, number, data) VALUES ($1, $2, $3)', values);
      }
      isWhole = true;
    } finally {
      if (!isWhole) await this.#discard(id);
    }
    const measures = arriving.end();
    return {
      ...measures,
      keep: () => this.#keep(id, measures.hash, measures.size),
      discard: () => this.#discard(id),
    };
  }

  async sizeOf(hash: string): Promise<number | null> {
    const [row] = await this.#database.query('SELECT size FROM quire.blobs WHERE hash = $1', [hash]);
    return (row?.['size'] as number | undefined) ?? null;
  }

  read(hash: string, start: number, end: number): Readable {
    return Readable.from(this.#pieces(hash, start, end), { objectMode: false });
  }

  inTurn<Value>(hash: string, act: () => Promise<Value>): Promise<Value> {
    return this.#turns.take(hash, act);
  }

  /** A file that another server keeps meanwhile stays: keeping makes it young, and an old one alone is removed. */
  async removeUnheld(time: number, held: (hashes: readonly string[]) => Promise<readonly string[]>): Promise<number> {
    let removed = 0;
    for (let last = 0; ;) {
      const rows = await this.#database.query(
        `SELECT id, hash FROM quire.blobs WHERE id > $1 AND ${isOld} ORDER BY id LIMIT $3`,
        [last, time, limits.unheldFilesAtOnce],
      );
      const hashes = rows.flatMap(({ hash }) => (hash === null ? [] : [hash as string]));
      const known = new Set(await held(hashes));
      for (const { id, hash } of rows) {
        if (!known.has(hash as string)) removed += await this.#removeUnheld(id as number, hash as string | null, time);
      }
      if (rows.length < limits.unheldFilesAtOnce) return removed;
      last = rows.at(-1)!['id'] as number;
    }
  }

  #removeUnheld(id: number, hash: string | null, time: number): Promise<number> {
    return this.inTurn(hash ?? '', async () => {
      const rows = await this.#database.query(
        `DELETE FROM quire.blobs AS b WHERE id = $1 AND ${isOld}
           AND NOT EXISTS (SELECT 1 FROM quire.files AS f WHERE f.hash = b.hash) RETURNING id`,
        [id, time],
      );
      return rows.length;
    });
  }

  async *#pieces(hash: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    const [row] = await this.#database.query('SELECT id FROM quire.blobs WHERE hash = $1', [hash]);
    const size = limits.filePieceBytes;
    for (let number = Math.floor(start / size); number <= Math.floor(end / size); number++) {
      const [piece] = await this.#database.query(
        'SELECT substring(data FROM $3 FOR $4) AS data FROM quire.pieces WHERE blob = $1 AND number = $2',
        [row?.['id'] ?? null, number, ...part(start - number * size, end - number * size)],
      );
      if (piece === undefined) throw new Error(`the bytes of the file ${hash} are gone`);
      yield piece['data'] as Uint8Array;
    }
  }

  /** Two servers may bring the same file at the same moment: the second finds that of the first. */
  async #keep(id: number, hash: string, size: number): Promise<void> {
    const keep = () => this.#database.transact((query) => keepBlob(query, id, hash, size));
    await keep().catch((error: unknown) => {
      if (codeOf(error) !== uniqueViolation) throw error;
      return keep();
    });
  }

  async #discard(id: number): Promise<void> {
    await this.#database.query('DELETE FROM quire.blobs WHERE id = $1 AND hash IS NULL', [id]);
  }
}

/** SQLSTATE unique_violation. */
const uniqueViolation = '23505';

/**
 * Whether a blob arrived before $2. No server whose clock is ahead removes what is young by the clock of the database,
 * which a document may be about to hold.
 */
const isOld = `arrived_at < least($2::bigint, quire.now() - ${limits.fileGrace})`;

async function keepBlob(query: Query, id: number, hash: string, size: number): Promise<void> {
  const known = await query('UPDATE quire.blobs SET arrived_at = quire.now() WHERE hash = $1 RETURNING id', [hash]);
  if (known.length > 0) await query('DELETE FROM quire.blobs WHERE id = $1 AND hash IS NULL', [id]);
  else {
    const [kept] = await query(
      'UPDATE quire.blobs SET hash = $2, size = $3, arrived_at = quire.now() WHERE id = $1 RETURNING id',
      [id, hash, size],
    );
    if (kept === undefined) throw new Error('the bytes of the file were removed before it was kept');
  }
}

/** First byte, counted from 1, and number of bytes of a piece from `start` to `end`, both of which may lie outside. */
function part(start: number, end: number): [first: number, count: number] {
  const first = Math.max(0, start);
  return [first + 1, Math.min(limits.filePieceBytes - 1, end) - first + 1];
}

/** The bytes in pieces of `filePieceBytes`, but for the last; `tooLarge` as soon as `add` says so of a chunk. */
async function* inPieces(
  bytes: AsyncIterable<Uint8Array>,
  add: (chunk: Uint8Array) => boolean,
): AsyncGenerator<Uint8Array | 'tooLarge'> {
  const piece = Buffer.alloc(limits.filePieceBytes);
  let length = 0;
  for await (const chunk of bytes) {
    if (!add(chunk)) return yield 'tooLarge';
    for (let taken = 0; taken < chunk.length;) {
      const count = Math.min(piece.length - length, chunk.length - taken);
      piece.set(chunk.subarray(taken, taken + count), length);
      taken += count;
      length += count;
      if (length < piece.length) continue;
      yield piece;
      length = 0;
    }
  }
  if (length > 0) yield piece.subarray(0, length);
}
