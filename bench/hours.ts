// Shows whether memory stays flat while people come, write, vanish, come back and leave for half an hour. Exits with 1
// when the server's memory has grown, or when an edit is missing.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { live, type Sample } from './living.ts';
import { machine, versions } from './machine.ts';
import { mebibytes, short } from './numbers.ts';
import { readHoursOptions } from './options.ts';
import { hours } from './scenarios.ts';
import { type Peer, peers } from './servers.ts';
import { growth } from './statistics.ts';

/**
 * The growth from the median of the second third to that of the last that still counts as flat: memory that does not
 * leak varies by this share.
 */
const tolerance = 0.05;
/** One of this number of samples is printed. */
const printed = 4;

/** The outcome of one server. */
interface Outcome {
  readonly server: string;
  /** The reason of its failure; null when it passed. */
  readonly failure: string | null;
  /** The growth of its memory, as a share. */
  readonly grown: number;
  readonly samples: readonly Sample[];
}

async function liveOn(peer: Peer, minutes: number): Promise<Outcome> {
  const samples: Sample[] = [];
  const take = (sample: Sample) => {
    if (samples.push(sample) % printed === 0) console.log(`${peer.name}  ${inWords(sample)}`);
  };
  const failure = await live(hours, peer, minutes * 60, take).then(
    () => null,
    ({ message }: Error) => message,
  );
  const grown = growth(samples.map(({ memory }) => memory));
  const tooMuch = failure === null && grown > tolerance ? 'memory has grown' : null;
  return { server: peer.name, failure: failure ?? tooMuch, grown, samples };
}

function inWords({ seconds, memory, heap, doing }: Sample): string {
  const time = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`.padStart(6);
  return `${time}  ${mebibytes(memory)} MiB (heap ${mebibytes(heap)}), ${doing}`;
}

function conclusionOf({ server, failure, grown }: Outcome): string {
  const change = `${short(Math.abs(grown) * 100)} % ${grown < 0 ? 'below' : 'above'}`;
  const flat = `(flat: up to ${tolerance * 100} %)`;
  const memory = `the median of its memory in the last third is ${change} that in the second ${flat}`;
  if (failure !== null) return `${server} FAILED: ${failure}; ${memory}`;
  return `${server}: all documents are whole, and memory is flat: ${memory}`;
}

async function main(): Promise<void> {
  const { servers, minutes, out } = readHoursOptions(process.argv.slice(2));
  const about = { date: new Date().toISOString().slice(0, 10), machine: machine(), versions: versions(peers) };
  const outcomes: Outcome[] = [];
  for (const peer of peers.filter(({ name }) => servers.includes(name))) {
    const outcome = await liveOn(peer, minutes);
    console.log(conclusionOf(outcome));
    outcomes.push(outcome);
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'hours.json'), `${JSON.stringify({ ...about, minutes, tolerance, outcomes }, null, 2)}\n`);
  console.log(`All samples are in ${join(out, 'hours.json')}.`);
  if (outcomes.some(({ failure }) => failure !== null)) process.exitCode = 1;
}

main().catch(({ message }: Error) => {
  console.error(message);
  process.exitCode = 1;
});
