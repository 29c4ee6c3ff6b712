// Rows as the store's own values. Each function takes a row of the table that it names, whose columns have the same
// names in every database.

import type { Role } from '../../protocol/roles.ts';
import type { Author, DocumentSummary, Revocation, ShareLink, StoredFile } from './store.ts';

/** A row by the names of its columns. */
type StoredRow = Readonly<Record<string, unknown>>;

/** From `documents`. */
export function summaryOf(row: StoredRow): DocumentSummary {
  return {
    name: row['name'] as string,
    title: row['title'] as string,
    createdAt: row['created_at'] as number,
    updatedAt: row['updated_at'] as number,
  };
}

/** From `authors`. */
export function authorOf(row: StoredRow): Author {
  return { clientID: row['client'] as number, user: row['user'] as string, name: row['name'] as string };
}

/** From `links`, with the `name` of the document. */
export function linkOf(row: StoredRow): ShareLink {
  return {
    id: row['id'] as string,
    document: row['name'] as string,
    role: row['role'] as Role,
    createdAt: row['created_at'] as number,
    createdBy: row['created_by'] as string | null,
    expiresAt: row['expires_at'] as number | null,
  };
}

/** From `files`. */
export function fileOf(row: StoredRow): StoredFile {
  return {
    hash: row['hash'] as string,
    size: row['size'] as number,
    type: row['type'] as string,
    width: row['width'] as number | null,
    height: row['height'] as number | null,
  };
}

/** From `revocations`, where '' stands for null: a primary key tells no two nulls apart. */
export function revocationOf(row: StoredRow): Revocation {
  const named = (column: string) => (row[column] as string) || null;
  return { token: named('token'), user: named('user'), document: named('document'), at: row['at'] as number };
}
