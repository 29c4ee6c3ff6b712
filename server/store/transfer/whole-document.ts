// Whole documents from rows, which both databases name alike. Refuses what is not as it was written.

import type { LogEntry, Segment } from '../compaction.ts';
import { isSound } from '../read-log.ts';
import { authorOf, fileOf, linkOf } from '../rows.ts';
import type { WholeDocument } from './transfer.ts';

type StoredRow = Readonly<Record<string, unknown>>;

/** The rows of one document; those of each list in the order of `WholeDocument`. */
export interface DocumentRows {
  readonly document: StoredRow;
  readonly snapshots: readonly StoredRow[];
  readonly history: readonly StoredRow[];
  readonly updates: readonly StoredRow[];
  readonly authors: readonly StoredRow[];
  readonly links: readonly StoredRow[];
  readonly files: readonly StoredRow[];
}

/** Throws a sentence when a part is damaged or missing. */
export function wholeDocument(rows: DocumentRows): WholeDocument {
  const { document, snapshots, history, updates } = rows;
  const name = document['name'] as string;
  const segments = history.map(segmentOf);
  const log = updates.map(entryOf);
  const lastSequence = document['last_sequence'] as number;
  const data = [...snapshots, ...history, ...updates];
  if (!data.every(isSound) || !areWhole(segments, log, lastSequence)) {
    throw new Error(`The document ${name} is damaged: delete it, or restore a backup, before it can be moved.`);
  }
  const [snapshot] = snapshots;
  return {
    name,
    epoch: document['epoch'] as string,
    title: document['title'] as string,
    createdAt: document['created_at'] as number,
    updatedAt: document['updated_at'] as number,
    deletedAt: document['deleted_at'] as number | null,
    lastSequence,
    snapshot: snapshot === undefined ? null : snapshotOf(snapshot),
    history: segments,
    log,
    authors: rows.authors.map(authorOf),
    links: rows.links.map((link) => linkOf({ ...link, name })),
    files: rows.files.map(fileOf),
  };
}

/** Whether history and log have each number once. */
function areWhole(history: readonly Segment[], log: readonly LogEntry[], lastSequence: number): boolean {
  let last = 0;
  for (const { firstSequence, lastSequence: end } of history) {
    if (firstSequence !== last + 1) return false;
    last = end;
  }
  for (const { sequence } of log) if (sequence !== ++last) return false;
  return last === lastSequence;
}

function snapshotOf(row: StoredRow): NonNullable<WholeDocument['snapshot']> {
  return {
    lastSequence: row['last_sequence'] as number,
    madeAt: row['made_at'] as number,
    update: row['data'] as Uint8Array,
  };
}

function segmentOf(row: StoredRow): Segment {
  return {
    firstSequence: row['first_sequence'] as number,
    lastSequence: row['last_sequence'] as number,
    firstAt: row['first_at'] as number,
    lastAt: row['last_at'] as number,
    update: row['data'] as Uint8Array,
  };
}

function entryOf(row: StoredRow): LogEntry {
  return { sequence: row['sequence'] as number, at: row['appended_at'] as number, update: row['data'] as Uint8Array };
}
