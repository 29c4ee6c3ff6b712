// /api/revocations: takes back a token, or all that a user was given, everywhere or in one document. With ADMIN_KEY.

import { Hono } from 'hono';
import { z } from 'zod';
import { keyHolder } from './bearer.ts';
import type { TokenMode } from '../auth/token-mode.ts';
import { isDocumentName } from '../../protocol/document-name.ts';
import { readBody } from './body.ts';

const id = z.string().min(1).max(200);

const revocation = z.union([
  z.object({ token: id }).strict(),
  z.object({ user: id, document: z.string().refine(isDocumentName).optional() }).strict(),
]);

export function revocationRoutes({ grants, adminKey }: TokenMode): Hono {
  return new Hono().post('/', keyHolder(adminKey), async (context) => {
    const body = await readBody(context, revocation);
    if (body instanceof Response) return body;
    await grants.revoke({ token: null, user: null, document: null, ...body });
    return context.body(null, 204);
  });
}
