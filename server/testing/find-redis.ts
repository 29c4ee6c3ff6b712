// Where Redis, or Valkey, is on this machine, for the tests and for their set-up.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The program of the server; null when there is none. */
export function findRedis(): string | null {
  const folders = (process.env['PATH'] ?? '').split(':');
  const files = ['redis-server', 'valkey-server'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return files.find((file) => existsSync(file)) ?? null;
}
