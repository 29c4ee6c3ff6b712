// /api/documents: what documents there are, a new one, and one of them. In an address a document's name is one segment,
// percent-encoded, as in /api/documents/team%2Fplan/state.

import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { isDocumentName } from '../protocol/name.ts';
import { problem } from '../problem.ts';
import type { Rooms } from '../rooms.ts';
import type { DocumentSummary, Store } from '../store/store.ts';

/** How many documents home shows. */
const recent = 100;

const newDocument = z.object({ name: z.string().refine(isDocumentName).optional() });

export function documentRoutes(store: Store, rooms: Rooms): Hono {
  return new Hono()
    .get('/', async (context) => {
      const documents = await store.list(recent);
      return context.json({ documents: documents.map(representation) });
    })
    .post('/', async (context) => {
      const body = newDocument.safeParse(await readJson(context));
      if (!body.success) return problem(context, 400, 'Not a document', wrongName);
      const name = body.data.name ?? randomBytes(12).toString('base64url').replace(/^-/, '_'); // 96 bits: nobody guesses it
      if (!(await store.create(name))) return problem(context, 409, 'Already there', `There is a document ${name} already.`);
      return context.json({ name }, 201, { Location: `/api/documents/${encodeURIComponent(name)}` });
    })
    .get('/:name', async (context) => {
      const name = context.req.param('name');
      const document = isDocumentName(name) ? await store.find(name) : null;
      if (document === null || document === 'deleted') return absent(context, name, document);
      return context.json(representation(document));
    })
    .delete('/:name', async (context) => {
      const name = context.req.param('name');
      if (isDocumentName(name) && (await rooms.delete(name))) return context.body(null, 204);
      return absent(context, name, isDocumentName(name) ? await store.find(name) : null);
    })
    .get('/:name/state', async (context) => {
      const name = context.req.param('name');
      const state = isDocumentName(name) ? await rooms.read(name) : null;
      if (state === null) return absent(context, name, isDocumentName(name) ? await store.find(name) : null);
      return context.body(new Uint8Array(state), 200, { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' });
    });
}

const wrongName =
  'The body may be empty, or JSON with a "name" of 1 to 200 characters of A-Z a-z 0-9 . _ - /, without empty, . or .. segments.';

/** The JSON of a request's body, an empty object when there is none, and undefined when it is not JSON. */
async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function absent(context: Context, name: string, found: DocumentSummary | 'deleted' | null): Response {
  if (found === 'deleted') return problem(context, 410, 'Deleted', `The document ${name} was deleted.`);
  return problem(context, 404, 'No such document', `There is no document ${name}.`);
}

function representation({ name, title, createdAt, updatedAt }: DocumentSummary) {
  return { name, title, createdAt: new Date(createdAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
}
