import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { commitEach, transact } from './transaction.ts';

function openNumbers() {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY)');
  const insert = database.prepare('INSERT INTO numbers VALUES (?)');
  return {
    database,
    insert: (n: number) => (insert.run(n), n),
    stored: () =>
      database
        .prepare('SELECT n FROM numbers ORDER BY n')
        .all()
        .map((row) => row['n']),
  };
}

test('a transaction that throws changes nothing, and the next one starts afresh', () => {
  const { database, insert, stored } = openNumbers();
  const failing = () => {
    insert(1);
    throw new Error('no');
  };
  assert.throws(() => transact(database, failing), /^Error: no$/);
  assert.deepEqual(stored(), []);
  assert.equal(
    transact(database, () => insert(2)),
    2,
  );
  assert.deepEqual(stored(), [2]);
});

test('items are committed together; when one fails, each has a transaction of its own', () => {
  const { database, insert, stored } = openNumbers();
  let rollbacks = 0;
  const commit = (...items: number[]) => commitEach(database, items, insert, () => rollbacks++);
  assert.deepEqual(commit(), []);
  assert.deepEqual(commit(1, 2), [
    { type: 'done', value: 1 },
    { type: 'done', value: 2 },
  ]);
  assert.equal(rollbacks, 0);
  const outcomes = commit(3, 1, 4);
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.type === 'done' ? outcome.value : /UNIQUE/.test(outcome.reason))),
    [3, true, 4],
  );
  assert.deepEqual([rollbacks, stored()], [2, [1, 2, 3, 4]]);
});
