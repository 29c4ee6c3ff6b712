// /api/revocations, with ADMIN_KEY: revokes one token, or all tokens of a user, everywhere or in one document.

import { Hono } from 'hono';
import type { TokenMode } from '../auth/token-mode.ts';
import * as api from '../../protocol/api.ts';
import { requireAdminKey } from './bearer.ts';
import { readBody } from './body.ts';

export function revocationRoutes({ grants, adminKey }: TokenMode): Hono {
  return new Hono().post('/', requireAdminKey(adminKey), async (context) => {
    const body = await readBody(context, api.revocation);
    if (body.type === 'invalid') return body.response;
    await grants.revoke({ token: null, user: null, document: null, ...body.value });
    return context.body(null, 204);
  });
}
