// For tests: a real Redis of a test's own, on a port of its own, which can be killed and started again. It keeps
// nothing on a disk. Where there is none, the tests are skipped.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { endProcess } from './end-process.ts';
import { findRedis } from './find-redis.ts';

/** The options of tests that need Redis: where there is none, they are skipped. */
export const needsRedis = { skip: findRedis() === null && 'there is no Redis: install the package redis-server' };

export class TestRedis {
  readonly port: number;
  readonly #options: readonly string[];
  #process: ChildProcess | null = null;

  private constructor(port: number, options: readonly string[]) {
    this.port = port;
    this.#options = options;
  }

  /** Starts a Redis, which ends with the test. `options` are more of its command line. */
  static async start(t: TestContext, options: readonly string[] = []): Promise<TestRedis> {
    const redis = await TestRedis.begin(options);
    t.after(() => redis.kill());
    return redis;
  }

  /** Starts a Redis that somebody else ends. */
  static async begin(options: readonly string[] = []): Promise<TestRedis> {
    const redis = new TestRedis(await freePort(), options);
    await redis.run();
    return redis;
  }

  /** As REDIS_URL. */
  get address(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts Redis again after `kill`, and waits until it answers. */
  async run(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn(findRedis()!, [...args, ...this.#options], { stdio: 'ignore', cwd: '/' });
    this.#process = child;
    while (!(await answers(this.port))) {
      if (child.exitCode !== null) throw new Error(`Redis ended, with ${child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Sends one command, such as `ask('CLUSTER', 'INFO')`. */
  async ask(command: string, ...args: readonly string[]): Promise<unknown> {
    const connection = new Redis(this.port, '127.0.0.1');
    try {
      return await connection.call(command, ...args);
    } finally {
      connection.disconnect();
    }
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    await endProcess(child);
  }
}

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

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(port, '127.0.0.1', () => connection.write('PING\r\n'));
    connection.once('data', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
