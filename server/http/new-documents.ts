// POST /api/documents and POST /api/documents/<name>/duplicate: new documents, with a title and a content from the
// start. A document that does not get its content is taken back.

import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { docOf, firstContent, mergedUpdate, titleEdit } from '../document/edits.ts';
import * as api from '../../protocol/api.ts';
import { contentOf, filesIn } from '../../protocol/format/content.ts';
import { readContent } from '../../protocol/format/read-content.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { limits } from '../limits/limits.ts';
import type { Store, StoredFile } from '../store/store.ts';
import { denial, type Identified, requireRole } from './bearer.ts';
import { readBody } from './body.ts';
import { notThere } from './documents.ts';
import { editProblem, notTaken } from './edit-problem.ts';
import { problem } from './problem.ts';

export function newDocumentRoutes(store: Store, rooms: Rooms): Hono<Identified> {
  /** Makes a document with a content; the answer says where it is, relative to the request by `way`. */
  const make = async (
    context: Context<Identified>,
    name: string | null,
    content: Uint8Array | null,
    way: string,
    files: readonly StoredFile[] = [],
  ) => {
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
    await Promise.all(files.map((file) => store.addFile(name, file, limits.fileBytesPerDocument)));
    const { user } = context.get('identity');
    const outcome = content && (await rooms.edit(name, { role: 'write', user }, () => content));
    const failed = outcome && editProblem(context, outcome);
    if (failed !== null) {
      await store.delete(name);
      return failed;
    }
    // Relative, as a proxy may serve the API under a path.
    const location = `${way}${encodeURIComponent(name)}`;
    return context.json<api.CreatedDocument, 201>({ name }, 201, { Location: location });
  };
  return new Hono<Identified>()
    .post('/', async (context) => {
      const body = await readBody(context, api.newDocument);
      if (body.type === 'invalid') return body.response;
      const { title, content, format } = body.value;
      const read = readContent(content ?? '', content === undefined ? 'text' : format);
      if (read.type === 'invalid') return problem(context, 400, 'Invalid content', `In the content, ${read.reason}`);
      const name = body.value.name ?? unguessableName(context.get('identity').newNamePrefix);
      const blocks = content === undefined ? [] : read.blocks;
      return make(context, name, firstContent({ title: title ?? read.title, blocks }), 'documents/');
    })
    .post('/:name/duplicate', requireRole('read'), async (context) => {
      const body = await readBody(context, api.newCopy);
      if (body.type === 'invalid') return body.response;
      const name = context.req.param('name');
      const read = await rooms.readWhole(name);
      if (read === null) return notThere(context, name, await store.find(name));
      if (read.type === 'rejected') return notTaken(context, read);
      const { title } = body.value;
      const content = title === undefined ? read.update : mergedUpdate(read.update, titleEdit(read.update, title));
      const hashes = filesIn(contentOf(docOf(read.update)).blocks);
      const found = await Promise.all(hashes.map((hash) => store.findFile(name, hash)));
      const files = found.filter((file) => file !== null);
      return make(context, unguessableName(context.get('identity').newNamePrefix), content, '../', files);
    });
}

/** A name that begins with `prefix` and that nobody can guess (96 bits); null without a prefix. */
function unguessableName(prefix: string | null): string | null {
  return prefix === null ? null : prefix + randomBytes(12).toString('base64url').replace(/^-/, '_');
}
