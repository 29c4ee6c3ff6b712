// The appends of one batch on their way to the database's thread: as columns, and all their bytes in one piece of
// memory that is handed over. A copy of many small objects and arrays would take longer than storing them.

import type { Author } from '../store.ts';

/** What `Store.append` is asked. */
export interface StoreAppend {
  readonly document: string;
  readonly epoch: string;
  readonly updates: readonly Uint8Array[];
  readonly title: string;
  readonly authors: readonly Author[];
  /** When that was, in milliseconds since 1970, UTC. */
  readonly at: number;
}

/** One entry for each append, but where it says otherwise. */
export interface PackedAppends {
  readonly documents: readonly string[];
  readonly epochs: readonly string[];
  readonly titles: readonly string[];
  readonly authors: readonly (readonly Author[])[];
  readonly times: readonly number[];
  /** How many updates each has. */
  readonly counts: readonly number[];
  /** Of each update, in bytes. */
  readonly lengths: readonly number[];
  /** All updates, one after another. Nobody else has a part of its memory. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function pack(appends: readonly StoreAppend[]): PackedAppends {
  const updates = appends.flatMap((append) => append.updates);
  return {
    documents: appends.map(({ document }) => document),
    epochs: appends.map(({ epoch }) => epoch),
    titles: appends.map(({ title }) => title),
    authors: appends.map(({ authors }) => authors),
    times: appends.map(({ at }) => at),
    counts: appends.map((append) => append.updates.length),
    lengths: updates.map(({ length }) => length),
    bytes: joined(updates),
  };
}

export function unpack({
  documents,
  epochs,
  titles,
  authors,
  times,
  counts,
  lengths,
  bytes,
}: PackedAppends): StoreAppend[] {
  const all = split(bytes, lengths);
  let end = 0;
  return documents.map((document, i) => {
    const updates = all.slice(end, (end += counts[i]!));
    return { document, epoch: epochs[i]!, updates, title: titles[i]!, authors: authors[i]!, at: times[i]! };
  });
}

/** The same updates in one piece of memory of which nobody else has a part. */
export function inOnePiece(updates: readonly Uint8Array[]): Uint8Array<ArrayBuffer>[] {
  return split(
    joined(updates),
    updates.map(({ length }) => length),
  );
}

function joined(updates: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(updates.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const update of updates) {
    bytes.set(update, end);
    end += update.length;
  }
  return bytes;
}

function split(bytes: Uint8Array<ArrayBuffer>, lengths: readonly number[]): Uint8Array<ArrayBuffer>[] {
  let end = 0;
  return lengths.map((length) => bytes.subarray(end, (end += length)));
}
