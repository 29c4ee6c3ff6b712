// Seals: the checksums of rows, in a column `seal` of their table. Triggers keep them, and refuse to change a row that
// is not as it was written. The SQL function `seal` must be there whenever such a table is written.

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';

/** The seal of a row with these values. */
export function sealOf(...values: readonly SQLInputValue[]): number {
  return crc32(values.map(String).join('\n'));
}

/** Offers `sealOf` to SQL, as `seal`. */
export function addSealFunction(database: DatabaseSync): void {
  // A damaged integer may be larger than any number of JavaScript.
  const options = { varargs: true, deterministic: true, useBigIntArguments: true };
  database.function('seal', options, (...values) => BigInt(sealOf(...values)));
}

/** The SQL that gives seals to a table: `key` and `columns` are all of its columns, separated by commas. */
export function sealColumn(table: string, key: string, columns: string): string {
  const all = `${key}, ${columns}`.split(', ');
  const seal = (row: string) => `seal(${all.map((column) => `${row}${column}`).join(', ')})`;
  const same = key.split(', ').map((column) => `${column} = NEW.${column}`);
  const setSeal = `BEGIN UPDATE ${table} SET seal = ${seal('NEW.')} WHERE ${same.join(' AND ')}; END;`;
  return `
    ALTER TABLE ${table} ADD COLUMN seal INTEGER NOT NULL DEFAULT 0;
    UPDATE ${table} SET seal = ${seal('')};
    CREATE TRIGGER ${table}_inserted AFTER INSERT ON ${table} ${setSeal}
    CREATE TRIGGER ${table}_updated AFTER UPDATE OF ${all.join(', ')} ON ${table} ${setSeal}
    CREATE TRIGGER ${table}_checked BEFORE UPDATE OF ${all.join(', ')} ON ${table}
      WHEN OLD.seal IS NOT ${seal('OLD.')}
      BEGIN SELECT RAISE(ABORT, 'a row of ${table} is not what was written'); END;`;
}
