// The appends of one batch on their way to the database's thread: in columns, with all their bytes in one piece of
// memory that is handed over. Cloning many small objects and arrays would take longer than storing them.

import { joined, split } from '../pieces.ts';
import type { AppendArguments, Author } from '../store.ts';

/** The arguments of `Store.append`, and the time. */
export interface StoreAppend extends AppendArguments {
  /** In milliseconds since 1970, UTC. */
  readonly at: number;
}

/** Each array has one entry per append, unless its comment says otherwise. */
export interface PackedAppends {
  readonly documents: readonly string[];
  readonly epochs: readonly string[];
  readonly titles: readonly string[];
  readonly authors: readonly (readonly Author[])[];
  readonly times: readonly number[];
  /** The number of updates of each append. */
  readonly counts: readonly number[];
  /** One entry per update: its bytes. */
  readonly lengths: readonly number[];
  /** All updates, one after another. This memory holds nothing else, so that it can be transferred. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** For the way to the thread; `unpack` is the inverse. */
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
