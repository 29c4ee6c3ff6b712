// Hocuspocus with its default settings and its Database extension on node:sqlite. The table and the statements are
// those of its SQLite extension, whose own driver would have to be compiled. With REDIS_URL, its Redis extension joins
// several of them, which share the database.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Database } from '@hocuspocus/extension-database';
import { Redis } from '@hocuspocus/extension-redis';
import { Server } from '@hocuspocus/server';

const database = new DatabaseSync(join(process.env.DATA_DIR, 'hocuspocus.db'), { timeout: 5_000 });
database.exec('CREATE TABLE IF NOT EXISTS documents (name varchar(255) NOT NULL, data blob NOT NULL, UNIQUE(name))');
const select = database.prepare('SELECT data FROM documents WHERE name = ? ORDER BY rowid DESC');
const upsert = database.prepare(
  'INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data',
);

const redis = process.env.REDIS_URL === undefined ? null : new URL(process.env.REDIS_URL);
const server = new Server({
  address: process.env.HOST,
  port: Number(process.env.PORT),
  quiet: true,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => select.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => void upsert.run(documentName, state),
    }),
    ...(redis === null ? [] : [new Redis({ host: redis.hostname, port: Number(redis.port) })]),
  ],
});
await server.listen();
console.log(`listening on http://${process.env.HOST}:${server.address.port}`);
