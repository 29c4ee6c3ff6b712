// The statements that list documents, and the patterns of names in them.

import type { ListOptions } from '../store.ts';
import { sortKey } from './append-batches.ts';

/** A pattern of names for LIKE. Its only special character is `*`, which stands at its end. */
export const likePattern = (pattern: string): string => pattern.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');

const keys = { updated: 'updated_at', created: 'created_at', title: 'title_key' } as const;

/** A statement with its values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statement for `Store.list`. */
export function listStatement(
  limit: number,
  { patterns = ['*'], prefix = '', after = null, order = 'updated' }: ListOptions,
): Statement {
  const isByTitle = order === 'title';
  const key = keys[order];
  const direction = isByTitle ? 'ASC' : 'DESC';
  const place = after && (isByTitle ? sortKey(after.title) : order === 'created' ? after.createdAt : after.updatedAt);
  const behind = `AND (${key}, name) ${isByTitle ? '>' : '<'} ($4, $5)`;
  return {
    text: `SELECT name, title, created_at, updated_at FROM quire.documents
      WHERE deleted_at IS NULL AND name LIKE $1 AND name LIKE ANY ($2::text[]) ${after === null ? '' : behind}
      ORDER BY ${key} ${direction}, name ${direction} LIMIT $3`,
    values: [
      likePattern(`${prefix}*`),
      patterns.map(likePattern),
      limit,
      ...(after === null ? [] : [place, after.name]),
    ],
  };
}
