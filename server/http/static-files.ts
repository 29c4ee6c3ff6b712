// The built files of the page. The build puts a compressed form beside each text file (`.br`, `.gz`), and each request
// gets the form that it prefers. Every form has an ETag of its own. A request for a range gets the whole file, as RFC
// 9110 allows: no built file is long.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Handler } from 'hono';
import { parseAccept } from 'hono/utils/accept';
import { getMimeType } from 'hono/utils/mime';

/** The forms of a file, the shortest first. */
const forms = [
  { encoding: 'br', suffix: '.br' },
  { encoding: 'gzip', suffix: '.gz' },
  { encoding: 'identity', suffix: '' },
] as const;

type Form = (typeof forms)[number];

/** Serves the file that `pathOf` finds for a request's path; a file that is not there is for the next handler. */
export function staticFile(pathOf: (requestPath: string) => string): Handler {
  return async (context, next) => {
    const { req } = context;
    const file = pathOf(req.path);
    const form = await firstThatExists(file, formsFor(req.header('accept-encoding')));
    if (form === null) return next();
    const { encoding, path, size, etag } = form;
    context.header('Vary', 'Accept-Encoding');
    context.header('ETag', etag);
    if (isKnown(etag, req.header('if-none-match'))) return context.body(null, 304);
    context.header('Content-Type', getMimeType(file) ?? 'application/octet-stream');
    context.header('Content-Length', String(size));
    if (encoding !== 'identity') context.header('Content-Encoding', encoding);
    if (req.method === 'HEAD') return context.body(null);
    return context.body(Readable.toWeb(createReadStream(path)) as ReadableStream);
  };
}

/**
 * The forms that a request accepts, the preferred first (RFC 9110, section 12.5.3). The file as it is comes last, even
 * where the request excludes it: a client without any other form can do more with that than with an error.
 *
 *     formsFor('gzip, br;q=0.5') // gzip, br, identity
 */
export function formsFor(acceptEncoding = ''): Form[] {
  const accepted = new Map(parseAccept(acceptEncoding).map(({ type, q }) => [type.toLowerCase(), q]));
  const quality = ({ encoding }: Form) =>
    accepted.get(encoding) ?? (encoding === 'identity' ? leastQuality : (accepted.get('*') ?? 0));
  const wanted = forms.filter((form) => form.encoding === 'identity' || quality(form) > 0);
  return wanted.toSorted((one, other) => quality(other) - quality(one));
}

/** Below every quality that a request can name, which has three decimals. */
const leastQuality = 0.0001;

async function firstThatExists(file: string, candidates: readonly Form[]) {
  for (const { encoding, suffix } of candidates) {
    const path = file + suffix;
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) {
      const etag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}-${encoding}"`;
      return { encoding, path, size: found.size, etag };
    }
  }
  return null;
}

/** Whether `ifNoneMatch` names the tag. A proxy that compresses marks tags as weak. */
function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
