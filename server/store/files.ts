// The interface of the storage of files: it keeps their bytes, each file under its hash. Nobody changes a file that is
// kept. A crash leaves at most files that no document holds. testing/files-contract.ts tests what is promised here.

import type { Readable } from 'node:stream';

/** A file that has arrived, and has no name yet. One of `keep` and `discard` has to be called. */
export interface ReceivedFile {
  /** The SHA-256 of the bytes, in hexadecimal digits. */
  readonly hash: string;
  readonly size: number;
  /** The first bytes, at most `limits.imageHeadBytes`. */
  readonly head: Uint8Array;
  /** Gives the file its name. Resolves when the file is durable. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

export interface FileStorage {
  /** Takes the bytes in. `tooLarge`, and nothing is kept, when there are more than `most`. */
  receive(bytes: AsyncIterable<Uint8Array>, most: number): Promise<ReceivedFile | 'tooLarge'>;

  /** The size of a file; null when it is not there. */
  sizeOf(hash: string): Promise<number | null>;

  /** The bytes from `start` to `end`, both included. */
  read(hash: string, start: number, end: number): Readable;

  /** Runs `act` when this server does nothing else with this file: keeping it, or removing it. */
  inTurn<Value>(hash: string, act: () => Promise<Value>): Promise<Value>;

  /**
   * Removes what was kept before `time` and no document holds, as `held` tells, and what never arrived. `time` is in
   * milliseconds since 1970. Returns the number of files that went.
   */
  removeUnheld(time: number, held: (hashes: readonly string[]) => Promise<readonly string[]>): Promise<number>;
}
