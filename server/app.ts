// The Hono app: the API, the pages, and the door to the rooms.

import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { openToAll } from './auth/authority.ts';
import { identified } from './http/bearer.ts';
import type { TokenMode } from './auth/token-mode.ts';
import { mayWrite, type Reach, servesHost } from './gate/origin.ts';
import { limits } from './limits/limits.ts';
import { problem } from './http/problem.ts';
import type { Rooms } from './rooms/rooms.ts';
import { documentRoutes } from './http/documents.ts';
import { healthRoutes } from './http/health.ts';
import { linkRoutes } from './http/links.ts';
import { revocationRoutes } from './http/revocations.ts';
import { tokenRoutes } from './http/tokens.ts';
import type { Store } from './store/store.ts';
import { acceptUpgrades, type Upgrades } from './connection/websocket.ts';

const pages = fileURLToPath(new URL('../client/dist', import.meta.url));

/** Puts the app together. `upgrades` has still to be attached to the server that serves it. */
export function createApp(
  store: Store,
  rooms: Rooms,
  log: Logger,
  reach: Reach,
  tokenMode: TokenMode | null = null,
): { app: Hono; upgrades: Upgrades } {
  const { allowedOrigins } = reach;
  const app = new Hono();
  app.onError((error, context) => {
    log.error({ error, path: context.req.path }, 'a request failed');
    return problem(context, 500, 'Internal error', 'The server could not do this. Its log says why.');
  });
  app.notFound((context) => problem(context, 404, 'Not found', `There is nothing at ${context.req.path}.`));

  app.use(headers(allowedOrigins), async (context, next) => {
    if (servesHost(context.req.header('host'), reach)) return next();
    return problem(
      context,
      403,
      'Wrong name',
      'This server is for its own machine. ALLOWED_ORIGINS or TRUST_PROXY let others in.',
    );
  });
  app.use('/api/*', cors({ origin: [...allowedOrigins] }), async (context, next) => {
    const { req } = context;
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    if (mayWrite(req.header('origin'), req.header('host'), allowedOrigins)) return next();
    return problem(
      context,
      403,
      'Wrong origin',
      'Pages of this origin may not use this server. ALLOWED_ORIGINS can name it.',
    );
  });
  app.use('/api/*', bodyLimit({ maxSize: limits.bodyBytes, onError: bodyTooLarge }));
  app.route('/', healthRoutes(store, rooms));
  const authority = tokenMode?.tokens ?? openToAll;
  app.use('/api/documents/*', identified(authority));
  app.route('/api/documents', documentRoutes(store, rooms));
  if (tokenMode !== null) {
    app.route('/api/documents/:name/links', linkRoutes(tokenMode));
    app.route('/api/tokens', tokenRoutes(tokenMode));
    app.route('/api/revocations', revocationRoutes(tokenMode));
  }
  const upgrades = acceptUpgrades(store, rooms, log, reach, authority);

  // What the build names by its content never changes; the page that names it is asked for each time.
  app.use('/assets/*', async (context, next) => {
    await next();
    if (context.res.ok) context.header('Cache-Control', 'public, max-age=31536000, immutable');
  });
  // A cache between would keep an old page alive, and with it whatever was wrong with it.
  app.get('/service-worker.js', serveStatic({ root: pages, onFound: askAgain }));
  app.get('/d/*', page);
  app.get('/', page);
  app.get('/index.html', page);
  app.use(serveStatic({ root: pages }));
  return { app, upgrades };
}

const bodyTooLarge = (context: Context) =>
  problem(context, 413, 'Too large', `The body of a request may have ${limits.bodyBytes} bytes.`);

/** What a page may do, which is no more than ours does: nothing that is not from here is run, shown or talked to. */
function headers(allowedOrigins: ReadonlySet<string>): MiddlewareHandler {
  const self = ["'self'"];
  const framing = allowedOrigins.size > 0;
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: self,
      styleSrc: self,
      fontSrc: self,
      imgSrc: self,
      connectSrc: self,
      workerSrc: self,
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: framing ? [...self, ...allowedOrigins] : ["'none'"],
    },
    xFrameOptions: framing ? false : 'DENY',
    strictTransportSecurity: false, // for whoever ends TLS to say, and for which of their names
  });
}

const askAgain = (_path: string, context: Context) => context.header('Cache-Control', 'no-cache');

const page = serveStatic({
  root: pages,
  path: 'index.html',
  onFound: askAgain,
});
