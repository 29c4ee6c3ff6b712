// Finds or installs PostgreSQL for the tests of its store, and says which one they use. Without one those tests are
// skipped, so that nothing here is an error.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findPostgres } from '../server/testing/find-postgres.ts';

/** Installs Debian's package, whose own server the RUNLEVEL keeps from starting: each test starts one of its own. */
function installDebians(): void {
  console.log("Installing Debian's postgresql …");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = ['install', '-y', '--no-install-recommends', 'postgresql'];
  for (const args of [['update'], install]) spawnSync('apt-get', args, { stdio: 'ignore', env });
}

if (findPostgres() === null && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) installDebians();
const found = findPostgres();
if (found === null) console.log('There is no PostgreSQL, so its tests are skipped: install the package postgresql.');
else console.log(`Testing with the PostgreSQL in ${found}`);
