// The search index: the title and the words of each document, in a SQLite database of its own (FTS5). It is derived
// from the documents, so that nothing is lost with it, and it may lag behind them. Who reads it checks each find
// against the store.

import type { DatabaseSync } from 'node:sqlite';
import { limits } from '../../limits/limits.ts';
import type { MarkedText, SearchOptions, SearchPosition } from '../store.ts';
import { fromIndexed, matchFor, toIndexed } from './query.ts';

/** Tells which state of which document is in the index. */
export interface IndexedState {
  readonly name: string;
  readonly epoch: string;
  /** The sequence of the last update that the text knows. */
  readonly sequence: number;
}

export interface IndexedDocument extends IndexedState {
  readonly title: string;
  readonly text: string;
  /** Milliseconds since 1970, UTC. */
  readonly updatedAt: number;
}

/** A document that was found, in its state of when it was indexed. */
export interface Hit {
  readonly epoch: string;
  readonly position: SearchPosition;
  readonly title: MarkedText;
  readonly text: MarkedText;
}

/** The version of the tables, in `user_version`. An index of another version is made anew. */
export const indexVersion = 1;

const tables = `
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 2');
  PRAGMA user_version = ${indexVersion};`;

/** A pattern's only special character is `*`: see documents.ts. */
const find = `
  SELECT * FROM (
    SELECT *, id IN (SELECT rowid FROM texts WHERE texts MATCH 'title : (' || ?1 || ')') AS in_title
    FROM entries WHERE id IN (SELECT rowid FROM texts WHERE texts MATCH ?1)
      AND name GLOB ?2 AND EXISTS (SELECT 1 FROM json_each(?3) AS pattern WHERE name GLOB pattern.value)
  )
  WHERE (in_title, updated_at, name) < (?4, ?5, ?6)
  ORDER BY in_title DESC, updated_at DESC, name DESC LIMIT ?7`;

/** The cast: Node binds each number as a real one, and FTS5 heeds a rowid only when it is an integer. */
const excerpt = `
  SELECT highlight(texts, 0, char(2), char(3)) AS title, snippet(texts, 1, char(2), char(3), '…', ?3) AS text
  FROM texts WHERE texts MATCH ?1 AND rowid = CAST(?2 AS INTEGER)`;

/** All words of the index in the order of their places; made only where somebody asks for words. */
const vocabulary = 'CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, texts, instance)';

export class SearchIndex {
  readonly #database: DatabaseSync;
  readonly #sql;

  /** Makes the tables in an empty database. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    const isEmpty = database.prepare('PRAGMA user_version').get()!['user_version'] === 0;
    if (isEmpty) database.exec(`BEGIN; ${tables} COMMIT;`);
    this.#sql = {
      states: database.prepare('SELECT name, epoch, sequence FROM entries'),
      put: database.prepare(
        `INSERT INTO entries (name, epoch, sequence, updated_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE
           SET epoch = excluded.epoch, sequence = excluded.sequence, updated_at = excluded.updated_at
         RETURNING id`,
      ),
      putText: database.prepare('INSERT OR REPLACE INTO texts (rowid, title, body) VALUES (?, ?, ?)'),
      remove: database.prepare('DELETE FROM entries WHERE name = ? RETURNING id'),
      removeText: database.prepare('DELETE FROM texts WHERE rowid = ?'),
      find: database.prepare(find),
      excerpt: database.prepare(excerpt),
    };
  }

  states(): IndexedState[] {
    return this.#sql.states.all() as unknown as IndexedState[];
  }

  put({ name, epoch, sequence, title, text, updatedAt }: IndexedDocument): void {
    this.#transact(() => {
      const { id } = this.#sql.put.get(name, epoch, sequence, updatedAt)!;
      this.#sql.putText.run(id!, toIndexed(title), toIndexed(text));
    });
  }

  /** Removes a document, if it is there. */
  remove(name: string): void {
    this.#transact(() => {
      const row = this.#sql.remove.get(name);
      if (row !== undefined) this.#sql.removeText.run(row['id']!);
    });
  }

  /** At most `limit` documents that hold all words of `typed`: those with all words in the title, then the others. */
  search(typed: string, limit: number, { patterns, prefix, after }: Required<SearchOptions>): Hit[] {
    const match = matchFor(typed);
    if (match === null) return [];
    const place = after === null ? [2, 0, ''] : [Number(after.inTitle), after.updatedAt, after.name];
    const rows = this.#sql.find.all(match, `${prefix}*`, JSON.stringify(patterns), ...place, limit);
    return rows.map((row) => {
      const { title, text } = this.#sql.excerpt.get(match, row['id']!, limits.excerptWords)!;
      return {
        epoch: row['epoch'] as string,
        position: {
          inTitle: row['in_title'] === 1,
          updatedAt: row['updated_at'] as number,
          name: row['name'] as string,
        },
        title: marked(title as string),
        text: marked(text as string),
      };
    });
  }

  /** The different words of all titles or all texts, as the index knows them. */
  words(column: 'title' | 'body'): string[] {
    this.#database.exec(vocabulary);
    const words = this.#database.prepare('SELECT DISTINCT term FROM temp.vocabulary WHERE col = ?');
    return words.all(column).map(({ term }) => term as string);
  }

  /** The last word of an index that holds one title. */
  lastWord(): string | undefined {
    this.#database.exec(vocabulary);
    const last = this.#database.prepare('SELECT term FROM temp.vocabulary ORDER BY "offset" DESC LIMIT 1').get();
    return last?.['term'] as string | undefined;
  }

  #transact(act: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      act();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** A text in which what was found stands between the characters 2 and 3. */
function marked(text: string): MarkedText {
  const parts = fromIndexed(text).replaceAll('\u0003', '\u0002').split('\u0002');
  return parts.map((part, i) => ({ text: part, found: i % 2 === 1 })).filter((part) => part.text !== '');
}
