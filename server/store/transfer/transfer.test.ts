// A store on SQLite is moved to PostgreSQL and back: what arrives is everything that was there.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { pino } from 'pino';
import { needsPostgres, startPostgres } from '../../testing/postgres.ts';
import { newPlace, open, withDatabase } from '../../testing/sqlite-store.ts';
import { textOf, updatesOf, whole } from '../../testing/store-contract.ts';
import { DiskFiles } from '../disk-files.ts';
import { openPostgresTransfer } from '../postgres/transfer-store.ts';
import { openSqliteTransfer } from '../sqlite/transfer-store.ts';
import { transfer, type TransferStore } from './transfer.ts';

const postgres = await startPostgres();
const silent = pino({ level: 'silent' });
const updates = updatesOf(300);
const bytes = Buffer.alloc(600_000, 'picture');

/** A store on SQLite with some of everything. */
async function fill(): Promise<string> {
  const place = newPlace();
  const store = await open(place);
  const author = { clientID: 2 ** 53 - 1, user: 'a\0', name: 'Ada' };
  for (const name of ['plan', 'team/plan', 'gone', 'anew', 'empty']) {
    const { epoch } = whole(await store.load(name));
    if (name !== 'empty') await store.append(name, epoch, updates.slice(0, 200), 'Plan 会议', [author]);
  }
  for (const name of ['plan', 'gone']) await store.compact(name);
  const { epoch } = whole(await store.load('plan'));
  await store.append('plan', epoch, updates.slice(200), 'Plan');
  await store.putLink({ id: 'x', document: 'plan', role: 'write', createdAt: 1, createdBy: null, expiresAt: 2 });
  const received = await new DiskFiles(join(place, 'files')).receive(new Blob([bytes]).stream(), bytes.length);
  assert.ok(received !== 'tooLarge');
  await received.keep();
  const { hash, size } = received;
  await store.addFile('plan', { hash, size, type: 'image/png', width: 2, height: 3 }, size);
  for (const name of ['gone', 'anew']) await store.delete(name);
  await store.create('anew');
  await store.revoke({ token: null, user: 'ada', document: 'plan', at: 1 });
  await store.close();
  return place;
}

/** Everything in a store. */
async function contentOf(store: TransferStore) {
  const names = await store.names('', 100);
  const documents = await Promise.all(names.map((name) => store.read(name)));
  const revocations = await store.revocations();
  await store.close();
  return { documents, revocations };
}

test('PostgreSQL: a store on SQLite moves there and back, and nothing is missing', needsPostgres, async () => {
  const place = await fill();
  const database = postgres.newDatabase();
  await postgres.make(database);
  const address = postgres.address(database);
  const back = newPlace();
  for (const [from, to] of [
    [place, address.href],
    [address.href, back],
  ] as const) {
    const args = [join(import.meta.dirname, '../../migrate.ts'), '--from', from, '--to', to];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^5 documents and 1 files were moved and checked; 0 documents were there already\.\n/);
  }
  const first = await contentOf(openSqliteTransfer(place));
  assert.deepEqual(await contentOf(await openPostgresTransfer(address, silent)), first);
  assert.deepEqual(await contentOf(openSqliteTransfer(back)), first);
  for (const store of [(await postgres.open(database)).store, await open(back)]) {
    assert.equal(textOf(whole(await store.load('plan')).updates), textOf(updates));
    assert.deepEqual(await store.load('gone'), { type: 'deleted' });
    assert.deepEqual(whole(await store.load('anew')).updates, []);
    const { links, revocations } = await store.grants();
    assert.deepEqual([links.length, revocations.length], [1, 1]);
    assert.equal((await store.authors('plan'))[0]!.user, 'a\0');
    await store.close();
  }
  const [hash] = first.documents.flatMap((document) => document!.files.map((file) => file.hash));
  assert.deepEqual(await buffer(new DiskFiles(join(back, 'files')).read(hash!, 0, bytes.length - 1)), bytes);
});

test(
  'PostgreSQL: a transfer that is cut off goes on, and leaves alone what changed meanwhile',
  needsPostgres,
  async (t) => {
    const place = await fill();
    const database = postgres.newDatabase();
    await postgres.make(database);
    const [from, to] = [openSqliteTransfer(place), await openPostgresTransfer(postgres.address(database), silent)];
    t.after(() => Promise.all([from.close(), to.close()]));
    let left = 2;
    const failing: TransferStore = {
      ...to,
      async write(document) {
        if (left-- === 0) throw new Error('the line is cut');
        await to.write(document);
      },
    };
    await assert.rejects(transfer(from, failing), /the line is cut/);
    assert.deepEqual(await transfer(from, to), { written: 3, known: 2, files: 1 });
    assert.deepEqual(await transfer(from, to), { written: 0, known: 5, files: 0 });
    const { store } = await postgres.open(database);
    const { epoch } = whole(await store.load('plan'));
    await store.append('plan', epoch, updatesOf(1), 'Newer');
    await store.close();
    await assert.rejects(transfer(from, to), /^Error: The document plan is newer, or another one, where it should go/);
    assert.equal((await to.read('plan'))!.title, 'Newer');
  },
);

test('a damaged document is not moved, and is named; a directory without documents is a sentence', async () => {
  const place = await fill();
  withDatabase(place, (database) => database.exec(`UPDATE history SET data = x'00'`));
  const from = openSqliteTransfer(place);
  await assert.rejects(from.read('plan'), /^Error: The document plan is damaged: delete it, or restore a backup/);
  await from.close();
  const args = [join(import.meta.dirname, '../../migrate.ts'), '--from', newPlace(), '--to', newPlace()];
  const { stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /^There are no documents in .*\.\n$/);
});
