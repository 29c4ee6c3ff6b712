// Looks at the bytes of an update before Yjs makes anything of them: a few bytes can announce more than there is memory
// for, and what Yjs reads, applies and writes again without complaint can be more than peers, or time, can bear.
// Pure, allocates next to nothing, and reads each byte about once. Of what is stored it notes, in the same way, what is where.

import * as decoding from 'lib0/decoding';
import { limits } from '../limits.ts';
import { CloseCode, type Refusal } from '../protocol/close.ts';

/** What is known of an update that may be read. */
export interface Examined {
  /** Whether what it deletes of each client is in order. Yjs always writes it so, and is slow with what is not. */
  readonly ordered: boolean;
}

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
export interface Outline {
  readonly sections: readonly Section[];
  /** What of each client is garbage, or deleted so that its content is gone. */
  readonly gone: ReadonlyMap<number, Ranges>;
  /** What the update deletes of each client. */
  readonly deleted: ReadonlyMap<number, Ranges>;
  /** Up to which clock, that excluded, each client is referred to by the work of others. */
  readonly needed: ReadonlyMap<number, number>;
}

/** An outline while it is made. */
class Draft implements Outline {
  readonly sections: Section[] = [];
  readonly gone = new Map<number, Ranges>();
  readonly deleted = new Map<number, Ranges>();
  readonly needed = new Map<number, number>();
  /** Where the reader is. */
  client = 0;
  clock = 0;
  /** What is needed of one client, for most of what is referred to is of the same as that before it. */
  #other = 0;
  #end = 0;

  need(client: number, clock: number): void {
    if (client === this.client) {
      if (clock >= this.clock) throw malformed('the update refers to what comes after it');
      return;
    }
    if (client !== this.#other) {
      this.finish();
      this.#other = client;
      this.#end = this.needed.get(client) ?? 0;
    }
    if (clock >= this.#end) this.#end = clock + 1;
  }

  finish(): void {
    if (this.#end > 0) this.needed.set(this.#other, this.#end);
  }
}

interface Tally {
  /** Structs, values and deletions. */
  parts: number;
  subdocuments: number;
  readonly roots: Set<string>;
  /** Null when the update has only to be examined. */
  readonly draft: Draft | null;
}

class Refused extends Error {
  readonly refusal: Refusal;

  constructor(code: CloseCode, reason: string) {
    super(reason);
    this.refusal = { code, reason };
  }
}

const tooLarge = (reason: string) => new Refused(CloseCode.tooLarge, reason);
const malformed = (reason: string) => new Refused(CloseCode.malformed, reason);

/** Reads through a V1 update. */
export function examine(update: Uint8Array): Examined | Refusal {
  const decoder = decoding.createDecoder(update);
  try {
    return { ordered: readUpdate(decoder, null) };
  } catch (error) {
    return error instanceof Refused ? error.refusal : { code: CloseCode.malformed, reason: 'the update cannot be read' };
  }
}

/**
 * Reads through a V1 update that is stored, however large it is. Null when it has a gap or deletions that are out of order,
 * or cannot be read.
 */
export function outline(update: Uint8Array): Outline | null {
  const draft = new Draft();
  try {
    if (!readUpdate(decoding.createDecoder(update), draft)) return null;
  } catch {
    return null;
  }
  draft.finish();
  return draft;
}

/** Whether what it deletes of each client is in order. */
function readUpdate(decoder: decoding.Decoder, draft: Draft | null): boolean {
  readStructs(decoder, { parts: 0, subdocuments: 0, roots: new Set(), draft });
  const ordered = readDeletions(decoder, draft);
  // A V2 update reads as a V1 update of nothing, with something after it, and would be acknowledged.
  if (decoder.pos < decoder.arr.length) throw malformed('something follows the update; only V1 updates are taken');
  return ordered;
}

function readStructs(decoder: decoding.Decoder, tally: Tally): void {
  const { draft } = tally;
  const clients = decoding.readVarUint(decoder);
  if (clients > limits.updateClients && draft === null) throw tooLarge('the update is of too many clients');
  for (let i = 0; i < clients; i++) {
    const structs = decoding.readVarUint(decoder);
    const client = decoding.readVarUint(decoder);
    checkNumber(client);
    const clock = decoding.readVarUint(decoder);
    if (draft !== null) draft.client = client;
    const start = decoder.pos;
    const end = readSection(decoder, tally, structs, clock);
    draft?.sections.push({ client, clock, end, structs, bytes: decoder.arr.subarray(start, decoder.pos) });
  }
}

/** Reads what there is of one client; gives the clock after it. */
function readSection(decoder: decoding.Decoder, tally: Tally, structs: number, clock: number): number {
  const { draft } = tally;
  for (let i = 0; i < structs; i++) {
    count(tally);
    if (draft !== null) draft.clock = clock;
    const content = decoder.arr[decoder.pos]! & 31;
    const length = readStruct(decoder, tally);
    // Yjs makes none, and would take it in again and again.
    if (length === 0) throw malformed('the update has a part of no length');
    if (draft !== null && content === 10) throw malformed('the update has a gap');
    if (draft !== null && content <= 1) note(draft.gone, draft.client, clock, clock + length);
    clock += length;
    checkNumber(clock);
  }
  return clock;
}

function note(noted: Map<number, Ranges>, client: number, from: number, to: number): void {
  const ranges = noted.get(client);
  if (ranges === undefined) noted.set(client, [from, to]);
  else if (ranges.at(-1) === from) ranges[ranges.length - 1] = to;
  else ranges.push(from, to);
}

/** Whether the deletions of each client are in order. */
function readDeletions(decoder: decoding.Decoder, draft: Draft | null): boolean {
  let ordered = true;
  let parts = 0;
  const clients = decoding.readVarUint(decoder);
  for (let i = 0; i < clients; i++) {
    const client = decoding.readVarUint(decoder);
    checkNumber(client);
    const ranges = decoding.readVarUint(decoder);
    if (draft?.deleted.has(client)) ordered = false;
    let end = 0;
    for (let j = 0; j < ranges; j++) {
      if (++parts > limits.updateParts && draft === null) throw tooLarge('the update has too many parts');
      const clock = decoding.readVarUint(decoder);
      if (clock < end) ordered = false;
      end = clock + decoding.readVarUint(decoder);
      checkNumber(end);
      if (draft !== null && end > clock) note(draft.deleted, client, clock, end);
    }
  }
  return ordered;
}

/** The number of clocks that a struct takes. */
function readStruct(decoder: decoding.Decoder, tally: Tally): number {
  const info = readByte(decoder);
  const content = info & 31;
  if (content === 0 || content === 10) return decoding.readVarUint(decoder); // garbage, or left out
  readPlace(decoder, info, tally);
  switch (content) {
    case 1: // deleted
      return decoding.readVarUint(decoder);
    case 2: // JSON texts
      return repeat(decoder, tally, () => skipJson(decoder));
    case 3: // bytes
      skipBytes(decoder);
      return 1;
    case 4: // text
      return skipText(decoder);
    case 6: // format
      skipBytes(decoder);
      skipJson(decoder);
      return 1;
    case 5: // embedded object
      skipJson(decoder);
      return 1;
    case 7: {
      const type = decoding.readVarUint(decoder);
      if (type === 3 || type === 5) skipBytes(decoder); // an XML element and a hook have a name
      return 1;
    }
    case 8: // values
      return repeat(decoder, tally, () => skipValue(decoder, tally, 1));
    case 9:
      if (++tally.subdocuments > limits.subdocuments) throw tooLarge('the update has too many subdocuments');
      skipBytes(decoder);
      skipValue(decoder, tally, 1);
      return 1;
    default:
      throw malformed('the update has a part of an unknown kind');
  }
}

function readPlace(decoder: decoding.Decoder, info: number, { roots, draft }: Tally): void {
  if (info & 128) skipID(decoder, draft); // its neighbours
  if (info & 64) skipID(decoder, draft);
  if (info & (128 | 64)) return;
  if (decoding.readVarUint(decoder) === 1) {
    roots.add(decoding.readVarString(decoder));
    if (roots.size > limits.roots) throw tooLarge('the update has too many root types');
  } else skipID(decoder, draft);
  if (info & 32) skipBytes(decoder); // a key
}

function skipValue(decoder: decoding.Decoder, tally: Tally, depth: number): void {
  if (depth > limits.valueDepth) throw malformed('a value is nested too deeply');
  switch (readByte(decoder)) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return;
    case 125: // an integer
      while (readByte(decoder) & 128);
      return;
    case 124:
      return skip(decoder, 4);
    case 123: // a float
    case 122: // a bigint
      return skip(decoder, 8);
    case 119: // a text
    case 116: // bytes
      return void skipBytes(decoder);
    case 118: // an object
      return void repeat(decoder, tally, () => {
        if (decoding.readVarString(decoder) === '__proto__') throw malformed('a value has a prototype');
        skipValue(decoder, tally, depth + 1);
      });
    case 117: // an array
      return void repeat(decoder, tally, () => skipValue(decoder, tally, depth + 1));
    default:
      throw malformed('a value is of an unknown kind');
  }
}

/** Whether it is well formed, Yjs finds out; here only how deep it is nested. */
function skipJson(decoder: decoding.Decoder): void {
  const length = skipBytes(decoder);
  const { arr, pos: end } = decoder;
  let depth = 0;
  let quoted = false;
  for (let i = end - length; i < end; i++) {
    const byte = arr[i]!;
    if (byte === 0x22) quoted = !quoted;
    else if (quoted) i += byte === 0x5c ? 1 : 0; // after a backslash
    else if (byte === 0x5b || byte === 0x7b) depth++;
    else if (byte === 0x5d || byte === 0x7d) depth--;
    if (depth > limits.valueDepth) throw malformed('a value is nested too deeply');
  }
}

function repeat(decoder: decoding.Decoder, tally: Tally, read: () => void): number {
  const times = decoding.readVarUint(decoder);
  for (let i = 0; i < times; i++) {
    count(tally);
    read();
  }
  return times;
}

function count(tally: Tally): void {
  if (++tally.parts > limits.updateParts && tally.draft === null) throw tooLarge('the update has too many parts');
}

/** Beyond what a number can count exactly, Yjs would go in circles. */
function checkNumber(number: number): void {
  if (number > Number.MAX_SAFE_INTEGER) throw malformed('a number is too large');
}

function skipID(decoder: decoding.Decoder, draft: Draft | null): void {
  const client = decoding.readVarUint(decoder);
  checkNumber(client);
  const clock = decoding.readVarUint(decoder);
  checkNumber(clock);
  draft?.need(client, clock);
}

/** Gives its length in UTF-16, as Yjs counts it, when it is UTF-8: whether it is, Yjs finds out. */
function skipText(decoder: decoding.Decoder): number {
  const bytes = skipBytes(decoder);
  const { arr, pos: end } = decoder;
  let length = bytes;
  for (let i = end - bytes; i < end; i++) {
    const byte = arr[i]!;
    if (byte < 0x80) continue;
    if (byte < 0xc0) length--; // goes on with a character
    else if (byte >= 0xf0) length++; // begins one that takes two
  }
  return length;
}

/** Gives how many there were. */
function skipBytes(decoder: decoding.Decoder): number {
  const length = decoding.readVarUint(decoder);
  skip(decoder, length);
  return length;
}

function readByte(decoder: decoding.Decoder): number {
  skip(decoder, 1);
  return decoder.arr[decoder.pos - 1]!;
}

function skip(decoder: decoding.Decoder, bytes: number): void {
  decoder.pos += bytes;
  if (decoder.pos > decoder.arr.length) throw malformed('the update is cut off');
}
