// Which pages may use the API, and under which names the server answers: gate/origin.ts has the rules, which hold for
// upgrades too.

import type { MiddlewareHandler } from 'hono';
import { mayWrite, type Reach, servesHost } from '../gate/origin.ts';
import { problem } from './problem.ts';

/** Rejects a request whose `Host` is not a name of this server. */
export function requireServedHost(reach: Reach): MiddlewareHandler {
  return async (context, next) => {
    if (servesHost(context.req.header('host'), reach)) return next();
    const detail =
      'The server is for its own machine and does not answer under this host name. ' +
      'ALLOWED_ORIGINS or TRUST_PROXY open it to others.';
    return problem(context, 403, 'Host not allowed', detail);
  };
}

/** Rejects a request that may write and comes from a page of an origin that is not allowed. */
export function requireAllowedOrigin({ allowedOrigins }: Reach): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    if (mayWrite(req.header('origin'), req.header('host'), allowedOrigins)) return next();
    const detail =
      'Pages of this origin may not use this server. Nothing was changed. ALLOWED_ORIGINS can name the origin.';
    return problem(context, 403, 'Origin not allowed', detail);
  };
}
