import assert from 'node:assert/strict';
import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pino } from 'pino';
import { fill, newPlace, open, spoilPage } from '../../testing/sqlite-store.ts';
import { updatesOf, whole } from '../../testing/store-contract.ts';
import { DatabaseFile } from './database-file.ts';
import { checkFiles } from './start-check.ts';
import { openSqliteStore, type SqliteStore } from './store.ts';

const documents = ['first', 'second', 'third'];
const updates = updatesOf(2);

/** The files of a store that was killed when it had acknowledged three documents. */
async function killed(): Promise<string> {
  const place = newPlace();
  const store = await open(place);
  for (const document of documents) await fill(store, document, updates);
  const copy = newPlace();
  cpSync(place, copy, { recursive: true });
  await store.close();
  return copy;
}

const contentOf = (place: string) =>
  readdirSync(place).map((name) => [name, readFileSync(join(place, name)).toString('base64')]);

/** Flips one bit of a file, at a part of its length. */
function flip(file: string, part: number): void {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length * part);
  bytes[at] = bytes[at]! ^ 1;
  writeFileSync(file, bytes);
}

async function assertRefused(place: string, sentence: RegExp): Promise<void> {
  const before = contentOf(place);
  await assert.rejects(open(place), sentence);
  await assert.rejects(open(place), /Nothing was changed\. Restore a backup .* ACCEPT_LOSS=1/);
  assert.deepEqual(contentOf(place), before);
}

async function acceptingLoss(place: string): Promise<{ store: SqliteStore; logged: string[] }> {
  const logged: string[] = [];
  const store = await openSqliteStore(place, pino({}, { write: (line: string) => logged.push(line) }), true);
  return { store, logged };
}

const read = async (store: SqliteStore, document: string) => whole(await store.load(document)).updates;

test('SQLite: [KEEP4] one bit in the write-ahead log: the server does not start, and changes nothing', async () => {
  const place = await killed();
  flip(join(place, 'quire.db-wal'), 0.7);
  await assertRefused(place, /The last acknowledged changes are missing \(\d+ commits\)/);
});

test('SQLite: [KEEP4] a tail cut off the write-ahead log, or all of it gone, is a loss', async () => {
  const place = await killed();
  const wal = join(place, 'quire.db-wal');
  truncateSync(wal, readFileSync(wal).length - 100);
  await assertRefused(place, /\(1 commits\)/);
  rmSync(wal);
  await assertRefused(place, /acknowledged changes are missing/);
});

test('SQLite: [KEEP4] a damaged log without its mark is refused, unless only its end is damaged', async () => {
  for (const [part, type] of [
    [0.5, 'damaged'],
    [0.999, 'sound'],
  ] as const) {
    const place = await killed();
    rmSync(join(place, 'quire.mark'));
    flip(join(place, 'quire.db-wal'), part);
    assert.equal(checkFiles(join(place, 'quire.db')).type, type);
  }
});

test('SQLite: [KEEP4] a commit that was torn before anybody was told of it is no loss', async () => {
  const place = await killed();
  const file = new DatabaseFile(join(place, 'quire.db'));
  file.confirm();
  const before = readFileSync(join(place, 'quire.db-wal')).length;
  file.database.exec(`BEGIN; PRAGMA application_id = ${'99'}; CREATE TABLE more (a); COMMIT`);
  const torn = newPlace();
  cpSync(place, torn, { recursive: true });
  file.close();
  const wal = readFileSync(join(torn, 'quire.db-wal'));
  wal[before + 100] = wal[before + 100]! ^ 1; // its commit frame stands behind, and is good
  writeFileSync(join(torn, 'quire.db-wal'), wal);
  const store = await open(torn);
  for (const document of documents) assert.deepEqual(await read(store, document), updates);
  await store.close();
});

test('SQLite: [KEEP4] ACCEPT_LOSS=1 keeps the damaged log aside, serves what is sound, and says so once', async () => {
  const place = await killed();
  const wal = join(place, 'quire.db-wal');
  flip(wal, 0.999);
  const damaged = readFileSync(wal);
  const { store, logged } = await acceptingLoss(place);
  assert.match(logged.join(''), /"level":40.*commits.*quire\.db-wal\.damaged-.*a loss was accepted/);
  assert.deepEqual(await read(store, 'first'), updates);
  assert.deepEqual(await read(store, 'third'), []);
  await fill(store, 'third', updates);
  await store.close();
  const kept = readdirSync(place).find((name) => name.startsWith('quire.db-wal.damaged-'))!;
  assert.deepEqual(readFileSync(join(place, kept)), damaged);
  const again = await acceptingLoss(place);
  assert.deepEqual(again.logged, []);
  assert.deepEqual(await read(again.store, 'third'), updates);
  await again.store.close();
});

test('SQLite: [KEEP4] a missing or empty database beside its log, its mark or the keys is no fresh start', async () => {
  for (const left of ['quire.db-wal', 'quire.mark', 'secret', 'admin-key']) {
    const place = await killed();
    writeFileSync(join(place, 'secret'), 'a key');
    writeFileSync(join(place, 'admin-key'), 'a key');
    for (const name of readdirSync(place)) if (name !== left) rmSync(join(place, name));
    await assertRefused(place, new RegExp(`quire\\.db is missing, .* there is ${left}\\.`));
    writeFileSync(join(place, 'quire.db'), '');
    await assertRefused(place, new RegExp(`quire\\.db is empty, .* there is ${left}\\.`));
    const { store, logged } = await acceptingLoss(place);
    assert.match(logged.join(''), /a loss was accepted/);
    assert.deepEqual(await read(store, 'first'), []);
    await store.close();
    await (await open(place)).close();
  }
});

test('SQLite: [KEEP4] an older database is refused, alone and under the log of a newer one', async () => {
  const place = newPlace();
  const store = await open(place);
  await fill(store, 'first', updates);
  await store.close();
  const older = join(newPlace(), '..');
  cpSync(join(place, 'quire.db'), join(older, 'quire.db'));
  const later = await open(place);
  for (const document of documents) await fill(later, document, updates);
  const copy = newPlace();
  cpSync(place, copy, { recursive: true });
  await later.close();
  await (await open(copy)).close();
  copyFileSync(join(older, 'quire.db'), join(place, 'quire.db'));
  await assertRefused(place, /acknowledged changes are missing/);

  const mixed = await killed();
  copyFileSync(join(older, 'quire.db'), join(mixed, 'quire.db'));
  const counter = readFileSync(join(mixed, 'quire.db'));
  counter.writeInt32BE(-5, 68);
  writeFileSync(join(mixed, 'quire.db'), counter);
  await assertRefused(mixed, /older than its write-ahead log/);
});

test('SQLite: [KEEP4] a mark that is missing or unreadable is a warning, and made anew', async () => {
  for (const spoil of [(file: string) => rmSync(file), (file: string) => writeFileSync(file, 'no mark')]) {
    const place = await killed();
    spoil(join(place, 'quire.mark'));
    const logged: string[] = [];
    const store = await open(place, (line) => logged.push(line));
    assert.match(logged.join(''), /"level":40.*quire\.mark is (missing|unreadable)/);
    for (const document of documents) assert.deepEqual(await read(store, document), updates);
    await store.close();
    logged.length = 0;
    await (await open(place, (line) => logged.push(line))).close();
    assert.deepEqual(logged, []);
  }
});

test('SQLite: [KEEP4] a server that is running is not taken for damaged', async () => {
  const place = newPlace();
  const store = await open(place);
  rmSync(join(place, 'quire.mark'));
  writeFileSync(join(place, 'quire.mark'), readFileSync(join(await killed(), 'quire.mark')));
  await assert.rejects(acceptingLoss(place), /another Quire server is using it/);
  await store.close();
});

test('SQLite: [KEEP2] a damaged page of the documents, or of their index, hides and creates no document', async () => {
  for (const [table, skipped] of [
    ['documents', 1],
    ['sqlite_autoindex_documents_1', 0],
  ] as const) {
    const place = newPlace();
    const store = await open(place);
    const names = Array.from({ length: 120 }, (_, i) => `document-${String(i).padStart(3, '0')}`);
    await Promise.all(names.map((name) => fill(store, name, updates)));
    await store.close();
    spoilPage(place, table, skipped);
    const again = await open(place);
    const loaded = await Promise.all(names.map((name) => again.load(name)));
    const damaged = loaded.filter(({ type }) => type === 'damaged');
    assert.ok(loaded.every(({ type }) => type !== 'deleted') && damaged.length < 80);
    assert.ok(table === 'documents' ? damaged.length > 20 : damaged.length === 0, `${damaged.length}`);
    for (const one of loaded) assert.deepEqual(one.type !== 'deleted' && one.updates, updates, one.type);
    assert.equal((await again.load('a new name')).type, 'damaged');
    await assert.rejects(
      again.create('a new name'),
      /no document can be created: the table of the documents is damaged/,
    );
    assert.ok((await again.find(names[60]!)) !== null);
    const listed = await again.list(1000);
    assert.equal(listed.length, names.length - damaged.length);
    await fill(again, names[0]!, updatesOf(1));
    assert.equal((await read(again, names[0]!)).length, 3);
    await again.close();
  }
});

/** Writes other bytes of the same length into the database, wherever `from` stands. */
function replaceIn(place: string, from: Buffer, to: Buffer): void {
  const file = join(place, 'quire.db');
  const bytes = readFileSync(file);
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1)) to.copy(bytes, at);
  writeFileSync(file, bytes);
}

test('SQLite: [KEEP2] a row of `documents`, a link or a revocation that is not what was written is found', async () => {
  const place = newPlace();
  const store = await open(place);
  for (const document of documents) await fill(store, document, updates);
  const { epoch } = whole(await store.load('second'));
  const link = { document: 'first', createdAt: 1, createdBy: null, expiresAt: null } as const;
  await store.putLink({ ...link, id: 'damaged', role: 'read' });
  await store.putLink({ ...link, id: 'sound', role: 'write' });
  await store.revoke({ token: null, user: 'mallory', document: null, at: 1 });
  await store.close();
  replaceIn(place, Buffer.from(epoch), Buffer.from(epoch.replace(/^./, 'x')));
  const links = Buffer.from('damaged');
  replaceIn(place, links, Buffer.from('dAmaged'));
  const again = await open(place);
  const loaded = await again.load('second');
  assert.ok(loaded.type === 'damaged' && /row/.test(loaded.damage));
  assert.deepEqual(loaded.updates, updates);
  assert.deepEqual(await read(again, 'first'), updates);
  await assert.rejects(again.delete('second'), /damaged/);
  assert.deepEqual(
    (await again.grants()).links.map(({ id }) => id),
    ['sound'],
  );
  await again.close();
  replaceIn(place, Buffer.from('mallory'), Buffer.from('mellory'));
  const last = await open(place);
  await assert.rejects(last.grants(), /the revocations of tokens are damaged/);
  await last.close();
});
