// Transactions. All of one is on the disk (fsync) when its function returns; when the function throws, nothing of it
// is.

import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../../protocol/error-message.ts';
import type { Outcome } from '../outcome.ts';

/** The number of commits so far. SQLite leaves `application_id`, in the header of the file, to the application. */
export function commitCounter(database: DatabaseSync): number {
  return database.prepare('PRAGMA application_id').get()!['application_id'] as number;
}

/**
 * Runs `act` in a transaction, which counts as a commit. Throws what `act` throws, or SQLite's error when the commit
 * fails.
 */
export function transact<Result>(database: DatabaseSync, act: () => Result): Result {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = act();
    database.exec(`PRAGMA application_id = ${(commitCounter(database) + 1) | 0}; COMMIT`);
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Writes all items in one transaction. When that fails, each has a transaction of its own, so that trouble with one
 * document does not keep the others from being stored. `afterRollback` is called after each transaction that failed.
 */
export function commitEach<Item, Value>(
  database: DatabaseSync,
  items: readonly Item[],
  write: (item: Item) => Value,
  afterRollback: () => void,
): Outcome<Value>[] {
  if (items.length === 0) return [];
  try {
    return transact(database, () => items.map((item) => ({ type: 'done', value: write(item) })));
  } catch (error) {
    afterRollback();
    if (items.length > 1) return items.flatMap((item) => commitEach(database, [item], write, afterRollback));
    return [{ type: 'failed', reason: messageOf(error) }];
  }
}
