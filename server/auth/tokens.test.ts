import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { announcedStore } from '../events/announced-store.ts';
import { Events } from '../events/events.ts';
import { limits } from '../limits/limits.ts';
import { MemoryStore } from '../store/memory.ts';
import { TestClock } from '../testing/clock.ts';
import { hasEnded } from './authority.ts';
import { Grants } from './grants.ts';
import { Tokens } from './tokens.ts';

const secret = new TextEncoder().encode('k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e');

async function openTokens(keySet: URL | null = null) {
  const clock = new TestClock();
  await clock.advance(1_000_000_000);
  const events = new Events(assert.ifError);
  const store = announcedStore(new MemoryStore(), events);
  const grants = await Grants.open(store, events, clock);
  return { clock, store, events, grants, tokens: new Tokens(secret, keySet, grants, clock) };
}

/** A token of a host application, valid for an hour from 1970-01-12T13:46:40Z, when these tests begin. */
function signed(claims: object, key: Parameters<SignJWT['sign']>[0] = secret, header: object = {}): Promise<string> {
  const defaults = { sub: 'ada', exp: 1_003_600, iat: 1_000_000 };
  return new SignJWT({ ...defaults, ...claims }).setProtectedHeader({ alg: 'HS256', ...header }).sign(key);
}

test('a token gives an identity and its roles, until the token expires', async () => {
  const { tokens, clock } = await openTokens();
  const { token } = await tokens.mint({ sub: 'ada', name: 'Ada', documents: { 'team/*': 'write' } }, 60);
  const identity = (await tokens.identify(token))!;
  assert.equal(identity.user!.name, 'Ada');
  assert.deepEqual([identity.roleIn('team/plan'), identity.roleIn('plan')], ['write', null]);
  await clock.advance(59_999);
  assert.ok(!hasEnded(identity, clock.date()) && (await tokens.identify(token)) !== null);
  await clock.advance(1);
  assert.ok(hasEnded(identity, clock.date()));
  assert.equal(await tokens.identify(token), null);
});

test('a host application with the secret makes valid tokens by itself', async () => {
  const { tokens } = await openTokens();
  assert.equal((await tokens.identify(await signed({ documents: { plan: 'read' } })))!.roleIn('plan'), 'read');
});

test('text that is no token, a foreign signature, no expiry or an unknown claim gives no identity', async () => {
  const { tokens } = await openTokens();
  const good = await signed({});
  const [head, body, signature] = good.split('.') as [string, string, string];
  const other = new TextEncoder().encode('another-key-another-key-another-k');
  for (const wrong of [
    null,
    '',
    '.',
    '..',
    'a.b.c',
    `${head}.${body}.`,
    `${head}.${Buffer.from(JSON.stringify({ sub: 'eve', exp: 2_000_000 })).toString('base64url')}.${signature}`,
    new UnsecuredJWT({ sub: 'ada', exp: 1_003_600 }).encode(),
    await signed({}, other),
    await signed({ exp: undefined }),
    await signed({ sub: undefined }),
    await signed({ nbf: 1_000_100 }),
    await signed({ documents: { plan: 'owner' } }),
    await signed({}, secret, { alg: 'HS512' }),
    good.padEnd(limits.tokenLength + 1, 'A'),
  ]) {
    assert.equal(await tokens.identify(wrong), null, String(wrong));
  }
  assert.ok(await tokens.identify(good));
});

test('a token may have the largest length, and not one character more', async () => {
  const { tokens } = await openTokens();
  const filled = async (length: number): Promise<string> => {
    let jti = '';
    const documents: Record<string, string> = {};
    for (let i = 0; ; i++) {
      const token = await signed({ documents, jti });
      if (token.length >= length) return token;
      if (length - token.length > 400) documents[`${i}-${'x'.repeat(150)}`] = 'read';
      else jti += 'x';
    }
  };
  const longest = await filled(limits.tokenLength);
  assert.equal(longest.length, limits.tokenLength);
  assert.ok(await tokens.identify(longest));
  assert.equal(await tokens.identify(await filled(limits.tokenLength + 1)), null);
});

test('a revocation ends one token, or all tokens that a user has so far', async () => {
  const { tokens, grants, clock } = await openTokens();
  const documents = { '*': 'write' } as const;
  const first = await tokens.mint({ sub: 'ada', documents }, 60);
  const second = await tokens.mint({ sub: 'ada', documents }, 60);
  const bens = await tokens.mint({ sub: 'ben', documents }, 60);
  const identity = (await tokens.identify(first.token))!;
  await grants.revoke({ token: first.id, user: null, document: null });
  assert.ok(identity.isRevoked());
  assert.equal(await tokens.identify(first.token), null);

  const still = (await tokens.identify(second.token))!;
  await grants.revoke({ token: null, user: 'ada', document: 'plan' });
  assert.deepEqual([still.roleIn('plan'), still.roleIn('other'), still.isRevoked()], [null, 'write', false]);
  await clock.advance(1);
  const later = await tokens.mint({ sub: 'ada', documents }, 60);
  assert.equal((await tokens.identify(later.token))!.roleIn('plan'), 'write', 'issued after the revocation');

  await grants.revoke({ token: null, user: 'ada', document: null });
  assert.equal(await tokens.identify(later.token), null);
  assert.ok(await tokens.identify(bens.token));
  assert.equal(
    await tokens.identify(await signed({ iat: undefined })),
    null,
    'a token without a time of issue counts as earlier',
  );
});

test('revocations outlive the process', async () => {
  const { tokens, grants, store, events, clock } = await openTokens();
  const { token } = await tokens.mint({ sub: 'ada' }, 60);
  await grants.revoke({ token: null, user: 'ada', document: null });
  const again = new Tokens(secret, null, await Grants.open(store, events, clock), clock);
  assert.equal(await again.identify(token), null);
});

test('the token of a link allows what the link allows at that moment, in its one document only', async () => {
  const { tokens, grants, store, clock } = await openTokens();
  await store.create('plan');
  const link = (await grants.createLink({
    document: 'plan',
    role: 'read',
    createdBy: null,
    expiresAt: clock.date() + 1000,
  }))!;
  const { token } = await tokens.mint({ sub: 'guest:1', link: link.id, documents: { '*': 'admin' } }, 60);
  const identity = (await tokens.identify(token))!;
  assert.deepEqual([identity.roleIn('plan'), identity.roleIn('other'), identity.newNamePrefix], ['read', null, null]);
  assert.deepEqual(identity.patterns, ['plan']);
  await grants.changeLink({ ...link, role: 'write' });
  assert.equal(identity.roleIn('plan'), 'write');
  await clock.advance(1000);
  assert.equal(identity.roleIn('plan'), null, 'the link has expired');
  await grants.changeLink({ ...link, expiresAt: null });
  assert.equal(identity.roleIn('plan'), 'read');
  await grants.withdrawLink(link);
  assert.deepEqual([identity.roleIn('plan'), identity.patterns], [null, []]);
  assert.equal(
    await grants.changeLink({ ...link, role: 'write' }),
    false,
    'a change does not restore a withdrawn link',
  );
  assert.equal(identity.roleIn('plan'), null);
});

test('the links of a document end with the document', async () => {
  const { grants, store } = await openTokens();
  await store.create('plan');
  const link = (await grants.createLink({ document: 'plan', role: 'read', createdBy: null, expiresAt: null }))!;
  await store.delete('plan');
  assert.equal(grants.grantOf(link.id), null);
  assert.equal(await grants.createLink({ document: 'plan', role: 'read', createdBy: null, expiresAt: null }), null);
});

/** The address of a key set whose server gives `answer`. */
async function publish(t: TestContext, answer: () => { status: number; body: string }): Promise<URL> {
  const server = createServer((_request, response) => {
    const { status, body } = answer();
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`);
}

test('a token is also valid with a signature by a published key of the host application', async (t) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const stranger = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
  const { tokens } = await openTokens(await publish(t, () => ({ status: 200, body: keys })));
  const header = { alg: 'ES256', kid: 'one' };
  const identity = await tokens.identify(await signed({ documents: { plan: 'write' } }, privateKey, header));
  assert.equal(identity!.roleIn('plan'), 'write');
  assert.equal(await tokens.identify(await signed({}, stranger.privateKey, header)), null);
  assert.equal(await tokens.identify(await signed({}, privateKey, { alg: 'ES256', kid: 'two' })), null);
  assert.ok(await tokens.identify(await signed({})), 'a token signed with SECRET is still valid');
  // Algorithm confusion: the public key, which everybody knows, as a shared secret.
  const confused = new TextEncoder().encode(keys);
  assert.equal(await tokens.identify(await signed({}, confused, { kid: 'one' })), null);
});

test('a key set that cannot be fetched says nothing about the token', async (t) => {
  const { privateKey } = await generateKeyPair('ES256');
  const token = await signed({}, privateKey, { alg: 'ES256' });
  for (const answer of [
    { status: 500, body: '' },
    { status: 200, body: 'no JSON' },
    { status: 200, body: '{}' },
  ]) {
    const { tokens } = await openTokens(await publish(t, () => answer));
    await assert.rejects(tokens.identify(token), /The key set at JWKS_URL cannot be fetched/, answer.body);
  }
  const { tokens } = await openTokens(new URL('http://127.0.0.1:1/jwks.json'));
  await assert.rejects(tokens.identify(token), /cannot be fetched/);
  assert.equal(await tokens.identify('nonsense'), null);
});
