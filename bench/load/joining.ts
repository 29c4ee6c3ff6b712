// Connects many people, some at a time: this part of a run is not measured.

import { addressOf, progress } from './bench.ts';
import type { Person } from './person.ts';

/** The number of people who join at the same time. */
const joiners = 50;

/**
 * Resolves when all have their answers. `portOf` has the port for each of them; `before` is the number of connections
 * that this process has made already.
 */
export async function joinInTurn(
  people: readonly Person[],
  portOf: (index: number) => number,
  before = 0,
): Promise<void> {
  const waiting = people.entries();
  const joinOneByOne = async () => {
    for (const [index, person] of waiting) {
      await person.join(portOf(index), addressOf(before + index));
      if ((index + 1) % 100 === 0) progress(`${index + 1} of ${people.length} joined`);
    }
  };
  await Promise.all(Array.from({ length: joiners }, joinOneByOne));
}
