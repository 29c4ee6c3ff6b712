// The processes that the bench starts, and the folder for their data. Whatever happens, Ctrl-C included, the bench ends
// each of them by its own id, and removes the folder.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Peer } from './servers.ts';

const live = new Set<ChildProcess>();
const folder = mkdtempSync(join(tmpdir(), 'quire-bench-'));
const remove = (path: string) => rmSync(path, { recursive: true, force: true, maxRetries: 5 });

process.on('exit', () => {
  for (const child of live) child.kill('SIGKILL');
  remove(folder);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

/** Runs a module of this folder with this Node and nothing of the environment but `env`. */
export function start(module: string, env: Record<string, string> = {}, probe?: string): ChildProcess {
  const imports = probe === undefined ? [] : ['--expose-gc', '--import', new URL(probe, import.meta.url).href];
  const child = spawn(process.execPath, [...imports, resolve(import.meta.dirname, module)], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  live.add(child);
  child.on('exit', () => live.delete(child));
  return child;
}

/** Ends `child`, and resolves when it is gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (!live.has(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The resources that a server has used since its start. */
export interface Usage {
  /** Microseconds of processor time of all threads, in user mode and in the kernel. */
  readonly cpu: number;
  /** Bytes of resident memory, now and at the peak, and of the main thread's JavaScript heap in it. */
  readonly memory: number;
  readonly heap: number;
  readonly peakMemory: number;
}

/** The longest that a server may take to listen or to answer, in milliseconds. */
const patience = 30_000;

/** A measured server, with a port and a data folder of its own. */
export class Server {
  #port = 0;
  #child: ChildProcess;
  readonly #peer: Peer;
  readonly #data: string;

  private constructor(peer: Peer) {
    this.#peer = peer;
    this.#data = mkdtempSync(join(folder, `${peer.name}-`));
    this.#child = this.#begin();
  }

  /** Resolves when the server listens. Rejects with its last line of output when it does not. */
  static async start(peer: Peer): Promise<Server> {
    const server = new Server(peer);
    try {
      server.#port = await portOf(server.#child);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Another port after each start. */
  get port(): number {
    return this.#port;
  }

  /** Ends the server with SIGTERM, or else SIGKILL, and starts it on the same data. */
  async restart(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const killing = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    await gone;
    clearTimeout(killing);
    this.#child = this.#begin();
    this.#port = await portOf(this.#child);
  }

  #begin(): ChildProcess {
    const env = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: this.#data, LOG_LEVEL: 'warn', NODE_ENV: 'production' };
    return start(this.#peer.module, env, 'servers/probe.mjs');
  }

  /** With 'memory', the server collects its garbage before it answers. */
  async usage(question: 'usage' | 'memory'): Promise<Usage> {
    const answer = once(this.#child, 'message', { signal: AbortSignal.timeout(patience) });
    this.#child.send(question);
    return ((await answer) as [Usage])[0];
  }

  async stop(): Promise<void> {
    await stop(this.#child);
    remove(this.#data);
  }
}

function portOf(child: ChildProcess): Promise<number> {
  let output = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the server ${why}: ${output.trim().split('\n').at(-1)}`));
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (data: Buffer) => {
        output = (output + data.toString()).slice(-10_000);
        const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }
    child.on('exit', () => fail('ended'));
    setTimeout(() => fail('does not listen'), patience).unref();
  });
}
