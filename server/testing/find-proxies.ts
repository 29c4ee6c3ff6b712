// Where nginx, Caddy and HAProxy are on this machine, for the tests and for their set-up.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The proxies with which Quire is tested, which are names of their programs and of their packages. */
export const testedProxies = ['nginx', 'caddy', 'haproxy'] as const;
export type TestedProxy = (typeof testedProxies)[number];

/** The program of a proxy; null when there is none. */
export function findProxy(name: TestedProxy): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin']; // which is root's alone on Debian
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}
