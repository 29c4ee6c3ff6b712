// The page: one document for home and for every document's address, and the files that it loads. A page that is not
// built is a sentence that says how to build it.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';

const built = fileURLToPath(new URL('../../client/dist', import.meta.url));

const notBuilt =
  'The page of this server is not built yet. Documents are safe, and other clients can use the server. ' +
  'Run `npx vite build client` in the directory of Quire, then reload; `npm start` builds the page by itself.\n';

/** Serves the page from `directory`, also when the page is built while the server runs. */
export function pageRoutes(directory = built): Hono {
  // Absolute paths in place of serveStatic's `root`, which logs a warning when the directory is missing at the start.
  const page = serveStatic({ path: join(directory, 'index.html') });
  const files = serveStatic({ rewriteRequestPath: (path) => join(directory, path) });
  const revalidate = caching('no-cache');
  return (
    new Hono()
      .on('GET', ['/', '/index.html', '/d/*'], revalidate, page, (context) =>
        context.text(notBuilt, 503, { 'Cache-Control': 'no-store' }),
      )
      // A cached worker would keep an old page alive, with its faults.
      .get('/service-worker.js', revalidate)
      // A file in /assets has a name made of its content, so it never changes.
      .use('/assets/*', caching('public, max-age=31536000, immutable'))
      .use(files)
  );
}

/** Adds the Cache-Control header to a successful answer. */
function caching(control: string): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (context.res.ok) context.header('Cache-Control', control);
  };
}
