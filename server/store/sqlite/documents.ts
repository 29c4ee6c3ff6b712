// The rows of `documents`, by name. While some of them are damaged, a name that is not found may have been theirs: it
// counts as damaged, and nothing is created. All documents whose rows are sound are found as before.

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { matches } from '../../../protocol/document-name.ts';
import { messageOf } from '../../../protocol/error-message.ts';
import { inOrder, titleKey } from '../list-order.ts';
import { summaryOf } from '../rows.ts';
import type { ListOrder, ListPosition } from '../store.ts';
import { damageIn, isDamage } from './damage.ts';
import type { Request } from './requests.ts';
import type { Row } from './rows.ts';

type ListRequest = Extract<Request, { type: 'list' }>;

/** The place before the first document of any list. */
const beforeAll = { key: Number.MAX_SAFE_INTEGER, name: '' };

/** The content of `documents` under a name. */
export type Found =
  /** `row` may be that of a deleted document. */
  | { readonly type: 'sound'; readonly row: Row }
  | { readonly type: 'none' }
  /** `row` has the id of the row alone, if that can be found. */
  | { readonly type: 'damaged'; readonly row: Row | null; readonly damage: string };

const sealed = `seal IS seal(id, name, epoch, title, last_sequence, log_length, log_bytes, snapshot_bytes, created_at,
  updated_at, deleted_at) AS sound`;

const queries = {
  byName: `SELECT *, ${sealed} FROM documents WHERE name = ?`,
  byId: `SELECT *, ${sealed} FROM documents WHERE id = ?`,
  // The index alone answers this, also when the row cannot be read.
  idOf: 'SELECT id FROM documents WHERE name = ?',
  byUpdated: list('updated_at', '<', 'DESC'),
  byCreated: list('created_at', '<', 'DESC'),
  byTitle: list('title_key(title)', '>', 'ASC'),
  forward: `SELECT *, ${sealed} FROM documents NOT INDEXED ORDER BY id`,
  backward: `SELECT *, ${sealed} FROM documents NOT INDEXED ORDER BY id DESC`,
};

const listQueries = { updated: 'byUpdated', created: 'byCreated', title: 'byTitle' } as const;

/**
 * A list in the order of `key`, then of the name, behind a place. A pattern's only special character is `*`: a
 * document's name has no other that means something to GLOB. Seals are checked of the listed rows alone.
 */
function list(key: string, behind: '<' | '>', direction: 'ASC' | 'DESC'): string {
  return `SELECT documents.*, ${sealed} FROM (
      SELECT id AS listed, ${key} AS place FROM documents
      WHERE deleted_at IS NULL AND (${key}, name) ${behind} (?, ?) AND name GLOB ?
        AND EXISTS (SELECT 1 FROM json_each(?) AS pattern WHERE name GLOB pattern.value)
      ORDER BY ${key} ${direction}, name ${direction} LIMIT ?
    ) JOIN documents ON id = listed ORDER BY place ${direction}, name ${direction}`;
}

export class Documents {
  readonly #database: DatabaseSync;
  /** Prepared at the first use, then kept. */
  readonly #statements: Partial<Record<keyof typeof queries, StatementSync>> = {};
  /** A sentence on what is damaged; null as long as nothing is known to be. */
  #damage: string | null;
  /** While something is damaged: the ids of the sound rows, by name. No row is added meanwhile. */
  #ids: Map<string, number> | null = null;

  /** Checks all rows and their indexes. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    database.function('title_key', { deterministic: true }, (title) => titleKey(String(title)));
    this.#damage = damageIn(database, 'documents');
    for (const row of this.#scan('forward')) if (!isSound(row)) this.#damage ??= 'a row is not what was written';
  }

  /** A sentence on the damage to the table; null when none is known. */
  get damage(): string | null {
    return this.#damage && `the table of the documents is damaged: ${this.#damage}`;
  }

  find(name: string): Found {
    const row = this.#damage === null ? this.#get('byName', name) : undefined;
    if (isSound(row) && row['name'] === name) return { type: 'sound', row };
    if (row !== undefined) this.#damage ??= `the row of ${name} is not what was written`;
    if (this.#damage === null) return { type: 'none' };
    // The index may be what is damaged, so the rows themselves decide.
    const id = this.#soundIds().get(name);
    const found = id === undefined ? undefined : this.byId(id);
    if (found !== undefined) return { type: 'sound', row: found };
    return { type: 'damaged', row: this.#get('idOf', name) ?? null, damage: this.damage! };
  }

  /** The sound row with this id; undefined when there is none. */
  byId(id: SQLInputValue): Row | undefined {
    const row = this.#get('byId', id);
    return isSound(row) ? row : undefined;
  }

  /** The rows that `Store.list` asks for; those that are not sound are left out. */
  list({ limit, patterns, prefix, after, order }: Omit<ListRequest, 'type'>): Row[] {
    if (this.#damage === null) {
      const query = listQueries[order];
      try {
        const place = placeOf(order, after);
        return this.#statement(query).all(place.key, place.name, `${prefix}*`, JSON.stringify(patterns), limit);
      } catch (error) {
        this.#note(query, error);
      }
    }
    const isWanted = (name: string) => name.startsWith(prefix) && patterns.some((pattern) => matches(pattern, name));
    return [...this.#soundRows().values()]
      .filter((row) => row['deleted_at'] === null && isWanted(row['name'] as string))
      .map((row) => ({ row, summary: summaryOf(row) }))
      .filter(({ summary }) => after === null || inOrder(order, after, summary) < 0)
      .sort((a, b) => inOrder(order, a.summary, b.summary))
      .slice(0, limit)
      .map(({ row }) => row);
  }

  /** All sound rows of documents that were not deleted. */
  all(): Row[] {
    return [...this.#scan('forward')].filter((row) => isSound(row) && row['deleted_at'] === null);
  }

  #soundIds(): Map<string, number> {
    this.#ids ??= new Map([...this.#soundRows()].map(([name, row]) => [name, row['id'] as number]));
    return this.#ids;
  }

  /** The sound rows by name: those before the first damaged page, and those behind the last. */
  #soundRows(): Map<string, Row> {
    const rows = [...this.#scan('forward'), ...this.#scan('backward')];
    return new Map(rows.filter(isSound).map((row) => [row['name'] as string, row]));
  }

  /** All rows until one that cannot be read. */
  *#scan(query: 'forward' | 'backward'): Iterable<Row> {
    try {
      yield* this.#statement(query).iterate();
    } catch (error) {
      this.#note(query, error);
    }
  }

  /** The row that a query finds; undefined also when damage keeps it from being read. */
  #get(query: keyof typeof queries, value: SQLInputValue): Row | undefined {
    try {
      return this.#statement(query).get(value);
    } catch (error) {
      this.#note(query, error);
      return undefined;
    }
  }

  /** Keeps damage in mind, and throws any other error. A statement that met damage fails when it is used again. */
  #note(query: keyof typeof queries, error: unknown): void {
    delete this.#statements[query];
    if (!isDamage(error)) throw error;
    this.#damage ??= messageOf(error);
  }

  #statement(query: keyof typeof queries): StatementSync {
    return (this.#statements[query] ??= this.#database.prepare(queries[query]));
  }
}

const isSound = (row: Row | undefined): row is Row => row?.['sound'] === 1;

/** The place behind which a list goes on, in the columns of its query. */
function placeOf(order: ListOrder, after: ListPosition | null): { key: number | string; name: string } {
  if (after === null) return order === 'title' ? { key: '', name: '' } : beforeAll;
  const { name, title, createdAt, updatedAt } = after;
  return { name, key: { title: titleKey(title), created: createdAt, updated: updatedAt }[order] };
}
