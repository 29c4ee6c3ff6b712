// The page: one HTML for home, the doctor and every document's address, and the files that it loads. A page that is not
// built is a sentence that says how to build it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono, type MiddlewareHandler } from 'hono';
import { pageFrom } from '../../protocol/page.ts';
import { staticFile } from './static-files.ts';

const built = fileURLToPath(new URL('../../client/dist', import.meta.url));

const notBuilt =
  'The page of this server is not built yet. Documents are safe, and other clients can use the server. ' +
  'Run `npx vite build client` in the directory of Quire, then reload; `npm start` builds the page by itself.\n';

/** Serves the page from `directory`, also when the page is built while the server runs. */
export function pageRoutes(directory = built): Hono {
  const file = staticFile((path) => join(directory, path));
  return (
    new Hono()
      .on('GET', ['/', '/index.html', '/doctor', '/d/*'], caching('no-cache'), async (context) => {
        const html = await readFile(join(directory, 'index.html'), 'utf8').catch(nullIfMissing);
        if (html === null) return context.text(notBuilt, 503, { 'Cache-Control': 'no-store' });
        return context.html(pageFrom(html, wayHome(context.req.path)));
      })
      // A cached worker would keep an old page alive, with its faults.
      .get('/service-worker.js', caching('no-cache'), file)
      // A file in /assets has a name made of its content, so it never changes. No name can leave the directory.
      .get('/assets/:name{[\\w-]+(?:\\.[\\w-]+)+}', caching('public, max-age=31536000, immutable'), file)
  );
}

/** Redirects from the base path without its slash, from where relative addresses would lead elsewhere. */
export function toHome(basePath: string): Hono {
  return new Hono().get('/', (context) => context.redirect(`${basePath.split('/').at(-1)}/`));
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** The relative address of home from `path`, which is right also where a proxy serves home under another path. */
const wayHome = (path: string): string => '../'.repeat(path.split('/').length - 2) || './';

/** Adds the Cache-Control header to an answer with the file, and to one that says that it has not changed. */
function caching(control: string): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (context.res.ok || context.res.status === 304) context.header('Cache-Control', control);
  };
}
