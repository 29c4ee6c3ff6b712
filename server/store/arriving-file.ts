// The measures of a file while its bytes arrive: their number, their hash, and the first of them.

import { createHash } from 'node:crypto';
import { limits } from '../limits/limits.ts';

export class ArrivingFile {
  readonly #most: number;
  readonly #hash = createHash('sha256');
  readonly #head: Uint8Array[] = [];
  #size = 0;

  /** For a file of at most `most` bytes. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Measures the next bytes. False when they are too many. */
  add(bytes: Uint8Array): boolean {
    if (this.#size < limits.imageHeadBytes) this.#head.push(bytes.slice(0, limits.imageHeadBytes - this.#size));
    this.#size += bytes.length;
    this.#hash.update(bytes);
    return this.#size <= this.#most;
  }

  /** The measures of the whole file. To be called once, after the last bytes. */
  end(): { readonly hash: string; readonly size: number; readonly head: Uint8Array } {
    return { hash: this.#hash.digest('hex'), size: this.#size, head: Buffer.concat(this.#head) };
  }
}
