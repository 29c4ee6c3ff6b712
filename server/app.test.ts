import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { isDocumentName } from './protocol/name.ts';
import { Rooms } from './rooms.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { temporaryDirectory } from './test-server.ts';
import type { TestContext } from 'node:test';

async function openApp(t: TestContext) {
  const log = pino({ level: 'silent' });
  const store = await openSqliteStore(temporaryDirectory(t));
  t.after(() => store.close());
  return { store, app: createApp(store, new Rooms(store, log), log).app };
}

test('a new document has a name that nobody guesses, and is listed and found', async (t) => {
  const { app } = await openApp(t);
  const created = await app.request('/api/documents', { method: 'POST' });
  assert.equal(created.status, 201);
  const { name } = (await created.json()) as { name: string };
  assert.ok(isDocumentName(name) && name.length >= 16);
  assert.equal(created.headers.get('location'), `/api/documents/${name}`);

  const { documents } = (await (await app.request('/api/documents')).json()) as { documents: { name: string }[] };
  assert.deepEqual(documents.map((document) => document.name), [name]);
  assert.deepEqual(await (await app.request(`/api/documents/${name}`)).json(), documents[0]);
});

test('a document is described with its title and times, and its name may have slashes', async (t) => {
  const { app, store } = await openApp(t);
  await store.load('team/plan');
  await store.append('team/plan', new Uint8Array([0, 0]), 'The plan');
  const document = (await (await app.request('/api/documents/team/plan')).json()) as Record<string, string>;
  assert.equal(document['title'], 'The plan');
  assert.equal(new Date(document['updatedAt']!).toISOString(), document['updatedAt']);
});

test('what is not there is a problem with status 404', async (t) => {
  const { app } = await openApp(t);
  for (const path of ['/api/documents/nothing', '/api/documents/a//b', '/api/else', '/nothing', '/collab/plan']) {
    const response = await app.request(path);
    assert.equal(response.status, 404, path);
    assert.equal(response.headers.get('content-type'), 'application/problem+json', path);
    const body = (await response.json()) as Record<string, unknown>;
    assert.equal(body['status'], 404);
    assert.equal(typeof body['title'], 'string');
    assert.equal(typeof body['detail'], 'string');
  }
});

test('health: it lives, and it is ready as long as the store answers', async (t) => {
  const { app, store } = await openApp(t);
  assert.equal((await app.request('/healthz')).status, 200);
  assert.equal((await app.request('/readyz')).status, 200);
  store.list = () => Promise.reject(new Error('no disk'));
  assert.equal((await app.request('/readyz')).status, 503);
  assert.equal((await app.request('/healthz')).status, 200);
});

test('a failure inside is a problem with status 500 that tells nothing of the inside', async (t) => {
  const { app, store } = await openApp(t);
  store.list = () => Promise.reject(new Error('secret path'));
  const response = await app.request('/api/documents');
  assert.equal(response.status, 500);
  assert.ok(!(await response.text()).includes('secret'));
});
