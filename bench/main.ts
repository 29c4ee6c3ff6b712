// The bench: each server under each scenario, in turn, over several rounds; then the table, and the same as JSON and as
// a picture. Ends with 1 when Quire failed, or the bench itself: what others miss is a result.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machine, versions } from './machine.ts';
import { duration, kibibytes, short } from './numbers.ts';
import { type Options, readOptions } from './options.ts';
import { pictureOf } from './picture.ts';
import { type Figures, run } from './run.ts';
import { resultsOf, type Run } from './results.ts';
import { scenarios } from './scenarios.ts';
import { peers } from './servers.ts';
import { legend, tableOf } from './table.ts';

/** Runs everything, and prints a line for each run when it is over; in a terminal also how far the present one is. */
async function runAll({ scenarios: names, servers, rounds, seconds }: Options): Promise<Run[]> {
  const plan = planOf(names, servers, rounds);
  const runs: Run[] = [];
  for (const [index, { scenario, peer, round }] of plan.entries()) {
    const name = `${index + 1}/${plan.length}  round ${round}  ${scenario.name.padEnd(9)}  ${peer.name.padEnd(11)}  `;
    const tell = (text: string) => process.stdout.isTTY && process.stdout.write(`\r\x1b[K${name}${text}`);
    tell('starting');
    const { figures, failure } = await run(scenario, peer, seconds, tell).then(
      (figures) => ({ figures, failure: null }),
      ({ message }: Error) => ({ figures: null, failure: message }),
    );
    runs.push({ scenario: scenario.name, server: peer.name, round, figures, failure });
    const clear = process.stdout.isTTY ? '\r\x1b[K' : '';
    console.log(clear + name + (figures ? inShort(figures) : `FAILED: ${failure}`));
  }
  return runs;
}

function inShort(figures: Figures): string {
  if ('p99' in figures) return `${duration(figures.cpuPerDelivery / 1000)} each, p99 ${duration(figures.p99)}`;
  return `${kibibytes(figures.memoryPerRoom)} KiB a document, ${kibibytes(figures.memoryPerConnection)} KiB a further connection`;
}

/** All runs in their order: the servers side by side in each round, and each time another is the first. */
function planOf(names: readonly string[], servers: readonly string[], rounds: number) {
  const chosen = peers.filter(({ name }) => servers.includes(name));
  return Array.from({ length: rounds }, (_, i) => i + 1).flatMap((round) =>
    scenarios
      .filter(({ name }) => names.includes(name))
      .flatMap((scenario) =>
        chosen.map((_, i) => ({ scenario, round, peer: chosen[(i + round - 1) % chosen.length]! })),
      )
      .filter(({ scenario, peer }) => peer.keeps || scenario.type !== 'coming'),
  );
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const about = { date: new Date().toISOString().slice(0, 10), machine: machine(), versions: versions() };
  if (about.machine.busy > 0.5) {
    console.warn(
      `Something else keeps this machine busy (load ${short(about.machine.busy)}): the figures may mean little.`,
    );
  }
  const runs = await runAll(options);
  const results = resultsOf(runs);
  console.log(`\n${tableOf(results)}\n\n${legend}`);
  mkdirSync(options.out, { recursive: true });
  const { rounds, seconds, out } = options;
  writeFileSync(join(out, 'bench.json'), `${JSON.stringify({ ...about, rounds, seconds, results, runs }, null, 2)}\n`);
  writeFileSync(join(out, 'bench.svg'), pictureOf(results, about.machine, about.versions, about.date));
  console.log(`\nThe same is in ${join(out, 'bench.json')}, and as a picture in ${join(out, 'bench.svg')}.`);
  if (results.some(({ server, failure }) => server === 'quire' && failure !== null)) process.exitCode = 1;
}

main().catch(({ message }: Error) => {
  console.error(message);
  process.exitCode = 1;
});
