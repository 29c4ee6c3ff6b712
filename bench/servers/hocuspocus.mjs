// Hocuspocus with its default settings and its Database extension on node:sqlite. The table and the statements are
// those of its SQLite extension, whose own driver would have to be compiled.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';

const database = new DatabaseSync(join(process.env.DATA_DIR, 'hocuspocus.db'));
database.exec('CREATE TABLE IF NOT EXISTS documents (name varchar(255) NOT NULL, data blob NOT NULL, UNIQUE(name))');
const select = database.prepare('SELECT data FROM documents WHERE name = ? ORDER BY rowid DESC');
const upsert = database.prepare(
  'INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data',
);

const server = new Server({
  address: process.env.HOST,
  port: Number(process.env.PORT),
  quiet: true,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => select.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => void upsert.run(documentName, state),
    }),
  ],
});
await server.listen();
console.log(`listening on http://${process.env.HOST}:${server.address.port}`);
