// Compaction, without a database: from a snapshot and the log after it to the next snapshot, and the log by the hour.
// The snapshot is of a fresh Y.Doc, which forgets what was deleted; the history keeps it, for one may want to go back.

import * as Y from 'yjs';

/** One entry of a document's log. */
export interface LogEntry {
  /** Counts the document's updates from 1, without gaps. */
  readonly sequence: number;
  /** When it was appended, in milliseconds since 1970, UTC. */
  readonly at: number;
  readonly update: Uint8Array;
}

/** Entries of one hour as one update: applied after the segments before it, it leads to the document as it was then. */
export interface Segment {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** In milliseconds since 1970, UTC. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly update: Uint8Array;
}

/** What compaction begins with. */
export interface CompactionInput {
  /** What the log comes after: the last snapshot, or the whole history in its place. */
  readonly base: readonly Uint8Array[];
  /** At least one entry, in order. */
  readonly log: readonly LogEntry[];
}

/** What compaction leads to. */
export interface Compaction {
  readonly snapshot: Uint8Array;
  /** The log as history, to be kept after that which there is. */
  readonly segments: readonly Segment[];
}

const hour = 3_600_000;

/** Merging many at once costs the square of their number, merging few at once many copies. */
const mergedAtOnce = 32;

/** Compacts a log. Throws when the updates do not make a whole document. */
export function compact({ base, log }: CompactionInput): Compaction {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of base) Y.applyUpdate(doc, update);
    for (const { update } of log) Y.applyUpdate(doc, update);
  });
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
    throw new Error('the updates of the document refer to others that are not there');
  }
  const snapshot = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return { snapshot, segments: segmentsOf(log) };
}

function segmentsOf(log: readonly LogEntry[]): Segment[] {
  const hours: LogEntry[][] = [];
  let current = NaN;
  for (const entry of log) {
    const its = Math.floor(entry.at / hour);
    if (its !== current) hours.push([]);
    current = its;
    hours.at(-1)!.push(entry);
  }
  return hours.map((entries) => ({
    firstSequence: entries[0]!.sequence,
    lastSequence: entries.at(-1)!.sequence,
    firstAt: entries[0]!.at,
    lastAt: entries.at(-1)!.at,
    update: merge(entries.map(({ update }) => update)),
  }));
}

function merge(updates: readonly Uint8Array[]): Uint8Array {
  if (updates.length === 1) return updates[0]!;
  const merged: Uint8Array[] = [];
  for (let i = 0; i < updates.length; i += mergedAtOnce) {
    merged.push(Y.mergeUpdates(updates.slice(i, i + mergedAtOnce)));
  }
  return merge(merged);
}
