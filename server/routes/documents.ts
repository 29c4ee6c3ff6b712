// /api/documents: what documents there are, and a new one.

import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { isDocumentName } from '../protocol/name.ts';
import { problem } from '../problem.ts';
import type { DocumentSummary, Store } from '../store/store.ts';

/** How many documents home shows. */
const recent = 100;

export function documentRoutes(store: Store): Hono {
  return new Hono()
    .get('/', async (context) => {
      const documents = await store.list(recent);
      return context.json({ documents: documents.map(representation) });
    })
    .post('/', async (context) => {
      const name = randomBytes(12).toString('base64url').replace(/^-/, '_'); // 96 bits: nobody guesses it
      await store.load(name);
      return context.json({ name }, 201, { Location: `/api/documents/${name}` });
    })
    .get('/:name{.+}', async (context) => {
      const name = context.req.param('name');
      const document = isDocumentName(name) ? await store.find(name) : null;
      if (document === null) return problem(context, 404, 'No such document', `There is no document ${name}.`);
      return context.json(representation(document));
    });
}

function representation({ name, title, createdAt, updatedAt }: DocumentSummary) {
  return { name, title, createdAt: new Date(createdAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
}
