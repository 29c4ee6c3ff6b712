import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type Ticket } from './api.ts';
import type { Keys } from './credentials.ts';
import { TokenSource, times } from './token-source.ts';

/** A server that gives `tokens`, opens to those in `opens`, and a clock that stands. */
function visit(keys: Keys) {
  const world = {
    keys,
    /** What the server says to each token, `null` for none: 200 where nothing is said. */
    answers: new Map<string | null, number>(),
    reachable: true,
    linkIsValid: true,
    exchanges: 0,
    now: 0,
    timers: new Set<{ at: number; then: () => void }>(),
    brought: [] as string[],
    dropped: [] as string[],
    /** Lets time pass, and what waits for it happen. */
    async pass(milliseconds: number) {
      world.now += milliseconds;
      for (const timer of [...world.timers]) {
        if (timer.at > world.now) continue;
        world.timers.delete(timer);
        timer.then();
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const reach = () => {
    if (!world.reachable) throw new ApiError(0, 'The server could not be reached.');
  };
  const keyring = {
    keysOf: () => world.keys,
    dropAccount: (token: string) => void world.dropped.push(token),
  };
  const gate = {
    async access(token: string | null) {
      reach();
      const status = world.answers.get(token) ?? 200;
      if (status !== 200) throw new ApiError(status, 'No.');
    },
    async exchange(link: string): Promise<Ticket> {
      reach();
      if (!world.linkIsValid) throw new ApiError(404, 'No such link.');
      return { token: `${link}-${++world.exchanges}`, expiresIn: 3600 };
    },
  };
  const tokens = new TokenSource('plan', keyring, gate, {
    now: () => world.now,
    after(delay, then) {
      const timer = { at: world.now + delay, then };
      world.timers.add(timer);
      return () => world.timers.delete(timer);
    },
  });
  tokens.onRenewal((token) => world.brought.push(token));
  return { tokens, world };
}

const nothing: Keys = { account: null, link: null };

test('without a key it is tried without, and a server that wants one says so', async () => {
  const { tokens, world } = visit(nothing);
  assert.deepEqual(await tokens.getToken(), { token: null });
  assert.equal(await tokens.diagnose(), 'unreachable', 'all is well with it: it was the network');
  world.answers.set(null, 401);
  assert.equal(await tokens.diagnose(), 'locked');
  assert.deepEqual(await tokens.getToken(), { refusal: 'locked' });
});

test('an account that does not open it gives way to the link, which is exchanged', async () => {
  const { tokens, world } = visit({ account: 'jwt', link: 'L' });
  assert.deepEqual(await tokens.getToken(), { token: 'jwt' });
  world.answers.set('jwt', 403);
  assert.equal(await tokens.diagnose(), 'again');
  assert.deepEqual(await tokens.getToken(), { token: 'L-1' });
  assert.deepEqual(await tokens.getToken(), { token: 'L-1' }, 'as long as it lasts');
  assert.deepEqual(world.dropped, [], 'it may open others');
});

test('an account that ended is forgotten', async () => {
  const { tokens, world } = visit({ account: 'jwt', link: null });
  await tokens.getToken();
  world.answers.set('jwt', 401).set(null, 401);
  assert.equal(await tokens.diagnose(), 'again', 'perhaps without');
  assert.deepEqual(await tokens.getToken(), { refusal: 'unauthorized' });
  assert.deepEqual(world.dropped, ['jwt']);
});

test('a link that is no longer valid is told as such, also when one cannot do without', async () => {
  const { tokens, world } = visit({ account: null, link: 'L' });
  world.linkIsValid = false;
  world.answers.set(null, 401);
  assert.deepEqual(await tokens.getToken(), { refusal: 'unlinked' });
});

test('where nobody needs a key, one of other days does not stand in the way', async () => {
  const { tokens, world } = visit({ account: null, link: 'L' });
  world.linkIsValid = false;
  assert.deepEqual(await tokens.getToken(), { token: null });
});

test('what is not known because of the network is not held against anybody', async () => {
  const { tokens, world } = visit({ account: null, link: 'L' });
  world.reachable = false;
  assert.equal(await tokens.getToken(), 'unreachable');
  assert.equal(await tokens.diagnose(), 'unreachable');
  world.reachable = true;
  assert.deepEqual(await tokens.getToken(), { token: 'L-1' });
});

test('a document that is not there is not there, whatever key is shown', async () => {
  const { tokens, world } = visit({ account: 'jwt', link: 'L' });
  world.answers.set('jwt', 404);
  assert.equal(await tokens.diagnose(), 'notFound');
});

test('a token of a link is replaced before its time, and the connection told', async () => {
  const { tokens, world } = visit({ account: null, link: 'L' });
  await tokens.getToken();
  await world.pass(2_879_999);
  assert.deepEqual(world.brought, []);
  await world.pass(1);
  assert.deepEqual(world.brought, ['L-2']);
  await world.pass(2_880_000);
  assert.deepEqual(world.brought, ['L-2', 'L-3']);
});

test('a renewal that fails is tried again, and what has ended is not shown', async () => {
  const { tokens, world } = visit({ account: null, link: 'L' });
  await tokens.getToken();
  world.reachable = false;
  await world.pass(2_880_000);
  assert.deepEqual(world.brought, []);
  world.reachable = true;
  await world.pass(times.again);
  assert.deepEqual(world.brought, ['L-2']);
  world.reachable = false;
  await world.pass(3_600_000);
  assert.equal(await tokens.getToken(), 'unreachable', 'not with a token that has ended');
});

test('a token of a link that is called invalid is exchanged anew, but not over and over', async () => {
  const { tokens, world } = visit({ account: null, link: 'L' });
  await tokens.getToken();
  assert.equal(tokens.reject('unauthorized'), 'again');
  assert.deepEqual(await tokens.getToken(), { token: 'L-2' });
  world.answers.set(null, 401);
  assert.equal(tokens.reject('unauthorized'), 'again', 'to be asked without');
  assert.deepEqual(await tokens.getToken(), { refusal: 'unauthorized' });
});

test('a withdrawn link ends it', async () => {
  const { tokens, world } = visit({ account: null, link: 'L' });
  await tokens.getToken();
  world.linkIsValid = false;
  world.answers.set(null, 401);
  assert.equal(tokens.reject('forbidden'), 'again');
  assert.deepEqual(await tokens.getToken(), { refusal: 'unlinked' });
});

test('another key gives everything another chance; the same ones do not', async () => {
  const { tokens, world } = visit(nothing);
  world.answers.set(null, 401);
  await tokens.diagnose();
  assert.equal(tokens.reload(), false);
  world.keys = { account: 'jwt', link: null };
  assert.equal(tokens.reload(), true);
  assert.deepEqual(await tokens.getToken(), { token: 'jwt' });
});

test('a guest who takes another name is given another token, once the name stays', async () => {
  const { tokens, world } = visit({ account: null, link: 'L' });
  await tokens.getToken();
  tokens.nameChanged();
  await world.pass(times.typing - 1);
  tokens.nameChanged();
  await world.pass(times.typing - 1);
  assert.deepEqual(world.brought, []);
  await world.pass(1);
  assert.deepEqual(world.brought, ['L-2']);
});

test('who has an account keeps its token, whatever name they choose', async () => {
  const { tokens, world } = visit({ account: 'jwt', link: 'L' });
  await tokens.getToken();
  tokens.nameChanged();
  await world.pass(10 * times.typing);
  assert.deepEqual(world.brought, []);
});
