import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as Y from 'yjs';
import { limits } from '../../limits/limits.ts';
import { testSearch } from '../../testing/search-contract.ts';
import { testStore, textOf, updatesOf, whole } from '../../testing/store-contract.ts';
import {
  count,
  fill,
  newPlace,
  open,
  openWithThread,
  root,
  spoilPage,
  withDatabase,
} from '../../testing/sqlite-store.ts';

testStore('SQLite', open, newPlace);
testSearch('SQLite', open, newPlace);

test('SQLite: a second server on the same directory is refused with a sentence', async () => {
  const place = newPlace();
  const store = await open(place);
  await assert.rejects(open(place), /quire\.db cannot be opened: another Quire server is using it\.$/);
  await store.close();
  await (await open(place)).close();
});

test('SQLite: a directory that cannot be made is refused with a sentence', async () => {
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  await assert.rejects(open(join(file, 'data')), /^Error: The directory .* for the documents cannot be made: ENOTDIR/);
});

test('SQLite: a file that is no database, or that a newer Quire wrote, is refused and left as it is', async () => {
  const place = newPlace();
  await (await open(place)).close();
  withDatabase(place, (database) => database.exec('PRAGMA user_version = 99'));
  await assert.rejects(open(place), /written by a newer Quire \(its version is 99, this one's is 5\)/);
  writeFileSync(join(place, 'quire.db'), 'this is not a database, and it is long enough to be looked at'.repeat(20));
  await assert.rejects(open(place), /The header of quire\.db is damaged\. Nothing was changed\./);
});

for (const [version, added] of [
  [1, ['authors', 'links', 'revocations', 'journal', 'files']],
  [2, ['journal', 'files']],
  [3, ['files']],
] as const) {
  test(`SQLite: a file of version ${version} is migrated, and keeps its documents`, async () => {
    const place = newPlace();
    const store = await open(place);
    await fill(store, 'plan', updatesOf(3));
    await store.close();
    withDatabase(place, (database) => {
      for (const { name } of database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all()) {
        database.exec(`DROP TRIGGER ${name as string}`);
      }
      for (const table of ['documents', 'links', 'revocations', 'journal']) {
        database.exec(`ALTER TABLE ${table} DROP COLUMN seal`);
      }
      for (const table of added) database.exec(`DROP TABLE ${table}`);
      database.exec(`PRAGMA user_version = ${version}`);
    });
    const later = await open(place);
    const revocation = { token: null, user: 'ada', document: null, at: 1 };
    await later.revoke(revocation);
    await fill(later, 'plan', updatesOf(1));
    await later.close();
    const again = await open(place);
    assert.equal(whole(await again.load('plan')).updates.length, 4);
    assert.deepEqual((await again.grants()).revocations, [revocation]);
    await again.close();
  });
}

test('SQLite: [KEEP2] a damaged or missing update harms its document alone, which can be read up to it', async () => {
  const place = newPlace();
  const store = await open(place);
  const updates = updatesOf(5);
  for (const document of ['spoilt', 'gap', 'short', 'sound']) await fill(store, document, updates);
  await store.close();
  withDatabase(place, (database) => {
    const id = (name: string) => `(SELECT id FROM documents WHERE name = '${name}')`;
    database.exec(`UPDATE updates SET data = x'00' WHERE sequence = 3 AND document = ${id('spoilt')}`);
    database.exec(`DELETE FROM updates WHERE sequence = 2 AND document = ${id('gap')}`);
    database.exec(`DELETE FROM updates WHERE sequence = 5 AND document = ${id('short')}`);
  });
  const again = await open(place);
  const damages = {
    spoilt: [2, 'update 3 is not what was written'],
    gap: [1, 'update 2 is missing'],
    short: [4, 'updates 5 to 5 are missing'],
  };
  for (const [document, [readable, damage]] of Object.entries(damages)) {
    const loaded = await again.load(document);
    assert.ok(loaded.type === 'damaged');
    assert.deepEqual([loaded.updates, loaded.damage], [updates.slice(0, readable as number), damage]);
  }
  assert.equal(textOf(whole(await again.load('sound')).updates), textOf(updates));
  await again.close();
});

test('SQLite: a damaged page of the file harms the documents on it, and the others are stored as before', async () => {
  const place = newPlace();
  const store = await open(place);
  const large = updatesOf(limits.logLength - 1);
  for (const document of ['first', 'second']) await fill(store, document, large);
  await fill(store, 'sound', updatesOf(1));
  await store.close();
  spoilPage(place, 'updates', 3);

  const again = await open(place);
  const first = await again.load('first');
  assert.ok(first.type === 'damaged' && /malformed/.test(first.damage) && first.updates.length > 0);
  assert.ok(textOf(large).startsWith(textOf(first.updates)));
  await fill(again, 'sound', updatesOf(1));
  assert.equal(whole(await again.load('sound')).updates.length, 2);
  await again.close();
});

test('SQLite: [KEEP3] the history takes the place of a damaged snapshot, and gives the same document', async () => {
  const place = newPlace();
  const store = await open(place);
  const updates = updatesOf(300);
  await fill(store, 'plan', updates);
  await store.compact('plan');
  await store.close();
  withDatabase(place, (database) => database.exec(`UPDATE snapshots SET data = x'00'`));
  const again = await open(place);
  assert.equal(textOf(whole(await again.load('plan')).updates), textOf(updates));
  await fill(again, 'plan', updatesOf(limits.worthCompacting));
  await again.compact('plan');
  await again.close();
  withDatabase(place, (database) => database.exec(`UPDATE history SET data = x'00'`));
  const last = await open(place);
  assert.ok(
    textOf(whole(await last.load('plan')).updates).length > textOf(updates).length,
    'the new snapshot is sound',
  );
  await last.close();
});

test('SQLite: a long log is compacted without being asked for, and a short one is not', async () => {
  const place = newPlace();
  const store = await open(place);
  await fill(store, 'long', updatesOf(limits.logLength));
  await fill(store, 'short', updatesOf(limits.worthCompacting - 1));
  await fill(store, 'large', [largeUpdate(limits.logBytes)]);
  await store.compact('short');
  await store.close(); // waits for compactions
  assert.equal(count(place, 'snapshots'), 2);
  assert.equal(count(place, 'updates'), limits.worthCompacting - 1);
});

test('SQLite: a document of 250,000 operations is loaded from a snapshot and a short log', async () => {
  const place = newPlace();
  const store = await open(place);
  const { epoch } = whole(await store.load('plan'));
  const doc = new Y.Doc();
  const text = doc.getText('text');
  let fresh: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => fresh.push(update));
  for (let operation = 0; operation < 250_000; operation += 50) {
    doc.transact(() => {
      for (let i = 0; i < 50; i++) text.insert(i % 25 === 0 ? (operation * 7) % (text.length + 1) : text.length, 'x');
    });
    if (fresh.length < limits.worthCompacting) continue;
    await store.append('plan', epoch, fresh, '');
    fresh = [];
  }
  await store.compact('plan'); // as when the last member has left
  await store.append('plan', epoch, updatesOf(3), '');
  await store.close();
  const again = await open(place);
  const { updates } = whole(await again.load('plan'));
  assert.ok(updates.length - 1 < limits.worthCompacting, `${updates.length} updates`);
  assert.ok(textOf(updates).includes(text.toString()) && text.length === 250_000);
  await again.close();
});

function largeUpdate(bytes: number): Uint8Array {
  const update = updatesOf(1)[0]!;
  const padded = new Uint8Array(update.length + bytes);
  padded.set(update); // Yjs ignores the bytes after an update
  return padded;
}

test('SQLite: the history gives the document as it was, hour by hour, deleted words included', async () => {
  const place = newPlace();
  const store = await open(place);
  await fill(store, 'plan', updatesOf(150));
  await store.close();
  const hour = 3_600_000;
  withDatabase(place, (database) =>
    database.exec(`UPDATE updates SET appended_at = ${hour} * (5 + (sequence - 1) / 50)`),
  );
  const again = await open(place);
  await again.compact('plan');
  await again.close();
  const segments = withDatabase(place, (database) =>
    database.prepare('SELECT * FROM history ORDER BY first_sequence').all(),
  );
  assert.deepEqual(
    segments.map((segment) => [segment['first_sequence'], segment['last_sequence'], segment['first_at']]),
    [
      [1, 50, 5 * hour],
      [51, 100, 6 * hour],
      [101, 150, 7 * hour],
    ],
  );
  const updates = segments.map(({ data }) => data as Uint8Array);
  for (const [i, last] of [49, 99, 149].entries()) {
    assert.ok(textOf(updates.slice(0, i + 1)).endsWith(` ${last} `));
  }
});

test('SQLite: the death of its thread fails the open requests, and another thread answers the next', async () => {
  const { store, thread } = await openWithThread(newPlace());
  const updates = updatesOf(20);
  const { epoch } = whole(await store.load('plan'));
  for (const [i, update] of updates.entries()) {
    const append = store.append('plan', epoch, [update], '');
    if (i % 5 === 4) void thread.end();
    await append.catch(() => store.append('plan', epoch, [update], ''));
  }
  assert.equal(textOf(whole(await store.load('plan')).updates), textOf(updates));
  await store.close();
});
