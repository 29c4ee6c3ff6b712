// /api/documents/<name>/links: the share links to a document, for whoever administers it.

import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { linkSecret } from '../auth/link-secret.ts';
import { type Identified, may } from './bearer.ts';
import type { TokenMode } from '../auth/token-mode.ts';
import { limits } from '../limits/limits.ts';
import { problem } from './problem.ts';
import type { ShareLink } from '../store/store.ts';
import { readBody } from './body.ts';

const role = z.enum(['read', 'comment', 'write']);
const expiresIn = z.number().int().min(1).max(limits.longestLinkLife).nullable();

const newLink = z.object({ role, expiresIn: expiresIn.default(null) }).strict();
const change = z.object({ role, expiresIn }).partial().strict();

export function linkRoutes({ grants, secret }: TokenMode): Hono<Identified> {
  const representation = ({ id, role, createdBy, createdAt, expiresAt }: ShareLink) => ({
    id,
    role,
    secret: linkSecret(secret, id),
    createdBy,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: expiresAt && new Date(expiresAt).toISOString(),
  });
  return new Hono<Identified>()
    .use(may('admin'))
    .get('/', (context) => {
      return context.json({ links: grants.linksTo(nameOf(context)).map(representation) }, 200, {
        'Cache-Control': 'no-store',
      });
    })
    .post('/', async (context) => {
      const body = await readBody(context, newLink);
      if (body instanceof Response) return body;
      const createdBy = context.get('identity').user?.name ?? null;
      const link = await grants.makeLink({
        document: nameOf(context),
        role: body.role,
        createdBy,
        expiresAt: endOf(body.expiresIn),
      });
      if (link === null) return problem(context, 404, 'No such document', `There is no document ${nameOf(context)}.`);
      return context.json(representation(link), 201, { 'Cache-Control': 'no-store' });
    })
    .patch('/:id', async (context) => {
      const body = await readBody(context, change);
      if (body instanceof Response) return body;
      const link = grants.link(nameOf(context), context.req.param('id'));
      if (link === null) return noSuchLink(context);
      const expiresAt = body.expiresIn === undefined ? link.expiresAt : endOf(body.expiresIn);
      const changed = { ...link, role: body.role ?? link.role, expiresAt };
      if (!(await grants.changeLink(changed))) return noSuchLink(context);
      return context.json(representation(changed), 200, { 'Cache-Control': 'no-store' });
    })
    .delete('/:id', async (context) => {
      const link = grants.link(nameOf(context), context.req.param('id'));
      if (link === null) return noSuchLink(context);
      await grants.withdrawLink(link);
      return context.body(null, 204);
    });
}

const nameOf = (context: Context): string => context.req.param('name')!;

const endOf = (expiresIn: number | null): number | null => expiresIn && Date.now() + expiresIn * 1000;

const noSuchLink = (context: Context): Response =>
  problem(context, 404, 'No such link', 'It is not there, or no longer.');
