// Finds or installs PostgreSQL, PgBouncer, Redis and proxies for the tests that need them, and says which they use.
// Without one those tests are skipped, so that nothing here is an error.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findPgbouncer } from '../server/testing/find-pgbouncer.ts';
import { findPostgres } from '../server/testing/find-postgres.ts';
import { findProxy } from '../server/testing/find-proxies.ts';
import { findRedis } from '../server/testing/find-redis.ts';

/** Installs Debian's package, whose own server the RUNLEVEL keeps from starting: each test starts one of its own. */
function installDebians(name: string): void {
  console.log(`Installing Debian's ${name} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = ['install', '-y', '--no-install-recommends', name];
  for (const args of [['update'], install]) spawnSync('apt-get', args, { stdio: 'ignore', env });
}

const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
for (const [title, name, find] of [
  ['PostgreSQL', 'postgresql', findPostgres],
  ['PgBouncer', 'pgbouncer', findPgbouncer],
  ['Redis', 'redis-server', findRedis],
  ['nginx', 'nginx', () => findProxy('nginx')],
  ['Caddy', 'caddy', () => findProxy('caddy')],
  ['HAProxy', 'haproxy', () => findProxy('haproxy')],
] as const) {
  if (find() === null && mayInstall) installDebians(name);
  const found = find();
  if (found === null) console.log(`There is no ${title}, so its tests are skipped: install the package ${name}.`);
  else console.log(`Testing with the ${title} in ${found}`);
}
