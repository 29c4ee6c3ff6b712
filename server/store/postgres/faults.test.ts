// Several servers on one database, and everything that may fail between them and it: whatever happens, each
// acknowledged update is there, and none is there twice.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { limits } from '../../limits/limits.ts';
import { PostgresProxy } from '../../testing/postgres-proxy.ts';
import { needsPostgres, startPostgres } from '../../testing/postgres.ts';
import { textOf, updatesOf, whole } from '../../testing/store-contract.ts';
import type { Store } from '../store.ts';

const postgres = await startPostgres();

/** What looks for documents to index, reads them and keeps their words. */
const ofIndexer = /unindexed|texts|WHERE id = \$1/;
const appending = /quire\.append\(/;

/** Opens a store in `database`, closed when the test ends. */
const open = async (t: TestContext, database: string, address?: URL): Promise<Store> => {
  const { store } = await postgres.open(database, address);
  t.after(() => store.close());
  return store;
};
/** A store whose connections go through a proxy. */
const openThroughProxy = async (t: TestContext, database: string) => {
  const proxy = await PostgresProxy.start(t, postgres.socket);
  return { proxy, store: await open(t, database, postgres.address(database, proxy.directory)) };
};
const epochOf = async (store: Store, name: string) => whole(await store.load(name)).epoch;
/** The updates of a document that is not compacted, with their numbers. */
const logOf = async (database: string, name: string) => {
  const rows = await postgres.execute(
    database,
    `SELECT u.sequence::integer, encode(u.data, 'hex') AS data FROM quire.updates AS u
     JOIN quire.documents AS d ON d.id = u.document WHERE d.name = $1 ORDER BY u.sequence`,
    [name],
  );
  return rows as { sequence: number; data: string }[];
};
/** Fails unless the log has each of the updates once, with numbers from 1. */
const hasOnce = async (database: string, name: string, updates: readonly Uint8Array[]) => {
  const log = await logOf(database, name);
  assert.deepEqual(
    log.map(({ sequence }) => sequence),
    updates.map((_, i) => i + 1),
  );
  const hex = updates.map((update) => Buffer.from(update).toString('hex'));
  assert.deepEqual(log.map(({ data }) => data).sort(), hex.sort());
};

test('PostgreSQL: the appends of all rooms that wait are one statement', needsPostgres, async (t) => {
  const database = postgres.newDatabase();
  const { proxy, store } = await openThroughProxy(t, database);
  const names = Array.from({ length: 50 }, (_, i) => `plan-${i}`);
  const epochs = await Promise.all(names.map((name) => epochOf(store, name)));
  const [first, ...others] = updatesOf(3);
  for (const updates of [[first!], others]) {
    proxy.statements.length = 0;
    await Promise.all(names.map((name, i) => store.append(name, epochs[i]!, updates, name)));
    const [statement, ...more] = proxy.statements.filter((text) => !ofIndexer.test(text));
    assert.match(statement!, appending);
    assert.deepEqual(more, [], 'a statement without BEGIN is a commit of its own');
  }
  for (const name of names) await hasOnce(database, name, [first!, ...others]);
});

test(
  'PostgreSQL: nothing lasts longer in a session than a transaction, as poolers want it',
  needsPostgres,
  async (t) => {
    const { proxy, store } = await openThroughProxy(t, postgres.newDatabase());
    const epoch = await epochOf(store, 'plan');
    await store.append('plan', epoch, updatesOf(limits.worthCompacting), 'Plan');
    await store.compact('plan');
    await store.search('plan', 1);
    await store.delete('plan');
    for (const text of proxy.statements) {
      assert.doesNotMatch(text, /^\w+: /, 'a prepared statement has a name');
      assert.doesNotMatch(text, /(^|;)\s*SET (?!LOCAL)/);
      assert.doesNotMatch(
        text,
        /LISTEN|pg_advisory_lock|pg_try_advisory_lock\b|CREATE TEMP|DECLARE .* CURSOR|WITH HOLD/,
      );
    }
  },
);

test(
  'PostgreSQL: servers that append to the same documents at once give numbers without a gap',
  needsPostgres,
  async () => {
    const database = postgres.newDatabase();
    await postgres.make(database);
    const opened = await Promise.all([1, 2, 3].map(() => postgres.open(database)));
    const stores = opened.map(({ store }) => store);
    const names = Array.from({ length: 8 }, (_, i) => `plan-${i}`);
    const epochs = new Map<string, string>();
    for (const name of names) epochs.set(name, await epochOf(stores[0]!, name));
    const updates = updatesOf(12 * stores.length);
    const write = async (store: Store, own: number) => {
      // in other orders, which must not make two servers wait for each other
      const ordered = own === 1 ? names.toReversed() : names;
      for (let i = own; i < updates.length; i += stores.length) {
        await Promise.all(ordered.map((name) => store.append(name, epochs.get(name)!, [updates[i]!], '')));
      }
    };
    await Promise.all(stores.map(write));
    for (const name of names) await hasOnce(database, name, updates);
    await Promise.all(stores.map((store) => store.close())); // a connection that ends brings its numbers
    const counts = 'SELECT xact_rollback::integer AS failed FROM pg_stat_database WHERE datname = $1';
    assert.deepEqual(await postgres.execute(database, counts, [database]), [{ failed: 0 }], 'nobody had to try again');
  },
);

test(
  'PostgreSQL: a commit whose answer is lost is not repeated, whatever comes with the next attempt',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    const { proxy, store } = await openThroughProxy(t, database);
    const names = ['plan', 'other', 'third'];
    const epochs = await Promise.all(names.map((name) => epochOf(store, name)));
    const updates = updatesOf(4);
    const append = (upTo: number) =>
      Promise.allSettled(names.map((name, i) => store.append(name, epochs[i]!, updates.slice(0, upTo), 'Plan')));
    for (const upTo of [1, 3]) {
      proxy.failNext('lose answer', appending);
      for (const { status } of await append(upTo)) assert.equal(status, 'rejected');
      assert.ok(proxy.hasFailed);
    }
    for (const outcome of await append(4)) assert.equal(outcome.status, 'fulfilled');
    for (const name of names) await hasOnce(database, name, updates);
    assert.equal((await store.list(1))[0]!.title, 'Plan');
    assert.equal(whole(await store.load('plan')).updates.length, 4);
  },
);

test('PostgreSQL: an attempt that arrives after everybody gave it up changes nothing', needsPostgres, async (t) => {
  const database = postgres.newDatabase();
  const { proxy, store } = await openThroughProxy(t, database);
  const epoch = await epochOf(store, 'plan');
  const updates = updatesOf(4);
  await store.append('plan', epoch, updates.slice(0, 1), '');
  proxy.failNext('hold', appending);
  await assert.rejects(store.append('plan', epoch, updates.slice(1, 2), ''));
  assert.ok(await store.append('plan', epoch, updates.slice(1, 3), ''));
  await proxy.deliver();
  await hasOnce(database, 'plan', updates.slice(0, 3));
  proxy.failNext('hold', appending);
  await assert.rejects(store.append('plan', epoch, updates.slice(3), ''));
  await proxy.deliver();
  assert.ok(await store.append('plan', epoch, updates.slice(3), ''));
  await hasOnce(database, 'plan', updates);
});

test(
  'PostgreSQL: what comes in place of a refused append is stored, and that append, too, later',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    const { proxy, store } = await openThroughProxy(t, database);
    const epoch = await epochOf(store, 'plan');
    const updates = updatesOf(3);
    proxy.failNext('hold', appending);
    await assert.rejects(store.append('plan', epoch, [updates[0]!], ''));
    const appends = [updates[1]!, updates[0]!, updates[2]!].map((update) => store.append('plan', epoch, [update], ''));
    assert.ok((await Promise.all(appends)).every((appended) => appended !== null));
    await hasOnce(database, 'plan', updates);
  },
);

test('PostgreSQL: an update that cannot be stored keeps no other document waiting', needsPostgres, async (t) => {
  const database = postgres.newDatabase();
  const store = await open(t, database);
  const names = Array.from({ length: 7 }, (_, i) => `plan-${i}`);
  const epochs = await Promise.all(names.map((name) => epochOf(store, name)));
  await postgres.execute(database, `ALTER TABLE quire.updates ADD CHECK (data <> '\\x07'::bytea) NOT VALID`);
  const [update] = updatesOf(1);
  const outcomes = await Promise.allSettled(
    names.map((name, i) => store.append(name, epochs[i]!, [i === 3 ? Uint8Array.of(7) : update!], '')),
  );
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    names.map((_, i) => (i === 3 ? 'rejected' : 'fulfilled')),
  );
  assert.ok(await store.append(names[3]!, epochs[3]!, [update!], ''));
  for (const name of names) await hasOnce(database, name, [update!]);
});

test('PostgreSQL: a document that a transaction holds keeps no other document waiting', needsPostgres, async (t) => {
  const database = postgres.newDatabase();
  const store = await open(t, database);
  const [held, free] = [await epochOf(store, 'held'), await epochOf(store, 'free')];
  const blocker = postgres.execute(
    database,
    `DO $$ BEGIN
      PERFORM 1 FROM quire.documents WHERE name = 'held' FOR UPDATE; PERFORM pg_sleep(${limits.lockTime / 1000 + 1});
    END $$`,
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  const updates = updatesOf(1);
  const [waits, passes] = await Promise.allSettled([
    store.append('held', held, updates, ''),
    store.append('free', free, updates, ''),
  ]);
  assert.equal(passes.status, 'fulfilled');
  assert.equal(waits.status === 'rejected' && waits.reason.message, 'another transaction holds the document');
  await blocker;
  assert.ok(await store.append('held', held, updates, ''));
  for (const name of ['held', 'free']) await hasOnce(database, name, updates);
});

test(
  'PostgreSQL: compactions of one document by several servers are one, and nothing is missing',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    const both = [await openThroughProxy(t, database), await openThroughProxy(t, database)];
    const stores = both.map(({ store }) => store);
    const epoch = await epochOf(stores[0]!, 'plan');
    const updates = updatesOf(900);
    for (let i = 0; i < 900; i += 300) {
      await stores[0]!.append('plan', epoch, updates.slice(i, i + 300), '');
      await Promise.all(stores.map((store) => store.compact('plan')));
      const { updates: loaded } = whole(await stores[1]!.load('plan'));
      assert.equal(loaded.length, 1);
      assert.equal(textOf(loaded), textOf(updates.slice(0, i + 300)));
    }
    const made = both.flatMap(({ proxy }) => proxy.statements).filter((text) => text.includes('INTO quire.snapshots'));
    assert.equal(made.length, 3, 'nobody works in vain');
    const segments = await postgres.execute(
      database,
      'SELECT first_sequence::integer AS first, last_sequence::integer AS last FROM quire.history ORDER BY 1',
    );
    assert.deepEqual(
      segments.map(({ first, last }) => [first, last]),
      [
        [1, 300],
        [301, 600],
        [601, 900],
      ],
    );
  },
);

test(
  'PostgreSQL: a compaction that is cut off at any statement leaves the document as it was',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    const other = await open(t, database);
    const epoch = await epochOf(other, 'plan');
    const updates = updatesOf(150);
    await other.append('plan', epoch, updates, '');
    for (const statement of [
      /try_advisory/,
      /UNION ALL/,
      /SET log_length/,
      /INTO quire\.snapshots/,
      /INTO quire\.history/,
      /DELETE FROM quire\.updates/,
    ]) {
      const { proxy, store } = await openThroughProxy(t, database);
      proxy.failNext('lose answer', statement);
      await store.compact('plan');
      assert.ok(proxy.hasFailed, String(statement));
      assert.deepEqual(whole(await other.load('plan')).updates, updates);
    }
    const { proxy, store } = await openThroughProxy(t, database);
    proxy.failNext('lose answer', /^COMMIT/);
    await store.compact('plan');
    for (const one of [store, other]) {
      const { updates: loaded } = whole(await one.load('plan'));
      assert.equal(loaded.length, 1);
      assert.equal(textOf(loaded), textOf(updates));
    }
  },
);

test(
  'PostgreSQL: [KEEP2] damage harms its document alone; [KEEP3] history stands in for a snapshot',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    const store = await open(t, database);
    const updates = updatesOf(150);
    for (const name of ['spoilt', 'gap', 'short', 'sound', 'compact']) {
      await store.append(name, await epochOf(store, name), name === 'compact' ? updates : updates.slice(0, 5), '');
    }
    await store.compact('compact');
    const id = (name: string) => `(SELECT id FROM quire.documents WHERE name = '${name}')`;
    for (const damage of [
      `UPDATE quire.updates SET data = '\\x00' WHERE sequence = 3 AND document = ${id('spoilt')}`,
      `DELETE FROM quire.updates WHERE sequence = 2 AND document = ${id('gap')}`,
      `DELETE FROM quire.updates WHERE sequence = 5 AND document = ${id('short')}`,
      `UPDATE quire.snapshots SET data = '\\x00'`,
    ]) {
      await postgres.execute(database, damage);
    }
    for (const [name, readable, damage] of [
      ['spoilt', 2, 'update 3 is not what was written'],
      ['gap', 1, 'update 2 is missing'],
      ['short', 4, 'updates 5 to 5 are missing'],
    ] as const) {
      const loaded = await store.load(name);
      assert.ok(loaded.type === 'damaged');
      assert.deepEqual([loaded.updates, loaded.damage], [updates.slice(0, readable), damage]);
    }
    assert.deepEqual(whole(await store.load('sound')).updates, updates.slice(0, 5));
    assert.equal(textOf(whole(await store.load('compact')).updates), textOf(updates));
  },
);

test(
  'PostgreSQL: servers that start at the same time on an empty database migrate it once',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    await postgres.make(database);
    const stores = await Promise.all([1, 2, 3, 4].map(() => open(t, database)));
    const epochs = await Promise.all(stores.map((store) => epochOf(store, 'plan')));
    assert.equal(new Set(epochs).size, 1);
    assert.deepEqual(await postgres.execute(database, 'SELECT version FROM quire.version'), [{ version: 1 }]);
  },
);

test(
  'PostgreSQL: a database of a newer Quire, or that is not there, is refused with a sentence',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    await open(t, database);
    await postgres.execute(database, 'UPDATE quire.version SET version = 2');
    const newer =
      /^Error: The database .*\/test_\d+ of DATABASE_URL cannot be used: a newer Quire wrote it \(its version/;
    await assert.rejects(open(t, database), newer);
    assert.deepEqual(await postgres.execute(database, 'SELECT version FROM quire.version'), [{ version: 2 }]);
    const missing = /of DATABASE_URL cannot be used: database "test_\d+" does not exist\.$/;
    await assert.rejects(open(t, database, postgres.address(postgres.newDatabase())), missing);
    await postgres.execute('postgres', `CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0`);
    await assert.rejects(open(t, 'latin'), /cannot be used: its encoding is LATIN1, not UTF8\.$/);
  },
);

test(
  'PostgreSQL: a crash of PostgreSQL under appends loses nothing acknowledged, and doubles nothing',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    const stores = [await open(t, database), await open(t, database)];
    const rounds = 3;
    let isOver = false;
    const write = async (store: Store, name: string) => {
      const epoch = await epochOf(store, name);
      const updates = updatesOf(400);
      let count = 0;
      while (!isOver && count < updates.length - 3) {
        const next = updates.slice(count, count + 3); // the same in each attempt, as a room does
        while (!(await store.append(name, epoch, next, name).catch(() => false))) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        count += next.length;
      }
      return { name, updates: updates.slice(0, count) };
    };
    const writers = ['one', 'two', 'three', 'four'].map((name, i) => write(stores[i % 2]!, name));
    for (let round = 0; round < rounds; round++) {
      await new Promise((resolve) => setTimeout(resolve, 350));
      await postgres.kill('SIGKILL');
      await postgres.run();
    }
    isOver = true;
    for (const { name, updates } of await Promise.all(writers)) {
      assert.ok(updates.length > rounds);
      await hasOnce(database, name, updates);
      assert.deepEqual(whole(await stores[0]!.load(name)).updates, updates);
    }
  },
);
