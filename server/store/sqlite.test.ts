import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { testStore } from './contract.ts';
import { openSqliteStore } from './sqlite.ts';

const root = mkdtempSync(join(tmpdir(), 'quire-store-'));
after(() => rmSync(root, { recursive: true }));
let places = 0;
const newPlace = () => join(root, String(places++), 'data');

testStore('SQLite', openSqliteStore, newPlace);

test('SQLite: another server on the same directory is refused with a sentence', async () => {
  const place = newPlace();
  const store = await openSqliteStore(place);
  await assert.rejects(openSqliteStore(place), /quire\.db cannot be opened: another Quire server is using it\.$/);
  await store.close();
  await (await openSqliteStore(place)).close();
});

test('SQLite: a directory that cannot be made is refused with a sentence', async () => {
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  await assert.rejects(openSqliteStore(join(file, 'data')), /^Error: The directory .* for the documents cannot be made: ENOTDIR/);
});

test('SQLite: a file that is no database, or of a newer Quire, is refused and left as it is', async () => {
  const place = newPlace();
  await (await openSqliteStore(place)).close();
  const database = new DatabaseSync(join(place, 'quire.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  await assert.rejects(openSqliteStore(place), /written by a newer Quire \(its version is 99, this one's is 1\)/);
  writeFileSync(join(place, 'quire.db'), 'this is not a database, and it is long enough to be looked at'.repeat(20));
  await assert.rejects(openSqliteStore(place), /file is not a database/);
});

test('SQLite: a document that lost an update is not loaded in part', async () => {
  const place = newPlace();
  const store = await openSqliteStore(place);
  await store.load('plan');
  await store.append('plan', new Uint8Array([1]), '');
  await store.append('plan', new Uint8Array([2]), '');
  await store.close();
  const database = new DatabaseSync(join(place, 'quire.db'));
  database.exec('DELETE FROM updates WHERE sequence = 1');
  database.close();
  const again = await openSqliteStore(place);
  await assert.rejects(again.load('plan'), /the document plan has 1 of 2 updates/);
  assert.deepEqual((await again.load('other')).updates, []);
  await again.close();
});
