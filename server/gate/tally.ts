// How many there are of each key, with a bound. A key of which there are none takes no memory.

export class Tally {
  readonly #counts = new Map<string, number>();

  /** How many keys there is something of. */
  get size(): number {
    return this.#counts.size;
  }

  /** Counts one more of `key`, unless there are `bound` of it. The result, to be called once, counts it off again. */
  enter(key: string, bound: number): (() => void) | null {
    const count = this.#counts.get(key) ?? 0;
    if (count >= bound) return null;
    this.#counts.set(key, count + 1);
    return () => this.#leave(key);
  }

  #leave(key: string): void {
    const count = this.#counts.get(key)! - 1;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}
