// File descriptors: each connection takes one of those that the system gives to a process. Without a bound, the system
// would close new connections unseen, and the store could open no file. So connections leave a reserve.

import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { limits } from '../limits/limits.ts';

const remedy = 'Raise the limit with `ulimit -n`, with LimitNOFILE in a systemd unit, or with --ulimit of Docker.';

/** How many files this process may open; null when the system sets no limit or tells none. */
export function openFilesLimit(): number | null {
  const { report } = process;
  Object.assign(report, { excludeNetwork: true }); // otherwise a report looks up the names of addresses
  const { userLimits } = report.getReport() as { userLimits?: { open_files: { soft: number | string } } };
  const limit = Number(userLimits?.open_files.soft);
  return Number.isInteger(limit) ? limit : null;
}

/** The connections that a process which may open `files` can have. */
export const connectionsFor = (files: number): number =>
  files - Math.min(limits.reservedDescriptors, Math.ceil(files / 2));

/**
 * Bounds the connections of `server`, and of `redirect` where there is one, to which a small part of them goes. The log
 * says at once when they are few, and once when one is dropped.
 */
export function boundConnections(server: Server, redirect: Server | null, log: Logger, files = openFilesLimit()): void {
  if (files === null) return;
  const connections = connectionsFor(files);
  const redirected = redirect === null ? 0 : Math.ceil(connections / limits.redirectShare);
  server.maxConnections = connections - redirected;
  if (redirect !== null) redirect.maxConnections = redirected;
  const facts = { files, connections };
  if (connections < limits.connectionsPerAddress) {
    log.warn(facts, `this process may open few files, so it takes few connections. ${remedy}`);
  }
  let isTold = false;
  const tell = () => {
    if (!isTold) log.error(facts, `the server drops connections: this process may open no more files. ${remedy}`);
    isTold = true;
  };
  server.once('drop', tell);
  redirect?.once('drop', tell);
}

/** What to do about an error because no more files can be opened; null for any other error. */
export function descriptorRemedy(error: Error): string | null {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EMFILE' || code === 'ENFILE' ? remedy : null;
}
