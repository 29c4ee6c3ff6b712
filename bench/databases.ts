// The PostgreSQL and the Redis that several servers share: those of the tests, but with fsync.

import { TestPostgres } from '../server/testing/postgres.ts';
import { TestRedis } from '../server/testing/redis.ts';

export interface Databases {
  /** The variables that a server needs for them. */
  readonly env: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

/** Rejects where there is no PostgreSQL, or no Redis. */
export async function startDatabases(withRedis: boolean): Promise<Databases> {
  const postgres = new TestPostgres('disk');
  await postgres.start();
  const database = postgres.newDatabase();
  await postgres.make(database);
  const redis = withRedis ? await TestRedis.begin() : null;
  process.once('exit', () => {
    void redis?.kill();
    void postgres.kill('SIGQUIT');
  });
  return {
    env: { DATABASE_URL: postgres.address(database).href, ...(redis && { REDIS_URL: redis.address }) },
    async end() {
      await redis?.kill();
      await postgres.end();
    },
  };
}
