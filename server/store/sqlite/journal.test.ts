import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../limits/limits.ts';
import { settled, TestClock } from '../../testing/clock.ts';
import { textOf, updatesOf, whole } from '../../testing/store-contract.ts';
import type { Store } from '../store.ts';
import { count, fill, newPlace, open, openWithThread, spoilPage, withDatabase } from '../../testing/sqlite-store.ts';

/** Appends to documents, and ends the store's thread before the journal is settled. Gives what each document got. */
async function crashed(place: string, ...documents: string[]): Promise<Uint8Array[]> {
  const { store, thread } = await openWithThread(place);
  const updates = updatesOf(5);
  for (const document of documents) await fill(store, document, updates);
  await thread.crash();
  assert.equal(count(place, 'journal'), 5 * documents.length);
  return updates;
}

const id = (document: string) => `(SELECT id FROM documents WHERE name = '${document}')`;

/** Makes the store believe that a row of the journal was written as it is now. */
const seal = 'seal = seal(document, sequence, appended_at, title, checksum)';

/** Makes each insertion into `table` fail for which `condition` is true of the new row. */
function refuse(place: string, table: string, condition: string): void {
  const refusal = `WHEN NEW.${condition} BEGIN SELECT RAISE(ABORT, 'no'); END`;
  withDatabase(place, (database) => database.exec(`CREATE TRIGGER refuse BEFORE INSERT ON ${table} ${refusal}`));
}

test('SQLite: a crash loses nothing of the journal, and the next start settles it', async () => {
  const place = newPlace();
  const updates = await crashed(place, 'plan', 'other');
  for (let times = 0; times < 2; times++) {
    const { store, thread } = await openWithThread(place);
    for (const document of ['plan', 'other']) assert.deepEqual(whole(await store.load(document)).updates, updates);
    await thread.crash();
    assert.deepEqual([count(place, 'journal'), count(place, 'updates')], [0, 10]);
  }
});

test('SQLite: every request after an append knows of that append', async () => {
  const place = newPlace();
  const store = await open(place);
  const { epoch } = whole(await store.load('plan'));
  const updates = updatesOf(limits.worthCompacting);
  const append = (from: number, to: number, title: string) =>
    store.append('plan', epoch, updates.slice(from, to), title);
  const titles = async () => (await store.list(9)).map(({ title }) => title);
  const before = Date.now();
  await append(0, 1, 'found');
  const found = await store.find('plan');
  assert.ok(typeof found === 'object' && found!.title === 'found' && found!.updatedAt >= before);
  await append(1, 2, 'listed');
  assert.deepEqual(await titles(), ['listed']);
  await append(2, 3, 'changed');
  await append(3, 4, 'as before');
  await append(4, 5, 'as before');
  assert.deepEqual(await titles(), ['as before']);
  await append(5, 90, '');
  assert.deepEqual(whole(await store.load('plan')).updates, updates.slice(0, 90));
  await append(90, 100, '');
  await store.compact('plan');
  const compacted = whole(await store.load('plan')).updates;
  assert.deepEqual([compacted.length, textOf(compacted)], [1, textOf(updates)]);
  assert.deepEqual(await titles(), ['']);
  await store.close();
  const { log_length, log_bytes, last_sequence } = withDatabase(place, (database) =>
    database.prepare('SELECT * FROM documents').get()!,
  );
  assert.deepEqual({ log_length, log_bytes, last_sequence }, { log_length: 0, log_bytes: 0, last_sequence: 100 });
});

test('SQLite: [EPOCH3] an append beside a delete and a create stays in its own life of the document', async () => {
  const place = newPlace();
  const { store, thread } = await openWithThread(place);
  const updates = updatesOf(3);
  const { epoch } = whole(await store.load('plan'));
  await store.append('plan', epoch, [updates[0]!], 'Plan');
  thread.batches.length = 0;
  const beside = [store.append('plan', epoch, [updates[1]!], 'Plan'), store.delete('plan'), store.create('plan')];
  await Promise.all(beside);
  assert.deepEqual(thread.batches, [[1, 2]]);
  const made = whole(await store.load('plan'));
  assert.deepEqual(made.updates, []);
  const appends = [
    store.append('plan', epoch, [updates[1]!], ''),
    store.append('plan', made.epoch, [updates[0]!], 'New'),
  ];
  assert.deepEqual(await Promise.all(appends), [null, { first: 1, last: 1 }]);
  await thread.crash();
  assert.equal(count(place, 'journal'), 1);
  const again = await open(place);
  assert.deepEqual(whole(await again.load('plan')), { ...made, updates: [updates[0]] });
  assert.equal((await again.list(1))[0]!.title, 'New');
  await again.close();
});

test('SQLite: appends that cannot be stored together are stored one by one, and none counts twice', async () => {
  const place = newPlace();
  await (await open(place)).close();
  refuse(place, 'journal', `data = x'07'`);
  const { store, thread } = await openWithThread(place);
  const updates = updatesOf(4);
  const plan = whole(await store.load('plan')).epoch;
  const other = whole(await store.load('other')).epoch;
  await store.append('plan', plan, [updates[0]!], 'Plan');
  thread.batches.length = 0;
  const outcomes = await Promise.allSettled([
    store.append('plan', plan, [updates[1]!], 'Plan'),
    store.append('other', other, [updates[0]!], 'Other'),
    store.append('plan', plan, [updates[2]!, Uint8Array.of(7)], 'Refused'),
    store.append('plan', plan, [updates[2]!], 'Plan'),
    store.append('plan', 'another', [updates[2]!], 'Plan'),
  ]);
  assert.deepEqual(thread.batches, [[5, 0]]);
  const results = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message));
  assert.deepEqual(results, [{ first: 2, last: 2 }, { first: 1, last: 1 }, 'no', { first: 3, last: 3 }, null]);
  await assert.rejects(store.append('plan', plan, [Uint8Array.of(7)], 'Refused'), /^Error: no$/);
  await store.append('plan', plan, [updates[3]!], 'Plan');
  assert.deepEqual(whole(await store.load('plan')).updates, updates);
  await store.close();
  const again = await open(place);
  assert.deepEqual(whole(await again.load('plan')).updates, updates);
  assert.deepEqual(whole(await again.load('other')).updates, [updates[0]]);
  assert.deepEqual((await again.list(9)).map(({ title }) => title).sort(), ['Other', 'Plan']);
  await again.close();
});

test('SQLite: [KEEP2] damage in the journal harms its own documents alone, and the others are settled', async () => {
  const place = newPlace();
  const updates = await crashed(place, 'spoilt', 'gap', 'twice', 'sound');
  withDatabase(place, (database) => {
    database.exec(`UPDATE journal SET data = x'00' WHERE sequence = 3 AND document = ${id('spoilt')}`);
    database.exec(`DELETE FROM journal WHERE sequence = 2 AND document = ${id('gap')}`);
    database.exec(`UPDATE journal SET sequence = 3 WHERE sequence = 4 AND document = ${id('twice')}`);
    database.exec(`UPDATE journal SET ${seal}`);
  });
  const store = await open(place);
  const damages = {
    spoilt: [2, 'update 3 is not what was written'],
    gap: [1, 'update 2 is missing'],
    twice: [3, 'update 4 is missing'],
  };
  for (const [document, [readable, damage]] of Object.entries(damages)) {
    const loaded = await store.load(document);
    assert.ok(loaded.type === 'damaged');
    assert.deepEqual([loaded.updates, loaded.damage], [updates.slice(0, readable as number), damage]);
  }
  await fill(store, 'sound', updatesOf(1));
  assert.equal(whole(await store.load('sound')).updates.length, 6);
  await store.close();
  assert.equal(count(place, 'journal'), 5, 'an update that has no place stays in the journal');
  const again = await open(place);
  assert.equal(await again.delete('twice'), true);
  await again.close();
  assert.equal(count(place, 'journal'), 0);
});

test('SQLite: [KEEP2] an update whose place is damaged stays in the journal, and the others are settled', async () => {
  const place = newPlace();
  const store = await open(place);
  for (const document of ['first', 'second']) await fill(store, document, updatesOf(limits.logLength - 1));
  const { epoch } = whole(await store.load('second'));
  await store.close();
  const leaves = withDatabase(
    place,
    (database) =>
      database.prepare(`SELECT count(*) AS n FROM dbstat WHERE name = 'updates' AND pagetype = 'leaf'`).get()!['n'],
  );
  spoilPage(place, 'updates', (leaves as number) - 1);
  const again = await open(place);
  assert.ok(await again.append('second', epoch, updatesOf(1), ''));
  await fill(again, 'first', updatesOf(1));
  assert.equal(whole(await again.load('first')).updates.length, limits.logLength);
  assert.equal((await again.load('second')).type, 'damaged');
  await again.close();
  assert.equal(count(place, 'journal'), 1);
});

test('SQLite: updates that cannot be settled, as on a full disk, are served from the journal', async () => {
  const place = newPlace();
  const updates = updatesOf(limits.worthCompacting + 1);
  const store = await open(place);
  for (const document of ['plan', 'other']) await store.load(document);
  await store.close();
  refuse(place, 'updates', `document = ${id('plan')}`);
  const logged: string[] = [];
  const failing = await open(place, (line) => logged.push(line));
  await fill(failing, 'plan', updates.slice(0, -1));
  await fill(failing, 'other', updates);
  assert.equal((await failing.list(9)).length, 2);
  assert.match(
    logged.join(''),
    /"reason":"no","msg":"stored updates stay in the journal; settling them is tried again"/,
  );
  await failing.compact('plan');
  await fill(failing, 'plan', updates.slice(-1));
  assert.deepEqual(whole(await failing.load('plan')).updates, updates);
  await failing.close();
  assert.deepEqual([count(place, 'journal'), count(place, 'updates'), count(place, 'snapshots')], [101, 101, 0]);
  withDatabase(place, (database) => database.exec('DROP TRIGGER refuse'));
  const last = await open(place);
  assert.deepEqual(whole(await last.load('plan')).updates, updates);
  await last.close();
  assert.deepEqual([count(place, 'journal'), count(place, 'updates')], [0, 202]);
});

test('SQLite: [KEEP2] a journal that cannot be read is refused with a sentence, and left as it is', async () => {
  const place = newPlace();
  const updates = await crashed(place, 'plan');
  const refile = (document: string) =>
    withDatabase(place, (database) => database.exec(`UPDATE journal SET document = ${document} WHERE sequence = 5`));
  refile('document + 1');
  await assert.rejects(open(place), /updates cannot be read: an update is not filed as it was written\.$/);
  withDatabase(place, (database) => database.exec(`UPDATE journal SET ${seal}`));
  await assert.rejects(open(place), /updates cannot be read: there are updates of an unknown document\.$/);
  refile('document - 1');
  withDatabase(place, (database) => database.exec(`UPDATE journal SET ${seal}`));
  const store = await open(place);
  assert.deepEqual(whole(await store.load('plan')).updates, updates);
  await store.close();
  await crashed(place, 'other');
  spoilPage(place, 'journal', 0);
  await assert.rejects(open(place), /the latest stored updates cannot be read: .*(page|malformed)/);
});

/**
 * Appends each array of updates to a document of its own; gives the rows left in the journal after settling was due.
 */
async function leftOf(...appends: Uint8Array[][]): Promise<unknown> {
  const place = newPlace();
  const { store, thread } = await openWithThread(place);
  for (const [i, updates] of appends.entries()) await fill(store, `document ${i}`, updates);
  await store.grants();
  await thread.crash();
  return count(place, 'journal');
}

test('SQLite: the journal is settled at journalLength updates or journalBytes bytes, and not before', async () => {
  const half = updatesOf(limits.journalLength / 2);
  assert.equal(await leftOf(half, half.slice(1)), limits.journalLength - 1);
  assert.equal(await leftOf(half, half), 0);
  assert.equal(await leftOf([new Uint8Array(limits.journalBytes - 1)]), 1);
  assert.equal(await leftOf([new Uint8Array(limits.journalBytes)]), 0);
});

/** A store under a clock that stands still, with one document, and a function that appends to it. */
async function openTimed() {
  const clock = new TestClock();
  const { store, thread } = await openWithThread(newPlace(), clock);
  const loaded = store.load('plan');
  await clock.advance(0);
  const { epoch } = whole(await loaded);
  thread.batches.length = 0;
  return { clock, store, batches: thread.batches, append: () => store.append('plan', epoch, updatesOf(1), '') };
}

async function close(store: Store, clock: TestClock): Promise<void> {
  const closed = store.close();
  await clock.advance(0);
  await closed;
}

test('SQLite: an append after a pause is stored at once, later ones together after the interval', async () => {
  const { clock, store, batches, append } = await openTimed();
  const first = append();
  await clock.advance(0);
  assert.deepEqual(batches, [[1, 0]]);
  const under = [append(), append()];
  await first;
  const after = append();
  await clock.advance(limits.commitInterval - 1);
  assert.deepEqual(batches, [[1, 0]]);
  await clock.advance(1);
  assert.deepEqual(batches, [
    [1, 0],
    [3, 0],
  ]);
  assert.deepEqual((await Promise.all([...under, after])).map(Boolean), [true, true, true]);
  await clock.advance(limits.commitInterval);
  const last = append();
  await clock.advance(0);
  assert.deepEqual(batches, [
    [1, 0],
    [3, 0],
    [1, 0],
  ]);
  await last;
  await close(store, clock);
});

test('SQLite: other requests never wait, and take the waiting appends with them; so does closing', async () => {
  const { clock, store, batches, append } = await openTimed();
  const first = append();
  await clock.advance(0);
  await first;
  const second = append();
  await settled();
  const loaded = store.load('plan');
  await clock.advance(0);
  assert.equal(whole(await loaded).updates.length, 2);
  await second;
  const third = append();
  await close(store, clock);
  await third;
  assert.deepEqual(batches, [
    [1, 0],
    [1, 1],
    [1, 1],
  ]);
});

test('SQLite: [KEEP5] an idle store compares its files with their names each placeCheckInterval', async () => {
  const { clock, store, batches } = await openTimed();
  await clock.advance(limits.placeCheckInterval - 1 - clock.now());
  assert.deepEqual(batches, []);
  await clock.advance(1);
  assert.deepEqual(batches, [[0, 1]]);
  let isClosed = false;
  const closed = store.close().then(() => (isClosed = true));
  while (!isClosed) await clock.advance(0); // the thread has to answer the comparison first
  await closed;
});
