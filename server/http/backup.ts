// /api/backup: a consistent copy of the whole database, while the server runs. No other program can open a database of
// SQLite meanwhile. PostgreSQL has a program of its own for that.

import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import type { Backup } from '../store/store.ts';
import { requireAdminKey } from './bearer.ts';
import { problem } from './problem.ts';

/**
 * `makeBackup` is asked for one backup at a time, or names the program that makes one. A request has to show
 * `adminKey`, unless that is null.
 */
export function backupRoutes(makeBackup: (() => Promise<Backup>) | 'pg_dump', adminKey: string | null): Hono {
  let isBusy = false;
  const routes = new Hono();
  if (adminKey !== null) routes.use(requireAdminKey(adminKey));
  return routes.get('/', async (context) => {
    if (makeBackup === 'pg_dump') return usePgDump(context);
    if (context.req.method === 'HEAD') return context.body(null, 200);
    if (isBusy) {
      context.header('Retry-After', '10');
      return problem(context, 503, 'Backup under way', 'Another backup is being made or fetched. Try again after it.');
    }
    isBusy = true;
    try {
      const { size, content } = await makeBackup();
      content.once('close', () => (isBusy = false)); // also when the client hangs up
      return context.body(Readable.toWeb(content) as ReadableStream, 200, {
        'Content-Type': 'application/vnd.sqlite3',
        'Content-Length': String(size),
        'Content-Disposition': `attachment; filename="quire-${new Date().toISOString().slice(0, 10)}.db"`,
        'Cache-Control': 'no-store',
      });
    } catch (error) {
      isBusy = false;
      throw error;
    }
  });
}

function usePgDump(context: Context): Response {
  const detail =
    'The documents and files of this server are in PostgreSQL. Run pg_dump with the address in DATABASE_URL: ' +
    'its copy is consistent while servers run. pg_restore, or psql, brings it back.';
  return problem(context, 501, 'Backup by pg_dump', detail);
}
