// npm run fuzz -- <number of mutants> [first seed]: prints the seed of each life in which a promise was broken.

import { fuzz, mutantsPerLife } from './fuzz.ts';
import { most } from './work.ts';

const [count = 50_000, first = 1] = process.argv.slice(2).map(Number);
const lives = Math.ceil(count / mutantsPerLife);
let broken = 0;
const total = { refused: 0, taken: 0, reloads: 0, work: { walked: 0, moved: 0, allocated: 0 } };
for (let seed = first; seed < first + lives; seed++) {
  try {
    const { refused, taken, reloads, work } = await fuzz(seed);
    total.refused += refused;
    total.taken += taken;
    total.reloads += reloads;
    total.work = most(total.work, work);
  } catch (error) {
    broken++;
    console.error(`${(error as Error).stack}\n${((error as Error).cause as Error | undefined)?.stack ?? ''}\n`);
  }
}
console.log(total);
console.log(`${lives * mutantsPerLife} mutants in ${lives} lives, ${broken} broken`);
process.exitCode = broken > 0 ? 1 : 0;
