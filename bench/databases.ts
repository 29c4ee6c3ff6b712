// The PostgreSQL and the Redis that several servers share: those of the tests, but with fsync.

import { TestPostgres } from '../server/testing/postgres.ts';
import { TestRedis } from '../server/testing/redis.ts';
import type { Joined } from './servers.ts';

export interface Databases {
  /** The variables that a server needs for them. */
  readonly env: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

/** Rejects where one of both is needed and not there. */
export async function startDatabases(joined: Joined): Promise<Databases> {
  const redis = joined.servers > 1 ? await TestRedis.begin() : null;
  const postgres = joined.postgres ? new TestPostgres('disk') : null;
  const end = () => Promise.all([redis?.kill(), postgres?.kill('SIGQUIT')]);
  const endAtExit = () => void end();
  process.once('exit', endAtExit);
  const env: Record<string, string> = redis === null ? {} : { REDIS_URL: redis.address };
  if (postgres !== null) {
    await postgres.start();
    const database = postgres.newDatabase();
    await postgres.make(database);
    env['DATABASE_URL'] = postgres.address(database).href;
  }
  return {
    env,
    async end() {
      process.off('exit', endAtExit);
      await end();
      await postgres?.end();
    },
  };
}
