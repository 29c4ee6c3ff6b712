// /api/documents: the list of documents, and one document. new-documents.ts makes new ones. In an address, a document's
// name is one segment, percent-encoded: /api/documents/team%2Fplan/state. The token decides what a client sees and may
// do.

import { type Context, Hono } from 'hono';
import { canJoin, noSuchDocument } from '../auth/access.ts';
import { accessInfo, type Identity } from '../auth/authority.ts';
import { docOf, titleEdit } from '../document/edits.ts';
import { limits } from '../limits/limits.ts';
import * as api from '../../protocol/api.ts';
import { type ContentFormat, contentOf, contentTypes, writeContent } from '../../protocol/format/content.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { DocumentSummary, Store } from '../store/store.ts';
import { type Identified, requireRole } from './bearer.ts';
import { readBody, readQuery } from './body.ts';
import { cursorAfter, listPositionOf, searchPositionOf } from './cursor.ts';
import { editProblem } from './edit-problem.ts';
import { problem } from './problem.ts';
import { listReadable, searchReadable } from './readable.ts';

const documentQuery = api.documentQuery(limits.listLength, limits.longestList, limits.searchCharacters);

export function documentRoutes(store: Store, rooms: Rooms): Hono<Identified> {
  return new Hono<Identified>()
    .get('/', async (context) => {
      const query = readQuery(context, documentQuery);
      if (query.type === 'invalid') return query.response;
      const { limit, cursor, prefix, q, sort: order } = query.value;
      if (q !== undefined) return search(context, store, q, limit, prefix, cursor);
      const identity = context.get('identity');
      const after = cursor === undefined ? null : listPositionOf(cursor);
      if (cursor !== undefined && after === null) return invalidCursor(context);
      const found = await listReadable(store, identity, limit + 1, { prefix, after, order });
      const documents = found.slice(0, limit);
      const nextCursor = found.length > limit ? cursorAfter(documents.at(-1)!) : null;
      return context.json<api.DocumentList>({
        documents: documents.map((document) => represent(document, identity)),
        nextCursor,
      });
    })
    .get('/:name', requireRole('read'), async (context) => {
      const name = context.req.param('name');
      const document = await store.find(name);
      if (document === null || document === 'deleted') return notThere(context, name, document);
      return context.json<api.DocumentSummary>(represent(document, context.get('identity')));
    })
    .patch('/:name', requireRole('write'), async (context) => {
      const body = await readBody(context, api.documentChange);
      if (body.type === 'invalid') return body.response;
      const name = context.req.param('name');
      const identity = context.get('identity');
      const editor = { role: identity.roleIn(name)!, user: identity.user };
      const outcome = await rooms.edit(name, editor, (state) => titleEdit(state, body.value.title));
      if (outcome === null) return notThere(context, name, await store.find(name));
      return editProblem(context, outcome) ?? context.body(null, 204);
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
    .get('/:name/content', requireRole('read'), async (context) => {
      const query = readQuery(context, api.contentQuery);
      if (query.type === 'invalid') return query.response;
      const name = context.req.param('name');
      const found = await rooms.readVersion(name);
      if (found === null) return notThere(context, name, await store.find(name));
      if (found.update.length > limits.convertedBytes) return tooLargeToConvert(context);
      const tag = found.version === null ? null : `"${found.version}"`;
      const headers = { 'Cache-Control': 'no-cache', ...(tag && { ETag: tag }) };
      if (tag !== null && context.req.header('if-none-match')?.includes(tag)) return context.body(null, 304, headers);
      const { format } = query.value;
      const type = `${contentTypes[format]}; charset=utf-8`;
      return context.body(convert(found.update, format), 200, { ...headers, 'Content-Type': type });
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

/** A document as the text of a file. */
function convert(update: Uint8Array, format: ContentFormat): string {
  return writeContent(contentOf(docOf(update)), format);
}

function tooLargeToConvert(context: Context): Response {
  const detail = `A document of more than ${limits.convertedBytes} bytes is not converted. Its state can be fetched.`;
  return problem(context, 422, 'Document too large', detail);
}

/** The documents that a search finds. */
async function search(
  context: Context<Identified>,
  store: Store,
  typed: string,
  limit: number,
  prefix: string,
  cursor: string | undefined,
): Promise<Response> {
  const identity = context.get('identity');
  const after = cursor === undefined ? null : searchPositionOf(cursor);
  if (cursor !== undefined && after === null) return invalidCursor(context);
  const found = await searchReadable(store, identity, typed, limit + 1, { prefix, after });
  const page = found.slice(0, limit);
  return context.json<api.DocumentList>({
    documents: page.map(({ document, title, text }) => ({
      ...represent(document, identity),
      match: { title: [...title], text: [...text] },
    })),
    nextCursor: found.length > limit ? cursorAfter(page.at(-1)!.position) : null,
  });
}

const invalidCursor = (context: Context): Response =>
  problem(context, 400, 'Invalid query', 'cursor must be the nextCursor of an earlier answer to the same question.');

/** The answer about a document that is not there. */
export function notThere(context: Context, name: string, found: DocumentSummary | 'deleted' | null): Response {
  if (found === 'deleted') return problem(context, 410, 'Deleted', `The document ${name} was deleted.`);
  return problem(context, 404, 'No such document', noSuchDocument(name));
}

function represent({ name, title, createdAt, updatedAt }: DocumentSummary, identity: Identity): api.DocumentSummary {
  return {
    name,
    title,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    role: identity.roleIn(name)!,
  };
}
