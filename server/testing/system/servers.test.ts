// Several servers on one PostgreSQL and one Redis: whoever is connected to which, they write one document.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import * as Y from 'yjs';
import type { Presence } from '../../../protocol/api.ts';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { client, synced } from '../client.ts';
import { needsPostgres, startPostgres } from '../postgres.ts';
import { needsRedis, TestRedis } from '../redis.ts';
import { startServer, type TestServer, until } from '../server.ts';

const options = { skip: needsPostgres.skip || needsRedis.skip };
const postgres = await startPostgres();

/** Two servers, and what joins them. */
async function startTwo(t: TestContext, more: Record<string, string> = {}) {
  const redis = await TestRedis.start(t);
  const database = postgres.newDatabase();
  await postgres.make(database);
  const env = { DATABASE_URL: postgres.address(database).href, REDIS_URL: redis.address, ...more };
  const start = () => startServer(t, { env });
  const servers = await Promise.all([start(), start()]);
  const isUp = ({ output }: TestServer) => output().includes('the bus to other servers is up');
  await until(() => servers.every(isUp));
  return { redis, start, servers };
}

test('Servers: people on two servers write together and see each other', options, async (t) => {
  const { servers } = await startTwo(t);
  const [ada, ben] = servers.map((server) => client(t, server, 'plan')) as [Client, Client];
  await Promise.all([synced(ada), synced(ben)]);
  for (const [who, name] of [
    [ada, 'Ada'],
    [ben, 'Ben'],
  ] as const) {
    who.awareness.setLocalState({ name });
  }
  ada.text.insert(0, 'Milk');
  await until(() => ben.text.toJSON() === 'Milk');
  ben.text.insert(4, ' and bread');
  await until(() => ada.text.toJSON() === 'Milk and bread');
  for (const who of [ada, ben]) await until(() => namesSeenBy(who).join() === 'Ada,Ben');
  ben.provider.destroy();
  await until(() => namesSeenBy(ada).join() === 'Ada');
});

test('Servers: while Redis is away each goes on by itself, and then they agree again', options, async (t) => {
  const { redis, servers } = await startTwo(t);
  const [ada, ben] = servers.map((server) => client(t, server, 'plan')) as [Client, Client];
  await Promise.all([synced(ada), synced(ben)]);
  ada.text.insert(0, 'one ');
  await until(() => ben.text.toJSON() === 'one ');
  await redis.kill();
  ada.text.insert(0, 'ada ');
  ben.text.insert(ben.text.length, 'ben');
  await until(() => ada.text.toJSON() === 'ada one ben'); // from the log
  await until(() => ben.text.toJSON() === 'ada one ben');
  await redis.run();
  ada.text.insert(0, 'more ');
  await until(() => ben.text.toJSON() === 'more ada one ben');
});

test('Servers: whoever loses a server goes on with another, and nothing is lost', options, async (t) => {
  const { servers, start } = await startTwo(t);
  const [first, second] = servers;
  const [ada, ben] = [client(t, first!, 'plan'), client(t, second!, 'plan')];
  await Promise.all([synced(ada), synced(ben)]);
  for (let i = 0; i < 50; i++) ada.text.insert(ada.text.length, `${i} `);
  await first!.stop('SIGKILL');
  ada.text.insert(0, 'offline ');
  const moved = client(t, second!, 'plan');
  Y.applyUpdate(moved.doc, Y.encodeStateAsUpdate(ada.doc)); // the same page, with another connection
  await until(() => ben.text.toJSON() === ada.text.toJSON());
  const late = client(t, await start(), 'plan');
  await until(() => late.text.toJSON() === ada.text.toJSON());
});

test('Servers: a deletion, a revocation and a withdrawn link hold on both', options, async (t) => {
  const [secret, key] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString('base64url'));
  const { servers } = await startTwo(t, { AUTH: 'token', SECRET: secret!, ADMIN_KEY: key! });
  const [first, second] = servers as [TestServer, TestServer];
  const ask = asking(key!);
  const made = await ask(first, 'POST', '/tokens', { sub: 'ada', name: 'Ada', documents: { '*': 'admin' } });
  const { token } = (await made.json()) as { token: string };
  assert.equal(made.status, 201, JSON.stringify(token));
  assert.equal((await ask(first, 'POST', '/documents', { name: 'plan' })).status, 201);
  const ada = client(t, second, 'plan', { token });
  await synced(ada);
  assert.equal((await ask(first, 'DELETE', '/documents/plan')).status, 204);
  await until(() => ada.closed() === CloseCode.deleted);

  assert.equal((await ask(second, 'POST', '/documents', { name: 'other' })).status, 201);
  const link = await ask(first, 'POST', '/documents/other/links', { role: 'write' });
  const { id, secret: linkSecret } = (await link.json()) as { id: string; secret: string };
  const guestToken = await enteredBy(second, linkSecret);
  const guest = client(t, second, 'other', { token: guestToken });
  await synced(guest);
  assert.equal((await ask(first, 'DELETE', `/documents/other/links/${id}`)).status, 204);
  guest.text.insert(0, 'not any more');
  await until(() => guest.closed() !== null);
  assert.notEqual((await exchange(second, linkSecret)).status, 201);

  const again = client(t, second, 'other', { token });
  await synced(again);
  assert.equal((await ask(first, 'POST', '/revocations', { user: 'ada' })).status, 204);
  await until(() => again.closed() === CloseCode.unauthorized);
});

test('Servers: while Redis is away, a deletion and a revocation take effect on all of them', options, async (t) => {
  const [secret, key] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString('base64url'));
  const { servers, redis } = await startTwo(t, { AUTH: 'token', SECRET: secret!, ADMIN_KEY: key! });
  const [first, second] = servers as [TestServer, TestServer];
  const ask = asking(key!);
  const tokens = await Promise.all(
    ['ada', 'ben', 'cleo'].map(async (sub) => {
      const made = await ask(first, 'POST', '/tokens', { sub, name: sub, documents: { '*': 'admin' } });
      return ((await made.json()) as { token: string }).token;
    }),
  );
  for (const name of ['plan', 'other']) assert.equal((await ask(first, 'POST', '/documents', { name })).status, 201);
  const link = await ask(first, 'POST', '/documents/other/links', { role: 'write' });
  const { id, secret: linkSecret } = (await link.json()) as { id: string; secret: string };
  const guestToken = await enteredBy(second, linkSecret);
  const [ada, ben, guest] = [
    client(t, second, 'plan', { token: tokens[0]! }),
    client(t, second, 'other', { token: tokens[1]! }),
    client(t, second, 'other', { token: guestToken }),
  ];
  await Promise.all([ada, ben, guest].map(synced));

  await redis.kill();
  assert.equal((await ask(first, 'DELETE', '/documents/plan')).status, 204);
  assert.equal((await ask(first, 'DELETE', `/documents/other/links/${id}`)).status, 204);
  assert.equal((await ask(first, 'POST', '/revocations', { user: 'ben' })).status, 204);
  await until(() => ada.closed() === CloseCode.deleted);
  await until(() => ben.closed() === CloseCode.unauthorized);
  await until(() => guest.closed() !== null);
  const cleo = client(t, second, 'other', { token: tokens[2]! });
  await synced(cleo);
});

test('Servers: [PEOPLE4] each says who is where on all, to those who may read it', options, async (t) => {
  const [secret, key] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString('base64url'));
  const { redis, servers } = await startTwo(t, { AUTH: 'token', SECRET: secret!, ADMIN_KEY: key! });
  const [first, second] = servers as [TestServer, TestServer];
  const tokenFor = async (sub: string, documents: object) => {
    const answer = await asking(key!)(first, 'POST', '/tokens', { sub, name: sub, documents });
    return ((await answer.json()) as { token: string }).token;
  };
  const [team, stranger] = [await tokenFor('Ada', { 'team/*': 'write' }), await tokenFor('Eve', { other: 'write' })];
  const seen = async (server: TestServer, token: string) => {
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/presence`, { headers });
    const { documents } = (await answer.json()) as Presence;
    return JSON.stringify(documents.map(({ name, people }) => [name, people.map((person) => person.name)]));
  };
  const page = { name: 'Ada', person: 'a' };
  const there = JSON.stringify([['team/plan', ['Ada']]]);
  const ada = client(t, second, 'team/plan', { token: team });
  await synced(ada);
  ada.awareness.setLocalState(page);
  for (const server of servers) while ((await seen(server, team)) !== there);
  assert.equal(await seen(first, stranger), '[]');

  await redis.kill();
  const eve = client(t, second, 'other', { token: stranger });
  await synced(eve);
  await redis.run();
  while (!(await seen(first, stranger)).includes('other'));

  const moved = client(t, first, 'team/plan', { token: team }); // another page of the same person
  await synced(moved);
  moved.awareness.setLocalState(page);
  const leaving = second.stop('SIGTERM');
  let isOver = false;
  void leaving.then(() => (isOver = true));
  while (!isOver) assert.equal(await seen(first, team), there);
  while ((await seen(first, stranger)) !== '[]'); // those who were on the second server are gone
  assert.equal(await seen(first, team), there);
  moved.provider.destroy();
  while ((await seen(first, team)) !== '[]');
});

const exchange = ({ port }: TestServer, link: string) =>
  fetch(`http://127.0.0.1:${port}/api/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ link, name: 'Guest' }),
  });

/** The token for a link on a server, which may hear of the link only in a moment. */
async function enteredBy(server: TestServer, link: string): Promise<string> {
  for (;;) {
    const answer = await exchange(server, link);
    const { token } = (await answer.json()) as { token: string };
    if (answer.status === 201) return token;
  }
}

/** Asks the API with the administrator's key. */
const asking = (key: string) => (to: TestServer, method: string, path: string, body?: object) =>
  fetch(`http://127.0.0.1:${to.port}/api${path}`, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });

type Client = ReturnType<typeof client>;

const namesSeenBy = ({ awareness }: Client): string[] =>
  [...awareness.getStates().values()].flatMap((state) => (state['name'] as string | undefined) ?? []).sort();
