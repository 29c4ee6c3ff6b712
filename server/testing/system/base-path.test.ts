// The server under a path, behind proxies that strip the path and that pass it on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, stillServes, synced } from '../client.ts';
import { startProxy } from '../proxy.ts';
import { startServer } from '../server.ts';

const strip = (path: string) => path.replace(/^\/some\/where/, '');

test('under a path, the API, its Location headers and WebSockets work through either kind of proxy', async (t) => {
  const server = await startServer(t, { env: { TRUST_PROXY: '1', BASE_PATH: '/quire' } });
  assert.match(server.output(), /listening on http:\/\/127\.0\.0\.1:\d+\/quire\/\n/);
  const [stripping, passing] = [await startProxy(t, server.port, { path: strip }), await startProxy(t, server.port)];
  const bases = [
    ['plain', `127.0.0.1:${server.port}`],
    ['stripped', `127.0.0.1:${stripping}/some/where`],
    ['passed', `127.0.0.1:${passing}/quire`],
  ] as const;
  for (const [name, base] of bases) {
    const body = JSON.stringify({ name: `team/${name}` });
    const made = await fetch(`http://${base}/api/documents`, { method: 'POST', body });
    assert.equal(made.status, 201, name);
    const location = new URL(made.headers.get('location')!, made.url);
    assert.equal(location.href, `http://${base}/api/documents/team%2F${name}`);
    assert.equal((await fetch(location)).status, 200, name);
    assert.equal((await fetch(`http://${base}/healthz`)).status, 200, name);
    await stillServes(t, { ...server, address: `ws://${base}/collab` });
  }
  const [first, ...others] = bases.map(([, base]) => client(t, { address: `ws://${base}/collab` }, 'team/plan'));
  await Promise.all([first!, ...others].map(synced));
});

test('the base path without its slash leads home, and other paths are not below it', async (t) => {
  const server = await startServer(t, { env: { BASE_PATH: '/docs/quire' } });
  const ask = async (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: 'manual' });
  const bare = await ask('/docs/quire');
  assert.equal(bare.status, 302);
  assert.equal(new URL(bare.headers.get('location')!, bare.url).pathname, '/docs/quire/');
  assert.equal((await ask('/docs/quire/healthz')).status, 200);
  for (const path of ['/docs/healthz', '/docs/quires/healthz', '/quire/healthz']) {
    assert.equal((await ask(path)).status, 404, path);
  }
});
