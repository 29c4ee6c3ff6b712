// /api/presence: who is in which document now, of all documents that the token allows to read.

import { Hono } from 'hono';
import { limits } from '../limits/limits.ts';
import type * as api from '../../protocol/api.ts';
import { permits } from '../../protocol/roles.ts';
import type { PeopleSource } from '../rooms/people.ts';
import type { Identified } from './bearer.ts';

export function presenceRoutes(source: PeopleSource): Hono<Identified> {
  return new Hono<Identified>().get('/', (context) => {
    const identity = context.get('identity');
    const documents: api.Presence['documents'] = [];
    for (const [document, { people, more }] of source.people((name) => permits(identity.roleIn(name), 'read'))) {
      // Not the ids: they are what pages told each other, and no reader of the list needs them.
      documents.push({ name: document, people: people.map(({ name, color, away }) => ({ name, color, away })), more });
      if (documents.length === limits.peopledDocuments) break;
    }
    return context.json<api.Presence>({ documents }, 200, { 'Cache-Control': 'no-store' });
  });
}
