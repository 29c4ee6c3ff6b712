// npm run simulate -- <number of lives> [first seed] [servers]: prints the seed of each life in which a promise was
// broken. With `servers`, each life is on several servers.

import { simulate, simulateServers } from './simulation.ts';

const options = process.argv.slice(2);
const live = options.includes('servers') ? simulateServers : simulate;
const [count = 500, first = 1] = options.filter((option) => option !== 'servers').map(Number);
let broken = 0;
for (let seed = first; seed < first + count; seed++) {
  try {
    const report = await live(seed);
    if (count === 1) console.log(report);
  } catch (error) {
    broken++;
    console.error(`${(error as Error).stack}\nnpm run simulate -- 1 ${seed}${live === simulate ? '' : ' servers'}\n`);
  }
}
console.log(`${count} simulated, ${broken} broken`);
process.exitCode = broken > 0 ? 1 : 0;
