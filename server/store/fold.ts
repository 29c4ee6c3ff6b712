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

/** All entries of one hour as one update: applied after those before it, it leads to the document as it was then. */
export interface Segment {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** In milliseconds since 1970, UTC. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly update: Uint8Array;
}

/** What compaction begins with. */
export interface Foldable {
  /** What the log comes after: the last snapshot, or the whole history in its place. */
  readonly base: readonly Uint8Array[];
  /** The newest segment there is, which the first entries may still belong to. */
  readonly newest: Segment | null;
  /** At least one entry, in order. */
  readonly log: readonly LogEntry[];
}

/** What compaction leads to. */
export interface Folded {
  readonly snapshot: Uint8Array;
  /** Segments to keep; one that begins where `newest` began replaces it. */
  readonly segments: readonly Segment[];
}

const hour = 3_600_000;

/** Folds a log. Throws when the updates do not make a whole document. */
export function fold({ base, newest, log }: Foldable): Folded {
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
  return { snapshot, segments: segmentsOf(newest, log) };
}

function segmentsOf(newest: Segment | null, log: readonly LogEntry[]): Segment[] {
  const hourOf = (at: number) => Math.floor(at / hour);
  const hours: { before: Segment | null; entries: LogEntry[] }[] = [];
  let current = newest === null ? NaN : hourOf(newest.firstAt);
  if (newest !== null) hours.push({ before: newest, entries: [] });
  for (const entry of log) {
    if (hourOf(entry.at) !== current) hours.push({ before: null, entries: [] });
    current = hourOf(entry.at);
    hours.at(-1)!.entries.push(entry);
  }
  return hours.filter(({ entries }) => entries.length > 0).map(({ before, entries }) => segmentOf(before, entries));
}

function segmentOf(before: Segment | null, entries: readonly LogEntry[]): Segment {
  const first = entries[0]!;
  const last = entries.at(-1)!;
  const updates = entries.map(({ update }) => update);
  return {
    firstSequence: before?.firstSequence ?? first.sequence,
    lastSequence: last.sequence,
    firstAt: before?.firstAt ?? first.at,
    lastAt: last.at,
    update: merge(before === null ? updates : [before.update, ...updates]),
  };
}

// In pairs, and pairs of pairs: merging many at once costs the square of their number.
function merge(updates: readonly Uint8Array[]): Uint8Array {
  if (updates.length <= 2) return updates.length === 1 ? updates[0]! : Y.mergeUpdates([...updates]);
  const middle = updates.length >> 1;
  return Y.mergeUpdates([merge(updates.slice(0, middle)), merge(updates.slice(middle))]);
}
