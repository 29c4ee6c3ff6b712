// /api/documents: what documents there are, a new one, and one of them. In an address a document's name is one segment,
// percent-encoded, as in /api/documents/team%2Fplan/state. What a request may see and do is what its token allows.

import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { accessInfo } from '../auth/authority.ts';
import { isThereFor } from '../gate/handshake.ts';
import { type Identified, may, refusal } from './bearer.ts';
import { isDocumentName } from '../../protocol/document-name.ts';
import { problem } from './problem.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { DocumentSummary, Store } from '../store/store.ts';
import { readBody } from './body.ts';

/** How many documents home shows. */
const recent = 100;

const newDocument = z.object({
  name: z
    .string()
    .refine(isDocumentName, 'must be 1 to 200 characters of A-Z a-z 0-9 . _ - /, without empty, . or .. segments')
    .optional(),
});

export function documentRoutes(store: Store, rooms: Rooms): Hono<Identified> {
  return new Hono<Identified>()
    .get('/', async (context) => {
      const { patterns } = context.get('identity');
      const documents = (await store.list(recent, patterns)).filter(
        ({ name }) => refusal(context, name, 'read') === null,
      );
      return context.json({ documents: documents.map(representation) });
    })
    .post('/', async (context) => {
      const body = await readBody(context, newDocument);
      if (body instanceof Response) return body;
      const name = body.name ?? newName(context.get('identity').newNames);
      if (name === null) return problem(context, 403, 'Not allowed', 'This token does not allow new documents.');
      const refused = refusal(context, name, 'write');
      if (refused !== null) return refused;
      if (!(await store.create(name))) {
        return problem(context, 409, 'Already there', `There is a document ${name} already.`);
      }
      return context.json({ name }, 201, { Location: `/api/documents/${encodeURIComponent(name)}` });
    })
    .get('/:name', may('read'), async (context) => {
      const name = context.req.param('name');
      const document = await store.find(name);
      if (document === null || document === 'deleted') return absent(context, name, document);
      return context.json(representation(document));
    })
    .get('/:name/access', may('read'), async (context) => {
      const name = context.req.param('name');
      const identity = context.get('identity');
      const role = identity.roleIn(name)!;
      if (!(await isThereFor(role, name, store))) return absent(context, name, null);
      return context.json(accessInfo(identity, role, Date.now()), 200, { 'Cache-Control': 'no-store' });
    })
    .get('/:name/authors', may('admin'), async (context) => {
      const name = context.req.param('name');
      return context.json({ authors: await store.authors(name) });
    })
    .get('/:name/state', may('read'), async (context) => {
      const name = context.req.param('name');
      const state = await rooms.read(name);
      if (state === null) return absent(context, name, await store.find(name));
      return context.body(new Uint8Array(state), 200, {
        'Content-Type': 'application/octet-stream',
        'Cache-Control': 'no-store',
      });
    })
    .delete('/:name', may('admin'), async (context) => {
      const name = context.req.param('name');
      if (!(await store.delete(name))) return absent(context, name, await store.find(name));
      return context.body(null, 204);
    });
}

/** A name that nobody guesses (96 bits), beginning with `prefix`; null when there is none. */
function newName(prefix: string | null): string | null {
  return prefix === null ? null : prefix + randomBytes(12).toString('base64url').replace(/^-/, '_');
}

function absent(context: Context, name: string, found: DocumentSummary | 'deleted' | null): Response {
  if (found === 'deleted') return problem(context, 410, 'Deleted', `The document ${name} was deleted.`);
  return problem(context, 404, 'No such document', `There is no document ${name}.`);
}

function representation({ name, title, createdAt, updatedAt }: DocumentSummary) {
  return { name, title, createdAt: new Date(createdAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
}
