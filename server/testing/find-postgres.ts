// Where PostgreSQL is on this machine, for the tests and for their set-up. QUIRE_POSTGRES=<folder> names the folder
// with the programs of another version.

import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with the programs of the newest PostgreSQL, or of the one that was asked for; null without one. */
export function findPostgres(): string | null {
  const named = process.env['QUIRE_POSTGRES'];
  if (named !== undefined) return existsSync(join(named, 'initdb')) ? named : null;
  const versioned = globSync('/usr/lib/postgresql/*/bin/initdb').toSorted((a, b) => versionIn(b) - versionIn(a));
  const inPath = (process.env['PATH'] ?? '').split(':').map((folder) => join(folder, 'initdb'));
  const found = [...versioned, ...inPath].find((file) => existsSync(file));
  return found === undefined ? null : dirname(found);
}

const versionIn = (path: string): number => Number(/\d+/.exec(path)?.[0] ?? 0);
