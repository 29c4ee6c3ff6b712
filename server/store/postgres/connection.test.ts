// The connections to PostgreSQL: one that is not there yet, one that breaks, one that gives no answer.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { pino } from 'pino';
import { limits } from '../../limits/limits.ts';
import { TestClock } from '../../testing/clock.ts';
import { PostgresProxy } from '../../testing/postgres-proxy.ts';
import { needsPostgres, startPostgres } from '../../testing/postgres.ts';
import { updatesOf, whole } from '../../testing/store-contract.ts';
import { systemClock } from '../../clock.ts';
import { Database } from './database.ts';
import { openPostgres, placeOf } from './open.ts';
import { PostgresStore } from './store.ts';

const silent = pino({ level: 'silent' });

test('the place of a database is shown without user and password', () => {
  for (const [address, place] of [
    ['postgres://ada:word@db.test/quire?sslmode=require', 'db.test/quire'],
    ['postgresql://db.test:6432/quire', 'db.test:6432/quire'],
    ['postgres:///quire?host=/run/postgresql&password=word', '/run/postgresql/quire'],
    ['postgres:///quire', 'localhost/quire'],
  ] as const) {
    assert.equal(placeOf(new URL(address)), place);
  }
});

test('a certificate of DATABASE_URL that is missing is a sentence', async () => {
  const address = new URL('postgres://ada:word@127.0.0.1/quire?sslmode=verify-full&sslrootcert=/nowhere/ca.pem');
  const message = /^The database 127\.0\.0\.1\/quire of DATABASE_URL cannot be used: ENOENT.*ca\.pem'\.$/;
  await assert.rejects(openPostgres(address, silent), { message });
});

test('a database that is not there is waited for until databaseStartTime, then refused with a sentence', async () => {
  const clock = new TestClock();
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const opened = openPostgres(new URL('postgres://ada:word@127.0.0.1:1/quire'), log, clock);
  let isOver = false;
  const refused = assert
    .rejects(opened, {
      message:
        'The database 127.0.0.1:1/quire of DATABASE_URL cannot be used: ' +
        'it cannot be reached (connect ECONNREFUSED 127.0.0.1:1).',
    })
    .finally(() => (isOver = true));
  while (!isOver) {
    await clock.advance(limits.databaseStartInterval);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await refused;
  assert.ok(clock.now() >= limits.databaseStartTime);
  assert.match(lines[0]!, /"msg":"the database cannot be reached; trying again"/);
  assert.ok(!lines.join('').includes('word'));
});

const postgres = await startPostgres();

test('PostgreSQL: a server that starts before its database goes on when that is there', needsPostgres, async (t) => {
  const database = postgres.newDatabase();
  await postgres.make(database);
  await postgres.kill('SIGINT');
  const opened = openPostgres(postgres.address(database), silent);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await postgres.run();
  const { store } = await opened;
  t.after(() => store.close());
  assert.equal(await store.create('plan'), true);
});

test(
  'PostgreSQL: a restart under idle connections harms nothing, and the next calls succeed',
  needsPostgres,
  async (t) => {
    const lines: string[] = [];
    const database = postgres.newDatabase();
    await postgres.make(database);
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const { store } = await openPostgres(postgres.address(database), log);
    t.after(() => store.close());
    const { epoch } = whole(await store.load('plan'));
    await store.append('plan', epoch, updatesOf(1), '');
    await postgres.kill('SIGINT');
    await postgres.run();
    assert.ok(await store.append('plan', epoch, updatesOf(1), ''));
    assert.equal(whole(await store.load('plan')).updates.length, 2);
    assert.ok(lines.some((line) => line.includes('an idle connection to the database was lost')));
  },
);

test(
  'PostgreSQL: a connection without an answer is a rejection in time, and the next one is another',
  needsPostgres,
  async (t) => {
    const { proxy, store } = await openFrozen(t);
    const { epoch } = whole(await store.load('plan'));
    const updates = updatesOf(1);
    proxy.failNext('freeze', /quire\.append\(/);
    await assert.rejects(store.append('plan', epoch, updates, ''), /timeout/);
    assert.ok(await store.append('plan', epoch, updates, ''));
    proxy.failNext('freeze', /UNION ALL/);
    await assert.rejects(store.load('plan'), /timeout/);
    assert.deepEqual(whole(await store.load('plan')).updates, updates);
    proxy.failNext('freeze', /^BEGIN/);
    await assert.rejects(store.create('other'), /timeout/);
    assert.equal(await store.create('other'), true);
    proxy.failNext('freeze', /^COMMIT/);
    await assert.rejects(store.delete('other'), /timeout/);
    assert.equal(await store.delete('other'), true);
  },
);

/** A store with short times, whose connections a proxy can freeze. */
async function openFrozen(t: TestContext) {
  const name = postgres.newDatabase();
  await (await postgres.open(name)).store.close();
  const proxy = await PostgresProxy.start(t, postgres.socket);
  const times = { statementTime: 300, appendTime: 300, databaseConnectTime: 300, databaseWaitTime: 300 };
  const database = new Database(postgres.address(name, proxy.directory), silent, times);
  const store = new PostgresStore(database, silent, systemClock);
  t.after(() => store.close());
  return { proxy, store };
}
