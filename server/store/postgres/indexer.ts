// Keeps the words of documents up to date, and searches them. An append marks its document in the same commit. Any
// server takes marks that are due: what is taken is due again after a while, should that server die. A mark goes only
// under the lock of its document, and when the document is as it was indexed: so no change is missed.

import type { Logger } from 'pino';
import { messageOf } from '../../../protocol/error-message.ts';
import type { Clock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import type { Outcome } from '../outcome.ts';
import { inOnePiece } from '../pieces.ts';
import { summaryOf } from '../rows.ts';
import type { FoundDocument, SearchOptions, SearchPosition } from '../store.ts';
import { Thread } from '../thread.ts';
import type { Database, Query, Row } from './database.ts';
import { likePattern } from './listing.ts';
import { type ReadDocument, readById } from './reader.ts';
import type { Excerpt, IndexedText, TextRequest, Words } from './text-requests.ts';

/** The first that are due. A document that has just changed waits on, unless its words are about to be too old. */
const take = `
  WITH due AS (
    SELECT u.document, d.updated_at > quire.now() - $1::bigint AND d.updated_at + $2::bigint < t.updated_at + $3::bigint
      AS is_busy
    FROM quire.unindexed AS u
    LEFT JOIN quire.documents AS d ON d.id = u.document
    LEFT JOIN quire.texts AS t ON t.document = u.document
    WHERE u.due <= (SELECT quire.now()) ORDER BY u.due LIMIT $4 FOR UPDATE OF u SKIP LOCKED
  )
  UPDATE quire.unindexed AS u SET due = quire.now() + CASE WHEN is_busy THEN $2::bigint ELSE $5::bigint END
  FROM due WHERE u.document = due.document RETURNING u.document, coalesce(is_busy, false) AS is_busy`;

const put = `
  INSERT INTO quire.texts (document, epoch, sequence, updated_at, title, body, title_words, words)
  VALUES ($1, $2, $3, $4, $5, $6, array_to_tsvector($7::text[]), array_to_tsvector($8::text[]))
  ON CONFLICT (document) DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence,
    updated_at = excluded.updated_at, title = excluded.title, body = excluded.body,
    title_words = excluded.title_words, words = excluded.words`;

/** The documents that have all words, which may stand elsewhere than those that were typed. */
const candidates = (after: string) => `
  SELECT * FROM (
    SELECT d.name, d.title, d.created_at, d.updated_at, t.updated_at AS indexed_at, t.title AS indexed_title, t.body,
      t.title_words @@ $1::tsquery AS in_title
    FROM quire.texts AS t JOIN quire.documents AS d ON d.id = t.document AND d.epoch = t.epoch
    WHERE d.deleted_at IS NULL AND t.words @@ $1::tsquery AND d.name LIKE $2 AND d.name LIKE ANY ($3::text[])
  ) AS found ${after}
  ORDER BY in_title DESC, indexed_at DESC, name DESC LIMIT $4`;

export class Indexer {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #thread = new Thread<TextRequest, Outcome>(new URL('./text-worker.ts', import.meta.url));
  /** By the clock: when marks are looked for next. */
  #due = Infinity;
  #cancelTimer = () => {};
  #work: Promise<void> | null = null;
  /** A document has changed since marks were last looked for. */
  #hasChanged = false;
  #isClosing = false;
  #lastAnswer: Promise<unknown> = Promise.resolve();

  constructor(database: Database, log: Logger, clock: Clock) {
    this.#database = database;
    this.#log = log;
    this.#clock = clock;
    this.#schedule(limits.indexPause);
  }

  /** A document has changed, or is new. */
  changed(): void {
    this.#hasChanged = true;
    this.#schedule(limits.indexPause);
  }

  /** As `Store.search`. */
  async search(
    typed: string,
    limit: number,
    { patterns, prefix, after }: Required<SearchOptions>,
  ): Promise<FoundDocument[]> {
    const query = (await this.#ask({ type: 'query', typed })) as string | null;
    const found: FoundDocument[] = [];
    for (let place = after; query !== null && found.length < limit;) {
      const count = Math.min(limits.excerptsAtOnce, limit - found.length);
      const values = [query, likePattern(`${prefix}*`), patterns.map(likePattern), count];
      const rows = await this.#candidates(values, place);
      found.push(...(await this.#matching(typed, rows)));
      if (rows.length < count) break;
      place = positionOf(rows.at(-1)!);
    }
    return found;
  }

  /** Completes what is being done, and ends the thread. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelTimer();
    await this.#work;
    await this.#lastAnswer;
    await this.#thread.end();
  }

  #candidates(values: readonly unknown[], place: SearchPosition | null): Promise<Row[]> {
    if (place === null) return this.#database.query(candidates(''), values);
    const { inTitle, updatedAt, name } = place;
    const after = 'WHERE (in_title, indexed_at, name) < ($5::boolean, $6::bigint, $7)';
    return this.#database.query(candidates(after), [...values, inTitle, updatedAt, name]);
  }

  /** The documents among these that match, in their order. */
  async #matching(typed: string, rows: readonly Row[]): Promise<FoundDocument[]> {
    const documents = rows.map((row): IndexedText => {
      return { name: row['name'] as string, title: row['indexed_title'] as string, body: row['body'] as string };
    });
    const excerpts = (await this.#ask({ type: 'excerpts', typed, documents })) as Excerpt[];
    const byName = new Map(excerpts.map((excerpt) => [excerpt.name, excerpt]));
    return rows.flatMap((row) => {
      const excerpt = byName.get(row['name'] as string);
      if (excerpt === undefined) return [];
      return [{ document: summaryOf(row), position: positionOf(row), title: excerpt.title, text: excerpt.text }];
    });
  }

  #schedule(delay: number): void {
    const due = this.#clock.now() + delay;
    if (this.#work !== null || this.#isClosing || due >= this.#due) return;
    this.#cancelTimer();
    this.#due = due;
    const run = () => {
      this.#work = this.#indexDue();
    };
    this.#cancelTimer = this.#clock.after(delay, run, 'idle');
  }

  async #indexDue(): Promise<void> {
    this.#due = Infinity;
    this.#hasChanged = false;
    let pause: number = limits.indexPoll;
    try {
      while (!this.#isClosing && (await this.#indexFirst()));
      const [next] = await this.#database.query('SELECT min(due) - quire.now() AS pause FROM quire.unindexed');
      pause = Math.max(1, Math.min(pause, (next!['pause'] as number | null) ?? Infinity));
    } catch (error) {
      this.#log.warn({ reason: messageOf(error) }, 'the search index lags behind; documents are not affected');
    }
    this.#work = null;
    this.#schedule(this.#hasChanged ? Math.min(pause, limits.indexPause) : pause);
  }

  /** Indexes the documents that wait longest. False when none is due. */
  async #indexFirst(): Promise<boolean> {
    const taken = await takeDue(this.#database.query);
    for (const { id, isBusy } of taken) if (!isBusy) await this.#index(id);
    return taken.length > 0;
  }

  async #index(id: number): Promise<void> {
    const document = await readById(this.#database.query, id);
    const isThere = document !== null && !document.isDeleted && document.damage === null;
    const words = isThere ? await this.#read(document) : null;
    await this.#database.transact(async (query) => {
      const [now] = await query('SELECT epoch, last_sequence FROM quire.documents WHERE id = $1 FOR SHARE', [id]);
      if (words === null) await query('DELETE FROM quire.texts WHERE document = $1', [id]);
      else await query(put, rowOf(id, document!, words));
      const isCurrent = now?.['epoch'] === document?.epoch && now?.['last_sequence'] === document?.sequence;
      if (isCurrent || words === null) await query('DELETE FROM quire.unindexed WHERE document = $1', [id]);
      else await query('UPDATE quire.unindexed SET due = quire.now() + $2 WHERE document = $1', [id, limits.indexWait]);
    });
  }

  async #read({ title, base, log }: ReadDocument): Promise<Words> {
    const updates = inOnePiece([...base, ...log.map(({ update }) => update)]);
    return (await this.#ask({ type: 'read', title, updates }, updates)) as Words;
  }

  /** Asks the thread once it has answered everything before. */
  #ask(request: TextRequest, transfer: readonly Uint8Array<ArrayBuffer>[] = []): Promise<unknown> {
    const memory = transfer.slice(0, 1).map(({ buffer }) => buffer);
    const answer = this.#lastAnswer.then(() => this.#thread.ask(request, memory));
    this.#lastAnswer = answer.catch(() => {});
    return answer.then((outcome) => {
      if (outcome.type === 'failed') throw new Error(outcome.reason);
      return outcome.value;
    });
  }
}

/** Takes the documents that are due, the first `indexedAtOnce` of them. Those that are busy wait on. */
export async function takeDue(query: Query): Promise<{ id: number; isBusy: boolean }[]> {
  const { indexPause, indexPostponement, indexWait, indexedAtOnce, indexRetry } = limits;
  const rows = await query(take, [indexPause, indexPostponement, indexWait, indexedAtOnce, indexRetry]);
  return rows.map((row) => ({ id: row['document'] as number, isBusy: row['is_busy'] as boolean }));
}

function positionOf(row: Row): SearchPosition {
  return {
    name: row['name'] as string,
    updatedAt: row['indexed_at'] as number,
    inTitle: row['in_title'] as boolean,
  };
}

function rowOf(id: number, document: ReadDocument, { body, titleWords, words }: Words): unknown[] {
  const { epoch, sequence, updatedAt, title } = document;
  return [id, epoch, sequence, updatedAt, title, body, titleWords, words];
}
