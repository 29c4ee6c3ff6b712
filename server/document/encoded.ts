// A stored document that is not hydrated: its updates, concatenated byte by byte into one. That is possible only when
// each update continues where the one before ended, and refers to nothing that is missing. Everything in an
// EncodedDocument is, byte for byte, what Yjs would encode after it had applied the updates. Pure.

import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { nothing, noState } from './bytes.ts';
import { type UpdateIndex, indexUpdate, type Ranges, type Section } from './scan.ts';

export interface EncodedDocument {
  /** The whole document as a V1 update. */
  readonly whole: Uint8Array;
  readonly stateVector: Uint8Array;
  /** The delete set as a V1 update without structs: what a peer lacks that has `stateVector`. */
  readonly deleteSet: Uint8Array;
}

/** Shared by all empty documents, and with it all frames that are made of it. */
const empty: EncodedDocument = { whole: nothing, stateVector: noState, deleteSet: nothing };

/** Encodes the document that V1 `updates` make, in order; null when they have to be applied to find that out. */
export function encodeStored(updates: readonly Uint8Array[]): EncodedDocument | null {
  if (updates.length === 0) return empty;
  const indexes: UpdateIndex[] = [];
  for (const update of updates) {
    const index = indexUpdate(update);
    if (index === null) return null;
    indexes.push(index);
  }
  const sections = joinSections(indexes);
  if (sections === null) return null;
  const state = new Map([...sections].map(([client, ofClient]) => [client, ofClient.at(-1)!.end]));
  const deleted = joinDeleteSets(indexes);
  const isThere = (client: number, end: number) => end <= (state.get(client) ?? 0);
  for (const { dependencies } of indexes) {
    if (![...dependencies].every(([client, end]) => isThere(client, end))) return null;
  }
  if (![...deleted].every(([client, ranges]) => isThere(client, ranges.at(-1)!))) return null;
  const stateVector = Y.encodeStateVector(state);
  if (updates.length === 1 && hasWholeDeleteSet(indexes[0]!, deleted)) {
    return { whole: updates[0]!, stateVector, deleteSet: withoutStructs(indexes[0]!.deleteSetBytes) };
  }
  return { whole: write([...sections.values()], deleted), stateVector, deleteSet: write([], deleted) };
}

/** The sections of each client, from its clock 0 on without a gap; null when there is a gap or a partial overlap. */
function joinSections(indexes: readonly UpdateIndex[]): Map<number, Section[]> | null {
  const joined = new Map<number, Section[]>();
  for (const { sections } of indexes) {
    for (const section of sections) {
      const before = joined.get(section.client);
      const end = before?.at(-1)!.end ?? 0;
      if (section.end <= end) continue; // the update was appended again after a failure
      if (section.clock !== end) return null;
      if (before === undefined) joined.set(section.client, [section]);
      else before.push(section);
    }
  }
  return joined;
}

/** The delete set of the document. As in Yjs, garbage counts as deleted, whether a delete set has it or not. */
function joinDeleteSets(indexes: readonly UpdateIndex[]): Map<number, Ranges> {
  const joined = new Map<number, Ranges>();
  for (const { tombstones, deleteSet } of indexes) {
    for (const [client, ranges] of [...tombstones, ...deleteSet]) {
      const before = joined.get(client);
      joined.set(client, before === undefined ? ranges : union(before, ranges));
    }
  }
  return joined;
}

/** All clocks that are in `a` or in `b`. */
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

/** Whether the update encodes `deleted` as Yjs would, as snapshots do: its bytes can be kept as they are. */
function hasWholeDeleteSet({ deleteSet, isCanonical }: UpdateIndex, deleted: ReadonlyMap<number, Ranges>): boolean {
  if (!isCanonical || deleteSet.size !== deleted.size) return false;
  return [...deleted].every(([client, ranges]) => {
    const own = deleteSet.get(client);
    return own !== undefined && own.length === ranges.length && ranges.every((clock, i) => clock === own[i]);
  });
}

/** A V1 update with an encoded delete set, and no structs. */
function withoutStructs(deleteSet: Uint8Array): Uint8Array {
  const update = new Uint8Array(1 + deleteSet.length);
  update.set(deleteSet, 1);
  return update;
}

/** Writes a V1 update as Yjs does: the client with the highest id comes first. */
function write(all: readonly (readonly Section[])[], deleted: ReadonlyMap<number, Ranges>): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, all.length);
    for (const sections of [...all].sort(([a], [b]) => b!.client - a!.client)) {
      const count = sections.reduce((sum, { structs }) => sum + structs, 0);
      encoding.writeVarUint(encoder, count);
      encoding.writeVarUint(encoder, sections[0]!.client);
      encoding.writeVarUint(encoder, 0);
      for (const { bytes } of sections) encoding.writeUint8Array(encoder, bytes);
    }
    encoding.writeVarUint(encoder, deleted.size);
    for (const [client, ranges] of [...deleted].sort(([a], [b]) => b - a)) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length / 2);
      for (let i = 0; i < ranges.length; i += 2) {
        encoding.writeVarUint(encoder, ranges[i]!);
        encoding.writeVarUint(encoder, ranges[i + 1]! - ranges[i]!);
      }
    }
  });
}
