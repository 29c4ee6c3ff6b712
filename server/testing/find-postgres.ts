// Where PostgreSQL is on this machine, for the tests and for their set-up.

import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with the programs of the newest PostgreSQL; null when there is none. */
export function findPostgres(): string | null {
  const versioned = globSync('/usr/lib/postgresql/*/bin/initdb').toSorted((a, b) => versionIn(b) - versionIn(a));
  const inPath = (process.env['PATH'] ?? '').split(':').map((folder) => join(folder, 'initdb'));
  const found = [...versioned, ...inPath].find((file) => existsSync(file));
  return found === undefined ? null : dirname(found);
}

const versionIn = (path: string): number => Number(/\d+/.exec(path)?.[0] ?? 0);
