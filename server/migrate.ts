// `npm run migrate -- --from ./data --to postgres://…`, or back: moves all documents with their histories, links,
// authors and files to another store, and checks each of them there. Stop all servers of both stores first.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import { openLog } from './log.ts';
import { messageOf } from '../protocol/error-message.ts';
import { openPostgresTransfer } from './store/postgres/transfer-store.ts';
import { openSqliteTransfer } from './store/sqlite/transfer-store.ts';
import { transfer, type TransferStore } from './store/transfer/transfer.ts';

const usage =
  'Use: npm run migrate -- --from ./data --to postgres://user:password@db.example.org/quire, or the reverse.';

async function main(): Promise<void> {
  const { from, to } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } }).values;
  if (from === undefined || to === undefined) throw new Error(usage);
  if (!isAddress(from) && !existsSync(join(from, 'quire.db'))) throw new Error(`There are no documents in ${from}.`);
  const source = await open(from);
  const target = await open(to).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  try {
    const { written, known, files } = await transfer(source, target);
    console.log(
      `${written} documents and ${files} files were moved and checked; ${known} documents were there already.`,
    );
    console.log('The keys of AUTH=token are not moved: use the same SECRET and ADMIN_KEY, or copy both files.');
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

const isAddress = (place: string): boolean => /^[a-z]+:\/\//.test(place);

/** The store at the address of a database, or in a directory. */
async function open(place: string): Promise<TransferStore> {
  if (!isAddress(place)) return openSqliteTransfer(resolve(place));
  const { database, logLevel } = readConfig({ DATABASE_URL: place, LOG_LEVEL: 'warn' });
  return openPostgresTransfer(database!, openLog(logLevel, systemClock));
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
