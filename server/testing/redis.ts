// For tests: a real Redis of a test's own, on a port of its own, which can be killed and started again. It keeps
// nothing on a disk. Where there is none, the tests are skipped.

import { type ChildProcess, spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { endProcess } from './end-process.ts';
import { findRedis } from './find-redis.ts';
import { freePort, listening } from './listening.ts';

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

  /** Starts Redis again after `kill`, and waits until it listens. */
  async run(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn(findRedis()!, [...args, ...this.#options], { stdio: 'ignore', cwd: '/' });
    this.#process = child;
    await listening(child, this.port, () => `Redis ended, with ${child.exitCode}`);
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
