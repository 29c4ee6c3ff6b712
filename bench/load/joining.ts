// Brings many people in, some at a time, as no server is measured by that.

import { addressOf, progress } from './bench.ts';
import type { Person } from './person.ts';

/** How many join at the same time. */
const joiners = 50;

/** Resolves when all have had their answers; `before` are the connections that this process has made already. */
export async function joinInTurn(people: readonly Person[], port: number, before = 0): Promise<void> {
  const waiting = people.entries();
  const joinOneByOne = async () => {
    for (const [index, person] of waiting) {
      await person.join(port, addressOf(before + index));
      if ((index + 1) % 100 === 0) progress(`${index + 1} of ${people.length} joined`);
    }
  };
  await Promise.all(Array.from({ length: joiners }, joinOneByOne));
}
