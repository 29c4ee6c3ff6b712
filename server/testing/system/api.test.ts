// The REST API as protocol/api.ts describes it: each answer has exactly the fields of its schema.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import type { z } from 'zod';
import { createApp } from '../../app.ts';
import { openTokenMode } from '../../auth/token-mode.ts';
import { systemClock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import * as api from '../../../protocol/api.ts';
import { MemoryStore } from '../../store/memory.ts';
import { openRoomsOn } from '../rooms.ts';
import { updatesOf, whole } from '../store-contract.ts';

const adminKey = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';

async function openServer(origins: readonly string[] = []) {
  const log = pino({ level: 'silent' });
  const { store, events, rooms } = openRoomsOn(new MemoryStore(), systemClock);
  const secret = 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e';
  const tokenMode = await openTokenMode(secret, adminKey, null, store, events, systemClock);
  const reach = { allowedOrigins: new Set(origins), proxies: 0, local: false, basePath: '' };
  const { app } = createApp({ store, rooms, log, reach, tokenMode });
  /** The answer to a request with a bearer token, which must match `schema` and have no other field. */
  const ask = async <Schema extends z.ZodObject>(
    schema: Schema,
    [method, path, bearer]: [method: string, path: string, bearer?: string],
    body?: object,
  ): Promise<z.infer<Schema>> => {
    const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const response = await app.request(path, { method, headers, body: body && JSON.stringify(body) });
    return schema.strict().parse(await response.json()) as z.infer<Schema>;
  };
  return { app, store, ask };
}

test('the answers about documents match their schemas', async () => {
  const { store, ask } = await openServer();
  const { token } = await ask(api.mintedToken, ['POST', '/api/tokens', adminKey], {
    sub: 'ada',
    name: 'Ada',
    color: '#0b7a75',
    documents: { '*': 'admin' },
  } satisfies api.NewToken);
  const named: api.NewDocument = { name: 'team/plan' };
  assert.deepEqual(await ask(api.createdDocument, ['POST', '/api/documents', token], named), named);
  const { epoch } = whole(await store.load('team/plan'));
  await store.append('team/plan', epoch, updatesOf(1), 'The plan');
  const plan = await ask(api.documentSummary, ['GET', '/api/documents/team%2Fplan', token]);
  const { documents, nextCursor } = await ask(api.documentList, ['GET', '/api/documents', token]);
  assert.deepEqual([documents, nextCursor], [[plan], null]);
  const access = await ask(api.accessInfo, ['GET', '/api/documents/team%2Fplan/access', token]);
  assert.deepEqual([access.role, access.user?.color], ['admin', '#0b7a75']);
  await ask(api.authorList, ['GET', '/api/documents/team%2Fplan/authors', token]);
  const found = await ask(api.documentList, ['GET', '/api/documents?q=plan', token]);
  const title = [
    { text: 'The ', found: false },
    { text: 'plan', found: true },
  ];
  assert.deepEqual(found, { documents: [{ ...plan, match: { title, text: [] } }], nextCursor: null });
  const copy: api.NewCopy = { title: 'Copy' };
  await ask(api.createdDocument, ['POST', '/api/documents/team%2Fplan/duplicate', token], copy);
  assert.deepEqual(await ask(api.presence, ['GET', '/api/presence', token]), { documents: [] });
});

test('the answers about links and guests match their schemas', async () => {
  const { store, ask } = await openServer();
  await store.create('plan');
  const admin: api.NewToken = { sub: 'ada', documents: { plan: 'admin' }, expiresIn: 60 };
  const { token } = await ask(api.mintedToken, ['POST', '/api/tokens', adminKey], admin);
  const links = '/api/documents/plan/links';
  const link = await ask(api.shareLink, ['POST', links, token], { role: 'read' } satisfies api.NewLink);
  assert.equal(link.createdBy, 'Guest', 'a token without a name');
  const change: api.LinkChange = { role: 'write', expiresIn: 60 };
  const changed = await ask(api.shareLink, ['PATCH', `${links}/${link.id}`, token], change);
  assert.deepEqual(await ask(api.linkList, ['GET', links, token]), { links: [changed] });
  const guest: api.NewGuest = { link: link.secret, name: 'Ben' };
  assert.equal((await ask(api.guestToken, ['POST', '/api/tokens'], guest)).document, 'plan');
});

test('every failure is a problem', async () => {
  const { ask } = await openServer();
  const { token } = await ask(api.mintedToken, ['POST', '/api/tokens', adminKey], { sub: 'ada', documents: {} });
  for (const [status, method, path, bearer] of [
    [401, 'GET', '/api/documents'],
    [401, 'POST', '/api/revocations', token],
    [403, 'GET', '/api/documents/plan', token],
    [400, 'GET', '/api/documents/a%2F%2Fb', token],
    [403, 'POST', '/api/documents', token],
    [404, 'GET', '/api/nothing'],
    [400, 'POST', '/api/tokens'],
  ] as const) {
    assert.equal((await ask(api.problem, [method, path, bearer])).status, status, `${method} ${path}`);
  }
});

test('health checks answer with the texts of the schemas', async () => {
  const { app } = await openServer();
  for (const [path, schema] of [
    ['/healthz', api.healthy],
    ['/readyz', api.ready],
  ] as const) {
    assert.ok(schema.safeParse(await (await app.request(path)).text()).success, path);
  }
});

test('durations have a lower and an upper limit', () => {
  const link = api.newLink(limits.longestLinkLife);
  const token = api.newToken(limits.tokenLife, limits.longestTokenLife);
  for (const [expiresIn, valid] of [
    [0, false],
    [1, true],
    [1.5, false],
    [limits.longestLinkLife, true],
    [limits.longestLinkLife + 1, false],
  ] as const) {
    assert.equal(link.safeParse({ role: 'read', expiresIn }).success, valid, String(expiresIn));
  }
  assert.equal(link.parse({ role: 'read' }).expiresIn, null);
  assert.equal(token.parse({ sub: 'ada', documents: {} }).expiresIn, limits.tokenLife);
});

test('a method that a path does not have is answered 405 with those that it has, and OPTIONS with them', async () => {
  const { app, store } = await openServer();
  await store.create('plan');
  const headers = { authorization: `Bearer ${adminKey}` };
  for (const [path, wrong, allow] of [
    ['/api/documents', 'DELETE', 'GET, POST, HEAD, OPTIONS'],
    ['/api/documents/plan', 'POST', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
    ['/api/documents/team%2Fnothing', 'PUT', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
    ['/api/documents/plan/duplicate', 'GET', 'OPTIONS, POST'],
    ['/api/presence', 'POST', 'GET, HEAD, OPTIONS'],
    ['/api/documents/plan/state', 'DELETE', 'GET, HEAD, OPTIONS'],
    ['/api/documents/plan/access', 'POST', 'GET, HEAD, OPTIONS'],
    ['/api/documents/plan/authors', 'PATCH', 'GET, HEAD, OPTIONS'],
    ['/api/documents/plan/content', 'POST', 'GET, HEAD, OPTIONS'],
    ['/api/documents/plan/links', 'DELETE', 'GET, POST, HEAD, OPTIONS'],
    ['/api/documents/plan/links/one', 'GET', 'DELETE, OPTIONS, PATCH'],
    ['/api/tokens', 'GET', 'OPTIONS, POST'],
    ['/api/tokens', 'HEAD', 'OPTIONS, POST'],
    ['/api/revocations', 'GET', 'OPTIONS, POST'],
    ['/healthz', 'POST', 'GET, HEAD, OPTIONS'],
    ['/readyz', 'DELETE', 'GET, HEAD, OPTIONS'],
    ['/collab/plan', 'PUT', 'GET, POST, HEAD, OPTIONS'],
    ['/d/plan', 'POST', 'GET, HEAD, OPTIONS'],
    ['/assets/main.js', 'POST', 'GET, HEAD, OPTIONS'],
    ['/', 'PUT', 'GET, HEAD, OPTIONS'],
  ] as const) {
    const refused = await app.request(path, { method: wrong, headers });
    assert.equal(refused.status, 405, `${wrong} ${path}`);
    const sorted = (list: string | null) => list?.split(', ').sort().join(', ');
    assert.equal(sorted(refused.headers.get('allow')), sorted(allow), path);
    if (wrong !== 'HEAD') assert.equal(api.problem.strict().parse(await refused.json()).status, 405);
    const options = await app.request(path, { method: 'OPTIONS' });
    assert.equal(options.status, 204, path);
    assert.equal(sorted(options.headers.get('allow')), sorted(allow), path);
  }
  for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
    for (const path of ['/api/nothing', '/nothing', '/api/tokens/one']) {
      const missing = await app.request(path, { method, headers });
      assert.deepEqual([missing.status, missing.headers.get('allow')], [404, null], `${method} ${path}`);
    }
  }
  assert.equal((await app.request('/api/documents/plan', { method: 'HEAD', headers })).status, 200);
  assert.equal((await app.request('/api/documents/nothing', { method: 'HEAD', headers })).status, 404);
});

test('a page of an allowed origin is told the methods of a path, and a page of another origin nothing', async () => {
  const { app } = await openServer(['https://example.org']);
  const ask = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'x' };
    return (await app.request('/api/documents/plan', { method: 'OPTIONS', headers })).headers;
  };
  const allowed = await ask('https://example.org');
  assert.equal(allowed.get('access-control-allow-origin'), 'https://example.org');
  assert.match(allowed.get('access-control-allow-methods')!, /DELETE/);
  assert.doesNotMatch(allowed.get('access-control-allow-methods')!, /POST/);
  assert.equal((await ask('https://evil.test')).get('access-control-allow-origin'), null);
});

/** The names of all documents in the pages of a list, and the length of each page. */
async function listAll({ ask }: Awaited<ReturnType<typeof openServer>>, token: string, query: api.DocumentQuery) {
  const names: string[] = [];
  const lengths: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const parameters = new URLSearchParams({ ...query, ...(cursor && { cursor }) });
    const page = await ask(api.documentList, ['GET', `/api/documents?${parameters}`, token]);
    names.push(...page.documents.map(({ name }) => name));
    lengths.push(page.documents.length);
    cursor = page.nextCursor;
  }
  return { names, lengths };
}

test('[LIST1] the list of documents has pages, up to their limit, and begins as the prefix says', async () => {
  const server = await openServer();
  for (let i = 0; i < limits.longestList; i++) await server.store.create(`team/${i}`);
  const all = async (query: api.DocumentQuery) => listAll(server, adminKey, query);
  assert.deepEqual((await all({ limit: String(limits.longestList) })).lengths, [limits.longestList]);
  await server.store.create('teams');
  assert.deepEqual((await all({ limit: String(limits.longestList) })).lengths, [limits.longestList, 1]);
  const { names, lengths } = await all({});
  assert.equal(lengths[0], limits.listLength);
  assert.equal(new Set(names).size, limits.longestList + 1);
  assert.equal((await all({ prefix: 'team/' })).names.length, limits.longestList);
  assert.deepEqual((await all({ prefix: 'team/99', limit: '4' })).lengths, [4, 4, 3]);
  assert.deepEqual(await all({ prefix: 'nothing' }), { names: [], lengths: [0] });
});

test('a list has full pages of documents that the token allows to read, and its cursors name no other', async () => {
  const server = await openServer();
  for (let i = 0; i < 30; i++) await server.store.create(`team/${i}`);
  const { token } = await server.ask(api.mintedToken, ['POST', '/api/tokens', adminKey], {
    sub: 'ada',
    documents: { 'team/*': 'read' },
  });
  for (let i = 0; i < 30; i += 2) {
    const body = { user: 'ada', document: `team/${i}` };
    const headers = { authorization: `Bearer ${adminKey}` };
    await server.app.request('/api/revocations', { method: 'POST', headers, body: JSON.stringify(body) });
  }
  const { names, lengths } = await listAll(server, token, { limit: '4' });
  assert.deepEqual(lengths, [4, 4, 4, 3]);
  assert.ok(names.every((name) => Number(name.slice('team/'.length)) % 2 === 1));
  assert.deepEqual((await listAll(server, token, { limit: '15' })).lengths, [15]);
});

test('a wrong query is a problem with a sentence', async () => {
  const { ask } = await openServer();
  for (const [query, sentence] of [
    ['limit=0', /must be a whole number from 1 to 1000/],
    ['limit=1001', /must be a whole number from 1 to 1000/],
    ['limit=', /must be a whole number/],
    ['limit=1e2', /must be a whole number/],
    ['limit=-1', /must be a whole number/],
    ['cursor=', /cursor must be the nextCursor of an earlier answer/],
    ['cursor=nonsense', /cursor must be/],
    ['prefix=a%20b', /must be the beginning of the name of a document/],
    ['prefix=*', /must be the beginning/],
    ['prefix=%2F', /must be the beginning/],
    ['sort=name', /Invalid option/],
    ['q=plan&cursor=nonsense', /cursor must be/],
  ] as const) {
    const { status, detail } = await ask(api.problem, ['GET', `/api/documents?${query}`, adminKey]);
    assert.equal(status, 400, query);
    assert.match(detail, sentence);
  }
});
