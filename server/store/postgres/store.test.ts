import { test } from 'node:test';
import { skipped, startPostgres } from '../../testing/postgres.ts';
import { testSearch } from '../../testing/search-contract.ts';
import { testStore } from '../../testing/store-contract.ts';

if (skipped) test('PostgreSQL', { skip: skipped });
else {
  const postgres = await startPostgres();
  const open = async (database: string) => (await postgres.open(database)).store;
  testStore('PostgreSQL', open, () => postgres.newDatabase());
  testSearch('PostgreSQL', open, () => postgres.newDatabase());
}
