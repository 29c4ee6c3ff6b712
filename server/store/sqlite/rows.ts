// Rows of SQLite; ../rows.ts makes the store's own values of them.

import type { SQLOutputValue } from 'node:sqlite';
import { summaryOf } from '../rows.ts';
import type { ListedState } from './requests.ts';

export type Row = Record<string, SQLOutputValue>;

/** From `documents`, once the journal is settled. */
export function stateOf(row: Row): ListedState {
  return { ...summaryOf(row), epoch: row['epoch'] as string, sequence: row['last_sequence'] as number };
}
