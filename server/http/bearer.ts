// Access over HTTP. The token of a request stands in the Authorization header (RFC 6750). A client that may not read a
// document cannot tell from an answer whether the document exists.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { notAllowed, tokenRequired } from '../auth/access.ts';
import { administrator, type Authority, type Identity } from '../auth/authority.ts';
import { isDocumentName } from '../../protocol/document-name.ts';
import { permits, type Role } from '../../protocol/roles.ts';
import { problem } from './problem.ts';

/** The context of a request behind `identified`. */
export interface Identified {
  Variables: { identity: Identity };
}

/** Requires a token that `authority` accepts. */
export function identified(authority: Authority): MiddlewareHandler<Identified> {
  return async (context, next) => {
    const identity = await authority.identify(bearerToken(context));
    if (identity === null) return unauthorized(context, tokenRequired);
    context.set('identity', identity);
    return next();
  };
}

/** Looks again at the token of a request that took long: the answer when the token is no longer valid, else null. */
export async function identifyAgain(context: Context<Identified>, authority: Authority): Promise<Response | null> {
  const identity = await authority.identify(bearerToken(context));
  if (identity === null) return unauthorized(context, tokenRequired);
  context.set('identity', identity);
  return null;
}

/** Accepts `adminKey` in place of a token: its bearer is an administrator of every document. */
export function withAdminKey(authority: Authority, adminKey: string): Authority {
  return { identify: async (token) => (isKey(token, adminKey) ? administrator : authority.identify(token)) };
}

/** The answer to a client that has less than the role `needed` in `document`; null when it has that role. */
export function denial(context: Context<Identified>, document: string, needed: Role): Response | null {
  if (!isDocumentName(document)) {
    return problem(context, 400, 'Not a document', 'The address does not hold the name of a document.');
  }
  if (permits(context.get('identity').roleIn(document), needed)) return null;
  return problem(context, 403, 'Not allowed', notAllowed);
}

/** Requires the role `needed` in the document that the address calls `:name`. */
export function requireRole(needed: Role): MiddlewareHandler<Identified, '/:name'> {
  return async (context, next) => denial(context, context.req.param('name'), needed) ?? next();
}

/** Requires `adminKey`, and takes no token in its place. */
export function requireAdminKey(adminKey: string): MiddlewareHandler {
  return async (context, next) => {
    if (isKey(bearerToken(context), adminKey)) return next();
    return unauthorized(context, 'The key of this server, ADMIN_KEY, is required as the bearer token.');
  };
}

function unauthorized(context: Context, detail: string): Response {
  context.header('WWW-Authenticate', 'Bearer');
  return problem(context, 401, 'Unauthorized', detail);
}

function bearerToken(context: Context): string | null {
  return /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null;
}

// Hashes have one length, so the time of the comparison reveals neither the key's length nor where the texts differ.
function isKey(given: string | null, key: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return given !== null && timingSafeEqual(hash(given), hash(key));
}
