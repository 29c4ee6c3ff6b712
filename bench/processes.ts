// The processes that the bench starts, and the folder for their data. Whatever happens, Ctrl-C included, the bench ends
// each of them by its own id, and removes the folder.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Databases, startDatabases } from './databases.ts';
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
const patience = 120_000;

/** A measured server, or several that are measured as one, with ports and a data folder of their own. */
export class Server {
  #ports: number[] = [];
  #children: ChildProcess[] = [];
  #databases: Databases | null = null;
  readonly #peer: Peer;
  readonly #data: string;

  private constructor(peer: Peer) {
    this.#peer = peer;
    this.#data = mkdtempSync(join(folder, `${peer.name}-`));
  }

  /** Resolves when the server listens. Rejects with its last line of output when it does not. */
  static async start(peer: Peer): Promise<Server> {
    const server = new Server(peer);
    try {
      if (peer.joined !== null) server.#databases = await startDatabases(peer.joined);
      await server.#begin();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Others after each start. */
  get ports(): readonly number[] {
    return this.#ports;
  }

  /** Ends the server with SIGTERM, or else SIGKILL, and starts it on the same data. */
  async restart(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        const killing = setTimeout(() => child.kill('SIGKILL'), patience);
        await gone;
        clearTimeout(killing);
      }),
    );
    await this.#begin();
  }

  async #begin(): Promise<void> {
    const env = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: this.#data, LOG_LEVEL: 'warn', NODE_ENV: 'production' };
    this.#children = Array.from({ length: this.#peer.joined?.servers ?? 1 }, () => {
      return start(this.#peer.module, { ...env, ...this.#databases?.env }, 'servers/probe.mjs');
    });
    this.#ports = await Promise.all(this.#children.map(portOf));
  }

  /** That of all processes together. With 'memory', they collect their garbage before they answer. */
  async usage(question: 'usage' | 'memory'): Promise<Usage> {
    const all = await Promise.all(
      this.#children.map(async (child) => {
        const answer = once(child, 'message', { signal: AbortSignal.timeout(patience) });
        child.send(question);
        return ((await answer) as [Usage])[0];
      }),
    );
    const sum = (key: keyof Usage) => all.reduce((total, usage) => total + usage[key], 0);
    return { cpu: sum('cpu'), memory: sum('memory'), heap: sum('heap'), peakMemory: sum('peakMemory') };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map(stop));
    await this.#databases?.end();
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
