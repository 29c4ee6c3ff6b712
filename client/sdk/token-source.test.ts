import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type IssuedToken } from './api.ts';
import type { Keys } from './credentials.ts';
import { TokenSource, tokenTimes } from './token-source.ts';

/** A TokenSource with a server, keys and a clock of the test. */
function setUp(keys: Keys) {
  const world = {
    keys,
    /** The server's status for each token, with `null` for none. The default is 200. */
    answers: new Map<string | null, number>(),
    reachable: true,
    linkIsValid: true,
    exchanges: 0,
    now: 0,
    timers: new Set<{ at: number; action: () => void }>(),
    renewed: [] as string[],
    dropped: [] as string[],
    /** Moves the clock, and runs the timers that are due. */
    async pass(milliseconds: number) {
      world.now += milliseconds;
      for (const timer of [...world.timers]) {
        if (timer.at > world.now) continue;
        world.timers.delete(timer);
        timer.action();
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const reach = () => {
    if (!world.reachable) throw new ApiError(0, 'The server could not be reached.');
  };
  const store = {
    keysOf: () => world.keys,
    dropAccount: (token: string) => void world.dropped.push(token),
  };
  const api = {
    async access(token: string | null) {
      reach();
      const status = world.answers.get(token) ?? 200;
      if (status !== 200) throw new ApiError(status, 'No.');
    },
    async exchange(link: string): Promise<IssuedToken> {
      reach();
      if (!world.linkIsValid) throw new ApiError(404, 'No such link.');
      return { token: `${link}-${++world.exchanges}`, expiresIn: 3600 };
    },
  };
  const tokens = new TokenSource('plan', store, api, {
    now: () => world.now,
    after(delay, action) {
      const timer = { at: world.now + delay, action };
      world.timers.add(timer);
      return () => world.timers.delete(timer);
    },
  });
  tokens.onRenewal((token) => world.renewed.push(token));
  return { tokens, world };
}

const noKeys: Keys = { account: null, link: null };

test('[KEY1] a page without keys tries without a token, and learns when the server needs one', async () => {
  const { tokens, world } = setUp(noKeys);
  assert.deepEqual(await tokens.getToken(), { type: 'token', token: null });
  assert.equal(await tokens.diagnose(), 'unreachable', 'the server accepts the page, so the network failed');
  world.answers.set(null, 401);
  assert.equal(await tokens.diagnose(), 'locked');
  assert.deepEqual(await tokens.getToken(), { type: 'denied', failure: 'locked' });
});

test('[KEY1] a link is exchanged when the account does not open the document', async () => {
  const { tokens, world } = setUp({ account: 'jwt', link: 'L' });
  assert.deepEqual(await tokens.getToken(), { type: 'token', token: 'jwt' });
  world.answers.set('jwt', 403);
  assert.equal(await tokens.diagnose(), 'retry');
  assert.deepEqual(await tokens.getToken(), { type: 'token', token: 'L-1' });
  assert.deepEqual(await tokens.getToken(), { type: 'token', token: 'L-1' }, 'until it expires');
  assert.deepEqual(world.dropped, [], 'the account may open other documents');
});

test('[KEY1] an account whose token expired is forgotten', async () => {
  const { tokens, world } = setUp({ account: 'jwt', link: null });
  await tokens.getToken();
  world.answers.set('jwt', 401).set(null, 401);
  assert.equal(await tokens.diagnose(), 'retry', 'without a token');
  assert.deepEqual(await tokens.getToken(), { type: 'denied', failure: 'unauthorized' });
  assert.deepEqual(world.dropped, ['jwt']);
});

test('an invalid link is reported as such, also when the server needs a credential', async () => {
  const { tokens, world } = setUp({ account: null, link: 'L' });
  world.linkIsValid = false;
  world.answers.set(null, 401);
  assert.deepEqual(await tokens.getToken(), { type: 'denied', failure: 'unlinked' });
});

test('[KEY1] an old link does not keep a page from a server that needs no token', async () => {
  const { tokens, world } = setUp({ account: null, link: 'L' });
  world.linkIsValid = false;
  assert.deepEqual(await tokens.getToken(), { type: 'token', token: null });
});

test('[KEY1] an unreachable server rejects no credential', async () => {
  const { tokens, world } = setUp({ account: null, link: 'L' });
  world.reachable = false;
  assert.deepEqual(await tokens.getToken(), { type: 'unreachable' });
  assert.equal(await tokens.diagnose(), 'unreachable');
  world.reachable = true;
  assert.deepEqual(await tokens.getToken(), { type: 'token', token: 'L-1' });
});

test('a missing document is reported as missing for any credential', async () => {
  const { tokens, world } = setUp({ account: 'jwt', link: 'L' });
  world.answers.set('jwt', 404);
  assert.equal(await tokens.diagnose(), 'notFound');
});

test('[KEY3] the token of a link is renewed before it expires, and shown on the connection', async () => {
  const { tokens, world } = setUp({ account: null, link: 'L' });
  await tokens.getToken();
  await world.pass(2_879_999);
  assert.deepEqual(world.renewed, []);
  await world.pass(1);
  assert.deepEqual(world.renewed, ['L-2']);
  await world.pass(2_880_000);
  assert.deepEqual(world.renewed, ['L-2', 'L-3']);
});

test('[KEY3] a failed renewal is tried again, and an expired token is not shown', async () => {
  const { tokens, world } = setUp({ account: null, link: 'L' });
  await tokens.getToken();
  world.reachable = false;
  await world.pass(2_880_000);
  assert.deepEqual(world.renewed, []);
  world.reachable = true;
  await world.pass(tokenTimes.retry);
  assert.deepEqual(world.renewed, ['L-2']);
  world.reachable = false;
  await world.pass(3_600_000);
  assert.deepEqual(await tokens.getToken(), { type: 'unreachable' }, 'and not the expired token');
});

test('a rejected token of a link is exchanged anew, and not over and over', async () => {
  const { tokens, world } = setUp({ account: null, link: 'L' });
  await tokens.getToken();
  assert.equal(tokens.reject('unauthorized'), 'retry');
  assert.deepEqual(await tokens.getToken(), { type: 'token', token: 'L-2' });
  world.answers.set(null, 401);
  assert.equal(tokens.reject('unauthorized'), 'retry', 'without a token');
  assert.deepEqual(await tokens.getToken(), { type: 'denied', failure: 'unauthorized' });
});

test('a withdrawn link is reported as such', async () => {
  const { tokens, world } = setUp({ account: null, link: 'L' });
  await tokens.getToken();
  world.linkIsValid = false;
  world.answers.set(null, 401);
  assert.equal(tokens.reject('forbidden'), 'retry');
  assert.deepEqual(await tokens.getToken(), { type: 'denied', failure: 'unlinked' });
});

test('[KEY4] every credential is tried anew after another key came, and only then', async () => {
  const { tokens, world } = setUp(noKeys);
  world.answers.set(null, 401);
  await tokens.diagnose();
  assert.equal(tokens.reload(), false);
  world.keys = { account: 'jwt', link: null };
  assert.equal(tokens.reload(), true);
  assert.deepEqual(await tokens.getToken(), { type: 'token', token: 'jwt' });
});

test('a guest who changes their name gets another token, once the name is settled', async () => {
  const { tokens, world } = setUp({ account: null, link: 'L' });
  await tokens.getToken();
  tokens.nameChanged();
  await world.pass(tokenTimes.nameSettled - 1);
  tokens.nameChanged();
  await world.pass(tokenTimes.nameSettled - 1);
  assert.deepEqual(world.renewed, []);
  await world.pass(1);
  assert.deepEqual(world.renewed, ['L-2']);
});

test('an account’s token stays when the person chooses another name', async () => {
  const { tokens, world } = setUp({ account: 'jwt', link: 'L' });
  await tokens.getToken();
  tokens.nameChanged();
  await world.pass(10 * tokenTimes.nameSettled);
  assert.deepEqual(world.renewed, []);
});
