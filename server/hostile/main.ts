// npm run fuzz -- <count of mutants> [first seed]: any number of them, and the seeds of those lives that broke a promise.

import { fuzz, mutantsPerLife } from './fuzz.ts';

const [count = 50_000, first = 1] = process.argv.slice(2).map(Number);
const lives = Math.ceil(count / mutantsPerLife);
let broken = 0;
let held = 0;
for (let seed = first; seed < first + lives; seed++) {
  try {
    held = Math.max(held, (await fuzz(seed)).held);
  } catch (error) {
    broken++;
    console.error(`${(error as Error).stack}\n${((error as Error).cause as Error | undefined)?.stack ?? ""}\n`);
  }
}
console.log(`${lives * mutantsPerLife} mutants in ${lives} lives, ${broken} broken; the longest hold was ${Math.ceil(held)} ms`);
process.exitCode = broken > 0 ? 1 : 0;
