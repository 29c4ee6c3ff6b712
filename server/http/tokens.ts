// /api/tokens: with ADMIN_KEY, a token for a user of the host application; without an Authorization header, a token for
// a guest with a share link.

import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { linkIdOf } from '../auth/link-secret.ts';
import type { TokenMode } from '../auth/token-mode.ts';
import type { Tokens } from '../auth/tokens.ts';
import { limits } from '../limits/limits.ts';
import * as api from '../../protocol/api.ts';
import { requireAdminKey } from './bearer.ts';
import { readBody } from './body.ts';
import { problem } from './problem.ts';

const newToken = api.newToken(limits.tokenLife, limits.longestTokenLife);

const uncached = { 'Cache-Control': 'no-store' };

export function tokenRoutes({ tokens, grants, secret, adminKey }: TokenMode): Hono {
  return new Hono()
    .post('/', async (context, next) => {
      if (context.req.header('authorization') !== undefined) return next();
      const body = await readBody(context, api.newGuest);
      if (body.type === 'invalid') return body.response;
      const guest = body.value;
      const link = linkIdOf(secret, guest.link);
      const grant = link === null ? null : grants.grantOf(link);
      if (link === null || grant === null) {
        return problem(
          context,
          404,
          'No such link',
          'This link is not valid, has expired or was withdrawn. Ask for another.',
        );
      }
      const { document, role } = grant;
      const sub = (await knownGuest(tokens, guest.renews, document)) ?? `guest:${randomUUID()}`;
      const { name, color } = guest;
      const expiresIn = limits.tokenLife;
      const { token } = await tokens.mint({ sub, name, color, link }, expiresIn);
      return context.json<api.GuestToken, 201>({ token, document, role, expiresIn }, 201, uncached);
    })
    .post('/', requireAdminKey(adminKey), async (context) => {
      const body = await readBody(context, newToken);
      if (body.type === 'invalid') return body.response;
      const { expiresIn, ...claims } = body.value;
      const { token, id } = await tokens.mint(claims, expiresIn);
      return context.json<api.MintedToken, 201>({ token, id, expiresIn }, 201, uncached);
    });
}

/** The user id of the guest who has the token `renews` and a role in `document`; null for anybody else. */
async function knownGuest(tokens: Tokens, renews: string | undefined, document: string): Promise<string | null> {
  const identity = await tokens.identify(renews ?? null);
  if (!identity?.user?.guest || identity.roleIn(document) === null) return null;
  return identity.user.id;
}
