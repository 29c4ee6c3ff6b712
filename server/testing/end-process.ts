// For tests: ends a process that a test has started, and nothing else.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Sends `signal` to the process, and resolves when it is gone: at once where it is gone already, or never was. */
export async function endProcess(child: ChildProcess | null, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
