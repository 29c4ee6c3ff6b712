// Counts by key, each with a bound. A key whose count is zero takes no memory.

export class Tally {
  readonly #counts = new Map<string, number>();

  /** The number of keys with a count above zero. */
  get size(): number {
    return this.#counts.size;
  }

  /**
   * Adds one to the count of `key`, or returns null when the count is `bound` already. The result, called once, undoes
   * it.
   */
  add(key: string, bound: number): (() => void) | null {
    const count = this.#counts.get(key) ?? 0;
    if (count >= bound) return null;
    this.#counts.set(key, count + 1);
    return () => this.#subtract(key);
  }

  #subtract(key: string): void {
    const count = this.#counts.get(key)! - 1;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}
