// Files of documents on a real server: a crash at any moment leaves no document with a file that is not there.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { limits } from '../../limits/limits.ts';
import { tcp } from '../client.ts';
import { pdf, png } from '../pictures.ts';
import { startServer, temporaryDirectory, type TestServer, until } from '../server.ts';

const ask = ({ port }: TestServer, path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}/api/documents${path}`, init);

const create = (server: TestServer, name: string) => ask(server, '', { method: 'POST', body: `{"name":"${name}"}` });

const bring = (server: TestServer, body: BodyInit) => ask(server, '/team%2Fplan/files', { method: 'POST', body });

const hashOf = async (answer: Response) => ((await answer.json()) as { src: string }).src.slice(5, 69);

test('[FILE1] a file outlives the server, and is in a backup with its files', async (t) => {
  const dataDir = join(temporaryDirectory(t), 'data');
  const server = await startServer(t, { dataDir });
  await create(server, 'team/plan');
  const large = Buffer.concat([png(5, 4), Buffer.alloc(200_000)]); // more than a body of JSON may have
  const hash = await hashOf(await bring(server, large));
  const backup = await fetch(`http://127.0.0.1:${server.port}/api/backup`);
  const restored = join(temporaryDirectory(t), 'data');
  mkdirSync(restored);
  writeFileSync(join(restored, 'quire.db'), Buffer.from(await backup.arrayBuffer()));
  cpSync(join(dataDir, 'files'), join(restored, 'files'), { recursive: true });
  await server.stop('SIGKILL');
  for (const directory of [dataDir, restored]) {
    const again = await startServer(t, { dataDir: directory });
    const answer = await ask(again, `/team/plan/files/${hash}`); // as a proxy may decode the name
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('content-security-policy'), "default-src 'none'; sandbox");
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), large);
    await again.stop('SIGKILL');
  }
});

test('[FILE1] a server that is killed while files arrive holds none that is not there', async (t) => {
  const dataDir = join(temporaryDirectory(t), 'data');
  const server = await startServer(t, { dataDir });
  await create(server, 'team/plan');
  const acknowledged: string[] = [];
  const sending = Array.from({ length: 40 }, async (_, i) => {
    const answer = await bring(server, Buffer.concat([pdf, Buffer.from(String(i % 20))]));
    if (answer.status === 201) acknowledged.push(await hashOf(answer));
  });
  const sent = Promise.allSettled(sending); // some fail while the server is being killed
  await until(() => acknowledged.length > 5);
  await server.stop('SIGKILL');
  await sent;
  const again = await startServer(t, { dataDir });
  const kept = readdirSync(join(dataDir, 'files'), { recursive: true }).map(String);
  for (const hash of acknowledged) {
    assert.equal((await ask(again, `/team%2Fplan/files/${hash}`)).status, 200);
    assert.ok(kept.includes(join(hash.slice(0, 2), hash)));
  }
});

test('[FILE1] a file may take longer to arrive than other bodies', { timeout: 60_000 }, async (t) => {
  const server = await startServer(t);
  await create(server, 'team/plan');
  const post = (path: string) => {
    const { connection, received } = tcp(t, server);
    connection.write(`POST /api/documents${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n%PDF-`);
    return { connection, received };
  };
  const [file, other] = [post('/team%2Fplan/files'), post('')];
  await new Promise((resolve) => other.connection.once('close', resolve));
  assert.equal(other.received().length, 0);
  file.connection.write('1.7\n');
  await until(() => file.received().includes('201'));
  assert.ok(limits.fileTime > limits.requestTime);
});

test('[COPY1] [FILE1] a copy of a document has its files, also when the document is deleted', async (t) => {
  const server = await startServer(t);
  await create(server, 'team/plan');
  const hash = await hashOf(await bring(server, png(5, 4)));
  const image = { keys: { type: 'image', src: `file:${hash}#5x4` }, content: [] };
  const content = JSON.stringify({ quire: 1, blocks: [image] });
  const first = await ask(server, '', {
    method: 'POST',
    body: JSON.stringify({ name: 'first', content, format: 'json' }),
  });
  assert.equal(first.status, 201);
  await ask(server, '/first/files', { method: 'POST', body: png(5, 4) });
  const copied = await ask(server, '/first/duplicate', { method: 'POST', body: '{}' });
  const { name } = (await copied.json()) as { name: string };
  await ask(server, '/first', { method: 'DELETE' });
  assert.equal((await ask(server, `/${name}/files/${hash}`)).status, 200);
});
