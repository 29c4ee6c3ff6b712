import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { everybody } from '../auth/authority.ts';
import { limits } from '../limits/limits.ts';
import type { Presence } from '../../protocol/api.ts';
import type { People } from '../rooms/people.ts';
import type { Identified } from './bearer.ts';
import { presenceRoutes } from './presence.ts';

/** The answer where so many documents have somebody in them, and the client may read `team/*`. */
async function ask(count: number): Promise<Presence> {
  const names = ['other', ...Array.from({ length: count }, (_, i) => `team/${i}`)];
  const present: People = { people: [{ id: '=device', name: 'Ada', color: null, away: false }], more: 1 };
  const people = (isWanted: (name: string) => boolean) =>
    names.filter(isWanted).map((document) => [document, present] as const);
  const app = new Hono<Identified>().use(async (context, next) => {
    context.set('identity', { ...everybody, roleIn: (name) => (name.startsWith('team/') ? 'read' : null) });
    await next();
  });
  app.route('/', presenceRoutes({ people }));
  return (await (await app.request('/')).json()) as Presence;
}

test('[PEOPLE4] the answer names only documents that the client may read, up to a limit', async () => {
  assert.deepEqual(
    (await ask(2)).documents.map(({ name }) => name),
    ['team/0', 'team/1'],
  );
  assert.deepEqual((await ask(1)).documents[0]!.people, [{ name: 'Ada', color: null, away: false }]); // without the id
  const most = limits.peopledDocuments;
  assert.equal((await ask(most)).documents.length, most);
  assert.equal((await ask(most + 1)).documents.length, most);
});
