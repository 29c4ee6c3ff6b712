// Compaction, without a database: makes the next snapshot of the last one and the log after it, and merges the log by
// the hour into history. The snapshot is of a fresh Y.Doc, which drops deleted content; the history keeps that content,
// so that a document can be shown as it was.

import * as Y from 'yjs';
import { createDoc } from '../document/merging.ts';
import { applyInOrder } from '../document/pending.ts';
import { limits } from '../limits/limits.ts';

/** One entry of a document's log. */
export interface LogEntry {
  /** Counts the document's updates from 1, without gaps. */
  readonly sequence: number;
  /** When it was appended, in milliseconds since 1970, UTC. */
  readonly at: number;
  readonly update: Uint8Array;
}

/** The log of one hour as one update. Applied after all earlier segments, it gives the document as it was then. */
export interface Segment {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** In milliseconds since 1970, UTC. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly update: Uint8Array;
}

export interface CompactionInput {
  /** The updates before the log: the last snapshot, or all of the history in its place; empty before the first. */
  readonly base: readonly Uint8Array[];
  /** At least one entry, in order. */
  readonly log: readonly LogEntry[];
}

export interface Compaction {
  readonly snapshot: Uint8Array;
  /** The log as history, which goes after the segments that exist. */
  readonly segments: readonly Segment[];
}

/** The number of a log's updates, and their bytes. */
export interface LogSize {
  readonly length: number;
  readonly bytes: number;
}

/** Whether a log has become so long that its document is to be compacted. */
export function isLong({ length, bytes, snapshotBytes }: LogSize & { readonly snapshotBytes: number }): boolean {
  return length >= limits.logLength || bytes >= Math.max(limits.logBytes, snapshotBytes);
}

/** Whether a compaction that somebody asks for does anything. */
export function isWorthCompacting({ length, bytes }: LogSize): boolean {
  return length >= limits.worthCompacting || bytes >= limits.logBytes;
}

const hour = 3_600_000;

/** The cost of one merge grows with the square of the number of updates; merging few at a time copies them often. */
const mergedAtOnce = 32;

/** Compacts a log. Throws when the updates depend on others that are missing. */
export function compact({ base, log }: CompactionInput): Compaction {
  const doc = createDoc();
  doc.transact(() => applyInOrder(doc, [...base, ...log.map(({ update }) => update)]));
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
    throw new Error('the updates of the document depend on others that are missing');
  }
  const snapshot = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return { snapshot, segments: segmentsOf(log) };
}

function segmentsOf(log: readonly LogEntry[]): Segment[] {
  const hours: LogEntry[][] = [];
  let current = NaN;
  for (const entry of log) {
    const entryHour = Math.floor(entry.at / hour);
    if (entryHour !== current) hours.push([]);
    current = entryHour;
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
