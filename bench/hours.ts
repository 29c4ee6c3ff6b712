// Whether memory stays flat: people come, write, vanish, come back and leave for half an hour, and the server's memory is
// measured meanwhile. Ends with 1 when it has grown, or when anything that was written is missing.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { live, type Sample } from './living.ts';
import { machine, versions } from './machine.ts';
import { mebibytes, short } from './numbers.ts';
import { readHoursOptions } from './options.ts';
import { hours } from './scenarios.ts';
import { type Peer, peers } from './servers.ts';
import { growth } from './statistics.ts';

/** What the median of the last third may be above that of the second: memory that is not lost comes and goes by this much. */
const tolerance = 0.05;
/** One in so many samples is printed. */
const printed = 4;

function printer({ name }: Peer): (sample: Sample) => void {
  let count = 0;
  return ({ seconds, memory, heap, doing }) => {
    if (++count % printed === 0) console.log(`${name}  ${inMinutes(seconds)}  ${mebibytes(memory)} MiB (heap ${mebibytes(heap)}), ${doing}`);
  };
}

const inMinutes = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`.padStart(6);

async function main(): Promise<void> {
  const { servers, minutes, out } = readHoursOptions(process.argv.slice(2));
  const about = { date: new Date().toISOString().slice(0, 10), machine: machine(), versions: versions() };
  const results = [];
  for (const peer of peers.filter(({ name }) => servers.includes(name))) {
    const samples = await live(hours, peer, minutes * 60, printer(peer));
    const grown = growth(samples.map(({ memory }) => memory));
    const flat = grown <= tolerance;
    console.log(
      `${peer.title}: all documents are whole, and memory ${flat ? 'is flat' : 'HAS GROWN'}: its median of the last third is ` +
        `${short(Math.abs(grown) * 100)} % ${grown < 0 ? 'below' : 'above'} that of the second; up to ${tolerance * 100} % above is flat.`,
    );
    if (!flat) process.exitCode = 1;
    results.push({ server: peer.name, grown, flat, samples });
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'hours.json'), `${JSON.stringify({ ...about, minutes, tolerance, results }, null, 2)}\n`);
  console.log(`All samples are in ${join(out, 'hours.json')}.`);
}

main().catch(({ message }: Error) => {
  console.error(message);
  process.exitCode = 1;
});
