// /api/tokens: a token for somebody whom the host application knows, made with ADMIN_KEY, or for a guest who has a
// share link. Only where tokens are needed.

import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { documents, person } from '../auth/claims.ts';
import { linkIdOf } from '../auth/link-secret.ts';
import { keyHolder } from './bearer.ts';
import type { TokenMode } from '../auth/token-mode.ts';
import { limits } from '../limits/limits.ts';
import { problem } from './problem.ts';
import { readBody } from './body.ts';

const newToken = person
  .extend({
    documents,
    expiresIn: z.number().int().min(1).max(limits.longestTokenLife).default(limits.tokenLife),
  })
  .strict();

/** `renews` is a token that the guest had before, so that they stay the same to the server. */
const newGuest = person.omit({ sub: true }).extend({ link: z.string(), renews: z.string().optional() }).strict();

export function tokenRoutes({ tokens, grants, secret, adminKey }: TokenMode): Hono {
  const guests = new Hono().post('/', async (context, next) => {
    if (context.req.header('authorization') !== undefined) return next();
    const guest = await readBody(context, newGuest);
    if (guest instanceof Response) return guest;
    const link = linkIdOf(secret, guest.link);
    const grant = link === null ? null : grants.grantOf(link);
    if (link === null || grant === null) {
      return problem(context, 404, 'No such link', 'This link is not valid, or no longer.');
    }
    const expiresIn = limits.tokenLife;
    const { document, role } = grant;
    const { renews = null, name, color } = guest;
    const before = await tokens.identify(renews);
    const known = before?.user?.guest && before.roleIn(document) !== null ? before.user.id : null;
    const { token } = await tokens.mint({ sub: known ?? `guest:${randomUUID()}`, name, color, link }, expiresIn);
    return context.json({ token, document, role, expiresIn }, 201, { 'Cache-Control': 'no-store' });
  });
  return guests.post('/', keyHolder(adminKey), async (context) => {
    const wanted = await readBody(context, newToken);
    if (wanted instanceof Response) return wanted;
    const { expiresIn, ...says } = wanted;
    return context.json({ ...(await tokens.mint(says, expiresIn)), expiresIn }, 201, { 'Cache-Control': 'no-store' });
  });
}
