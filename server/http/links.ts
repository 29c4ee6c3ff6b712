// /api/documents/<name>/links: the share links to a document, for its administrators. No cache keeps an answer, since
// it holds the secrets of the links.

import { type Context, Hono } from 'hono';
import { noSuchDocument } from '../auth/access.ts';
import { linkSecret } from '../auth/link-secret.ts';
import type { TokenMode } from '../auth/token-mode.ts';
import { limits } from '../limits/limits.ts';
import * as api from '../../protocol/api.ts';
import type { ShareLink } from '../store/store.ts';
import { type Identified, requireRole } from './bearer.ts';
import { readBody } from './body.ts';
import { problem } from './problem.ts';

const newLink = api.newLink(limits.longestLinkLife);
const linkChange = api.linkChange(limits.longestLinkLife);

const uncached = { 'Cache-Control': 'no-store' };

export function linkRoutes({ grants, secret }: TokenMode): Hono<Identified> {
  const represent = ({ id, role, createdBy, createdAt, expiresAt }: ShareLink): api.ShareLink => ({
    id,
    role,
    secret: linkSecret(secret, id),
    createdBy,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  });
  return new Hono<Identified>()
    .use(requireRole('admin'))
    .get('/', (context) => {
      const links: api.LinkList = { links: grants.linksTo(documentOf(context)).map(represent) };
      return context.json(links, 200, uncached);
    })
    .post('/', async (context) => {
      const body = await readBody(context, newLink);
      if (body.type === 'invalid') return body.response;
      const document = documentOf(context);
      const createdBy = context.get('identity').user?.name ?? null;
      const { role, expiresIn } = body.value;
      const link = await grants.createLink({ document, role, createdBy, expiresAt: expiryOf(expiresIn) });
      if (link === null) return problem(context, 404, 'No such document', noSuchDocument(document));
      return context.json(represent(link), 201, uncached);
    })
    .patch('/:id', async (context) => {
      const body = await readBody(context, linkChange);
      if (body.type === 'invalid') return body.response;
      const { role, expiresIn } = body.value;
      const link = grants.link(documentOf(context), context.req.param('id'));
      if (link === null) return noSuchLink(context);
      const expiresAt = expiresIn === undefined ? link.expiresAt : expiryOf(expiresIn);
      const changed = { ...link, role: role ?? link.role, expiresAt };
      if (!(await grants.changeLink(changed))) return noSuchLink(context);
      return context.json(represent(changed), 200, uncached);
    })
    .delete('/:id', async (context) => {
      const link = grants.link(documentOf(context), context.req.param('id'));
      if (link === null) return noSuchLink(context);
      await grants.withdrawLink(link);
      return context.body(null, 204);
    });
}

const documentOf = (context: Context): string => context.req.param('name')!;

const expiryOf = (expiresIn: number | null): number | null => expiresIn && Date.now() + expiresIn * 1000;

const noSuchLink = (context: Context): Response =>
  problem(
    context,
    404,
    'No such link',
    'This document has no such link; it may have been withdrawn. Nothing was changed.',
  );
