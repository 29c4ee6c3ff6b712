// For tests: a real PostgreSQL of a test file's own, in a directory and on a Unix socket of its own, with as many
// databases as the tests want. It is stopped when the tests have ended. Where there is none, the tests are skipped.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import pg from 'pg';
import { pino } from 'pino';
import { type OpenedPostgres, openPostgres } from '../store/postgres/open.ts';
import { endProcess } from './end-process.ts';
import { findPostgres } from './find-postgres.ts';

// Each store starts threads, which need not strip the types of their modules each time.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../../node_modules/.cache/quire');
enableCompileCache(process.env['NODE_COMPILE_CACHE']);

const programs = findPostgres();

/** The options of a test that needs PostgreSQL: without one it is skipped, with the reason. */
export const needsPostgres = { skip: programs === null && 'there is no PostgreSQL: install the package postgresql' };

/** PostgreSQL and PgBouncer refuse to run as root: then they run as another user. */
export const user = process.getuid?.() === 0 ? (idsOf('postgres') ?? idsOf('nobody')) : null;

function idsOf(name: string): { uid: number; gid: number } | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  return uid!.status === 0 ? { uid: Number(uid!.stdout), gid: Number(gid!.stdout) } : null;
}

/** A new directory that `user` may write to; by default in memory, where there is such a place. */
export function userDirectory(prefix: string, place: 'memory' | 'disk' = 'memory'): string {
  const directory = mkdtempSync(join(place === 'memory' && existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), prefix));
  if (user !== null) chownSync(directory, user.uid, user.gid);
  return directory;
}

export class TestPostgres {
  /** Where the socket is. */
  readonly directory: string;
  readonly #place: 'memory' | 'disk';
  #process: ChildProcess | null = null;
  #databases = 0;

  /** In memory without fsync, since no test here can cut the power; on a disk with it. */
  constructor(place: 'memory' | 'disk' = 'memory') {
    this.#place = place;
    this.directory = userDirectory('quire-pg-', place);
  }

  /** Makes the cluster and starts it. */
  async start(): Promise<void> {
    const args = ['-D', this.#data, '-U', 'quire', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
    const made = spawnSync(join(programs!, 'initdb'), args, { encoding: 'utf8', cwd: '/', ...user });
    assert.equal(made.status, 0, made.stderr);
    await this.run();
  }

  get #data(): string {
    return join(this.directory, 'data');
  }

  /** The Unix socket that PostgreSQL listens on. */
  get socket(): string {
    return join(this.directory, '.s.PGSQL.5432');
  }

  /** Starts PostgreSQL again after `kill`, and waits until it answers. */
  async run(): Promise<void> {
    const settings = [
      `fsync=${this.#place === 'disk' ? 'on' : 'off'}`,
      'listen_addresses=',
      'max_connections=200',
      `unix_socket_directories=${this.directory}`,
    ];
    const args = ['-D', this.#data, '-p', '5432', ...settings.flatMap((setting) => ['-c', setting])];
    for (let isThere = false; !isThere;) {
      // After a crash, processes of the former one may be there for a moment; then this one ends at once.
      if (this.#process === null || this.#process.exitCode !== null || this.#process.signalCode !== null) {
        this.#process = spawn(join(programs!, 'postgres'), args, { stdio: 'ignore', cwd: '/', ...user });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
      isThere = await this.execute('postgres', 'SELECT 1').then(
        () => true,
        () => false,
      );
    }
  }

  /** Ends PostgreSQL: with SIGKILL as a crash, with SIGQUIT at once, with SIGINT by and by. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    await endProcess(this.#process, signal);
    this.#process = null;
  }

  async end(): Promise<void> {
    await this.kill('SIGQUIT');
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** A name of a database that does not exist yet. */
  newDatabase(): string {
    return `test_${this.#databases++}`;
  }

  /** The address of a database, as DATABASE_URL; `host` is a folder with a socket, or a host name. */
  address(database: string, host = this.directory, port = 5432): URL {
    return new URL(`postgres:///${database}?host=${encodeURIComponent(host)}&port=${port}&user=quire`);
  }

  /** Runs a statement on a connection of its own. */
  async execute(database: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.address(database).href });
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Makes the database unless there is one. */
  async make(database: string): Promise<void> {
    const found = await this.execute('postgres', 'SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.length === 0) await this.execute('postgres', `CREATE DATABASE ${database}`);
  }

  /** Opens the store and the files in a database, which is made when it is missing. */
  async open(database: string, address = this.address(database)): Promise<OpenedPostgres> {
    await this.make(database);
    return openPostgres(address, pino({ level: 'silent' }));
  }
}

/** The PostgreSQL of a test file; to be called once. Started only where there is one. */
export async function startPostgres(): Promise<TestPostgres> {
  const cluster = new TestPostgres();
  after(() => cluster.end());
  process.once('exit', () => void cluster.kill('SIGQUIT')); // a test that ends the process leaves nothing running
  if (programs !== null) await cluster.start();
  return cluster;
}
