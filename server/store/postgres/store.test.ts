import { test } from 'node:test';
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
