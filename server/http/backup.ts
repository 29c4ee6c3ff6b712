// /api/backup: a consistent copy of the whole database, while the server runs. Other programs cannot open the database.

import { Readable } from 'node:stream';
import { Hono } from 'hono';
import type { Backup } from '../store/store.ts';
import { requireAdminKey } from './bearer.ts';
import { problem } from './problem.ts';

/** `makeBackup` is asked for one backup at a time. A request has to show `adminKey`, unless that is null. */
export function backupRoutes(makeBackup: () => Promise<Backup>, adminKey: string | null): Hono {
  let isBusy = false;
  const routes = new Hono();
  if (adminKey !== null) routes.use(requireAdminKey(adminKey));
  return routes.get('/', async (context) => {
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
