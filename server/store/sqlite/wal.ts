// Reads SQLite's write-ahead log without SQLite, and changes nothing. SQLite takes every transaction before the first
// bad frame, and says nothing of those behind it: https://sqlite.org/fileformat2.html#the_write_ahead_log

import { endianness } from 'node:os';

const headerBytes = 32;
const frameHeaderBytes = 24;

/** Where `application_id` stands in the first page of a database: Quire counts its commits there. */
export const counterOffset = 68;

/** What a write-ahead log holds. */
export interface WalReading {
  /** The bytes up to the end of the last transaction that SQLite takes. */
  readonly soundBytes: number;
  /** The commit counter after the first and after the last of these transactions; null when none has it. */
  readonly firstCounter: number | null;
  readonly counter: number | null;
  /**
   * `none`: nothing sound stands behind the first bad frame, as after a crash while SQLite wrote. `possible`: the end
   * of a transaction does, which a crash explains only when nobody was told of that transaction. `certain`: a later
   * transaction does, and SQLite begins one only when the last is on the disk.
   */
  readonly damage: 'none' | 'possible' | 'certain';
}

interface Header {
  readonly pageSize: number;
  readonly salts: string;
  readonly checksum: Checksum;
}

type Checksum = readonly [number, number];

/** Reads all of a log. `pageSize` is that of the database, for a log whose own header cannot be read. */
export function readWal(bytes: Buffer, pageSize: number): WalReading {
  const words = wordsOf(bytes);
  const header = readHeader(bytes, words);
  const frameBytes = frameHeaderBytes + (header?.pageSize ?? pageSize);
  let soundBytes = 0;
  let firstCounter: number | null = null;
  let counter: number | null = null;
  let pageOne: number | null = null;
  let damage: WalReading['damage'] = 'none';
  let intact = header !== null;
  let afterCommit = false;
  let salts = header?.salts;
  let checksum = header?.checksum;
  for (let start = headerBytes; start + frameBytes <= bytes.length; start += frameBytes) {
    const frame = bytes.subarray(start, start + frameBytes);
    const isCommit = frame.readUInt32BE(4) !== 0;
    const stored: Checksum = [frame.readUInt32BE(16), frame.readUInt32BE(20)];
    const isGood =
      frame.readUInt32BE(0) !== 0 &&
      saltsOf(frame, 8) === salts &&
      checksum !== undefined &&
      equal(stored, frameChecksum(checksum, words, start, frameBytes));
    intact &&= isGood;
    if (intact) {
      if (frame.readUInt32BE(0) === 1) pageOne = frame.readInt32BE(frameHeaderBytes + counterOffset);
      if (isCommit) {
        soundBytes = start + frameBytes;
        firstCounter ??= pageOne;
        counter = pageOne;
      }
    } else if (isGood) {
      if (afterCommit && header !== null) damage = 'certain';
      else if (isCommit && damage === 'none') damage = 'possible';
    }
    afterCommit = isGood && isCommit && !intact;
    checksum = stored; // the stored one, so that the frames behind a bad one can be checked
    salts = header?.salts ?? saltsOf(frame, 8); // a frame of an earlier generation has other salts
  }
  return { soundBytes, firstCounter, counter, damage };
}

/** The header of a log; null when it is not as SQLite wrote it. */
function readHeader(bytes: Buffer, words: Uint32Array): Header | null {
  if (bytes.length < headerBytes || bytes.readUInt32BE(0) !== magic) return null;
  const checksum: Checksum = [bytes.readUInt32BE(24), bytes.readUInt32BE(28)];
  if (!equal(checksum, sum([0, 0], words, 0, 24))) return null;
  return { pageSize: bytes.readUInt32BE(8), salts: saltsOf(bytes, 16), checksum };
}

/** The last bit of the magic number says in which byte order checksums read the file: always this machine's here. */
const magic = endianness() === 'LE' ? 0x377f0682 : 0x377f0683;

function wordsOf(bytes: Buffer): Uint32Array {
  const length = bytes.length - (bytes.length % 4);
  return new Uint32Array(new Uint8Array(bytes.subarray(0, length)).buffer);
}

const saltsOf = (bytes: Buffer, offset: number): string => bytes.toString('latin1', offset, offset + 8);

const equal = (a: Checksum, b: Checksum): boolean => a[0] === b[0] && a[1] === b[1];

/** The checksum of a frame covers the first 8 bytes of its header, and its page. */
function frameChecksum(before: Checksum, words: Uint32Array, start: number, bytes: number): Checksum {
  return sum(sum(before, words, start, start + 8), words, start + frameHeaderBytes, start + bytes);
}

/** Goes on with a checksum over the words of the bytes from `start` to `end`. */
function sum([first, second]: Checksum, words: Uint32Array, start: number, end: number): Checksum {
  for (let i = start / 4; i < end / 4; i += 2) {
    first = (first + words[i]! + second) >>> 0;
    second = (second + words[i + 1]! + first) >>> 0;
  }
  return [first, second];
}
