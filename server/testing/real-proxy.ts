// For tests: a real nginx, Caddy or HAProxy of a test's own, with the configuration that the test gives, on a port of
// its own. Where there is none, the tests are skipped.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { endProcess } from './end-process.ts';
import { findProxy, type TestedProxy } from './find-proxies.ts';
import { freePort, listening } from './listening.ts';
import { temporaryDirectory } from './server.ts';

/** The options of tests that need a proxy: where there is none, they are skipped. */
export const needsProxy = (name: TestedProxy) => ({
  skip: findProxy(name) === null && `there is no ${name}: install the package ${name}`,
});

/** What a test puts into the configuration of a proxy. */
export interface ProxyPlace {
  readonly port: number;
  /** Files in PEM: the certificate, its key, and both in one file. */
  readonly certificate: string;
  readonly key: string;
  readonly both: string;
}

/** Makes a certificate for `localhost`, by itself, as files in `folder`. */
export function makeCertificate(folder: string): Omit<ProxyPlace, 'port'> {
  const [certificate, key, both] = [join(folder, 'cert.pem'), join(folder, 'key.pem'), join(folder, 'both.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '60'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const { status, stderr } = spawnSync('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', certificate]);
  if (status !== 0) throw new Error(`openssl made no certificate: ${String(stderr)}`);
  writeFileSync(both, Buffer.concat([readFileSync(certificate), readFileSync(key)]));
  return { certificate, key, both };
}

/** How each proxy is started with the configuration in `file`, and keeps everything in `folder`. */
const starts: Record<TestedProxy, (file: string, folder: string) => string[]> = {
  nginx: (file, folder) => [
    ...['-c', file, '-p', folder, '-e', 'stderr'],
    ...['-g', `daemon off; master_process off; pid ${folder}/pid;`],
  ],
  caddy: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  haproxy: (file) => ['-db', '-f', file],
};

/**
 * Starts a proxy with the configuration that `write` makes, and waits until it listens; resolves with its port. It ends
 * with the test.
 */
export async function startRealProxy(
  t: TestContext,
  name: TestedProxy,
  files: Omit<ProxyPlace, 'port'>,
  write: (place: ProxyPlace, folder: string) => string,
): Promise<number> {
  const folder = temporaryDirectory(t);
  const port = await freePort();
  const file = join(folder, 'configuration');
  writeFileSync(file, write({ ...files, port }, folder));
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const child = spawn(findProxy(name)!, starts[name](file, folder), { env });
  t.after(() => endProcess(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  await listening(child, port, () => `${name} ended: ${output}`);
  return port;
}
