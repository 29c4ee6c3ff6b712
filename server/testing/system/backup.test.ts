// A backup of a running server: what it acknowledged before is in it, and a server starts from it.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startServer, temporaryDirectory, type TestServer, until } from '../server.ts';

const SECRET = 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e';
const ADMIN_KEY = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';

const ask = ({ port }: TestServer, path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}/api/${path}`, init);

async function namesIn(server: TestServer): Promise<string[]> {
  const { documents } = (await (await ask(server, 'documents')).json()) as { documents: { name: string }[] };
  return documents.map(({ name }) => name).sort();
}

async function start(t: TestContext) {
  const dataDir = join(temporaryDirectory(t), 'data');
  const server = await startServer(t, { dataDir });
  for (const name of ['plan', 'team/plan']) {
    await ask(server, 'documents', { method: 'POST', body: `{"name":"${name}"}` });
  }
  return { dataDir, server };
}

test('a backup of a running server starts in a directory of its own, and holds everything', async (t) => {
  const { dataDir, server } = await start(t);
  const response = await ask(server, 'backup');
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-disposition')!, /^attachment; filename="quire-\d{4}-\d\d-\d\d\.db"$/);
  const copy = Buffer.from(await response.arrayBuffer());
  assert.equal(response.headers.get('content-length'), String(copy.length));
  const kept = readdirSync(dataDir).filter((name) => !name.startsWith('search.db'));
  assert.deepEqual(kept.sort(), ['quire.db', 'quire.db-wal', 'quire.mark']);
  const restored = join(temporaryDirectory(t), 'data');
  mkdirSync(restored);
  writeFileSync(join(restored, 'quire.db'), copy);
  const again = await startServer(t, { dataDir: restored });
  assert.deepEqual(await namesIn(again), ['plan', 'team/plan']);
  assert.match(again.output(), /quire\.mark is missing/);
});

test('one backup is made at a time; a client that hangs up, or asks for the head alone, leaves nothing', async (t) => {
  const { dataDir, server } = await start(t);
  assert.equal((await ask(server, 'backup', { method: 'HEAD' })).status, 200);
  const both = await Promise.all([ask(server, 'backup'), ask(server, 'backup')]);
  assert.deepEqual(new Set(both.map(({ status }) => status)), new Set([200, 503]));
  for (const response of both) await response.body!.cancel();
  let status = 0;
  const retry = async () => {
    const response = await ask(server, 'backup');
    status = response.status;
    await response.arrayBuffer();
  };
  while (status !== 200) await retry();
  await until(() => !readdirSync(dataDir).some((name) => name.includes('backup')));
});

test('[AUTH1] with AUTH=token, a backup takes ADMIN_KEY', async (t) => {
  const server = await startServer(t, { env: { AUTH: 'token', SECRET, ADMIN_KEY } });
  assert.equal((await ask(server, 'backup')).status, 401);
  assert.equal((await ask(server, 'backup', { headers: { Authorization: `Bearer ${SECRET}` } })).status, 401);
  assert.equal((await ask(server, 'backup', { headers: { Authorization: `Bearer ${ADMIN_KEY}` } })).status, 200);
});
