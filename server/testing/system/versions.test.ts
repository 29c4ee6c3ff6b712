// Two versions of the server side by side, as in a rolling restart: this one, and a later one whose messages on the bus
// this one cannot read, nor it those of this one. People write on both, and nothing is lost or doubled.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { needsPostgres, startPostgres } from '../postgres.ts';
import { needsRedis, TestRedis } from '../redis.ts';
import { startServer, temporaryDirectory, type TestServer, until } from '../server.ts';
import { Writer } from '../writer.ts';

const options = { skip: needsPostgres.skip || needsRedis.skip };
const root = fileURLToPath(new URL('../../..', import.meta.url));
const postgres = await startPostgres();

/** The program of a server that differs from this one in the version of its messages. */
function makeLaterServer(t: TestContext): string {
  const folder = temporaryDirectory(t);
  const testing = join(root, 'server/testing');
  for (const part of ['server', 'protocol']) {
    cpSync(join(root, part), join(folder, part), { recursive: true, filter: (source) => source !== testing });
  }
  for (const part of ['package.json', 'node_modules']) symlinkSync(join(root, part), join(folder, part));
  for (const name of ['neighbour-message.ts', 'people-message.ts']) {
    const file = join(folder, 'server/rooms', name);
    const code = readFileSync(file, 'utf8');
    const later = code.replace(/^const version = (\d+);/m, (_, version) => `const version = ${Number(version) + 1};`);
    assert.notEqual(later, code);
    writeFileSync(file, later);
  }
  return join(folder, 'server/start.js');
}

test('Versions: people write on this version and a later one, which takes its place', options, async (t) => {
  const redis = await TestRedis.start(t);
  const database = postgres.newDatabase();
  await postgres.make(database);
  const env = { DATABASE_URL: postgres.address(database).href, REDIS_URL: redis.address };
  const main = makeLaterServer(t);
  let servers: TestServer[] = [await startServer(t, { env }), await startServer(t, { env, main })];
  await until(() => servers.every(({ output }) => output().includes('the bus to other servers is up')));
  const addresses = () => servers.map(({ address }) => address);
  const writers = [0, 1, 2, 3].map((i) => {
    return new Writer(t, { name: `w${i}`, document: 'plan', servers: addresses, first: i });
  });
  /** All write for a while, until each has got most of what the others write. */
  const write = async () => {
    const before = writers.map((writer) => writer.words.length);
    const writing = setInterval(() => writers.forEach((writer) => writer.write()), 50);
    t.after(() => clearInterval(writing));
    await until(() => writers.every(({ words }, i) => words.length > before[i]! + 100));
    clearInterval(writing);
  };

  await write();
  const [present, later] = servers as [TestServer, TestServer];
  servers = [later];
  assert.equal(await present.stop('SIGTERM'), 0);
  await write();
  const told = new Set(writers.flatMap(({ closeCodes, notices }) => [...closeCodes, ...notices]));
  assert.deepEqual(told, new Set([1012, 'draining']), 'nobody is told more than that the server restarts');

  servers = [await startServer(t, { env }), later];
  for (const writer of writers.slice(0, 2)) writer.move();
  await write();
  const all = writers.reduce((sum, writer) => sum + writer.written.length, 0);
  await until(() => writers.every(({ isSaved, words }) => isSaved && words.length === all));
  assert.deepEqual(new Set(writers.map(({ server }) => server)), new Set(addresses()));
  const written = writers.flatMap((writer) => writer.written).sort();
  for (const { words } of writers) assert.deepEqual(words, writers[0]!.words);
  assert.deepEqual([...writers[0]!.words].sort(), written, 'each word is there once');
});
