// The limits of the store on PostgreSQL itself, at N and at N + 1. Those of a batch are in append-batches.test.ts.

import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { test } from 'node:test';
import { pino } from 'pino';
import { limits } from '../../limits/limits.ts';
import { TestClock } from '../../testing/clock.ts';
import { needsPostgres, startPostgres } from '../../testing/postgres.ts';
import { writing } from '../../testing/search-contract.ts';
import { nextMillisecond, updatesOf, whole } from '../../testing/store-contract.ts';
import { sortKey } from './append-batches.ts';
import { openPostgres } from './open.ts';

const postgres = await startPostgres();

test('titles are sorted by their first sortedCharacters, never by half of a character', () => {
  const [short, most] = ['x'.repeat(limits.sortedCharacters - 1), 'x'.repeat(limits.sortedCharacters)];
  assert.notEqual(sortKey(`${short}a`), sortKey(`${short}b`));
  assert.equal(sortKey(`${most}a`), sortKey(`${most}b`));
  assert.ok(sortKey(`${short}😀`).isWellFormed());
});

test('PostgreSQL: the longest key of a title fits into the index beside the longest name', needsPostgres, async (t) => {
  const { store } = await postgres.open(postgres.newDatabase());
  t.after(() => store.close());
  const letters = Array.from({ length: 20_000 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  const title = letters.sort(() => Math.random() - 0.5).slice(0, limits.sortedCharacters + 1); // nothing to compress
  const name = Array.from({ length: 200 }, () => Math.trunc(Math.random() * 36).toString(36)).join('');
  const { epoch } = whole(await store.load(name));
  for (const text of [title.slice(0, -1).join(''), title.join('')]) {
    assert.ok(await store.append(name, epoch, updatesOf(1), text));
    assert.equal((await store.list(1, { order: 'title' }))[0]!.title, text);
  }
});

test('PostgreSQL: the largest message is one update, and comes back as it was', needsPostgres, async (t) => {
  const { store } = await postgres.open(postgres.newDatabase());
  t.after(() => store.close());
  const { epoch } = whole(await store.load('plan'));
  const update = randomFillSync(new Uint8Array(limits.messageBytes));
  assert.deepEqual(await store.append('plan', epoch, [update], ''), { first: 1, last: 1 });
  const { updates } = whole(await store.load('plan'));
  assert.equal(Buffer.compare(updates[0]!, update), 0);
});

test('PostgreSQL: one append of more than batchUpdates is stored as a whole', needsPostgres, async (t) => {
  const { store } = await postgres.open(postgres.newDatabase());
  t.after(() => store.close());
  const { epoch } = whole(await store.load('plan'));
  const last = limits.batchUpdates + 1;
  const updates = Array.from({ length: last }, (_, i) => Uint8Array.of(i % 256, Math.trunc(i / 256)));
  assert.deepEqual(await store.append('plan', epoch, updates, ''), { first: 1, last });
  assert.equal(Buffer.compare(Buffer.concat(updates), Buffer.concat(whole(await store.load('plan')).updates)), 0);
});

test('PostgreSQL: an index row holds indexedWordBytes of words', needsPostgres, async (t) => {
  const database = postgres.newDatabase();
  const { store } = await postgres.open(database);
  t.after(() => store.close());
  const words = Array.from({ length: limits.indexedWordBytes / 10 }, (_, i) => `w${String(i).padStart(9, '0')}`);
  await postgres.execute(
    database,
    `INSERT INTO quire.texts (document, epoch, sequence, updated_at, title, body, title_words, words)
     VALUES (1, '', 1, 1, '', '', '', array_to_tsvector($1::text[]))`,
    [words],
  );
  const has = `SELECT count(*)::integer AS count FROM quire.texts WHERE words @@ $1::tsquery`;
  for (const [word, count] of [
    [words[0], 1],
    [words.at(-1), 1],
    [`${words.at(-1)}0`, 0],
  ] as const) {
    assert.deepEqual(await postgres.execute(database, has, [`'${word}'`]), [{ count }]);
  }
});

test('PostgreSQL: a search goes on behind excerptsAtOnce documents that have no match', needsPostgres, async (t) => {
  const { store } = await postgres.open(postgres.newDatabase());
  t.after(() => store.close());
  const write = async (name: string, text: string) => {
    const { epoch } = whole(await store.load(name));
    await store.append(name, epoch, [writing('', text)], '');
    await nextMillisecond();
  };
  const found = async (typed: string) => (await store.search(typed, 100)).map(({ document }) => document.name);
  const indexed = async (count: number) => {
    while ((await found('mark')).length < count) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await write('match', 'mark don’t');
  for (let i = 1; i < limits.excerptsAtOnce; i++) await write(`word-${i}`, 'mark t don');
  await indexed(limits.excerptsAtOnce);
  assert.deepEqual(await found('don’t'), ['match'], 'the last of excerptsAtOnce candidates');
  await write('word', 'mark t don');
  await indexed(limits.excerptsAtOnce + 1);
  assert.deepEqual(await found('don’t'), ['match'], 'the one behind them');
});

test('PostgreSQL: a server has databaseConnections, however much is asked at once', needsPostgres, async (t) => {
  const database = postgres.newDatabase();
  const { store } = await postgres.open(database);
  t.after(() => store.close());
  const { epoch } = whole(await store.load('plan'));
  const [update] = updatesOf(1);
  const calls = Array.from({ length: 5 * limits.databaseConnections }, (_, i) => store.load(`plan-${i}`));
  await Promise.all([...calls, store.append('plan', epoch, [update!], '')]);
  const connections = `SELECT count(*)::integer AS count FROM pg_stat_activity
    WHERE datname = $1 AND application_name = 'quire'`;
  assert.deepEqual(await postgres.execute(database, connections, [database]), [{ count: limits.databaseConnections }]);
});

test('PostgreSQL: appends are known for writerMemory, older ones are forgotten', needsPostgres, async (t) => {
  const database = postgres.newDatabase();
  await postgres.make(database);
  const clock = new TestClock();
  const { store } = await openPostgres(postgres.address(database), pino({ level: 'silent' }), clock);
  t.after(() => store.close());
  const slack = 600_000; // of the time that passes while the test runs
  const ages = [limits.writerMemory - slack, limits.writerMemory + 1];
  for (const [i, age] of ages.entries()) {
    await postgres.execute(
      database,
      `INSERT INTO quire.writers (document, writer, number, appended_at)
       VALUES ($1, '00000000-0000-4000-8000-000000000000', 1, quire.now() - $2::bigint)`,
      [i, age],
    );
  }
  await clock.advance(limits.writerSweepInterval);
  for (;;) {
    const rows = await postgres.execute(database, 'SELECT document::integer FROM quire.writers');
    if (rows.length === ages.length) continue;
    assert.deepEqual(rows, [{ document: 0 }]);
    return;
  }
});
