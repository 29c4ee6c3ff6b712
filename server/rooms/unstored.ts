// Counts the updates of all rooms that are not durable yet. They are in memory, and while the store fails they only
// grow; so there is a bound.

import { limits } from '../limits/limits.ts';

export class Unstored {
  #updates = 0;
  #bytes = 0;

  /** Whether no more should come. */
  get isFull(): boolean {
    return this.#bytes >= limits.unstoredBytes || this.#updates >= limits.unstoredUpdates;
  }

  /** There is one more update, of this many bytes. */
  add(bytes: number): void {
    this.#updates++;
    this.#bytes += bytes;
  }

  /** An update of this many bytes is durable now, or discarded. */
  remove(bytes: number): void {
    this.#updates--;
    this.#bytes -= bytes;
  }
}
