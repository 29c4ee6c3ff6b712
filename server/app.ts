// The Hono app, put together: the API and the pages; and beside it the sessions of the rooms.

import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { getPath } from 'hono/utils/url';
import type { Logger } from 'pino';
import { openToAll } from './auth/authority.ts';
import type { TokenMode } from './auth/token-mode.ts';
import { systemClock } from './clock.ts';
import { descriptorRemedy } from './connection/descriptors.ts';
import { acceptConnections, type Connections } from './connection/connections.ts';
import { DoctorPlaces } from './gate/doctor-places.ts';
import type { Reach } from './gate/origin.ts';
import { backupRoutes } from './http/backup.ts';
import { identified, withAdminKey } from './http/bearer.ts';
import { doctorRoutes } from './http/doctor.ts';
import { documentRoutes } from './http/documents.ts';
import { bringsFile, filePolicy, fileRoutes } from './http/files.ts';
import { healthRoutes } from './http/health.ts';
import { linkRoutes } from './http/links.ts';
import { answerOptions, methodsAt, unrouted } from './http/methods.ts';
import { newDocumentRoutes } from './http/new-documents.ts';
import { refusalLog, requireAllowedOrigin, requireServedHost } from './http/origin.ts';
import { pageRoutes, toHome } from './http/pages.ts';
import { routePath } from './http/path.ts';
import { presenceRoutes } from './http/presence.ts';
import { problem } from './http/problem.ts';
import { revocationRoutes } from './http/revocations.ts';
import { securityHeaders, strictTransport } from './http/security-headers.ts';
import { tokenRoutes } from './http/tokens.ts';
import { upgradeRequiredRoutes } from './http/upgrade-required.ts';
import { limits } from './limits/limits.ts';
import { doctorPath } from '../protocol/doctor.ts';
import type { PeopleSource } from './rooms/people.ts';
import type { Rooms } from './rooms/rooms.ts';
import type { FileStorage } from './store/files.ts';
import type { Backup, Store } from './store/store.ts';

/** The parts that the app needs. */
export interface AppDeps {
  readonly store: Store;
  readonly rooms: Rooms;
  /** Who is where, on all servers. Left out for a server alone, whose rooms know it. */
  readonly people?: PeopleSource;
  /** The bytes of the files of documents. Left out where there is no place for them. */
  readonly files?: FileStorage;
  readonly log: Logger;
  readonly reach: Reach;
  /** Whether browsers are to ask for the server's host by https alone. Left out for no. */
  readonly strict?: boolean;
  /** Null with AUTH=open. */
  readonly tokenMode: TokenMode | null;
  /**
   * Makes a backup; not called again before that was read. Or the program that makes one in place of the server. Left
   * out where there can be none.
   */
  readonly backup?: (() => Promise<Backup>) | 'pg_dump';
}

/**
 * Puts the app together. The caller still has to attach `connections` to the server that serves the app, and to give
 * the app only requests that `connections` does not take.
 */
export function createApp(deps: AppDeps): { app: Hono; connections: Connections } {
  const { store, rooms, people = rooms, files, log, reach, strict, tokenMode, backup } = deps;
  const authority = tokenMode?.tokens ?? openToAll;
  const isDraining = () => rooms.draining;
  const app = new Hono({ getPath: (request) => routePath(getPath(request), reach.basePath) });
  app.onError((error, context) => {
    const remedy = descriptorRemedy(error);
    log.error({ error, path: context.req.path, ...(remedy && { remedy }) }, 'a request failed');
    const detail = 'The server could not answer the request. What it acknowledged is safe; its log says what failed.';
    return problem(context, 500, 'Internal error', detail);
  });
  app.notFound((context) => unrouted(app, context));

  const tellRefusal = refusalLog(log);
  app.use('/api/documents/:name/files/:hash', filePolicy); // first, so that its word is the last
  if (strict) app.use(strictTransport);
  app.use(securityHeaders(reach.allowedOrigins), requireServedHost(reach, tellRefusal), answerOptions(app));
  app.use(
    '/api/*',
    cors({ origin: [...reach.allowedOrigins], allowMethods: (_origin, { req }) => methodsAt(app, req.path) }),
    requireAllowedOrigin(reach, tellRefusal),
    (context, next) => (bringsFile(context.req) ? next() : limitBody(context, next)),
  );
  app.route('/', healthRoutes(store, isDraining));
  const apiAuthority = tokenMode === null ? authority : withAdminKey(authority, tokenMode.adminKey);
  app.use('/api/documents/*', identified(apiAuthority));
  app.route('/api/documents', documentRoutes(store, rooms));
  app.route('/api/documents', newDocumentRoutes(store, rooms));
  app.use('/api/presence', identified(apiAuthority));
  app.route('/api/presence', presenceRoutes(people));
  if (files !== undefined) app.route('/api/documents', fileRoutes({ store, files, authority: apiAuthority }));
  if (backup !== undefined) app.route('/api/backup', backupRoutes(backup, tokenMode?.adminKey ?? null));
  if (tokenMode !== null) {
    app.route('/api/documents/:name/links', linkRoutes(tokenMode));
    app.route('/api/tokens', tokenRoutes(tokenMode));
    app.route('/api/revocations', revocationRoutes(tokenMode));
  }
  const places = new DoctorPlaces();
  const { after } = systemClock;
  app.route(doctorPath, doctorRoutes({ places, reach, tell: tellRefusal, after })); // before the documents beside it
  app.route('/collab', upgradeRequiredRoutes(tellRefusal));
  if (reach.basePath !== '') app.route(reach.basePath, toHome(reach.basePath));
  app.route('/', pageRoutes());
  const connections = acceptConnections({
    store,
    rooms,
    authority,
    reach,
    places,
    isDraining,
    log,
    clock: systemClock,
  });
  return { app, connections };
}

const bodyOfAtMost = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (context) =>
      problem(context, 413, 'Body too large', `This request may have a body of at most ${maxSize} bytes.`),
  });
const anyBody = bodyOfAtMost(limits.bodyBytes);
const contentBody = bodyOfAtMost(limits.contentBytes);

/** Only a new document brings more than some fields. */
const limitBody: MiddlewareHandler = (context, next) => {
  const { method, path } = context.req;
  return (method === 'POST' && path === '/api/documents' ? contentBody : anyBody)(context, next);
};
