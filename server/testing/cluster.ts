// For tests of faults: three servers on one PostgreSQL and one Redis, each with lines of its own to both, and with a
// clock of its own: a day lies between each two. Twenty people write one document on them without pause. In the end all
// have the same, every word is there once, and everybody is seen once. QUIRE_FAULTS=<seconds> lets each fault last so
// long at least.

import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { Line } from './line.ts';
import type { TestPostgres } from './postgres.ts';
import { TestRedis } from './redis.ts';
import { startServer, type TestServer, until } from './server.ts';
import { Writer } from './writer.ts';

const people = 20;
const shifts = [-24, 0, 24];
const preload = `--import=${new URL('shifted-clock.js', import.meta.url).href}`;

/** How long each fault lasts at least, in seconds. */
const longer = Number(process.env['QUIRE_FAULTS'] ?? 0);

interface Place {
  readonly redis: Line;
  readonly database: Line;
  server: TestServer | null;
}

export class Cluster {
  readonly redis: TestRedis;
  readonly writers: Writer[] = [];
  readonly #t: TestContext;
  readonly #postgres: TestPostgres;
  readonly #database: string;
  readonly #places: Place[] = [];
  #isWriting = true;

  private constructor(t: TestContext, redis: TestRedis, postgres: TestPostgres, database: string) {
    this.#t = t;
    this.redis = redis;
    this.#postgres = postgres;
    this.#database = database;
  }

  /** Starts everything, and resolves when each person has written something. */
  static async start(t: TestContext, postgres: TestPostgres): Promise<Cluster> {
    const redis = await TestRedis.start(t);
    const database = postgres.newDatabase();
    await postgres.make(database);
    const cluster = new Cluster(t, redis, postgres, database);
    for (const _shift of shifts) {
      const lines = [{ port: redis.port }, { path: postgres.socket }].map((target) => Line.start(t, target));
      const [toRedis, toDatabase] = await Promise.all(lines);
      cluster.#places.push({ redis: toRedis!, database: toDatabase!, server: null });
    }
    await Promise.all(shifts.map((_shift, i) => cluster.run(i)));
    await until(() =>
      cluster.#places.every(({ server }) => server!.output().includes('the bus to other servers is up')),
    );
    const servers = () => cluster.#addresses;
    for (let i = 0; i < people; i++) {
      cluster.writers.push(new Writer(t, { name: `w${i}`, document: 'plan', servers, first: i }));
    }
    const writing = setInterval(() => {
      if (cluster.#isWriting) for (const writer of cluster.writers) if (Math.random() < 0.2) writer.write();
    }, 50);
    t.after(() => clearInterval(writing));
    await cluster.goesOn();
    return cluster;
  }

  /** The lines of a server. */
  lines(i: number): Pick<Place, 'redis' | 'database'> {
    return this.#places[i]!;
  }

  /** Starts a server, which may be there no more. */
  async run(i: number): Promise<void> {
    const { redis, database } = this.#places[i]!;
    const env = {
      DATABASE_URL: this.#postgres.address(this.#database, '127.0.0.1', database.port).href,
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      CLOCK_SHIFT: String(shifts[i]),
      NODE_OPTIONS: preload,
    };
    this.#places[i]!.server = await startServer(this.#t, { env });
  }

  /** Ends a server, and nobody connects to it any more. Resolves with its exit code. */
  async stop(i: number, signal: NodeJS.Signals): Promise<number | null> {
    const server = this.#places[i]!.server!;
    this.#places[i]!.server = null;
    return server.stop(signal);
  }

  /** Sends a signal to a server that goes on. */
  signal(i: number, signal: NodeJS.Signals): void {
    this.#places[i]!.server!.process.kill(signal);
  }

  /** Who is connected to that server now goes elsewhere. */
  moveFrom(i: number): void {
    const { address } = this.#places[i]!.server!;
    for (const writer of this.writers) if (writer.server === address) writer.move();
  }

  /** Those who are connected to a server. */
  writersOn(i: number): Writer[] {
    const { address } = this.#places[i]!.server!;
    return this.writers.filter(({ server }) => server === address);
  }

  /** Resolves when some of what each of these people writes from now on is acknowledged. */
  async goesOn(writers: readonly Writer[] = this.writers): Promise<void> {
    const before = new Map(writers.map((writer) => [writer, writer.written.length]));
    await wait(longer * 1000);
    await until(() => writers.every((writer) => writer.saved > before.get(writer)!));
  }

  /** Resolves when each of these people has written more, saved or not. */
  async write(writers: readonly Writer[] = this.writers): Promise<void> {
    const before = new Map(writers.map((writer) => [writer, writer.written.length]));
    await wait(longer * 1000);
    await until(() => writers.every((writer) => writer.written.length > before.get(writer)! + 3));
  }

  /**
   * Resolves when everything is saved, and all people and all servers have the same, each word once, and see everybody
   * once. Nobody writes meanwhile.
   */
  async agrees(): Promise<void> {
    this.#isWriting = false;
    const names = this.writers.map(({ name }) => name).sort();
    const readers = this.#addresses.map((address, i) => {
      return new Writer(this.#t, { name: `r${i}`, document: 'plan', servers: () => [address], first: 0 });
    });
    const written = this.writers.flatMap((writer) => writer.written).sort();
    const all = [...this.writers, ...readers];
    const everybody = [...names, ...readers.map(({ name }) => name)].sort();
    await until(() => this.writers.every(({ isSaved }) => isSaved));
    await until(() => all.every(({ words }) => words.length === written.length));
    const [first] = this.writers;
    for (const { name, words } of all) assert.deepEqual(words, first!.words, `${name} and ${first!.name} differ`);
    assert.deepEqual([...first!.words].sort(), written, 'each word is there once');
    await until(() => all.every(({ here }) => here.join() === everybody.join()));
    for (const reader of readers) reader.end();
    await until(() => this.writers.every(({ here }) => here.join() === names.join()));
    this.#isWriting = true;
  }

  /** Ends all servers, and checks that another one finds the same in the database alone. */
  async isKept(): Promise<void> {
    this.#isWriting = false;
    await until(() => this.writers.every(({ isSaved }) => isSaved));
    const { words } = this.writers[0]!;
    for (const writer of this.writers) writer.end();
    await Promise.all(this.#places.map(async ({ server }) => assert.equal(await server?.stop(), 0)));
    const DATABASE_URL = this.#postgres.address(this.#database).href;
    const { address } = await startServer(this.#t, { env: { DATABASE_URL } });
    const reader = new Writer(this.#t, { name: 'reader', document: 'plan', servers: () => [address], first: 0 });
    await until(() => reader.words.length >= words.length);
    assert.deepEqual(reader.words, words);
  }

  get #addresses(): string[] {
    return this.#places.flatMap(({ server }) => server?.address ?? []);
  }
}
