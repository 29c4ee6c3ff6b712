// npm run simulate -- <number of lives> [first seed]: prints the seed of each life in which a promise was broken.

import { simulate } from './simulation.ts';

const [count = 500, first = 1] = process.argv.slice(2).map(Number);
let broken = 0;
for (let seed = first; seed < first + count; seed++) {
  try {
    const report = await simulate(seed);
    if (count === 1) console.log(report);
  } catch (error) {
    broken++;
    console.error(`${(error as Error).stack}\nnpm run simulate -- 1 ${seed}\n`);
  }
}
console.log(`${count} simulated, ${broken} broken`);
process.exitCode = broken > 0 ? 1 : 0;
