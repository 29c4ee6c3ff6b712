// AUTH=token over HTTP: what each token and key allows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createApp } from '../../app.ts';
import { type TokenMode, openTokenMode } from '../../auth/token-mode.ts';
import { systemClock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import type { Answer } from '../answer.ts';
import type { Role } from '../../../protocol/roles.ts';
import { MemoryStore } from '../../store/memory.ts';
import { openRoomsOn } from '../rooms.ts';
import { TestClock } from '../clock.ts';

const adminKey = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';

const reach = { allowedOrigins: new Set<string>(), proxies: 0, ownNamesOnly: false, basePath: '' };

async function openServer() {
  const log = pino({ level: 'silent' });
  const { store, events, rooms } = openRoomsOn(new MemoryStore(), new TestClock());
  const mode = await openTokenMode('k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e', adminKey, null, store, events, systemClock);
  const { app } = createApp({ store, rooms, log, reach, tokenMode: mode });
  /** Sends a request with a token or key, and a JSON body; resolves with the answer. */
  const ask = async (method: string, path: string, token?: string, body?: object) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await app.request(path, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as Answer) : ({} as Answer);
    return { status: response.status, headers: response.headers, json, text };
  };
  return { store, mode, ask };
}

const tokenOf = async ({ tokens }: TokenMode, documents: Record<string, Role>, sub = 'ada') =>
  (await tokens.mint({ sub, name: 'Ada', documents }, 60)).token;

test('[AUTH1] without a valid token the server tells nothing and does nothing', async () => {
  const { store, ask } = await openServer();
  await store.create('plan');
  for (const token of [undefined, 'nonsense', `${adminKey}x`, adminKey.slice(1)]) {
    for (const [method, path] of [
      ['GET', '/api/documents'],
      ['POST', '/api/documents'],
      ['GET', '/api/documents/plan'],
      ['GET', '/api/documents/nothing'],
      ['GET', '/api/documents/plan/access'],
      ['GET', '/api/documents/plan/state'],
      ['GET', '/api/documents/plan/authors'],
      ['DELETE', '/api/documents/plan'],
      ['GET', '/api/documents/plan/links'],
      ['POST', '/api/documents/plan/links'],
    ] as const) {
      const { status, headers, json } = await ask(method, path, token);
      assert.equal(status, 401, path);
      assert.equal(headers.get('www-authenticate'), 'Bearer');
      assert.equal(json.status, 401);
    }
  }
  assert.notEqual(await store.find('plan'), 'deleted');
});

test('[AUTH1] a denial is the same whether the document exists, was deleted, or never existed', async () => {
  const { store, mode, ask } = await openServer();
  for (const document of ['plan', 'gone']) await store.create(document);
  await store.delete('gone');
  const token = await tokenOf(mode, { 'team/*': 'admin' });
  for (const [method, rest] of [
    ['GET', ''],
    ['GET', '/access'],
    ['GET', '/state'],
    ['GET', '/authors'],
    ['DELETE', ''],
    ['GET', '/links'],
    ['POST', '/links'],
  ]) {
    const answers = await Promise.all(
      ['plan', 'gone', 'nothing'].map(async (document) => {
        const { status, text } = await ask(
          method!,
          `/api/documents/${document}${rest}`,
          token,
          method === 'POST' ? { role: 'read' } : undefined,
        );
        return { status, text };
      }),
    );
    assert.equal(answers[0]!.status, 403);
    assert.deepEqual(answers, [answers[0], answers[0], answers[0]]);
  }
});

test('each role allows what is its own, and no more', async () => {
  const allowed: Record<Role, string[]> = {
    read: ['summary', 'state'],
    comment: ['summary', 'state'],
    write: ['summary', 'state', 'create'],
    admin: ['summary', 'state', 'create', 'authors', 'links', 'delete'],
  };
  for (const [role, actions] of Object.entries(allowed) as [Role, string[]][]) {
    const { store, mode, ask } = await openServer();
    await store.create('plan');
    const token = await tokenOf(mode, { '*': role });
    const statuses = {
      summary: (await ask('GET', '/api/documents/plan', token)).status,
      state: (await ask('GET', '/api/documents/plan/state', token)).status,
      create: (await ask('POST', '/api/documents', token, { name: 'new' })).status,
      authors: (await ask('GET', '/api/documents/plan/authors', token)).status,
      links: (await ask('POST', '/api/documents/plan/links', token, { role: 'read' })).status,
      delete: (await ask('DELETE', '/api/documents/plan', token)).status,
    };
    const allowedActions = Object.entries(statuses)
      .filter(([, status]) => status < 300)
      .map(([action]) => action);
    assert.deepEqual(allowedActions, actions, role);
    assert.ok(
      Object.values(statuses).every((status) => status < 300 || status === 403),
      role,
    );
  }
});

test('the list holds only documents in which the token has a role', async () => {
  const { store, mode, ask } = await openServer();
  for (const document of ['plan', 'team/a', 'team/b']) await store.create(document);
  const names = async (token: string) =>
    (await ask('GET', '/api/documents', token)).json.documents.map(({ name }) => name).sort();
  const token = await tokenOf(mode, { 'team/*': 'read' });
  assert.deepEqual(await names(token), ['team/a', 'team/b']);
  assert.deepEqual(await names(await tokenOf(mode, {})), []);
  await ask('POST', '/api/revocations', adminKey, { user: 'ada', document: 'team/a' });
  assert.deepEqual(await names(token), ['team/b']);
});

test('a new document gets an unguessable name below a prefix that the token allows', async () => {
  const { mode, ask } = await openServer();
  const make = async (documents: Record<string, Role>, body?: object) =>
    ask('POST', '/api/documents', await tokenOf(mode, documents), body);
  assert.match((await make({ '*': 'write' })).json.name, /^[\w-]{16}$/);
  assert.match((await make({ 'team/*': 'write', '*': 'read' })).json.name, /^team\/[\w-]{16}$/);
  assert.equal((await make({ plan: 'write' })).status, 403);
  assert.equal((await make({ plan: 'write' }, { name: 'plan' })).status, 201);
  assert.equal((await make({ plan: 'write' }, { name: 'other' })).status, 403);
});

test('a client can ask for its access; a reader needs an existing document, a writer does not', async () => {
  const { store, mode, ask } = await openServer();
  const reader = await tokenOf(mode, { '*': 'read' });
  const writer = await tokenOf(mode, { '*': 'write' });
  assert.equal((await ask('GET', '/api/documents/plan/access', reader)).status, 404);
  const user = { id: 'ada', name: 'Ada', color: null, guest: false };
  assert.deepEqual((await ask('GET', '/api/documents/plan/access', writer)).json, {
    role: 'write',
    user,
    expiresIn: 60,
  });
  await store.create('plan');
  assert.equal((await ask('GET', '/api/documents/plan/access', reader)).json.role, 'read');
});

test('the admin key makes tokens, and nothing else does', async () => {
  const { store, ask } = await openServer();
  await store.create('plan');
  const wanted = { sub: 'ada', name: 'Ada', color: '#0b7a75', documents: { plan: 'read' } };
  const made = await ask('POST', '/api/tokens', adminKey, wanted);
  assert.deepEqual(
    [made.status, made.json.expiresIn, made.headers.get('cache-control')],
    [201, limits.tokenLife, 'no-store'],
  );
  assert.equal((await ask('GET', '/api/documents/plan', made.json.token)).status, 200);
  for (const key of [adminKey.slice(0, -1), `${adminKey}x`, made.json.token, '']) {
    assert.equal((await ask('POST', '/api/tokens', key, wanted)).status, 401, key);
  }
  for (const [wrong, why] of [
    [{ ...wanted, documents: undefined }, 'documents'],
    [{ ...wanted, documents: { 'a//b': 'read' } }, 'a//b'],
    [{ ...wanted, documents: { plan: 'owner' } }, 'plan'],
    [{ ...wanted, sub: undefined }, 'sub'],
    [{ ...wanted, expiresIn: 0 }, 'expiresIn'],
    [{ ...wanted, expiresIn: limits.longestTokenLife + 1 }, 'expiresIn'],
    [{ ...wanted, surprise: 1 }, 'surprise'],
  ] as const) {
    const refused = await ask('POST', '/api/tokens', adminKey, wrong);
    assert.equal(refused.status, 400);
    assert.ok(refused.json.detail.includes(why), refused.json.detail);
  }
  assert.equal(
    (await ask('POST', '/api/tokens', adminKey, { ...wanted, expiresIn: limits.longestTokenLife })).status,
    201,
  );
});

test('the admin key revokes a token, or all tokens of a user', async () => {
  const { store, ask } = await openServer();
  await store.create('plan');
  const make = async () =>
    (await ask('POST', '/api/tokens', adminKey, { sub: 'ada', documents: { plan: 'read' } })).json;
  const status = async (token: string) => (await ask('GET', '/api/documents/plan', token)).status;
  const [one, two] = [await make(), await make()];
  assert.equal((await ask('POST', '/api/revocations', one.token, { user: 'ada' })).status, 401);
  assert.equal((await ask('POST', '/api/revocations', adminKey, { token: one.id })).status, 204);
  assert.deepEqual([await status(one.token), await status(two.token)], [401, 200]);
  assert.equal((await ask('POST', '/api/revocations', adminKey, { user: 'ada', document: 'plan' })).status, 204);
  assert.equal(await status(two.token), 403);
  assert.equal((await ask('POST', '/api/revocations', adminKey, { user: 'ada' })).status, 204);
  assert.equal(await status(two.token), 401);
  for (const wrong of [
    {},
    { token: '' },
    { user: 'ada', document: 'a//b' },
    { document: 'plan' },
    { token: 'a', user: 'b' },
  ]) {
    assert.equal((await ask('POST', '/api/revocations', adminKey, wrong)).status, 400, JSON.stringify(wrong));
  }
});

test('a share link is created, gives a guest a token, is listed, changed and withdrawn', async () => {
  const { store, mode, ask } = await openServer();
  await store.create('plan');
  const admin = await tokenOf(mode, { plan: 'admin' });
  const links = '/api/documents/plan/links';
  const made = await ask('POST', links, admin, { role: 'read' });
  assert.equal(made.status, 201);
  assert.deepEqual([made.json.role, made.json.createdBy, made.json.expiresAt], ['read', 'Ada', null]);
  const guest = await ask('POST', '/api/tokens', undefined, { link: made.json.secret, name: 'Ben' });
  assert.deepEqual([guest.status, guest.json.document, guest.json.role], [201, 'plan', 'read']);
  const access = async () => (await ask('GET', '/api/documents/plan/access', guest.json.token)).json;
  const { role, user } = await access();
  assert.deepEqual([role, user!.name, user!.guest], ['read', 'Ben (guest)', true]);
  assert.deepEqual((await ask('GET', links, admin)).json.links, [made.json]);
  assert.equal((await ask('GET', links, guest.json.token)).status, 403);

  const renewed = await ask('POST', '/api/tokens', undefined, {
    link: made.json.secret,
    name: 'Benedict',
    renews: guest.json.token,
  });
  const idOf = async (token: string) => (await ask('GET', '/api/documents/plan/access', token)).json.user!.id;
  assert.equal(await idOf(renewed.json.token), user!.id, 'the same guest with another name');
  for (const renews of [undefined, 'nonsense', admin]) {
    const other = await ask('POST', '/api/tokens', undefined, { link: made.json.secret, name: 'Ben', renews });
    assert.match(await idOf(other.json.token), /^guest:/);
    assert.notEqual(await idOf(other.json.token), user!.id);
  }

  const changed = await ask('PATCH', `${links}/${made.json.id}`, admin, { role: 'write', expiresIn: 60 });
  assert.deepEqual([changed.json.role, changed.json.secret], ['write', made.json.secret]);
  assert.ok(changed.json.expiresAt! > made.json.createdAt);
  assert.equal((await access()).role, 'write');
  assert.equal((await ask('DELETE', `${links}/${made.json.id}`, admin)).status, 204);
  assert.equal((await access()).status, 403);
  assert.equal((await ask('POST', '/api/tokens', undefined, { link: made.json.secret })).status, 404);
  assert.deepEqual((await ask('GET', links, admin)).json.links, []);
  for (const method of ['PATCH', 'DELETE']) {
    assert.equal((await ask(method, `${links}/${made.json.id}`, admin, {})).status, 404);
  }
});

test('a link belongs to one document, and ends with it', async () => {
  const { store, mode, ask } = await openServer();
  for (const document of ['plan', 'other']) await store.create(document);
  const admin = await tokenOf(mode, { '*': 'admin' });
  const { id, secret } = (await ask('POST', '/api/documents/plan/links', admin, { role: 'read' })).json;
  assert.equal((await ask('DELETE', `/api/documents/other/links/${id}`, admin)).status, 404);
  assert.equal((await ask('POST', '/api/documents/nothing/links', admin, { role: 'read' })).status, 404);
  for (const wrong of [
    {},
    { role: 'admin' },
    { role: 'read', expiresIn: 0 },
    { role: 'read', expiresIn: limits.longestLinkLife + 1 },
  ]) {
    assert.equal((await ask('POST', '/api/documents/plan/links', admin, wrong)).status, 400, JSON.stringify(wrong));
  }
  assert.equal(
    (await ask('POST', '/api/documents/plan/links', admin, { role: 'read', expiresIn: limits.longestLinkLife })).status,
    201,
  );
  await ask('DELETE', '/api/documents/plan', admin);
  assert.equal((await ask('POST', '/api/tokens', undefined, { link: secret })).status, 404);
});

test('AUTH=open has neither tokens nor links', async () => {
  const log = pino({ level: 'silent' });
  const { store, rooms } = openRoomsOn(new MemoryStore(), new TestClock());
  const { app } = createApp({ store, rooms, log, reach, tokenMode: null });
  for (const path of ['/api/tokens', '/api/revocations', '/api/documents/plan/links']) {
    assert.equal((await app.request(path, { method: 'POST' })).status, 404, path);
  }
});

test('ADMIN_KEY as the bearer token may do everything in the API', async () => {
  const { ask } = await openServer();
  const json = async (method: string, path: string, body?: object) => (await ask(method, path, adminKey, body)).json;
  const statuses: number[] = [];
  for (const [method, path, body] of [
    ['POST', '/api/documents', { name: 'team/plan' }],
    ['GET', '/api/documents/team%2Fplan'],
    ['GET', '/api/documents/team%2Fplan/state'],
    ['GET', '/api/documents/team%2Fplan/authors'],
    ['POST', '/api/documents/team%2Fplan/links', { role: 'read' }],
    ['POST', '/api/tokens', { sub: 'ada', documents: {} }],
    ['POST', '/api/revocations', { user: 'ada' }],
  ] as const) {
    statuses.push((await ask(method, path, adminKey, body)).status);
  }
  assert.deepEqual(statuses, [201, 200, 200, 200, 201, 201, 204]);
  assert.equal((await json('GET', '/api/documents')).documents.length, 1);
  assert.equal((await json('GET', '/api/documents/team%2Fplan/links')).links[0]!.createdBy, null);
  const { role, user, expiresIn } = await json('GET', '/api/documents/team%2Fplan/access');
  assert.deepEqual([role, user, expiresIn], ['admin', null, null]);
  assert.equal((await json('POST', '/api/documents', {})).name.includes('/'), false);
  assert.equal((await ask('DELETE', '/api/documents/team%2Fplan', adminKey)).status, 204);
});
