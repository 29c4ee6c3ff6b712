// For tests: the real server as a process, on a free port and with a data directory of its own.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';

const ownMain = fileURLToPath(new URL('../start.js', import.meta.url));

export interface TestServer {
  readonly process: ChildProcess;
  /** Everything that the process has written to stdout and stderr. */
  readonly output: () => string;
  readonly port: number;
  readonly dataDir: string;
  /** The address for y-websocket's provider. */
  readonly address: string;
  /** Sends `signal` to the process; resolves with its exit code, or with null when the signal killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** What is to be done when a test ends; null once it has been done. */
const ends = new WeakMap<TestContext, (() => unknown)[] | null>();

/**
 * Calls `end` when the test ends, the latest first: a server has exited before its directory is removed. At once in a
 * test that has failed and goes on.
 */
function atEnd(t: TestContext, end: () => unknown): void {
  const known = ends.get(t);
  if (known === null) return void end();
  if (known !== undefined) return void known.push(end);
  const all = [end];
  ends.set(t, all);
  t.after(async () => {
    ends.set(t, null);
    for (const each of all.reverse()) await each();
  });
}

/** A directory that is removed when the test ends. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'quire-test-'));
  atEnd(t, () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/**
 * A directory with a file system of `size` bytes, removed when the test ends; null where the test may not mount one.
 */
export function smallDisk(t: TestContext, size: number): string | null {
  const directory = mkdtempSync(join(tmpdir(), 'quire-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory]);
  atEnd(t, () => {
    if (status === 0) spawnSync('umount', [directory]);
    rmdirSync(directory);
  });
  return status === 0 ? directory : null;
}

/**
 * Starts the server with `environment` and does not wait for it. The server is killed when the test ends. It may open
 * `files` files, or as many as the test.
 */
export function runServer(
  t: TestContext,
  environment: Record<string, string>,
  files: number | null = null,
  main = ownMain,
): Pick<TestServer, 'process' | 'output'> {
  const limited = ['sh', '-c', `ulimit -n ${files} && exec "$0" "$@"`];
  const [command, ...args] = [...(files === null ? [] : limited), process.execPath, main];
  const child = spawn(command!, args, { env: { PATH: process.env['PATH'], ...environment } });
  const exited = once(child, 'exit');
  atEnd(t, () => {
    child.kill('SIGKILL');
    return exited;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  return { process: child, output: () => output };
}

export interface TestServerOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly logLevel?: string;
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many files the process may open; by default as many as the test. */
  readonly files?: number;
  /** The program to run; by default this repository's own `start.js`. */
  readonly main?: string;
}

/** Starts the server and waits until it listens. Rejects with the server's output when it exits instead. */
export async function startServer(
  t: TestContext,
  { dataDir = temporaryDirectory(t), port = 0, logLevel = 'info', env = {}, files, main }: TestServerOptions = {},
): Promise<TestServer> {
  const environment = { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: logLevel, ...env };
  const { process: child, output } = runServer(t, environment, files, main);
  const listening = new Promise<RegExpExecArray>((resolve, reject) => {
    child.stdout!.on('data', () => {
      const match = /listening on http(s?):\/\/127\.0\.0\.1:(\d+)/.exec(output());
      if (match) resolve(match);
    });
    child.on('exit', () => reject(new Error(`the server exited: ${output()}`)));
  });
  const [, secure, shown] = await listening;
  const actual = Number(shown);
  return {
    process: child,
    output,
    port: actual,
    dataDir,
    address: `ws${secure}://127.0.0.1:${actual}/collab`,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null) return child.exitCode;
      const exit = once(child, 'exit') as Promise<[number | null]>;
      child.kill(signal);
      return (await exit)[0];
    },
  };
}

/** Waits until `condition` holds. The time limit of the test bounds the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
