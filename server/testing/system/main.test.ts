import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runServer, startServer, temporaryDirectory, until } from '../server.ts';

test('the server prints where it listens, where it keeps documents and who may write', async (t) => {
  const dataDir = temporaryDirectory(t);
  const server = await startServer(t, { dataDir });
  assert.match(server.output(), new RegExp(`Quire is listening on http://127\\.0\\.0\\.1:${server.port}\n`));
  assert.match(server.output(), new RegExp(`Documents are kept in ${dataDir}; AUTH=open: `));
});

test('a server that others can reach prints a warning in one line, and a local one does not', async (t) => {
  for (const [HOST, warns] of [
    ['0.0.0.0', true],
    ['::', true],
    ['127.0.0.1', false],
    ['localhost', false],
  ] as const) {
    const { output } = runServer(t, { HOST, PORT: '0', DATA_DIR: temporaryDirectory(t) });
    await until(() => output().includes('Quire is listening on'));
    assert.equal(output().includes(`HOST ${HOST} lets others reach this server`), warns, HOST);
  }
});

test('AUTH=token makes keys at the first start, and prints only where they are', async (t) => {
  const dataDir = temporaryDirectory(t);
  const server = await startServer(t, { dataDir, env: { AUTH: 'token' } });
  assert.match(server.output(), /AUTH=token: nobody may do anything without a token/);
  const keys = ['secret', 'admin-key'].map((name) => join(dataDir, name));
  await until(() => keys.every((file) => server.output().includes(file)));
  for (const file of keys) {
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!server.output().includes(readFileSync(file, 'utf8').trim()));
  }
  const [, adminKey] = keys.map((file) => readFileSync(file, 'utf8').trim());
  await server.stop();
  const again = await startServer(t, { dataDir, env: { AUTH: 'token' } });
  const made = await fetch(`http://127.0.0.1:${again.port}/api/tokens`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminKey}` },
    body: JSON.stringify({ sub: 'ada', documents: {} }),
  });
  assert.equal(made.status, 201, 'the same keys');
});

test('SIGINT and SIGTERM end the server with exit code 0', async (t) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const server = await startServer(t);
    assert.equal(await server.stop(signal), 0);
  }
});

test('a configuration that cannot be used is one sentence and exit code 1', async (t) => {
  const running = await startServer(t);
  const file = join(temporaryDirectory(t), 'a-file');
  writeFileSync(file, '');
  const cases: [Record<string, string>, RegExp][] = [
    [{ PORT: 'abc' }, /^PORT must be a whole number from 0 to 65535, not "abc"\.\n$/],
    [{ PORT: String(running.port) }, /^PORT \d+ is in use on 127\.0\.0\.1: stop what uses it or choose another\.\n$/],
    [
      { PORT: '0', HOST: '192.0.2.1' },
      /^The server cannot listen on HOST 192\.0\.2\.1, PORT 0: .*EADDRNOTAVAIL.*\.\n$/,
    ],
    [{ AUTH: 'token', SECRET: 'hunter2' }, /^SECRET must have at least 32 characters\.\n$/],
    [{ PORT: '0', DATA_DIR: join(file, 'data') }, /^The directory .* for the documents cannot be made: ENOTDIR.*\.\n$/],
  ];
  for (const [environment, sentence] of cases) {
    const { process, output } = runServer(t, { DATA_DIR: temporaryDirectory(t), ...environment });
    const [code] = (await once(process, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(output(), sentence);
  }
});
