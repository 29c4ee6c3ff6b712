// /api/documents/<name>/files: the images and other files of a document. A document names a file by the hash of its
// bytes; the type of a file is found from its bytes, and decides whether a browser may show it.

import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { noSuchDocument } from '../auth/access.ts';
import type { Authority } from '../auth/authority.ts';
import { limits } from '../limits/limits.ts';
import { spend } from '../limits/rate.ts';
import type * as api from '../../protocol/api.ts';
import { imageTypes, sourceOf } from '../../protocol/format/file-source.ts';
import { allowBodyTime } from '../gate/body-time.ts';
import { Tally } from '../gate/tally.ts';
import type { FileStorage, ReceivedFile } from '../store/files.ts';
import type { Store, StoredFile } from '../store/store.ts';
import { denial, type Identified, identifyAgain, requireRole } from './bearer.ts';
import { kindOf } from './file-type.ts';
import { problem } from './problem.ts';
import { rangeOf } from './range.ts';

/** The address of the files of a document. */
const filesPath = /^\/api\/documents\/[^/]+\/files$/;

/** Whether a request brings a file, which may be longer than other bodies. */
export function bringsFile({ method, path }: { method: string; path: string }): boolean {
  return method === 'POST' && filesPath.test(path);
}

/** The policy of a file, in place of that of the pages: it runs, shows and asks for nothing. */
export const filePolicy: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('Content-Security-Policy', "default-src 'none'; sandbox");
};

export interface FileDeps {
  readonly store: Store;
  readonly files: FileStorage;
  readonly authority: Authority;
  /** In milliseconds, monotonic. */
  readonly now?: () => number;
}

export function fileRoutes({ store, files, authority, now = () => performance.now() }: FileDeps): Hono<Identified> {
  const receiving = new Tally();
  const rates = new Rates(now);
  const receive = async (context: Context<Identified>, name: string): Promise<Response> => {
    const { body } = context.req.raw;
    const { incoming } = (context.env ?? {}) as { incoming?: IncomingMessage };
    if (incoming !== undefined) allowBodyTime(incoming, limits.fileTime); // a test may have no connection
    const received = body === null ? null : await files.receive(body, limits.fileBytes);
    if (received === null) return problem(context, 400, 'No file', 'The body of the request is the bytes of the file.');
    if (received === 'tooLarge') return fileTooLarge(context);
    try {
      return await keep(context, name, received);
    } finally {
      await received.discard(); // which does nothing once it is kept
    }
  };
  const keep = async (context: Context<Identified>, name: string, received: ReceivedFile): Promise<Response> => {
    const { hash, size, head } = received;
    const file: StoredFile = { hash, size, ...(await kindOf(head)) };
    if ((file.width ?? 0) * (file.height ?? 0) > limits.imagePixels) return imageTooLarge(context);
    // A file takes minutes to arrive, and the person may have lost the right meanwhile.
    const denied = (await identifyAgain(context, authority)) ?? denial(context, name, 'write');
    if (denied !== null) return denied;
    const added = await files.inTurn(hash, async () => {
      if ((await store.find(name)) === null) return 'gone';
      await received.keep();
      return store.addFile(name, file, limits.fileBytesPerDocument);
    });
    if (added === 'gone') return problem(context, 404, 'No such document', noSuchDocument(name));
    if (added === 'full') return documentFull(context);
    return context.json<api.UploadedFile, 201>(represent(file), 201, { Location: `files/${hash}` });
  };
  return new Hono<Identified>()
    .post('/:name/files', requireRole('write'), async (context) => {
      const name = context.req.param('name');
      if (Number(context.req.header('content-length') ?? 0) > limits.fileBytes) return fileTooLarge(context);
      const found = await store.find(name);
      if (found === null) return problem(context, 404, 'No such document', noSuchDocument(name));
      if (found === 'deleted') return problem(context, 410, 'Deleted', `The document ${name} was deleted.`);
      const done = receiving.add(name, limits.filesAtOnce);
      if (done === null || !rates.take(name)) {
        done?.();
        return tooMany(context);
      }
      return receive(context, name).finally(done);
    })
    .get('/:name/files/:hash{[0-9a-f]{64}}', requireRole('read'), async (context) => {
      const file = await store.findFile(context.req.param('name'), context.req.param('hash'));
      const isThere = file !== null && (await files.sizeOf(file.hash)) === file.size;
      if (!isThere) return problem(context, 404, 'No such file', 'The document holds no file of this hash.');
      return answerWith(context, file, files);
    });
}

/** How often each document receives a file. */
class Rates {
  readonly #fullAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether the document may receive one more now. */
  take(document: string): boolean {
    const rate = { perSecond: limits.filesPerSecond, atOnce: limits.filesPerBurst };
    const next = spend(this.#fullAt.get(document) ?? -Infinity, 1, this.#now(), rate);
    if (next === null) return false;
    this.#fullAt.delete(document);
    this.#fullAt.set(document, next);
    if (this.#fullAt.size > limits.fileRates) this.#fullAt.delete(this.#fullAt.keys().next().value!);
    return true;
  }
}

function represent(file: StoredFile): api.UploadedFile {
  const { hash, type, size, width, height } = file;
  const pixels = width === null || height === null ? null : { width, height };
  return { src: sourceOf({ hash, pixels }), type, size, width, height };
}

/** The file, or the part that is asked for. Only what a page shows as an image may a browser show. */
function answerWith(context: Context, file: StoredFile, files: FileStorage): Response {
  const etag = `"${file.hash}"`;
  context.header('Cache-Control', 'private, max-age=31536000, immutable');
  context.header('ETag', etag);
  context.header('Accept-Ranges', 'bytes');
  if (context.req.header('if-none-match')?.includes(etag)) return context.body(null, 304);
  context.header('Content-Type', file.type);
  context.header('Content-Disposition', disposition(file.type, context.req.query('name')));
  const range = rangeOf(context.req.header('range'), file.size);
  if (range === 'none') {
    context.header('Content-Range', `bytes */${file.size}`);
    return problem(context, 416, 'No such part', `The file has ${file.size} bytes.`);
  }
  const { start, end } = range === 'all' ? { start: 0, end: file.size - 1 } : range;
  context.header('Content-Length', String(end - start + 1));
  if (range !== 'all') context.header('Content-Range', `bytes ${start}-${end}/${file.size}`);
  const hasBody = context.req.method !== 'HEAD' && file.size > 0;
  const status = range === 'all' ? 200 : 206;
  if (!hasBody) return context.body(null, status);
  return context.body(Readable.toWeb(files.read(file.hash, start, end)) as ReadableStream, status);
}

/** The header with the name under which a browser saves the file (RFC 6266, with RFC 8187 for the name). */
function disposition(type: string, name = ''): string {
  const kind = imageTypes.includes(type) ? 'inline' : 'attachment';
  const safe = name
    .toWellFormed()
    .replaceAll(/[\p{C}/\\]/gu, '_')
    .slice(0, limits.fileName);
  if (safe === '') return kind;
  const encoded = encodeURIComponent(safe.toWellFormed()).replaceAll(/['()*]/g, percent);
  return `${kind}; filename*=UTF-8''${encoded}`;
}

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

const fileTooLarge = (context: Context) =>
  problem(context, 413, 'File too large', `A file may have at most ${limits.fileBytes} bytes.`);

const imageTooLarge = (context: Context) =>
  problem(context, 413, 'Image too large', `An image may have at most ${limits.imagePixels} pixels.`);

const documentFull = (context: Context) =>
  problem(
    context,
    413,
    'Document full',
    `The files of a document may have at most ${limits.fileBytesPerDocument} bytes together.`,
  );

function tooMany(context: Context): Response {
  context.header('Retry-After', '5');
  return problem(context, 429, 'Too many files', 'The document receives too many files now. Try again in a moment.');
}
