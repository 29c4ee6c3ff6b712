// npm run fuzz -- <count of mutants> [first seed]: any number of them, and the seeds of those lives that broke a
// promise.

import { fuzz, mutantsPerLife } from './fuzz.ts';

const [count = 50_000, first = 1] = process.argv.slice(2).map(Number);
const lives = Math.ceil(count / mutantsPerLife);
let broken = 0;
const total = { refused: 0, taken: 0, reloads: 0, held: 0 };
for (let seed = first; seed < first + lives; seed++) {
  try {
    const { refused, taken, reloads, held } = await fuzz(seed);
    total.refused += refused;
    total.taken += taken;
    total.reloads += reloads;
    total.held = Math.max(total.held, held);
  } catch (error) {
    broken++;
    console.error(`${(error as Error).stack}\n${((error as Error).cause as Error | undefined)?.stack ?? ''}\n`);
  }
}
console.log(total);
console.log(`${lives * mutantsPerLife} mutants in ${lives} lives, ${broken} broken`);
process.exitCode = broken > 0 ? 1 : 0;
