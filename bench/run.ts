// One run: one server under one scenario's load. It gives figures only when everybody received everything.

import { on } from 'node:events';
import type { Findings, FromLoad, Go, Job } from './load/messages.ts';
import { Server, start, stop, type Usage } from './processes.ts';
import type { Coming, Resting, Scenario, Writing } from './scenarios.ts';
import type { Peer } from './servers.ts';

/** The figures of a resting scenario, in bytes of the server's resident memory. */
export interface Rest {
  /** For each document with one connection, and for each further connection in one of them. */
  readonly memoryPerRoom: number;
  readonly memoryPerConnection: number;
  /** When all people are there, and at the peak. */
  readonly memory: number;
  readonly peakMemory: number;
}

/** The figures of a scenario in which people write or come. */
export interface Work extends Findings {
  /** Microseconds of the server's processor time for each edit that a reader gets, or for each person who comes. */
  readonly cpuPerDelivery: number;
  /** Bytes of the server's resident memory: after the last delivery, and at the peak. */
  readonly memory: number;
  readonly peakMemory: number;
}

export type Figures = Work | Rest;

/**
 * The seconds that a run may take besides the time in which edits are made: for joining, and for the last deliveries.
 */
const patience = 240;

/** Runs `scenario` against a fresh `peer`; `tell` gets its progress. Rejects with the reason of a failure. */
export function run(scenario: Resting, peer: Peer, seconds: number, tell: (text: string) => void): Promise<Rest>;
export function run(
  scenario: Writing | Coming,
  peer: Peer,
  seconds: number,
  tell: (text: string) => void,
): Promise<Work>;
export function run(scenario: Scenario, peer: Peer, seconds: number, tell: (text: string) => void): Promise<Figures>;
export async function run(
  scenario: Scenario,
  peer: Peer,
  seconds: number,
  tell: (text: string) => void,
): Promise<Figures> {
  const server = await Server.start(peer);
  try {
    const readings: Usage[] = [];
    let findings: Findings | null = null;
    const affinity = peer.joined?.affinity ?? false;
    const job: Job = { scenario, server: peer.protocol, ports: server.ports, affinity, seconds };
    for await (const stage of load(server, job, tell)) {
      readings.push(await server.usage(stage.type === 'memory' ? 'memory' : 'usage'));
      if (stage.type === 'delivered') findings = stage.findings;
    }
    if (scenario.type === 'resting') return restOf(readings, scenario.rooms, scenario.further);
    return workOf(readings, findings!);
  } finally {
    await server.stop();
  }
}

type Stage = FromLoad & { type: 'ready' | 'memory' | 'delivered' };

/**
 * Runs a job of the load process on `server`. Yields at each moment of measurement; the load goes on when the consumer
 * asks for the next. Ends when all documents are whole, and throws the reason of a failure.
 */
export async function* load(server: Server, job: Job, tell: (text: string) => void): AsyncGenerator<Stage> {
  const child = start('load/main.ts');
  child.stderr!.pipe(process.stderr);
  const signal = AbortSignal.timeout((job.seconds + patience) * 1000);
  const messages = on(child, 'message', { close: ['exit'], signal }) as AsyncIterable<[FromLoad]>;
  child.send(job);
  try {
    for await (const [message] of messages) {
      if (message.type === 'progress') tell(message.text);
      else if (message.type === 'failed') throw new Error(message.reason);
      else if (message.type === 'whole') return;
      else {
        if (message.type === 'restart') await server.restart();
        else yield message;
        // A load that failed meanwhile has ended, and its reason is the next message.
        if (child.connected) child.send({ ports: server.ports } satisfies Go);
      }
    }
    throw new Error('the load process ended');
  } finally {
    await stop(child);
  }
}

/** From two readings: at the start, and after the last delivery. */
function workOf(readings: readonly Usage[], findings: Findings): Work {
  const [before, { cpu, memory, peakMemory }] = readings as [Usage, Usage];
  return { ...findings, cpuPerDelivery: (cpu - before.cpu) / findings.deliveries, memory, peakMemory };
}

/** From three readings: with nobody, with one person in each of the rooms, and with `further` more in each. */
export function restOf(readings: readonly Usage[], rooms: number, further: number): Rest {
  const [empty, opened, { memory, peakMemory }] = readings as [Usage, Usage, Usage];
  return {
    memoryPerRoom: (opened.memory - empty.memory) / rooms,
    memoryPerConnection: (memory - opened.memory) / (rooms * further),
    memory,
    peakMemory,
  };
}
