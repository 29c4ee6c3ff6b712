// What requests over HTTP may do: who it is stands in the Authorization header (RFC 6750). An answer tells somebody who
// may not know whether a document exists nothing about it.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { problem } from './problem.ts';
import { isDocumentName } from '../../protocol/document-name.ts';
import { permits, type Role } from '../../protocol/roles.ts';
import type { Authority, Identity } from '../auth/authority.ts';

/** What `identified` puts into the context of a request. */
export interface Identified {
  Variables: { identity: Identity };
}

/** Lets nobody through whom `authority` does not know. */
export function identified(authority: Authority): MiddlewareHandler<Identified> {
  return async (context, next) => {
    const identity = await authority.identify(bearerToken(context));
    if (identity === null) return unauthorized(context, 'Who are you?', unknownToken);
    context.set('identity', identity);
    return next();
  };
}

/** Why a request without a token that is good is refused. */
export const unknownToken = 'This takes a token, and the one that came is missing, not valid, or no longer.';

/** Why a request with a good token is refused: the same whether there is such a document or not. */
export const notAllowed = 'This token does not allow that in a document of this name.';

/** The answer to somebody who may not do in the document `name` what takes the role `needed`; null when they may. */
export function refusal(context: Context<Identified>, name: string, needed: Role): Response | null {
  if (!isDocumentName(name)) return problem(context, 400, 'Not a document', 'This is not the name of a document.');
  if (permits(context.get('identity').roleIn(name), needed)) return null;
  return problem(context, 403, 'Not allowed', notAllowed);
}

/** Lets nobody through who may not do in the document that the address calls `:name` what takes the role `needed`. */
export function may(needed: Role): MiddlewareHandler<Identified, '/:name'> {
  return async (context, next) => refusal(context, context.req.param('name'), needed) ?? next();
}

/** Lets nobody through without `key` as the bearer's token. */
export function keyHolder(key: string): MiddlewareHandler {
  return async (context, next) => {
    if (isKey(bearerToken(context), key)) return next();
    return unauthorized(context, 'Wrong key', 'This takes the key of the server, ADMIN_KEY.');
  };
}

function unauthorized(context: Context, title: string, detail: string): Response {
  context.header('WWW-Authenticate', 'Bearer');
  return problem(context, 401, title, detail);
}

/** The token in the Authorization header, null when there is none. */
export function bearerToken(context: Context): string | null {
  return /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null;
}

// Hashed, so that the time it takes tells neither how long the key is nor where they differ.
function isKey(given: string | null, key: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return given !== null && timingSafeEqual(hash(given), hash(key));
}
