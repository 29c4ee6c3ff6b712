// The whole server on PostgreSQL: DATABASE_URL is all that it takes, and what one server keeps, another one has.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { png } from '../pictures.ts';
import { needsPostgres, startPostgres } from '../postgres.ts';
import { runServer, startServer, temporaryDirectory, type TestServer, until } from '../server.ts';

const postgres = await startPostgres();

const start = async (t: TestContext, database: string, env: Record<string, string> = {}) => {
  await postgres.make(database);
  return startServer(t, { env: { DATABASE_URL: postgres.address(database).href, ...env } });
};
const ask = ({ port }: TestServer, path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, init);
const make = (server: TestServer, name: string) =>
  ask(server, '/api/documents', { method: 'POST', body: JSON.stringify({ name, content: '# Plan\n\nBread' }) });
const read = async (server: TestServer, name: string) => (await ask(server, `/api/documents/${name}/content`)).text();

test(
  'PostgreSQL: documents and files of one server are there for another, also after kill -9',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    const server = await start(t, database);
    assert.match(server.output(), /Documents are kept in the database \/.*\/test_\d+; AUTH=open/);
    assert.equal((await make(server, 'plan')).status, 201);
    const picture = Buffer.concat([png(5, 4), Buffer.alloc(700_000)]);
    const brought = await ask(server, '/api/documents/plan/files', { method: 'POST', body: picture });
    const file = `/api/documents/plan/${brought.headers.get('location')}`;
    const other = await start(t, database);
    await server.stop('SIGKILL');
    for (const one of [other, await start(t, database)]) {
      const list = (await (await ask(one, '/api/documents')).json()) as {
        documents: { name: string; title: string }[];
      };
      assert.deepEqual(
        list.documents.map(({ name, title }) => [name, title]),
        [['plan', 'Plan']],
      );
      const part = await ask(one, file, { headers: { Range: 'bytes=262140-262150' } });
      assert.equal(part.status, 206);
      assert.deepEqual(Buffer.from(await part.arrayBuffer()), picture.subarray(262_140, 262_151));
      assert.deepEqual(Buffer.from(await (await ask(one, file)).arrayBuffer()), picture);
    }
    assert.match(await read(other, 'plan'), /Bread/);
    for (const name of ['quire.db', 'files']) assert.ok(!existsSync(join(other.dataDir, name)));
  },
);

test('PostgreSQL: a server says that backups are made by pg_dump', needsPostgres, async (t) => {
  const server = await start(t, postgres.newDatabase());
  const answer = await ask(server, '/api/backup');
  assert.equal(answer.status, 501);
  assert.match(((await answer.json()) as { detail: string }).detail, /Run pg_dump with the address in DATABASE_URL/);
});

test('PostgreSQL: AUTH=token keeps its keys in DATA_DIR', needsPostgres, async (t) => {
  const server = await start(t, postgres.newDatabase(), { AUTH: 'token' });
  for (const name of ['secret', 'admin-key']) assert.ok(existsSync(join(server.dataDir, name)));
  assert.equal((await ask(server, '/api/backup')).status, 401);
});

test(
  'PostgreSQL: a server outlives a restart of its database, and is not ready meanwhile',
  needsPostgres,
  async (t) => {
    const server = await start(t, postgres.newDatabase());
    assert.equal((await make(server, 'plan')).status, 201);
    await postgres.kill('SIGINT');
    assert.equal((await ask(server, '/readyz')).status, 503);
    assert.equal((await ask(server, '/healthz')).status, 200);
    await postgres.run();
    assert.equal((await ask(server, '/readyz')).status, 200);
    assert.equal((await make(server, 'other')).status, 201);
    assert.equal(await server.stop(), 0);
  },
);

test('PostgreSQL: a database that is not there is one sentence and exit code 1', needsPostgres, async (t) => {
  const DATABASE_URL = postgres.address('nowhere').href;
  const { process, output } = runServer(t, { PORT: '0', DATA_DIR: temporaryDirectory(t), DATABASE_URL });
  let code: number | null | undefined;
  void once(process, 'close').then(([exitCode]) => (code = exitCode as number));
  await until(() => code !== undefined);
  assert.equal(code, 1);
  assert.match(
    output(),
    /^The database .*\/nowhere of DATABASE_URL cannot be used: database "nowhere" does not exist\.\n$/,
  );
});
