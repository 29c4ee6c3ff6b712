import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createApp } from '../../app.ts';
import type { Reach } from '../../gate/origin.ts';
import { limits } from '../../limits/limits.ts';
import { isDocumentName } from '../../../protocol/document-name.ts';
import { textOf, updatesOf, whole } from '../store-contract.ts';
import { MemoryStore } from '../../store/memory.ts';
import { openRoomsOn } from '../rooms.ts';
import { TestClock } from '../clock.ts';

const publicReach: Reach = { allowedOrigins: new Set(), proxies: 0, ownNamesOnly: false, basePath: '' };

function openApp(reach: Partial<Reach> = {}, strict = false) {
  const log = pino({ level: 'silent' });
  const { store, rooms } = openRoomsOn(new MemoryStore(), new TestClock());
  return {
    store,
    rooms,
    app: createApp({ store, rooms, log, reach: { ...publicReach, ...reach }, strict, tokenMode: null }).app,
  };
}

test('a new document has an unguessable name, and is listed and found', async () => {
  const { app } = openApp();
  const created = await app.request('/api/documents', { method: 'POST' });
  assert.equal(created.status, 201);
  const { name } = (await created.json()) as { name: string };
  assert.ok(isDocumentName(name) && name.length >= 16);
  assert.equal(created.headers.get('location'), `documents/${name}`);

  const { documents } = (await (await app.request('/api/documents')).json()) as { documents: { name: string }[] };
  assert.deepEqual(
    documents.map((document) => document.name),
    [name],
  );
  assert.deepEqual(await (await app.request(`/api/documents/${name}`)).json(), documents[0]);
});

test('a document has a title and times, and its name is escaped in an address', async () => {
  const { app, store } = openApp();
  const { epoch } = whole(await store.load('team/plan'));
  await store.append('team/plan', epoch, updatesOf(1), 'The plan');
  const document = (await (await app.request('/api/documents/team%2Fplan')).json()) as Record<string, string>;
  assert.equal(document['title'], 'The plan');
  assert.equal(new Date(document['updatedAt']!).toISOString(), document['updatedAt']);
  assert.deepEqual(await (await app.request('/api/documents/team/plan')).json(), document, 'a proxy decoded it');
  assert.equal((await app.request('/api/documents/a//b')).status, 400);
});

const make = (body: string) => ({ method: 'POST', body, headers: { 'Content-Type': 'application/json' } });

test('a document with a chosen name is created once; an invalid name is rejected', async () => {
  const { app } = openApp();
  const made = await app.request('/api/documents', make('{"name": "team/plan"}'));
  assert.equal(made.status, 201);
  assert.equal(made.headers.get('location'), 'documents/team%2Fplan');
  assert.equal((await app.request('/api/documents', make('{"name": "team/plan"}'))).status, 409);
  for (const body of [
    '{"name": "a//b"}',
    '{"name": ""}',
    '{"name": 1}',
    '[]',
    'no JSON',
    `{"name": "${'x'.repeat(201)}"}`,
  ]) {
    const refused = await app.request('/api/documents', make(body));
    assert.equal(refused.status, 400, body);
    assert.equal(refused.headers.get('content-type'), 'application/problem+json');
  }
});

test('a deleted document stays deleted, until it is created again', async () => {
  const { app } = openApp();
  const ask = async (method: string) => (await app.request('/api/documents/team%2Fplan', { method })).status;
  assert.equal(await ask('DELETE'), 404);
  await app.request('/api/documents', make('{"name": "team/plan"}'));
  assert.equal(await ask('GET'), 200);
  assert.equal(await ask('DELETE'), 204);
  assert.deepEqual([await ask('DELETE'), await ask('GET')], [410, 410]);
  assert.equal((await app.request('/api/documents/team%2Fplan/state')).status, 410);
  assert.equal((await app.request('/api/documents', make('{"name": "team/plan"}'))).status, 201);
  assert.equal(await ask('GET'), 200);
});

test('the state of a document is one update, and a request for it creates no document', async () => {
  const { app, store } = openApp();
  const { epoch } = whole(await store.load('plan'));
  const updates = updatesOf(10);
  await store.append('plan', epoch, updates, '');
  const response = await app.request('/api/documents/plan/state');
  assert.equal(response.headers.get('content-type'), 'application/octet-stream');
  assert.equal(textOf([new Uint8Array(await response.arrayBuffer())]), textOf(updates));
  assert.equal((await app.request('/api/documents/other/state')).status, 404);
  assert.equal(await store.find('other'), null);
});

test('an address with nothing behind it is a problem with status 404', async () => {
  const { app } = openApp();
  for (const path of ['/api/documents/nothing', '/api/else', '/nothing', '/collab']) {
    const response = await app.request(path);
    assert.equal(response.status, 404, path);
    assert.equal(response.headers.get('content-type'), 'application/problem+json', path);
    const body = (await response.json()) as Record<string, unknown>;
    assert.equal(body['status'], 404);
    assert.equal(typeof body['title'], 'string');
    assert.equal(typeof body['detail'], 'string');
  }
});

test('the process is healthy while it lives, and ready while the store answers and it is not draining', async () => {
  const { app, store, rooms } = openApp();
  assert.equal((await app.request('/healthz')).status, 200);
  assert.equal((await app.request('/readyz')).status, 200);
  store.list = () => Promise.reject(new Error('no disk'));
  assert.equal((await app.request('/readyz')).status, 503);
  store.list = async () => [];
  await rooms.drain();
  assert.equal((await app.request('/readyz')).status, 503, 'the server is draining');
  assert.equal((await app.request('/healthz')).status, 200);
});

test('an internal error is a problem with status 500 that reveals nothing', async () => {
  const { app, store } = openApp();
  store.list = () => Promise.reject(new Error('secret path'));
  const response = await app.request('/api/documents');
  assert.equal(response.status, 500);
  assert.ok(!(await response.text()).includes('secret'));
});

test('pages of another origin cannot write, unless their origin is allowed', async () => {
  const ask = async (app: ReturnType<typeof openApp>['app'], method: string, origin?: string) => {
    const headers = { host: 'quire.test', ...(origin && { origin }) };
    const path = method === 'DELETE' ? '/api/documents/plan' : '/api/documents';
    return app.request(path, { method, headers });
  };
  const { app } = openApp();
  for (const method of ['POST', 'DELETE']) {
    const refused = await ask(app, method, 'https://evil.test');
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.get('access-control-allow-origin'), null);
    assert.notEqual((await ask(app, method, 'https://quire.test')).status, 403);
    assert.notEqual((await ask(app, method)).status, 403);
  }
  const read = await ask(app, 'GET', 'https://evil.test');
  assert.equal(read.headers.get('access-control-allow-origin'), null, 'the browser hides the answer from the page');

  const { app: open } = openApp({ allowedOrigins: new Set(['https://example.org']) });
  const allowed = await ask(open, 'POST', 'https://example.org');
  assert.equal(allowed.status, 201);
  assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://example.org');
  assert.equal((await ask(open, 'POST', 'https://evil.test')).status, 403);
});

test('every answer has headers that restrict a page to what comes from this server', async () => {
  const { app } = openApp();
  for (const path of ['/api/documents', '/healthz', '/nothing']) {
    const { headers } = await app.request(path);
    const policy = headers.get('content-security-policy')!;
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "manifest-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      assert.ok(policy.split('; ').includes(directive), `${path}: ${directive}`);
    }
    assert.ok(!policy.includes('unsafe'));
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-frame-options'), 'DENY');
  }
  const framed = (await openApp({ allowedOrigins: new Set(['https://example.org']) }).app.request('/healthz')).headers;
  assert.match(framed.get('content-security-policy')!, /frame-ancestors 'self' https:\/\/example\.org/);
  assert.equal(framed.get('x-frame-options'), null);
});

test('only where it is wanted, and under a host without a port, a browser is told to use https alone', async () => {
  const [strict, usual] = [openApp({}, true).app, openApp().app];
  const told = async (app: typeof usual, host?: string, path = '/healthz') =>
    (await app.request(path, host === undefined ? {} : { headers: { host } })).headers.get('strict-transport-security');
  for (const path of ['/healthz', '/', '/nothing', '/api/documents']) {
    assert.equal(await told(strict, 'quire.test', path), `max-age=${limits.strictTransport}`, path);
  }
  for (const host of ['quire.test:8443', undefined]) assert.equal(await told(strict, host), null);
  assert.equal(await told(usual, 'quire.test'), null);
});

test('a body may have the largest size, and one more byte is a problem with status 413', async () => {
  const { app } = openApp();
  const filled = (length: number) => `{"name": "plan"}${' '.repeat(length)}`.slice(0, length);
  assert.equal((await app.request('/api/documents', make(filled(limits.contentBytes)))).status, 201);
  assert.equal((await app.request('/api/nothing', make(filled(limits.bodyBytes)))).status, 404);
  assert.equal((await app.request('/api/nothing', make(filled(limits.bodyBytes + 1)))).status, 413);
  const over = filled(limits.contentBytes + 1);
  const withLength = { ...make(over), headers: { 'Content-Length': String(over.length) } };
  for (const request of [make(over), withLength]) {
    const refused = await app.request('/api/documents', request);
    assert.equal(refused.status, 413);
    assert.equal(refused.headers.get('content-type'), 'application/problem+json');
  }
});

test('a server that has only its own names answers under no others', async () => {
  const { app } = openApp({ ownNamesOnly: true, allowedOrigins: new Set(['https://example.org']) });
  const ask = async (host: string, path: string) => app.request(path, { headers: { host } });
  for (const path of ['/', '/d/plan', '/api/documents', '/healthz', '/nothing']) {
    const refused = await ask('evil.test:3000', path);
    assert.equal(refused.status, 403, path);
    assert.equal(refused.headers.get('content-type'), 'application/problem+json');
  }
  for (const host of ['127.0.0.1:3000', 'localhost', 'example.org']) {
    assert.equal((await ask(host, '/healthz')).status, 200);
  }
  assert.equal((await openApp().app.request('/healthz', { headers: { host: 'quire.test' } })).status, 200);
});
