// /healthz and /readyz: whether the process lives, and whether it can serve.

import { Hono } from 'hono';
import { problem } from './problem.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Store } from '../store/store.ts';

export function healthRoutes(store: Store, rooms: Rooms): Hono {
  return new Hono()
    .get('/healthz', (context) => context.text('ok\n'))
    .get('/readyz', async (context) => {
      if (rooms.draining) return problem(context, 503, 'Not ready', 'The server is about to restart.');
      try {
        await store.list(1);
      } catch {
        return problem(context, 503, 'Not ready', 'The document store cannot be reached.');
      }
      return context.text('ready\n');
    });
}
