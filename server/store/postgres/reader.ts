// Reads a document with its log in one statement, so that it is of one moment, whatever others write meanwhile.

import type { LogRows } from '../read-log.ts';
import { isSound, type ReadLog, readLog } from '../read-log.ts';
import type { LogEnd } from '../store.ts';
import type { Query, Row } from './database.ts';

/** A document, maybe a deleted one. */
export interface ReadDocument extends ReadLog {
  readonly id: number;
  readonly epoch: string;
  readonly title: string;
  readonly updatedAt: number;
  readonly isDeleted: boolean;
}

/** The first row is of the document, the second kind of what is before the log, the third of the log. */
const select = (condition: string, base: string) => `
  WITH found AS (SELECT * FROM quire.documents WHERE ${condition})
  SELECT 1 AS kind, id, epoch, title, updated_at, deleted_at IS NOT NULL AS is_deleted, 0::bigint AS first_sequence,
    last_sequence AS sequence, 0::bigint AS appended_at, 0::bigint AS checksum, NULL::bytea AS data
  FROM found
  UNION ALL ${base}
  UNION ALL
  SELECT 3, NULL, NULL, NULL, NULL, NULL, NULL, sequence, appended_at, checksum, data
  FROM quire.updates WHERE document = (SELECT id FROM found)
  ORDER BY kind, sequence`;

const snapshot = `
  SELECT 2, NULL, NULL, NULL, NULL, NULL, NULL, last_sequence, NULL, checksum, data
  FROM quire.snapshots WHERE document = (SELECT id FROM found)`;

const history = `
  SELECT 2, NULL, NULL, NULL, NULL, NULL, first_sequence, last_sequence, NULL, checksum, data
  FROM quire.history WHERE document = (SELECT id FROM found)`;

/** The document of this name; null when there never was one. */
export function readByName(query: Query, name: string): Promise<ReadDocument | null> {
  return read(query, 'name = $1', name);
}

/** The document with this id in `documents`. */
export function readById(query: Query, id: number): Promise<ReadDocument | null> {
  return read(query, 'id = $1', id);
}

async function read(query: Query, condition: string, key: string | number): Promise<ReadDocument | null> {
  const rows = await query(select(condition, snapshot), [key]);
  const base = rows.find(({ kind }) => kind === 2);
  if (base === undefined || isSound(base)) return documentOf(rows, 'snapshots');
  return documentOf(await query(select(condition, history), [key]), 'history');
}

function documentOf(rows: readonly Row[], base: 'snapshots' | 'history'): ReadDocument | null {
  const [document] = rows;
  if (document === undefined) return null;
  const ofKind = (kind: number) => rows.filter((row) => row['kind'] === kind);
  const before = ofKind(2).map((row) => ({ ...row, last_sequence: row['sequence'] }));
  const logRows: LogRows = { snapshots: () => [], history: () => [], log: () => ofKind(3), [base]: () => before };
  return {
    ...readLog(logRows, document['sequence'] as number),
    id: document['id'] as number,
    epoch: document['epoch'] as string,
    title: document['title'] as string,
    updatedAt: document['updated_at'] as number,
    isDeleted: document['is_deleted'] as boolean,
  };
}

/**
 * The updates of a document's log behind its first `sequence`. Null when that life of the document is over; `compacted`
 * when not all of them are in the log as they came, or one is damaged.
 */
export async function readEnd(
  query: Query,
  name: string,
  epoch: string,
  sequence: number,
): Promise<LogEnd | 'compacted' | null> {
  const rows = await query(
    `SELECT d.last_sequence, u.sequence, u.checksum, u.data FROM quire.documents AS d
     LEFT JOIN quire.updates AS u ON u.document = d.id AND u.sequence > $3
     WHERE d.name = $1 AND d.epoch = $2 AND d.deleted_at IS NULL ORDER BY u.sequence`,
    [name, epoch, sequence],
  );
  if (rows.length === 0) return null;
  const last = rows[0]!['last_sequence'] as number;
  const updates = rows.filter((row) => row['data'] !== null);
  if (updates.length !== Math.max(0, last - sequence) || !updates.every(isSound)) return 'compacted';
  return { sequence: last, updates: updates.map((row) => row['data'] as Uint8Array) };
}
