// Looks at the bytes of an update before Yjs makes anything of them: a few bytes can announce more than there is memory
// for, and what Yjs reads, applies and writes again without complaint can be more than peers, or time, can bear. Pure,
// allocates next to nothing, and reads each byte about once. Of what is stored it notes, in the same way, what is
// where.

import { limits } from '../limits/limits.ts';
import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import { ByteReader } from './byte-reader.ts';

/** What `validateUpdate` found. */
export type Validation =
  /**
   * The update may be decoded. `ordered` says whether its delete set lists each client's ranges in ascending order.
   * Yjs always writes it so, and is slow with any other order.
   */
  | { readonly type: 'valid'; readonly ordered: boolean }
  /** The sender is to be closed, for this reason. */
  | ({ readonly type: 'invalid' } & CloseReason);

/** What an update holds of one client, without a gap. */
export interface Section {
  readonly client: number;
  /** From this clock on, and up to, and without, that one. */
  readonly clock: number;
  readonly end: number;
  /** How many structs … */
  readonly structs: number;
  /** … in which bytes of the update. */
  readonly bytes: Uint8Array;
}

/** Clocks, each from one up to, and without, the next: [from, to, from, to, …], in order. */
export type Ranges = number[];

/** What is where in an update. */
export interface UpdateIndex {
  readonly sections: readonly Section[];
  /** What of each client is garbage, or deleted so that its content is gone. */
  readonly gone: ReadonlyMap<number, Ranges>;
  /** What the update deletes of each client. */
  readonly deleted: ReadonlyMap<number, Ranges>;
  /** As it says that … */
  readonly deletions: Uint8Array;
  /** … and whether that is as Yjs says it: the highest client first, and nothing in two pieces that is one. */
  readonly tidy: boolean;
  /** Up to which clock, that excluded, each client is referred to by the work of others. */
  readonly needed: ReadonlyMap<number, number>;
}

/** The index of an update while it is made. */
interface IndexDraft extends UpdateIndex {
  readonly sections: Section[];
  readonly gone: Map<number, Ranges>;
  readonly deleted: Map<number, Ranges>;
  deletions: Uint8Array;
  tidy: boolean;
  readonly needed: Map<number, number>;
  /** What is not in `needed` yet, for most of what is referred to is of the same client as that before it. */
  other: number;
  end: number;
}

interface Tally {
  /** Structs, values and deletions. */
  parts: number;
  subdocuments: number;
  readonly roots: Set<string>;
  /** Null when the update has only to be validated. */
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

/** Reads through a V1 update. */
export function validateUpdate(update: Uint8Array): Validation {
  const reader = new ByteReader(update);
  try {
    return { type: 'valid', ordered: readUpdate(reader, null) };
  } catch (error) {
    return error instanceof InvalidUpdate
      ? error.validation
      : { type: 'invalid', code: CloseCode.malformed, reason: 'the update cannot be read' };
  }
}

/**
 * Reads through a V1 update that is stored, however large it is. Null when it cannot be read, has a gap, or is not in
 * the order in which Yjs writes.
 */
export function indexUpdate(update: Uint8Array): UpdateIndex | null {
  const maps = { gone: new Map(), deleted: new Map(), needed: new Map() };
  const draft: IndexDraft = { sections: [], ...maps, deletions: update, tidy: true, other: -1, end: 0 };
  try {
    if (!readUpdate(new ByteReader(update), draft)) return null;
  } catch {
    return null;
  }
  if (draft.end > 0) draft.needed.set(draft.other, draft.end);
  return draft;
}

/** Whether what it deletes of each client is in order. */
function readUpdate(reader: ByteReader, draft: IndexDraft | null): boolean {
  readStructs(reader, { parts: 0, subdocuments: 0, roots: new Set(), draft });
  if (draft !== null) draft.deletions = reader.bytes.subarray(reader.pos);
  const ordered = readDeletions(reader, draft);
  // A V2 update reads as a V1 update of nothing, with something after it, and would be acknowledged.
  if (reader.pos < reader.bytes.length) throw malformed('something follows the update; only V1 updates are taken');
  return ordered;
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

/** Reads what there is of one client; gives the clock after it. */
function readSection(reader: ByteReader, tally: Tally, structs: number, client: number, clock: number): number {
  const { draft } = tally;
  const gone: Ranges = [];
  for (let i = 0; i < structs; i++) {
    const info = reader.byte();
    const content = info & 31;
    let length: number;
    if (content === 0 || content === 10) length = reader.uint(); // garbage, or left out
    else {
      if (info & 128) readID(reader, draft, client, clock); // its neighbours
      if (info & 64) readID(reader, draft, client, clock);
      if (!(info & (128 | 64))) readPlace(reader, tally, info, client, clock);
      if (content === 4) length = skipText(reader);
      else length = content === 1 ? reader.uint() : readContent(reader, tally, content);
    }
    // Yjs makes none, and would take it in again and again.
    if (length === 0) throw malformed('the update has a part of no length');
    if (draft !== null && content === 10) throw malformed('the update has a gap');
    if (draft !== null && content <= 1) note(gone, clock, clock + length);
    clock += length;
  }
  if (gone.length > 0) draft!.gone.set(client, gone);
  return clock;
}

/** Reads what the work of `client` at `clock` refers to. */
function readID(reader: ByteReader, draft: IndexDraft | null, client: number, clock: number): void {
  const other = reader.uint();
  const at = reader.uint();
  if (draft !== null && (other !== client || at >= clock)) need(draft, client, other, at);
}

function need(draft: IndexDraft, client: number, other: number, clock: number): void {
  if (client === other) throw malformed('the update refers to what comes after it');
  if (other !== draft.other) {
    if (draft.end > 0) draft.needed.set(draft.other, draft.end);
    draft.other = other;
    draft.end = draft.needed.get(other) ?? 0;
  }
  if (clock >= draft.end) draft.end = clock + 1;
}

function note(ranges: Ranges, from: number, to: number): void {
  const last = ranges.length - 1;
  if (last > 0 && ranges[last] === from) ranges[last] = to;
  else ranges.push(from, to);
}

/** Whether the deletions of each client are in order. */
function readDeletions(reader: ByteReader, draft: IndexDraft | null): boolean {
  let ordered = true;
  let parts = 0;
  let before = Infinity;
  const clients = reader.uint();
  for (let i = 0; i < clients; i++) {
    const client = reader.uint();
    const amount = reader.uint();
    parts += amount;
    if (parts > limits.updateParts && draft === null) throw tooLarge('the update has too many parts');
    const ranges: Ranges = [];
    let end = 0;
    for (let j = 0; j < amount; j++) {
      const clock = reader.uint();
      if (clock < end) ordered = false;
      end = clock + reader.uint();
      checkNumber(end);
      if (draft !== null && end > clock) note(ranges, clock, end);
    }
    if (draft === null) continue;
    if (draft.deleted.has(client)) ordered = false;
    if (ranges.length > 0) draft.deleted.set(client, ranges);
    if (client >= before || ranges.length !== 2 * amount || amount === 0) draft.tidy = false;
    before = client;
  }
  return ordered;
}

/** Where an item is that has no neighbours. */
function readPlace(reader: ByteReader, { roots, draft }: Tally, info: number, client: number, clock: number): void {
  if (reader.uint() === 1) {
    roots.add(reader.text());
    if (roots.size > limits.roots) throw tooLarge('the update has too many root types');
  } else readID(reader, draft, client, clock);
  if (info & 32) reader.skipBytes(); // a key
}

/** The number of clocks that content takes which is neither deleted nor text. */
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
    case 9:
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

/** Whether it is well formed, Yjs finds out; here only how deep it is nested. */
function skipJson(reader: ByteReader): void {
  const length = reader.skipBytes();
  const { bytes: all, pos: end } = reader;
  let depth = 0;
  let quoted = false;
  for (let i = end - length; i < end; i++) {
    const byte = all[i]!;
    if (byte === 0x22) quoted = !quoted;
    else if (quoted) i += byte === 0x5c ? 1 : 0; // after a backslash
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

/** Beyond what a number can count exactly, Yjs would go in circles. */
function checkNumber(number: number): void {
  if (number > Number.MAX_SAFE_INTEGER) throw malformed('a number is too large');
}

/** Gives its length in UTF-16, as Yjs counts it, when it is UTF-8: whether it is, Yjs finds out. */
function skipText(reader: ByteReader): number {
  const bytes = reader.skipBytes();
  const all = reader.bytes;
  let length = bytes;
  for (let i = reader.pos - bytes; i < reader.pos; i++) {
    if (all[i]! < 0x80) continue;
    if (all[i]! < 0xc0) length--; // goes on with a character
    else if (all[i]! >= 0xf0) length++; // begins one that takes two
  }
  return length;
}
