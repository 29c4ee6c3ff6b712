// For tests: where a process of a test's own listens, and since when.

import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * A port for a process that has to be told one. It is below those that systems give to connections, of which one could
 * have it by the time the process listens.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false, // taken
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/**
 * Resolves once the process listens at `place`, a port of 127.0.0.1 or the path of a Unix socket. Rejects with what
 * `failure` says when the process ends before.
 */
export async function listening(child: ChildProcess, place: number | string, failure: () => string): Promise<void> {
  while (!(await opens(place))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(failure());
    await wait(20);
  }
}

function opens(place: number | string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(typeof place === 'number' ? { port: place, host: '127.0.0.1' } : { path: place });
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
