// For tests: a real PgBouncer in transaction mode in front of a test's PostgreSQL, on a Unix socket of its own. Its
// settings are the strictest: two connections to each database, which all clients share, and nothing of a session is
// left when a transaction ends. Where there is no PgBouncer, the tests are skipped.

import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from './end-process.ts';
import { findPgbouncer } from './find-pgbouncer.ts';
import { listening } from './listening.ts';
import { needsPostgres, type TestPostgres, user, userDirectory } from './postgres.ts';

const program = findPgbouncer();

/** The options of a test that needs PgBouncer and PostgreSQL. */
export const needsPgbouncer = {
  skip: needsPostgres.skip || (program === null && 'there is no PgBouncer: install the package pgbouncer'),
};

export class TestPgbouncer {
  readonly #postgres: TestPostgres;
  readonly #directory = userDirectory('quire-pgbouncer-');
  #process: ChildProcess | null = null;

  private constructor(postgres: TestPostgres) {
    this.#postgres = postgres;
    const settings = {
      unix_socket_dir: this.#directory,
      listen_port: port,
      auth_type: 'any', // as the user whom the database names
      pool_mode: 'transaction',
      default_pool_size: 2,
      server_reset_query: 'DISCARD ALL',
      server_reset_query_always: 1,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    const database = `* = host=${postgres.directory} port=5432 user=quire`;
    writeFileSync(this.#settings, ['[databases]', database, '[pgbouncer]', ...lines, ''].join('\n'));
  }

  /** Starts a PgBouncer, which ends with the test or the file whose `after` is given. */
  static async start(postgres: TestPostgres, after: (end: () => Promise<void>) => void): Promise<TestPgbouncer> {
    const pgbouncer = new TestPgbouncer(postgres);
    const end = async () => {
      await pgbouncer.kill();
      rmSync(pgbouncer.#directory, { recursive: true });
    };
    after(end);
    process.once('exit', () => void pgbouncer.kill()); // a test that ends the process leaves nothing running
    await pgbouncer.run();
    return pgbouncer;
  }

  get #settings(): string {
    return join(this.#directory, 'pgbouncer.ini');
  }

  /** The address of a database through PgBouncer, as DATABASE_URL. */
  address(database: string): URL {
    return this.#postgres.address(database, this.#directory, port);
  }

  /** Starts PgBouncer again after `kill`, and waits until it takes connections. */
  async run(): Promise<void> {
    const child = spawn(program!, ['-q', this.#settings], { stdio: 'ignore', cwd: '/', ...user });
    this.#process = child;
    await listening(child, join(this.#directory, `.s.PGSQL.${port}`), () => 'PgBouncer does not start');
  }

  /** Ends PgBouncer as a crash, with all connections through it. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    await endProcess(child);
  }
}

/** Names the Unix socket; nothing listens on TCP. */
const port = 6432;
