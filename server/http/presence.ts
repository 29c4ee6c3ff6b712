// /api/presence: who is in which document now, of all documents that the token allows to read.

import { Hono } from 'hono';
import { limits } from '../limits/limits.ts';
import type * as api from '../../protocol/api.ts';
import { permits } from '../../protocol/roles.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Identified } from './bearer.ts';

export function presenceRoutes(rooms: Rooms): Hono<Identified> {
  return new Hono<Identified>().get('/', (context) => {
    const identity = context.get('identity');
    const documents: api.Presence['documents'] = [];
    for (const { document: name, people, more } of rooms.people((name) => permits(identity.roleIn(name), 'read'))) {
      documents.push({ name, people: [...people], more });
      if (documents.length === limits.peopledDocuments) break;
    }
    return context.json<api.Presence>({ documents }, 200, { 'Cache-Control': 'no-store' });
  });
}
