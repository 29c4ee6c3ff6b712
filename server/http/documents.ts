// /api/documents: the list of documents, a new document, and one document. In an address, a document's name is one
// segment, percent-encoded: /api/documents/team%2Fplan/state. The token decides what a client sees and may do.

import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { canJoin, noSuchDocument } from '../auth/access.ts';
import { accessInfo, type Identity } from '../auth/authority.ts';
import { limits } from '../limits/limits.ts';
import * as api from '../../protocol/api.ts';
import { permits } from '../../protocol/roles.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { DocumentSummary, ListOptions, Store } from '../store/store.ts';
import { denial, type Identified, requireRole } from './bearer.ts';
import { readBody, readQuery } from './body.ts';
import { cursorAfter, positionOf } from './cursor.ts';
import { problem } from './problem.ts';

const documentQuery = api.documentQuery(limits.listLength, limits.longestList);

export function documentRoutes(store: Store, rooms: Rooms): Hono<Identified> {
  return new Hono<Identified>()
    .get('/', async (context) => {
      const query = readQuery(context, documentQuery);
      if (query.type === 'invalid') return query.response;
      const { limit, cursor, prefix } = query.value;
      const after = cursor === undefined ? null : positionOf(cursor);
      if (cursor !== undefined && after === null) {
        return problem(context, 400, 'Invalid query', 'cursor must be the nextCursor of an earlier answer.');
      }
      const found = await listReadable(store, context.get('identity'), limit + 1, { prefix, after });
      const documents = found.slice(0, limit);
      const nextCursor = found.length > limit ? cursorAfter(documents.at(-1)!) : null;
      return context.json<api.DocumentList>({ documents: documents.map(represent), nextCursor });
    })
    .post('/', async (context) => {
      const body = await readBody(context, api.newDocument);
      if (body.type === 'invalid') return body.response;
      const name = body.value.name ?? unguessableName(context.get('identity').newNamePrefix);
      if (name === null) {
        const detail = 'This token does not allow new documents. Ask for one that does, or name a document it allows.';
        return problem(context, 403, 'Not allowed', detail);
      }
      const denied = denial(context, name, 'write');
      if (denied !== null) return denied;
      if (!(await store.create(name))) {
        const detail = `The document ${name} exists already, and is unchanged. Choose another name.`;
        return problem(context, 409, 'Document exists', detail);
      }
      const location = `documents/${encodeURIComponent(name)}`; // relative, as a proxy may serve the API under a path
      return context.json<api.CreatedDocument, 201>({ name }, 201, { Location: location });
    })
    .get('/:name', requireRole('read'), async (context) => {
      const name = context.req.param('name');
      const document = await store.find(name);
      if (document === null || document === 'deleted') return notThere(context, name, document);
      return context.json<api.DocumentSummary>(represent(document));
    })
    .get('/:name/access', requireRole('read'), async (context) => {
      const name = context.req.param('name');
      const identity = context.get('identity');
      const role = identity.roleIn(name)!;
      if (!(await canJoin(role, name, store))) return notThere(context, name, null);
      const access: api.AccessInfo = accessInfo(identity, role, Date.now());
      return context.json(access, 200, { 'Cache-Control': 'no-store' });
    })
    .get('/:name/authors', requireRole('admin'), async (context) => {
      const authors = [...(await store.authors(context.req.param('name')))];
      return context.json<api.AuthorList>({ authors });
    })
    .get('/:name/state', requireRole('read'), async (context) => {
      const name = context.req.param('name');
      const state = await rooms.read(name);
      if (state === null) return notThere(context, name, await store.find(name));
      return context.body(new Uint8Array(state), 200, {
        'Content-Type': 'application/octet-stream',
        'Cache-Control': 'no-store',
      });
    })
    .delete('/:name', requireRole('admin'), async (context) => {
      const name = context.req.param('name');
      if (!(await store.delete(name))) return notThere(context, name, await store.find(name));
      return context.body(null, 204);
    });
}

/** At most `limit` documents that `identity` may read. So a cursor never names another one. */
async function listReadable(
  store: Store,
  identity: Identity,
  limit: number,
  options: ListOptions,
): Promise<DocumentSummary[]> {
  const page = await store.list(limit, { ...options, patterns: identity.patterns });
  const readable = page.filter(({ name }) => permits(identity.roleIn(name), 'read'));
  const missing = limit - readable.length;
  if (missing === 0 || page.length < limit) return readable;
  return [...readable, ...(await listReadable(store, identity, missing, { ...options, after: page.at(-1)! }))];
}

/** A name that begins with `prefix` and that nobody can guess (96 bits); null without a prefix. */
function unguessableName(prefix: string | null): string | null {
  return prefix === null ? null : prefix + randomBytes(12).toString('base64url').replace(/^-/, '_');
}

function notThere(context: Context, name: string, found: DocumentSummary | 'deleted' | null): Response {
  if (found === 'deleted') return problem(context, 410, 'Deleted', `The document ${name} was deleted.`);
  return problem(context, 404, 'No such document', noSuchDocument(name));
}

function represent({ name, title, createdAt, updatedAt }: DocumentSummary): api.DocumentSummary {
  return { name, title, createdAt: new Date(createdAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
}
