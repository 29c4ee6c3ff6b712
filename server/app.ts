// The Hono app: the API, the pages, and the door to the rooms.

import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import { problem } from './problem.ts';
import type { Rooms } from './rooms.ts';
import { documentRoutes } from './routes/documents.ts';
import { healthRoutes } from './routes/health.ts';
import type { Store } from './store/store.ts';
import { acceptUpgrades, type Upgrades } from './upgrade.ts';

const pages = fileURLToPath(new URL('../client/dist', import.meta.url));

/** Puts the app together. `upgrades` has still to be attached to the server that serves it. */
export function createApp(store: Store, rooms: Rooms, log: Logger): { app: Hono; upgrades: Upgrades } {
  const app = new Hono();
  app.onError((error, context) => {
    log.error({ error, path: context.req.path }, 'a request failed');
    return problem(context, 500, 'Internal error', 'The server could not do this. Its log says why.');
  });
  app.notFound((context) => problem(context, 404, 'Not found', `There is nothing at ${context.req.path}.`));

  app.route('/', healthRoutes(store, rooms));
  app.route('/api/documents', documentRoutes(store, rooms));
  const upgrades = acceptUpgrades(app, rooms, log);

  // What the build names by its content never changes; the page that names it is asked for each time.
  app.use('/assets/*', async (context, next) => {
    await next();
    if (context.res.ok) context.header('Cache-Control', 'public, max-age=31536000, immutable');
  });
  app.get('/d/*', page);
  app.get('/', page);
  app.use(serveStatic({ root: pages }));
  return { app, upgrades };
}

const page = serveStatic({
  root: pages,
  path: 'index.html',
  onFound: (_path, context) => context.header('Cache-Control', 'no-cache'),
});
