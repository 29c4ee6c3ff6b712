// One run: one server under one scenario's load. It gives figures only when everybody got everything.

import { on } from 'node:events';
import type { Findings, FromLoad, Go, Job } from './load/messages.ts';
import { Server, start, stop, type Usage } from './processes.ts';
import type { Scenario } from './scenarios.ts';
import type { Peer } from './servers.ts';

export interface Figures extends Findings {
  /** Microseconds of the server's processor time for one edit that one reader gets, or for one of those who come. */
  readonly cpuPerDelivery: number;
  /** Bytes of the server's resident memory: when all was delivered, and at most. */
  readonly memory: number;
  readonly peakMemory: number;
}

/** How long a run may take beyond the time in which edits are made, in seconds: joining, and waiting for the last edits. */
const patience = 240;

/** Runs `scenario` against a fresh `peer`; `tell` is told how far it is. Rejects with the reason when it fails. */
export async function run(scenario: Scenario, peer: Peer, seconds: number, tell: (text: string) => void): Promise<Figures> {
  const server = await Server.start(peer);
  try {
    return await loadOn(server, { scenario, server: peer.name, port: server.port, seconds }, tell);
  } finally {
    await server.stop();
  }
}

async function loadOn(server: Server, job: Job, tell: (text: string) => void): Promise<Figures> {
  const load = start('load/main.ts');
  load.stderr!.pipe(process.stderr);
  const signal = AbortSignal.timeout((job.seconds + patience) * 1000);
  const messages = on(load, 'message', { close: ['exit'], signal }) as AsyncIterable<[FromLoad]>;
  load.send(job);
  try {
    let before: Usage | null = null;
    let figures: Figures | null = null;
    for await (const [message] of messages) {
      if (message.type === 'progress') tell(message.text);
      else if (message.type === 'failed') throw new Error(message.reason);
      else if (message.type === 'whole') return figures!;
      else {
        if (message.type === 'restart') await server.restart();
        else if (message.type === 'ready') before = await server.usage();
        else figures = figuresOf(message.findings, before!, await server.usage());
        load.send({ port: server.port } satisfies Go);
      }
    }
    throw new Error('the load process ended');
  } finally {
    await stop(load);
  }
}

function figuresOf(findings: Findings, before: Usage, { cpu, memory, peakMemory }: Usage): Figures {
  return { ...findings, cpuPerDelivery: (cpu - before.cpu) / findings.deliveries, memory, peakMemory };
}
