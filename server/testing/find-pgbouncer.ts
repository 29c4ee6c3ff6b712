// Where PgBouncer is on this machine, for the tests and for their set-up.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The program; null when there is none. Debian keeps it in a folder that is often in the PATH of root alone. */
export function findPgbouncer(): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin'];
  return folders.map((folder) => join(folder, 'pgbouncer')).find((file) => existsSync(file)) ?? null;
}
