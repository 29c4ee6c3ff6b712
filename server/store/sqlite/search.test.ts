// The search index beside the database: whatever becomes of it, no document suffers, and it is whole again.

import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { limits } from '../../limits/limits.ts';
import { newPlace, open, spoilPage, withDatabase } from '../../testing/sqlite-store.ts';
import { writing } from '../../testing/search-contract.ts';
import { updatesOf, whole } from '../../testing/store-contract.ts';
import { documentText } from '../search/document-text.ts';
import { SearchIndex } from '../search/search-index.ts';
import type { Store } from '../store.ts';

async function write(store: Store, name: string, line: string): Promise<void> {
  const { epoch } = whole(await store.load(name));
  await store.append(name, epoch, [writing(name, line)], name);
}

/** Waits until a search finds something. */
async function finds(store: Store, typed: string): Promise<string[]> {
  for (;;) {
    const found = await store.search(typed, 10).catch(() => []);
    if (found.length > 0) return found.map(({ document }) => document.name).sort();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('[SEARCH2] an index that is lost, damaged or something else is made anew, and no document suffers', async () => {
  const place = newPlace();
  const file = join(place, 'search.db');
  const first = await open(place);
  await write(first, 'plan', 'bread');
  assert.deepEqual(await finds(first, 'bread'), ['plan']);
  await first.close();
  for (const spoil of [
    () => rmSync(file),
    () => writeFileSync(file, 'nonsense '.repeat(1_000)),
    () => writeFileSync(file, Buffer.alloc(20_000, 0xff), { flag: 'r+' }),
  ]) {
    assert.ok(existsSync(file));
    spoil();
    const store = await open(place);
    assert.deepEqual(await finds(store, 'bread'), ['plan']);
    assert.equal(whole(await store.load('plan')).updates.length, 1);
    await store.close();
  }
});

test('[SEARCH2] a document that cannot be read any more is not found', async () => {
  const place = newPlace();
  const store = await open(place);
  await write(store, 'plan', 'bread');
  await write(store, 'rotten', 'bread');
  await store.close();
  withDatabase(place, (database) => database.exec('UPDATE updates SET data = zeroblob(9) WHERE document = 2'));
  rmSync(join(place, 'search.db'), { force: true });
  const again = await open(place);
  assert.equal((await again.load('rotten')).type, 'damaged');
  assert.deepEqual(await finds(again, 'bread'), ['plan']);
  await again.close();
});

test('[SEARCH2] while the table of the documents is damaged, what is sound is found', async () => {
  const place = newPlace();
  const store = await open(place);
  for (let i = 0; i < 200; i++) await write(store, `plan-${i}`, 'bread');
  await store.close();
  spoilPage(place, 'documents', 1);
  const again = await open(place);
  const found = await finds(again, 'bread');
  assert.ok(found.length > 0 && found.every((name) => name.startsWith('plan-')));
  await again.close();
});

test('an excerpt has a number of words', () => {
  const index = new SearchIndex(new DatabaseSync(':memory:'));
  const excerptOf = (words: number) => {
    const text = ['bread', ...Array.from({ length: words - 1 }, (_, i) => `w${i}`)].join(' ');
    index.put({ name: 'plan', epoch: 'one', sequence: 1, title: '', text, updatedAt: 0 });
    const [hit] = index.search('bread', 1, { patterns: ['*'], prefix: '', after: null });
    return hit!.text.map((part) => part.text).join('');
  };
  assert.match(excerptOf(limits.excerptWords), new RegExp(`^bread .* w${limits.excerptWords - 2}$`));
  assert.match(excerptOf(limits.excerptWords + 1), new RegExp(`^bread .* w${limits.excerptWords - 2}…$`));
});

test('a long document is indexed up to its limit', () => {
  const most = limits.indexedCharacters;
  assert.equal(documentText([writing('', 'a'.repeat(most))]).length, most);
  assert.equal(documentText([writing('', 'a'.repeat(most + 1))]).length, most);
  assert.equal(documentText([new Uint8Array([9, 9, 9])]), '', 'not a document');
  assert.equal(documentText(updatesOf(1)), '', 'words of another editor');
});
