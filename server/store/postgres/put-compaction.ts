// Puts a snapshot and history in the place of the head of a document's log, within a transaction of the caller.

import { crc32 } from 'node:zlib';
import type { Compaction } from '../compaction.ts';
import type { Query } from './database.ts';

/** The part of a log that a snapshot covers. */
interface Covered {
  readonly lastSequence: number;
  readonly length: number;
  readonly bytes: number;
}

/** Does nothing when that life of the document is over. */
export async function putCompaction(
  query: Query,
  { id, epoch }: { readonly id: number; readonly epoch: string },
  { lastSequence, length, bytes }: Covered,
  { snapshot, segments }: Compaction,
): Promise<void> {
  const rows = await query(
    `UPDATE quire.documents SET log_length = log_length - $3, log_bytes = log_bytes - $4, snapshot_bytes = $5
     WHERE id = $1 AND epoch = $2 AND deleted_at IS NULL RETURNING id`,
    [id, epoch, length, bytes, snapshot.length],
  );
  if (rows.length === 0) return;
  await query(
    `INSERT INTO quire.snapshots (document, last_sequence, made_at, checksum, data)
     VALUES ($1, $2, quire.now(), $3, $4)
     ON CONFLICT (document) DO UPDATE SET last_sequence = excluded.last_sequence, made_at = excluded.made_at,
       checksum = excluded.checksum, data = excluded.data`,
    [id, lastSequence, crc32(snapshot), snapshot],
  );
  for (const { firstSequence, lastSequence: last, firstAt, lastAt, update } of segments) {
    await query(
      `INSERT INTO quire.history (document, first_sequence, last_sequence, first_at, last_at, checksum, data)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, firstSequence, last, firstAt, lastAt, crc32(update), update],
    );
  }
  await query('DELETE FROM quire.updates WHERE document = $1 AND sequence <= $2', [id, lastSequence]);
}
