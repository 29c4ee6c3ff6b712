// A stored document without a Y.Doc: its updates put together, byte by byte, into one, which is the document only when
// each goes on where those before it ended, and nothing in them refers to what is not there. What is said of it is,
// byte for byte, what Yjs says of the document that it makes of them. Pure.

import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { nothing, noState } from './bytes.ts';
import { type UpdateIndex, indexUpdate, type Ranges, type Section } from './scan.ts';

export interface EncodedDocument {
  /** All of the document. */
  readonly whole: Uint8Array;
  readonly stateVector: Uint8Array;
  /** What the document lacks to whoever has this state vector: all deletions. */
  readonly deletions: Uint8Array;
}

/** One for all empty documents, so that what is made of it is made once. */
const empty: EncodedDocument = { whole: nothing, stateVector: noState, deletions: nothing };

/** Seals the document that `updates` are; null when it can only be found out by applying them what that is. */
export function encodeStored(updates: readonly Uint8Array[]): EncodedDocument | null {
  if (updates.length === 0) return empty;
  const indexes: UpdateIndex[] = [];
  for (const update of updates) {
    const found = indexUpdate(update);
    if (found === null) return null;
    indexes.push(found);
  }
  const work = workOf(indexes);
  if (work === null) return null;
  const state = new Map([...work].map(([client, sections]) => [client, sections.at(-1)!.end]));
  const gone = goneOf(indexes);
  const reaches = (client: number, end: number) => end <= (state.get(client) ?? 0);
  if (!indexes.every(({ needed }) => [...needed].every(([client, end]) => reaches(client, end)))) return null;
  if (![...gone].every(([client, ranges]) => reaches(client, ranges.at(-1)!))) return null;
  const stateVector = Y.encodeStateVector(state);
  if (updates.length === 1 && saysAll(indexes[0]!, gone)) {
    return { whole: updates[0]!, stateVector, deletions: withoutWork(indexes[0]!.deletions) };
  }
  return { whole: write([...work.values()], gone), stateVector, deletions: write([], gone) };
}

/** What there is of each client, from its first clock on; null when there is a gap, or half of an update is known. */
function workOf(indexes: readonly UpdateIndex[]): Map<number, Section[]> | null {
  const work = new Map<number, Section[]>();
  for (const { sections } of indexes) {
    for (const section of sections) {
      const before = work.get(section.client);
      const end = before?.at(-1)!.end ?? 0;
      if (section.end <= end) continue; // appended again after a failure
      if (section.clock !== end) return null;
      if (before === undefined) work.set(section.client, [section]);
      else before.push(section);
    }
  }
  return work;
}

/** All that is deleted of each client, as Yjs notes it: what is garbage is too, whether an update deletes it or not. */
function goneOf(indexes: readonly UpdateIndex[]): Map<number, Ranges> {
  const all = new Map<number, Ranges>();
  for (const { gone, deleted } of indexes) {
    for (const [client, ranges] of [...gone, ...deleted]) {
      const before = all.get(client);
      all.set(client, before === undefined ? ranges : union(before, ranges));
    }
  }
  return all;
}

function union(a: Ranges, b: Ranges): Ranges {
  const both: Ranges = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const first = j >= b.length || (i < a.length && a[i]! <= b[j]!);
    const from = first ? a[i]! : b[j]!;
    const to = first ? a[i + 1]! : b[j + 1]!;
    if (first) i += 2;
    else j += 2;
    const last = both.length - 1;
    if (last < 0 || both[last]! < from) both.push(from, to);
    else if (both[last]! < to) both[last] = to;
  }
  return both;
}

/** Whether an update says what it deletes as Yjs would, as snapshots do: it can be left as it is. */
function saysAll({ deleted, tidy }: UpdateIndex, gone: ReadonlyMap<number, Ranges>): boolean {
  if (!tidy || deleted.size !== gone.size) return false;
  return [...gone].every(([client, ranges]) => {
    const said = deleted.get(client);
    return said !== undefined && said.length === ranges.length && ranges.every((clock, i) => clock === said[i]);
  });
}

/** An update that only deletes. */
function withoutWork(deletions: Uint8Array): Uint8Array {
  const update = new Uint8Array(1 + deletions.length);
  update.set(deletions, 1);
  return update;
}

/** As Yjs does, the client with the highest number first. */
function write(work: readonly (readonly Section[])[], gone: ReadonlyMap<number, Ranges>): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, work.length);
    for (const sections of [...work].sort(([a], [b]) => b!.client - a!.client)) {
      encoding.writeVarUint(
        encoder,
        sections.reduce((sum, { structs }) => sum + structs, 0),
      );
      encoding.writeVarUint(encoder, sections[0]!.client);
      encoding.writeVarUint(encoder, 0);
      for (const { bytes } of sections) encoding.writeUint8Array(encoder, bytes);
    }
    encoding.writeVarUint(encoder, gone.size);
    for (const [client, ranges] of [...gone].sort(([a], [b]) => b - a)) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length / 2);
      for (let i = 0; i < ranges.length; i += 2) {
        encoding.writeVarUint(encoder, ranges[i]!);
        encoding.writeVarUint(encoder, ranges[i + 1]! - ranges[i]!);
      }
    }
  });
}
