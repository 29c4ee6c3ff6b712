// Repeatable chance: the same seed gives the same draws, in the same order.

import * as prng from 'lib0/prng';

export class Random {
  readonly #generator: prng.PRNG;

  constructor(seed: number) {
    this.#generator = prng.create(seed);
  }

  /** A whole number from 0 to `end` - 1. */
  below(end: number): number {
    return Math.floor(prng.real53(this.#generator) * end);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return prng.real53(this.#generator) < probability;
  }

  oneOf<T>(choices: ArrayLike<T>): T {
    return choices[this.below(choices.length)]!;
  }
}
