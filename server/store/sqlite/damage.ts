// Damage: bytes that are not what was written. It is told from an error that may be gone the next time.

import type { DatabaseSync } from 'node:sqlite';
import { Damage } from '../read-log.ts';

/**
 * Our own findings; SQLITE_CORRUPT (11) with its extended codes; SQLITE_IOERR_SHORT_READ (522), as the file ends before
 * the page; and an integer that JavaScript has no number for, which nobody wrote.
 */
export function isDamage(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: number; code?: string };
  return error instanceof Damage || (errcode ?? 0) % 256 === 11 || errcode === 522 || code === 'ERR_OUT_OF_RANGE';
}

/** A sentence on the damage to the pages of a table and its indexes; null when they are sound. */
export function damageIn(database: DatabaseSync, table: string): string | null {
  try {
    const found = database.prepare(`PRAGMA integrity_check(${table})`).all();
    const first = String(Object.values(found[0]!)[0]);
    return first === 'ok' ? null : first;
  } catch (error) {
    if (isDamage(error)) return (error as Error).message;
    throw error;
  }
}
