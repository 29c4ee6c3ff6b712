import { after, test } from 'node:test';
import { needsPgbouncer, TestPgbouncer } from '../../testing/pgbouncer.ts';
import { needsPostgres, startPostgres } from '../../testing/postgres.ts';
import { testSearch } from '../../testing/search-contract.ts';
import { testStore } from '../../testing/store-contract.ts';

const postgres = await startPostgres();

if (needsPostgres.skip) test('The contract of the store on PostgreSQL', needsPostgres);
else {
  const open = async (database: string) => (await postgres.open(database)).store;
  testStore('PostgreSQL', open, () => postgres.newDatabase());
  testSearch('PostgreSQL', open, () => postgres.newDatabase());
}

if (needsPgbouncer.skip) test('The contract of the store on PostgreSQL behind PgBouncer', needsPgbouncer);
else {
  const pgbouncer = await TestPgbouncer.start(postgres, after);
  const open = async (database: string) => (await postgres.open(database, pgbouncer.address(database))).store;
  testStore('PgBouncer', open, () => postgres.newDatabase());
}
