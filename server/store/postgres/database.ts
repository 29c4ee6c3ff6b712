// The connections to PostgreSQL. A pooler in transaction mode may stand between: nothing here outlives a transaction.
// Every statement ends in a bounded time, well or with an error, and a connection that had an error is not used again.

import pg from 'pg';
import type { Logger } from 'pino';
import { messageOf } from '../../../protocol/error-message.ts';
import { limits } from '../../limits/limits.ts';
import { columnTypes, toParameter } from './values.ts';

export type Row = Record<string, unknown>;

/** Runs a statement and resolves with its rows; without values also several statements, of which none has rows. */
export type Query = (text: string, values?: readonly unknown[] | null) => Promise<Row[]>;

/** Makes the commit durable, wherever a database or a role says otherwise by default. */
export const durably = `SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') <> 'remote_apply'`;

/** Lets a transaction rest so long, in milliseconds, until PostgreSQL ends it. */
export const mayRest = (time: number): string => `SET LOCAL idle_in_transaction_session_timeout = ${time}`;

const begin = `BEGIN ISOLATION LEVEL READ COMMITTED; ${durably};
  SET LOCAL lock_timeout = ${limits.lockTime};
  ${mayRest(limits.idleTransactionTime)};
  SET LOCAL statement_timeout = `;

/** How long statements may take, and connections until they stand and are free. */
export type DatabaseTimes = Readonly<
  Record<'statementTime' | 'appendTime' | 'databaseConnectTime' | 'databaseWaitTime', number>
>;

export class Database {
  readonly #times: DatabaseTimes;
  readonly #pool: pg.Pool;
  /** One connection for appends alone: one batch of them is under way at a time. */
  readonly #appends: pg.Pool;

  /** Opens no connection yet. Throws when the address cannot be used: it may name a certificate that is missing. */
  constructor(address: URL, log: Logger, times: DatabaseTimes = limits) {
    this.#times = times;
    this.#appends = openPool(address, 1, times.databaseConnectTime, log);
    this.#pool = openPool(address, limits.databaseConnections - 1, times.databaseWaitTime, log);
  }

  /** Runs one statement that reads. */
  query: Query = (text, values = null) => run(this.#pool, text, values, this.#times.statementTime);

  /** Runs one statement that appends, in the order of the calls. */
  append: Query = (text, values = null) => run(this.#appends, text, values, this.#times.appendTime);

  /** Runs one statement that writes; resolves when what it wrote is durable. */
  write(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.transact((query) => query(text, values));
  }

  /**
   * Runs `act` in a transaction, which is durable when this resolves. When this rejects, it happened wholly or not at
   * all.
   */
  async transact<Result>(act: (query: Query) => Promise<Result>, time = this.#times.statementTime): Promise<Result> {
    const client = await this.#pool.connect();
    // A connection may break between two statements; the next statement fails then, and says so.
    const ignore = () => {};
    client.on('error', ignore);
    let isDone = false;
    try {
      await run(client, `${begin}${time}`, null, time);
      const result = await act((text, values = null) => run(client, text, values, time));
      await run(client, 'COMMIT', null, time);
      isDone = true;
      return result;
    } finally {
      client.release(!isDone); // which ends the transaction with the connection
      client.off('error', ignore);
    }
  }

  /** Ends all connections, once they are free. */
  async close(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#appends.end()]);
  }
}

function openPool(address: URL, max: number, connectTime: number, log: Logger): pg.Pool {
  const connection = new URL(address);
  // Otherwise `sslmode=require` would mean `verify-full`, and fail with the certificates of most managed databases.
  if (!connection.searchParams.has('uselibpqcompat')) connection.searchParams.set('uselibpqcompat', 'true');
  const pool = new pg.Pool({
    connectionString: connection.href,
    application_name: 'quire',
    max,
    connectionTimeoutMillis: connectTime,
    idleTimeoutMillis: limits.databaseIdleTime,
    allowExitOnIdle: true,
    keepAlive: true,
    types: columnTypes,
  });
  pool.on('error', (error) => log.warn({ reason: messageOf(error) }, 'an idle connection to the database was lost'));
  return pool;
}

async function run(
  on: pg.Pool | pg.PoolClient,
  text: string,
  values: readonly unknown[] | null,
  time: number,
): Promise<Row[]> {
  const statement = { text, ...(values && { values: values.map(toParameter) }), query_timeout: time };
  const result = await (on as pg.Pool).query<Row>(statement);
  return Array.isArray(result) ? [] : result.rows;
}

/**
 * Whether an error says for certain that its statement changed nothing. Otherwise the connection was lost, or ended by
 * the server, maybe after the commit.
 */
export function isCertain(error: unknown): boolean {
  const code = codeOf(error);
  return code !== null && !/^(08|57P|58|XX)/.test(code);
}

/** The SQLSTATE of an error of the server; null for every other error. */
export function codeOf(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}
