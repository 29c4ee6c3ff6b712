// Looks at the bytes of an update before Yjs makes anything of them: a few bytes can announce more than there is memory
// for, and what Yjs reads, applies and writes again without complaint can be more than peers, or time, can bear.
// Pure, allocates next to nothing, and reads each byte about once.

import * as decoding from 'lib0/decoding';
import { limits } from '../limits.ts';
import { CloseCode, type Refusal } from '../protocol/close.ts';

/** What is known of an update that may be read. */
export interface Examined {
  /** Whether what it deletes of each client is in order. Yjs always writes it so, and is slow with what is not. */
  readonly ordered: boolean;
}

interface Tally {
  /** Structs, values and deletions. */
  parts: number;
  subdocuments: number;
  readonly roots: Set<string>;
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
    examineStructs(decoder);
    const ordered = examineDeletions(decoder);
    // A V2 update reads as a V1 update of nothing, with something after it, and would be acknowledged.
    if (decoder.pos < update.length) throw malformed('something follows the update; only V1 updates are taken');
    return { ordered };
  } catch (error) {
    return error instanceof Refused ? error.refusal : { code: CloseCode.malformed, reason: 'the update cannot be read' };
  }
}

function examineStructs(decoder: decoding.Decoder): void {
  const tally: Tally = { parts: 0, subdocuments: 0, roots: new Set() };
  const clients = decoding.readVarUint(decoder);
  if (clients > limits.updateClients) throw tooLarge('the update is of too many clients');
  for (let i = 0; i < clients; i++) {
    const structs = decoding.readVarUint(decoder);
    checkNumber(decoding.readVarUint(decoder));
    let clock = decoding.readVarUint(decoder);
    for (let j = 0; j < structs; j++) {
      count(tally);
      const length = readStruct(decoder, tally);
      // Yjs makes none, and would take it in again and again.
      if (length === 0) throw malformed('the update has a part of no length');
      clock += length;
      checkNumber(clock);
    }
  }
}

/** Whether the deletions of each client are in order. */
function examineDeletions(decoder: decoding.Decoder): boolean {
  let ordered = true;
  let parts = 0;
  const clients = decoding.readVarUint(decoder);
  for (let i = 0; i < clients; i++) {
    checkNumber(decoding.readVarUint(decoder));
    const ranges = decoding.readVarUint(decoder);
    let end = 0;
    for (let j = 0; j < ranges; j++) {
      if (++parts > limits.updateParts) throw tooLarge('the update has too many parts');
      const clock = decoding.readVarUint(decoder);
      if (clock < end) ordered = false;
      end = clock + decoding.readVarUint(decoder);
      checkNumber(end);
    }
  }
  return ordered;
}

/** The number of clocks that a struct takes; of a text at most as many. */
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
      return skipBytes(decoder);
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

function readPlace(decoder: decoding.Decoder, info: number, { roots }: Tally): void {
  for (const flag of [128, 64]) if (info & flag) skipID(decoder); // its neighbours
  if (info & (128 | 64)) return;
  if (decoding.readVarUint(decoder) === 1) {
    roots.add(decoding.readVarString(decoder));
    if (roots.size > limits.roots) throw tooLarge('the update has too many root types');
  } else skipID(decoder);
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
  if (++tally.parts > limits.updateParts) throw tooLarge('the update has too many parts');
}

/** Beyond what a number can count exactly, Yjs would go in circles. */
function checkNumber(number: number): void {
  if (number > Number.MAX_SAFE_INTEGER) throw malformed('a number is too large');
}

function skipID(decoder: decoding.Decoder): void {
  checkNumber(decoding.readVarUint(decoder));
  checkNumber(decoding.readVarUint(decoder));
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
