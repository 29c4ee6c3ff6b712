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

async function openTokens(published: URL | null = null) {
  const clock = new TestClock();
  await clock.advance(1_000_000_000);
  const events = new Events(assert.ifError);
  const store = announcedStore(new MemoryStore(), events);
  const grants = await Grants.open(store, events, clock);
  return { clock, store, events, grants, tokens: new Tokens(secret, published, grants, clock) };
}

/** A token as a host application makes it, good for an hour from 1970-01-12T13:46:40Z, when these tests begin. */
function signed(claims: object, key: Parameters<SignJWT['sign']>[0] = secret, header: object = {}): Promise<string> {
  const defaults = { sub: 'ada', exp: 1_003_600, iat: 1_000_000 };
  return new SignJWT({ ...defaults, ...claims }).setProtectedHeader({ alg: 'HS256', ...header }).sign(key);
}

test('a token says who it is and what they may do, until it ends', async () => {
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

test('a host application that has the secret makes tokens by itself', async () => {
  const { tokens } = await openTokens();
  assert.equal((await tokens.identify(await signed({ documents: { plan: 'read' } })))!.roleIn('plan'), 'read');
});

test('what is no token, not signed by us, without an end, or strange in its claims is nobody', async () => {
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

test('a token is good up to its longest length', async () => {
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

test('a revocation takes the effect from one token, or from all that a user was given until then', async () => {
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
  assert.equal((await tokens.identify(later.token))!.roleIn('plan'), 'write', 'given after that');

  await grants.revoke({ token: null, user: 'ada', document: null });
  assert.equal(await tokens.identify(later.token), null);
  assert.ok(await tokens.identify(bens.token));
  assert.equal(await tokens.identify(await signed({ iat: undefined })), null, 'who knows when it was given');
});

test('revocations outlive the server', async () => {
  const { tokens, grants, store, events, clock } = await openTokens();
  const { token } = await tokens.mint({ sub: 'ada' }, 60);
  await grants.revoke({ token: null, user: 'ada', document: null });
  const again = new Tokens(secret, null, await Grants.open(store, events, clock), clock);
  assert.equal(await again.identify(token), null);
});

test('a token for a link allows what the link allows at that moment, and no more than its one document', async () => {
  const { tokens, grants, store, clock } = await openTokens();
  await store.create('plan');
  const link = (await grants.makeLink({
    document: 'plan',
    role: 'read',
    createdBy: null,
    expiresAt: clock.date() + 1000,
  }))!;
  const { token } = await tokens.mint({ sub: 'guest:1', link: link.id, documents: { '*': 'admin' } }, 60);
  const identity = (await tokens.identify(token))!;
  assert.deepEqual([identity.roleIn('plan'), identity.roleIn('other'), identity.newNames], ['read', null, null]);
  assert.deepEqual(identity.patterns, ['plan']);
  await grants.changeLink({ ...link, role: 'write' });
  assert.equal(identity.roleIn('plan'), 'write');
  await clock.advance(1000);
  assert.equal(identity.roleIn('plan'), null, 'its end');
  await grants.changeLink({ ...link, expiresAt: null });
  assert.equal(identity.roleIn('plan'), 'read');
  await grants.withdrawLink(link);
  assert.deepEqual([identity.roleIn('plan'), identity.patterns], [null, []]);
  assert.equal(await grants.changeLink({ ...link, role: 'write' }), false, 'no change brings it back');
  assert.equal(identity.roleIn('plan'), null);
});

test('the links of a document end with it', async () => {
  const { grants, store } = await openTokens();
  await store.create('plan');
  const link = (await grants.makeLink({ document: 'plan', role: 'read', createdBy: null, expiresAt: null }))!;
  await store.delete('plan');
  assert.equal(grants.grantOf(link.id), null);
  assert.equal(await grants.makeLink({ document: 'plan', role: 'read', createdBy: null, expiresAt: null }), null);
});

/** A host application's key set; `answer` gives what it says. */
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

test('tokens are also believed that the host application signed with a key that it publishes', async (t) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const stranger = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
  const { tokens } = await openTokens(await publish(t, () => ({ status: 200, body: keys })));
  const header = { alg: 'ES256', kid: 'one' };
  const identity = await tokens.identify(await signed({ documents: { plan: 'write' } }, privateKey, header));
  assert.equal(identity!.roleIn('plan'), 'write');
  assert.equal(await tokens.identify(await signed({}, stranger.privateKey, header)), null);
  assert.equal(await tokens.identify(await signed({}, privateKey, { alg: 'ES256', kid: 'two' })), null);
  assert.ok(await tokens.identify(await signed({})), 'ours, too');
  // The public key, known to everybody, as if it were a secret that both sides share.
  const confused = new TextEncoder().encode(keys);
  assert.equal(await tokens.identify(await signed({}, confused, { kid: 'one' })), null);
});

test('keys that cannot be had are no verdict on the token', async (t) => {
  const { privateKey } = await generateKeyPair('ES256');
  const token = await signed({}, privateKey, { alg: 'ES256' });
  for (const answer of [
    { status: 500, body: '' },
    { status: 200, body: 'no JSON' },
    { status: 200, body: '{}' },
  ]) {
    const { tokens } = await openTokens(await publish(t, () => answer));
    await assert.rejects(tokens.identify(token), /keys that tokens are signed with cannot be had/, answer.body);
  }
  const { tokens } = await openTokens(new URL('http://127.0.0.1:1/jwks.json'));
  await assert.rejects(tokens.identify(token), /cannot be had/);
  assert.equal(await tokens.identify('nonsense'), null);
});
