// The mark: a small file beside the database with the counter of the last acknowledged commit. It is written after the
// commit and before the answer, so that a database that is behind its mark has lost something acknowledged. Two slots
// are written in turn: a torn write of one leaves the other.

import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** The slots stand so far apart that no sector of a disk holds both. */
const slotDistance = 4096;
const slotBytes = 12;
const signature = 0x514d5231; // QMR1

/** Whether commit `a` came before commit `b`. Counters have 32 bits and may wrap around. */
export const isBehind = (a: number, b: number): boolean => ((a - b) | 0) < 0;

/** The counter in the file, and the slot that holds it. `unreadable`: the file is there, and no slot is sound. */
export type ReadMark = { readonly counter: number; readonly slot: number } | 'missing' | 'unreadable';

export function readMark(file: string): ReadMark {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw error;
  }
  const slots = [0, 1].flatMap((slot) => {
    const counter = decode(bytes.subarray(slot * slotDistance, slot * slotDistance + slotBytes));
    return counter === null ? [] : [{ counter, slot }];
  });
  if (slots.length === 0) return 'unreadable';
  return slots.reduce((newest, slot) => (isBehind(newest.counter, slot.counter) ? slot : newest));
}

/** The mark, open for writing. */
export class Mark {
  readonly #file: number;
  #slot: number;
  #isSynced = true;

  /** Opens the file, or makes it. Writes nothing yet. */
  constructor(file: string) {
    const found = readMark(file);
    this.#slot = typeof found === 'string' ? 1 : found.slot;
    this.#file = openSync(file, found === 'missing' ? 'wx+' : 'r+', 0o600);
  }

  /** Writes a counter whose commit is durable. The kernel has it then: no crash of the process takes it. */
  write(counter: number): void {
    this.#slot = 1 - this.#slot;
    writeSync(this.#file, encode(counter), 0, slotBytes, this.#slot * slotDistance);
    this.#isSynced = false;
  }

  /** Takes what was written to the disk. */
  sync(): void {
    if (!this.#isSynced) fdatasyncSync(this.#file);
    this.#isSynced = true;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function encode(counter: number): Buffer {
  const slot = Buffer.alloc(slotBytes);
  slot.writeUInt32BE(signature, 0);
  slot.writeInt32BE(counter, 4);
  slot.writeUInt32BE(crc32(slot.subarray(0, 8)), 8);
  return slot;
}

function decode(slot: Buffer): number | null {
  if (slot.length < slotBytes || slot.readUInt32BE(0) !== signature) return null;
  return crc32(slot.subarray(0, 8)) === slot.readUInt32BE(8) ? slot.readInt32BE(4) : null;
}
