// The server behind proxies that are configured rightly and wrongly: what can be known to be right works, and all else
// is said in the answer and in the log.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { client, raw, stillServes } from '../client.ts';
import { type ProxySetup, startProxy, withoutUpgrade } from '../proxy.ts';
import { startServer, until } from '../server.ts';

const page = { host: 'docs.example.org', origin: 'https://docs.example.org' };

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends a request to the proxy or server at `port`. Its connection closes with the answer. */
async function ask(port: number, method: string, path: string, headers: Record<string, string>): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port, method, path, headers });
  sent.end();
  sent.on('upgrade', (response, socket) => {
    socket.destroy();
    sent.emit('response', response);
  });
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let body = '';
  if (response.statusCode !== 101) for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode!, headers: response.headers, body };
}

/** The statuses of a WebSocket and of a POST from the page, and the texts of both answers. */
async function askBoth(port: number, headers: Record<string, string>) {
  const [socket, post] = await Promise.all([
    ask(port, 'GET', '/collab/plan', { ...headers, ...upgrade }),
    ask(port, 'POST', '/api/documents', headers),
  ]);
  return { statuses: [socket.status, post.status], bodies: [socket.body, post.body] };
}

const replaceHost = (more: Record<string, string> = {}): ProxySetup => ({
  headers: (headers) => ({ ...headers, host: 'upstream:3000', ...more }),
});

test('a WebSocket whose Upgrade header a proxy dropped is answered 426, and the log says what to set', async (t) => {
  const server = await startServer(t);
  const port = await startProxy(t, server.port, { headers: withoutUpgrade });
  const own = { ...upgrade, host: 'localhost' };
  const lost = await ask(port, 'GET', '/collab/plan', own);
  assert.equal(lost.status, 426);
  assert.equal(lost.headers.upgrade, 'websocket');
  assert.match(lost.body, /A proxy in front of the server has to pass on the headers Upgrade and Connection/);
  await until(() => server.output().includes('came without its Upgrade header'));
  const one = await ask(server.port, 'GET', '/collab/plan', { ...own, connection: 'close' });
  assert.equal(one.status, 426, 'the proxy passed on one of the two headers alone');
  const typed = await ask(server.port, 'GET', '/collab/plan', { host: 'localhost' });
  assert.deepEqual([typed.status, typed.headers['connection']], [426, 'Upgrade, close']);
  assert.equal(server.output().split('came without its Upgrade header').length, 2, 'the log says so once');
});

test('a host with the default port of its scheme is the host of the page', async (t) => {
  const { port } = await startServer(t, { env: { TRUST_PROXY: '1' } });
  for (const [host, origin, statuses] of [
    ['docs.example.org:443', 'https://docs.example.org', [101, 201]],
    ['docs.example.org:80', 'http://docs.example.org', [101, 201]],
    ['docs.example.org:443', 'http://docs.example.org', [403, 403]],
    ['docs.example.org:8443', 'https://docs.example.org', [403, 403]],
  ] as const) {
    assert.deepEqual((await askBoth(port, { host, origin })).statuses, statuses, `${host} for ${origin}`);
  }
});

test('behind a trusted proxy that replaces Host, X-Forwarded-Host is the host of the page', async (t) => {
  const { port } = await startServer(t, { env: { TRUST_PROXY: '1' } });
  for (const [forwarded, statuses] of [
    ['docs.example.org', [101, 201]],
    ['docs.example.org:443', [101, 201]],
    ['evil.test, docs.example.org', [101, 201]],
    ['docs.example.org, evil.test', [403, 403]],
    ['', [403, 403]],
  ] as const) {
    const proxy = await startProxy(t, port, replaceHost({ 'x-forwarded-host': forwarded }));
    assert.deepEqual((await askBoth(proxy, page)).statuses, statuses, forwarded);
  }
});

test('a refusal names the hosts, the origin and what to set, in the answer and in the log', async (t) => {
  for (const [TRUST_PROXY, more, told] of [
    ['1', {}, 'Host upstream:3000. These differ'],
    ['2', { 'x-forwarded-host': 'inner' }, 'Host upstream:3000 and X-Forwarded-Host inner. These differ'],
  ] as const) {
    const server = await startServer(t, { env: { TRUST_PROXY } });
    const { statuses, bodies } = await askBoth(await startProxy(t, server.port, replaceHost(more)), page);
    assert.deepEqual(statuses, [403, 403]);
    for (const part of [told, 'ALLOWED_ORIGINS=https://docs.example.org', 'X-Forwarded-Host, and set TRUST_PROXY']) {
      for (const body of bodies) assert.ok(body.includes(part), body);
      await until(() => server.output().split(part).length === 3);
    }
  }
});

test('without TRUST_PROXY a forwarded host does not count, and the answer says so', async (t) => {
  const { port } = await startServer(t, { env: { HOST: '127.0.0.1' } });
  const local = { host: 'localhost', origin: 'http://evil.test', 'x-forwarded-host': 'evil.test' };
  const { statuses, bodies } = await askBoth(port, local);
  assert.deepEqual(statuses, [403, 403]);
  for (const body of bodies) assert.match(body, /X-Forwarded-Host evil\.test \(which counts only with TRUST_PROXY\)/);
});

test('a local server that is asked under another host names it, and what to set', async (t) => {
  const server = await startServer(t);
  const { statuses, bodies } = await askBoth(server.port, page);
  assert.deepEqual(statuses, [403, 403]);
  for (const body of bodies) assert.match(body, /Host docs\.example\.org, .* TRUST_PROXY .* ALLOWED_ORIGINS/);
  await until(() => server.output().split('under Host docs.example.org').length === 3);
});

test('ALLOWED_ORIGINS lets a page through, whatever the proxies do to the host', async (t) => {
  const server = await startServer(t, { env: { TRUST_PROXY: '1', ALLOWED_ORIGINS: page.origin } });
  const port = await startProxy(t, server.port, replaceHost());
  assert.deepEqual((await askBoth(port, page)).statuses, [101, 201]);
});

test('stock clients write together through a proxy', async (t) => {
  const server = await startServer(t, { env: { TRUST_PROXY: '1' } });
  const port = await startProxy(t, server.port);
  const behind = { ...server, port, address: `ws://127.0.0.1:${port}/collab` };
  await stillServes(t, behind);
  const far = client(t, behind, 'plan');
  far.text.insert(0, 'Bread');
  const near = client(t, server, 'plan');
  await until(() => near.text.toJSON() === 'Bread');
});

test('a check in HTTP/1.0 that names no host, as HAProxy sends it by default, is answered', async (t) => {
  const server = await startServer(t);
  for (const path of ['/healthz', '/readyz']) assert.match(await raw(server, `GET ${path} HTTP/1.0\r\n\r\n`), / 200 /);
  assert.match(await raw(server, 'GET /readyz HTTP/1.1\r\n\r\n'), / 400 /);
});
