// npm run simulate -- <number of lives> [first seed] [servers] [http]: lives lives, and prints each that broke a rule:
// the faults that were on, and the smallest life that was found to be broken in the same way. In the end it prints how
// often each fault happened and met each rule. With `servers`, each life is on several servers; with `http`, most
// clients are on plain HTTP.

import { messageOf } from '../../../protocol/error-message.ts';
import { readCommand, writeCommand } from './command.ts';
import { Counts } from './counts.ts';
import type { Life } from './plan.ts';
import { shrink } from './shrink.ts';
import { live } from './simulation.ts';

/** Null when nothing was broken. */
const faultOf = (life: Life, counts?: Counts): Promise<Error | null> =>
  live(life, counts).then(
    () => null,
    (error: Error) => error,
  );

const sizeOf = ({ servers, clients, faults, steps }: Life): string =>
  `${servers} servers, ${clients} clients, ${steps.length} steps; faults: ${faults.join(', ') || 'none'}`;

const { count, first, lifeOf, isSmall } = readCommand(process.argv.slice(2));
const total = new Counts();
let broken = 0;
for (let seed = first; seed < first + count; seed++) {
  const life = lifeOf(seed);
  const counts = new Counts();
  const fault = await faultOf(life, counts);
  total.add(counts);
  if (fault === null) continue;
  broken++;
  console.error(`${fault.stack}\n${sizeOf(life)}\n${writeCommand(life)}`);
  if (isSmall) continue;
  const smallest = await shrink(life, async (smaller) => {
    const other = await faultOf(smaller);
    return other !== null && messageOf(other) === messageOf(fault);
  });
  console.error(`Broken in the same way: ${sizeOf(smallest)}\n${writeCommand(smallest)}\n`);
}
console.log(total.table());
console.log(`${count} simulated, ${broken} broken`);
process.exitCode = broken > 0 ? 1 : 0;
