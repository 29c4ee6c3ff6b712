// Which documents are indexed when. That a search finds what people write is in the contract of the search.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { limits } from '../../limits/limits.ts';
import { needsPostgres, startPostgres } from '../../testing/postgres.ts';
import { whole } from '../../testing/store-contract.ts';
import { Database } from './database.ts';
import { takeDue } from './indexer.ts';

const postgres = await startPostgres();

const what =
  'PostgreSQL: a document in which somebody writes is indexed after a pause, or before its words are too old';
test(what, needsPostgres, async (t) => {
  const place = postgres.newDatabase();
  const { store } = await postgres.open(place);
  const names = ['busy', 'old', 'quiet', 'new', 'later'];
  for (const name of names) whole(await store.load(name));
  await store.close();
  const database = new Database(postgres.address(place), pino({ level: 'silent' }));
  t.after(() => database.close());
  const { query } = database;

  const longAgo = -3_600_000;
  const writing = 60_000; // whenever the test looks, it was just now
  const changed: Record<string, number> = { busy: writing, old: writing, quiet: longAgo, new: writing, later: longAgo };
  const indexed: Record<string, number> = {
    busy: writing - limits.indexWait + limits.indexPostponement + 1,
    old: writing - limits.indexWait + limits.indexPostponement,
    quiet: longAgo - 1_000,
    later: longAgo - 1_000,
  };
  await query('DELETE FROM quire.texts');
  await query('DELETE FROM quire.unindexed');
  for (const name of names) {
    const at = 'UPDATE quire.documents SET updated_at = quire.now() + $2 WHERE name = $1';
    await database.write(at, [name, changed[name]]);
    const due = name === 'later' ? 60_000 : longAgo;
    const mark = 'INSERT INTO quire.unindexed SELECT id, quire.now() + $2 FROM quire.documents WHERE name = $1';
    await database.write(mark, [name, due]);
    if (indexed[name] === undefined) continue;
    const text = `INSERT INTO quire.texts SELECT id, epoch, 0, updated_at + $2, '', '', '', '' FROM quire.documents
      WHERE name = $1`;
    await database.write(text, [name, indexed[name] - changed[name]!]);
  }

  const known = new Map((await query('SELECT id, name FROM quire.documents')).map((row) => [row['id'], row['name']]));
  const taken = (await takeDue(query)).map(({ id, isBusy }) => `${String(known.get(id))}${isBusy ? ' waits' : ''}`);
  assert.deepEqual(taken.sort(), ['busy waits', 'new', 'old', 'quiet']);
  assert.deepEqual(await takeDue(query), [], 'another server takes none of them');
});
