// The load: a process that plays all people of one run against one server. It reports when it is ready, when everybody
// has everything, and when it has compared the documents. Anything else is a failure, with its reason.

import { once } from 'node:events';
import type { Coming, Living, Resting, Writing } from '../scenarios.ts';
import { ask, progress, send } from './bench.ts';
import { Churn } from './churn.ts';
import { Comers } from './comers.ts';
import type { FromLoad, Job } from './messages.ts';
import { Resters } from './resters.ts';
import { Writers } from './writers.ts';

/** The warm-up in seconds, but at most the measured time: V8 compiles the servers' code in it. */
const longestWarmUp = 4;

process.on('disconnect', () => process.exit());
process.on('uncaughtException', ({ message }) => {
  process.send?.({ type: 'failed', reason: message } satisfies FromLoad, () => process.exit());
});

async function write(scenario: Writing, { server, ports, affinity, seconds }: Job): Promise<void> {
  const { rate, warmUpRate = rate } = scenario;
  const warmUp = { seconds: Math.min(longestWarmUp, seconds), rate: warmUpRate };
  const measured = { seconds, rate };
  const writers = new Writers(scenario, server, { ports, affinity }, [warmUp, measured]);
  await writers.join();
  progress('warming up');
  await writers.warmUp(warmUp);
  await ask({ type: 'ready' });
  progress(`writing for ${seconds} s`);
  await ask({ type: 'delivered', findings: await writers.write(measured) });
  writers.check();
}

async function come(scenario: Coming, { server, ports }: Job): Promise<void> {
  const comers = new Comers(scenario, server);
  await comers.fill(ports[0]!);
  const restarted = await ask({ type: 'restart' });
  if (scenario.opened) await comers.open(restarted.ports[0]!);
  await ask({ type: 'ready' });
  progress('all come at once');
  await ask({ type: 'delivered', findings: await comers.come(restarted.ports[0]!) });
  comers.check();
}

async function rest(scenario: Resting, { server, ports }: Job): Promise<void> {
  await new Resters(scenario, server, ports[0]!).rest();
}

async function live(scenario: Living, { server, ports, seconds }: Job): Promise<void> {
  const churn = new Churn(scenario, server, ports[0]!);
  await churn.live(seconds);
  progress('reading all documents');
  await churn.check();
}

function play({ scenario }: Job): Promise<void> {
  if (scenario.type === 'writing') return write(scenario, job);
  if (scenario.type === 'coming') return come(scenario, job);
  return scenario.type === 'resting' ? rest(scenario, job) : live(scenario, job);
}

const [job] = (await once(process, 'message')) as [Job];
progress('preparing');
await play(job);
send({ type: 'whole' });
