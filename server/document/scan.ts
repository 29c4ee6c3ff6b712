// Reads the bytes of an update before Yjs does. A few bytes can announce more structs than there is memory for, and Yjs
// reads, applies and writes without complaint what peers, or the event loop, could not bear. Of stored updates the same
// pass makes an index. Pure; it allocates next to nothing, and reads each byte about once.

import { limits } from '../limits/limits.ts';
import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import { ByteReader } from './byte-reader.ts';

/** The result of `validateUpdate`. */
export type Validation =
  /**
   * The update may be decoded. `ordered` says whether its delete set lists each client's ranges in ascending order.
   * Yjs always writes it so, and is slow with any other order. `parts` is the number of structs, values and deletions.
   */
  | { readonly type: 'valid'; readonly ordered: boolean; readonly parts: number }
  /** The sender is to be closed, for this reason. */
  | ({ readonly type: 'invalid' } & CloseReason);

/** The structs of one client in an update, without a gap. */
export interface Section {
  readonly client: number;
  /** The clock of the first struct. */
  readonly clock: number;
  /** The clock after the last struct. */
  readonly end: number;
  /** The number of structs. */
  readonly structs: number;
  /** Those structs, in the bytes of the update. */
  readonly bytes: Uint8Array;
}

/** Ascending clocks: `[from, to, from, to, …]`, where each `to` is the first clock after its range. */
export type Ranges = number[];

/** Where everything is in an update. */
export interface UpdateIndex {
  readonly sections: readonly Section[];
  /** The structs that are garbage, or deleted without their content, by client. */
  readonly tombstones: ReadonlyMap<number, Ranges>;
  /** The delete set, by client. */
  readonly deleteSet: ReadonlyMap<number, Ranges>;
  /** The delete set as the update encodes it. */
  readonly deleteSetBytes: Uint8Array;
  /** Whether Yjs would encode the delete set so: the highest client first, and adjacent ranges joined. */
  readonly isCanonical: boolean;
  /** For each client to which structs of others refer, the clock after the last struct that they refer to. */
  readonly dependencies: ReadonlyMap<number, number>;
}

/** The index of an update while it is made. */
interface IndexDraft extends UpdateIndex {
  readonly sections: Section[];
  readonly tombstones: Map<number, Ranges>;
  readonly deleteSet: Map<number, Ranges>;
  deleteSetBytes: Uint8Array;
  isCanonical: boolean;
  readonly dependencies: Map<number, number>;
  /** A dependency that is not in the map yet: most structs refer to the same client as the struct before them. */
  lastClient: number;
  lastEnd: number;
}

interface Tally {
  /** The number of structs, values and deletions. */
  parts: number;
  subdocuments: number;
  readonly roots: Set<string>;
  /** Null when the update is only to be validated. */
  readonly draft: IndexDraft | null;
}

class InvalidUpdate extends Error {
  readonly validation: Validation;

  constructor(code: CloseCode, reason: string) {
    super(reason);
    this.validation = { type: 'invalid', code, reason };
  }
}

const tooLarge = (reason: string) => new InvalidUpdate(CloseCode.tooLarge, reason);
const malformed = (reason: string) => new InvalidUpdate(CloseCode.malformed, reason);

/** Reads through a V1 update. Never throws. */
export function validateUpdate(update: Uint8Array): Validation {
  const reader = new ByteReader(update);
  try {
    return { type: 'valid', ...readUpdate(reader, null) };
  } catch (error) {
    return error instanceof InvalidUpdate
      ? error.validation
      : { type: 'invalid', code: CloseCode.malformed, reason: 'the update cannot be read' };
  }
}

/**
 * Indexes a V1 update from the store, of any size. Null when it cannot be read, has a gap, or is not in the order in
 * which Yjs writes.
 */
export function indexUpdate(update: Uint8Array): UpdateIndex | null {
  const maps = { tombstones: new Map(), deleteSet: new Map(), dependencies: new Map() };
  const draft: IndexDraft = {
    sections: [],
    ...maps,
    deleteSetBytes: update,
    isCanonical: true,
    lastClient: -1,
    lastEnd: 0,
  };
  try {
    if (!readUpdate(new ByteReader(update), draft).ordered) return null;
  } catch {
    return null;
  }
  if (draft.lastEnd > 0) draft.dependencies.set(draft.lastClient, draft.lastEnd);
  return draft;
}

/** `ordered` and `parts` are those of a `Validation`. */
function readUpdate(reader: ByteReader, draft: IndexDraft | null): { ordered: boolean; parts: number } {
  const tally: Tally = { parts: 0, subdocuments: 0, roots: new Set(), draft };
  readStructs(reader, tally);
  if (draft !== null) draft.deleteSetBytes = reader.bytes.subarray(reader.pos);
  const ordered = readDeleteSet(reader, tally);
  // A V2 update reads as an empty V1 update with something after it, and would be acknowledged.
  if (reader.pos < reader.bytes.length) throw malformed('something follows the update; only V1 updates are taken');
  return { ordered, parts: tally.parts };
}

function readStructs(reader: ByteReader, tally: Tally): void {
  const { draft } = tally;
  const clients = reader.uint();
  if (clients > limits.updateClients && draft === null) throw tooLarge('the update is of too many clients');
  let before = Infinity;
  for (let i = 0; i < clients; i++) {
    const structs = reader.uint();
    const client = reader.uint();
    const clock = reader.uint();
    count(tally, structs);
    const start = reader.pos;
    const end = readSection(reader, tally, structs, client, clock);
    checkNumber(end);
    if (draft === null) continue;
    if (client >= before) throw malformed('the clients are out of order');
    before = client;
    draft.sections.push({ client, clock, end, structs, bytes: reader.bytes.subarray(start, reader.pos) });
  }
}

/** Reads the structs of one client. Returns the clock after them. */
function readSection(reader: ByteReader, tally: Tally, structs: number, client: number, clock: number): number {
  const { draft } = tally;
  const tombstones: Ranges = [];
  for (let i = 0; i < structs; i++) {
    const info = reader.byte();
    const content = info & 31;
    let length: number;
    if (content === 0 || content === 10) length = reader.uint(); // garbage, or a gap
    else {
      if (info & 128) readID(reader, draft, client, clock); // the left neighbour
      if (info & 64) readID(reader, draft, client, clock); // the right neighbour
      if (!(info & (128 | 64))) readParent(reader, tally, info, client, clock);
      if (content === 4) length = skipText(reader);
      else length = content === 1 ? reader.uint() : readContent(reader, tally, content);
    }
    // Yjs never makes one, and would apply it again each time that it comes.
    if (length === 0) throw malformed('the update has a part of no length');
    if (draft !== null && content === 10) throw malformed('the update has a gap');
    if (draft !== null && content <= 1) addRange(tombstones, clock, clock + length);
    clock += length;
  }
  if (tombstones.length > 0) draft!.tombstones.set(client, tombstones);
  return clock;
}

/** Reads the id of a struct to which the struct of `client` at `clock` refers. */
function readID(reader: ByteReader, draft: IndexDraft | null, client: number, clock: number): void {
  const other = reader.uint();
  const at = reader.uint();
  if (draft !== null && (other !== client || at >= clock)) addDependency(draft, client, other, at);
}

function addDependency(draft: IndexDraft, client: number, other: number, clock: number): void {
  if (client === other) throw malformed('the update refers to what comes after it');
  if (other !== draft.lastClient) {
    if (draft.lastEnd > 0) draft.dependencies.set(draft.lastClient, draft.lastEnd);
    draft.lastClient = other;
    draft.lastEnd = draft.dependencies.get(other) ?? 0;
  }
  if (clock >= draft.lastEnd) draft.lastEnd = clock + 1;
}

/** Adds a range after all others, joined with the last one where they are adjacent. */
function addRange(ranges: Ranges, from: number, to: number): void {
  const last = ranges.length - 1;
  if (last > 0 && ranges[last] === from) ranges[last] = to;
  else ranges.push(from, to);
}

/** Whether the ranges of each client are in ascending order. */
function readDeleteSet(reader: ByteReader, tally: Tally): boolean {
  const { draft } = tally;
  let ordered = true;
  let before = Infinity;
  const clients = reader.uint();
  for (let i = 0; i < clients; i++) {
    const client = reader.uint();
    const amount = reader.uint();
    count(tally, amount);
    const ranges: Ranges = [];
    let end = 0;
    for (let j = 0; j < amount; j++) {
      const clock = reader.uint();
      if (clock < end) ordered = false;
      end = clock + reader.uint();
      checkNumber(end);
      if (draft !== null && end > clock) addRange(ranges, clock, end);
    }
    if (draft === null) continue;
    if (draft.deleteSet.has(client)) ordered = false;
    if (ranges.length > 0) draft.deleteSet.set(client, ranges);
    if (client >= before || ranges.length !== 2 * amount || amount === 0) draft.isCanonical = false;
    before = client;
  }
  return ordered;
}

/** Reads the parent of an item without neighbours. */
function readParent(reader: ByteReader, { roots, draft }: Tally, info: number, client: number, clock: number): void {
  if (reader.uint() === 1) {
    roots.add(reader.text());
    if (roots.size > limits.roots) throw tooLarge('the update has too many root types');
  } else readID(reader, draft, client, clock);
  if (info & 32) reader.skipBytes(); // the key in a map
}

/** Reads content that is neither deleted nor text. Returns its length in clocks. */
function readContent(reader: ByteReader, tally: Tally, content: number): number {
  switch (content) {
    case 2: // JSON texts
      return repeat(reader, tally, () => skipJson(reader));
    case 3: // bytes
      reader.skipBytes();
      return 1;
    case 6: // format
      reader.skipBytes();
      skipJson(reader);
      return 1;
    case 5: // embedded object
      skipJson(reader);
      return 1;
    case 7: {
      const type = reader.uint();
      if (type === 3 || type === 5) reader.skipBytes(); // an XML element and a hook have a name
      return 1;
    }
    case 8: // values
      return repeat(reader, tally, () => skipValue(reader, tally, 1));
    case 9: // subdocument
      if (++tally.subdocuments > limits.subdocuments) throw tooLarge('the update has too many subdocuments');
      reader.skipBytes();
      skipValue(reader, tally, 1);
      return 1;
    default:
      throw malformed('the update has a part of an unknown kind');
  }
}

function skipValue(reader: ByteReader, tally: Tally, depth: number): void {
  if (depth > limits.valueDepth) throw malformed('a value is nested too deeply');
  switch (reader.byte()) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return;
    case 125: // an integer
      while (reader.byte() & 128);
      return;
    case 124:
      return reader.skip(4);
    case 123: // a float
    case 122: // a bigint
      return reader.skip(8);
    case 119: // a text
    case 116: // bytes
      return void reader.skipBytes();
    case 118: // an object
      return void repeat(reader, tally, () => {
        if (reader.text() === '__proto__') throw malformed('a value has a prototype');
        skipValue(reader, tally, depth + 1);
      });
    case 117: // an array
      return void repeat(reader, tally, () => skipValue(reader, tally, depth + 1));
    default:
      throw malformed('a value is of an unknown kind');
  }
}

/** Checks only how deep the JSON is nested: Yjs finds out whether it is well formed. */
function skipJson(reader: ByteReader): void {
  const length = reader.skipBytes();
  const { bytes: all, pos: end } = reader;
  let depth = 0;
  let quoted = false;
  for (let i = end - length; i < end; i++) {
    const byte = all[i]!;
    if (byte === 0x22) quoted = !quoted;
    else if (quoted) i += byte === 0x5c ? 1 : 0; // skips what a backslash escapes
    else if (byte === 0x5b || byte === 0x7b) depth++;
    else if (byte === 0x5d || byte === 0x7d) depth--;
    if (depth > limits.valueDepth) throw malformed('a value is nested too deeply');
  }
}

function repeat(reader: ByteReader, tally: Tally, read: () => void): number {
  const times = reader.uint();
  count(tally, times);
  for (let i = 0; i < times; i++) read();
  return times;
}

function count(tally: Tally, parts: number): void {
  tally.parts += parts;
  if (tally.parts > limits.updateParts && tally.draft === null) throw tooLarge('the update has too many parts');
}

/** Above Number.MAX_SAFE_INTEGER Yjs would loop for ever. */
function checkNumber(number: number): void {
  if (number > Number.MAX_SAFE_INTEGER) throw malformed('a number is too large');
}

/**
 * Skips a text. Returns its length in UTF-16 units, as Yjs counts it, if it is valid UTF-8: Yjs finds out whether it
 * is.
 */
function skipText(reader: ByteReader): number {
  const bytes = reader.skipBytes();
  const all = reader.bytes;
  let length = bytes;
  for (let i = reader.pos - bytes; i < reader.pos; i++) {
    if (all[i]! < 0x80) continue;
    if (all[i]! < 0xc0) length--; // a continuation byte
    else if (all[i]! >= 0xf0) length++; // the first byte of a character that takes two units
  }
  return length;
}
