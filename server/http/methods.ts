// The methods of each path, as the routes of the app have them. Where no route takes a request, its answer says which
// methods there are (RFC 9110): 405 for another method, 204 for OPTIONS, 404 for a path without any.

import type { Context, Hono, MiddlewareHandler } from 'hono';
import { problem } from './problem.ts';

/** The methods of `path`; none when the app has nothing there. A middleware, which is for all methods, adds none. */
export function methodsAt(app: Hono, path: string): string[] {
  const all = new Set(app.routes.map(({ method }) => method));
  const own = [...all].filter((method) => {
    const [matches] = app.router.match(method, path);
    return matches.some(([[, route]]) => route.method === method && method !== 'ALL');
  });
  if (own.length === 0) return [];
  return [...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
}

/** The answer to a request that no route takes. */
export function unrouted(app: Hono, context: Context): Response {
  const { method, path } = context.req;
  const methods = methodsAt(app, path);
  const isMissing = methods.length > 0 && !methods.includes(method);
  if (!isMissing && (method !== 'OPTIONS' || methods.length === 0)) {
    return problem(context, 404, 'Not found', `The server has nothing at ${path}.`);
  }
  context.header('Allow', methods.join(', '));
  if (!isMissing) return context.body(null, 204);
  return problem(context, 405, 'Method not allowed', `${path} has no ${method}; it has ${methods.join(', ')}.`);
}

/** Answers OPTIONS, other than the question of a browser whether a page of another origin may send a request. */
export function answerOptions(app: Hono): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    const isPreflight = req.header('access-control-request-method') !== undefined;
    return req.method === 'OPTIONS' && !isPreflight ? unrouted(app, context) : next();
  };
}
