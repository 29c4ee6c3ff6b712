// The bench: each server under each scenario, in turn, over several rounds; then the results as a table, as JSON and as
// a picture. Exits with 1 when Quire or the bench itself failed: a failure of another server is a result.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machine, versions } from './machine.ts';
import { duration, kibibytes, short } from './numbers.ts';
import { type Options, readOptions } from './options.ts';
import { pictureOf } from './server-picture.ts';
import { type Figures, run } from './run.ts';
import { resultsOf, type Run } from './results.ts';
import { scenarios } from './scenarios.ts';
import { peers } from './servers.ts';
import { legend, tableOf } from './table.ts';

/** Runs everything. Prints a line after each run and, in a terminal, the progress of the present one. */
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
  const { memoryPerRoom, memoryPerConnection } = figures;
  return `${kibibytes(memoryPerRoom)} KiB a document, ${kibibytes(memoryPerConnection)} KiB a further connection`;
}

/** All runs in order. In each round the servers follow one another, and each round begins with another server. */
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
  const about = { date: new Date().toISOString().slice(0, 10), machine: machine(), versions: versions(peers) };
  if (about.machine.busy > 0.5) {
    console.warn(
      `Other processes keep this machine busy (load ${short(about.machine.busy)}): the figures may mean little.`,
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
