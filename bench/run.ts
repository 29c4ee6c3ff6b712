// One run: one server under one scenario's load. It gives figures only when everybody got everything.

import { on } from 'node:events';
import type { Findings, FromLoad, Go, Job } from './load/messages.ts';
import { Server, start, stop, type Usage } from './processes.ts';
import type { Coming, Resting, Scenario, Writing } from './scenarios.ts';
import type { Peer } from './servers.ts';

/** What is measured where nobody does anything, in bytes of the server's resident memory. */
export interface Rest {
  /** For each document with one connection, and for each further connection in one of them. */
  readonly memoryPerRoom: number;
  readonly memoryPerConnection: number;
  /** When all are there, and at most. */
  readonly memory: number;
  readonly peakMemory: number;
}

/** What is measured where people write or come. */
export interface Work extends Findings {
  /** Microseconds of the server's processor time for one edit that one reader gets, or for one of those who come. */
  readonly cpuPerDelivery: number;
  /** Bytes of the server's resident memory: when all was delivered, and at most. */
  readonly memory: number;
  readonly peakMemory: number;
}

export type Figures = Work | Rest;

/**
 * How long a run may take beyond the time in which edits are made, in seconds: joining, and waiting for the last edits.
 */
const patience = 240;

/** Runs `scenario` against a fresh `peer`; `tell` is told how far it is. Rejects with the reason when it fails. */
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
    for await (const stage of load(server, { scenario, server: peer.name, port: server.port, seconds }, tell)) {
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
 * Has the load process do a job on `server`; gives each moment at which something is to be measured, and lets the load
 * go on when the next is asked for. Ends when all is whole, and throws the reason when it is not.
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
        child.send({ port: server.port } satisfies Go);
      }
    }
    throw new Error('the load process ended');
  } finally {
    await stop(child);
  }
}

/** From what was used when it began, and when all was delivered. */
function workOf(readings: readonly Usage[], findings: Findings): Work {
  const [before, { cpu, memory, peakMemory }] = readings as [Usage, Usage];
  return { ...findings, cpuPerDelivery: (cpu - before.cpu) / findings.deliveries, memory, peakMemory };
}

/** From what was used with nobody there, with one in each of the rooms, and with so many `further` in each. */
export function restOf(readings: readonly Usage[], rooms: number, further: number): Rest {
  const [empty, opened, { memory, peakMemory }] = readings as [Usage, Usage, Usage];
  return {
    memoryPerRoom: (opened.memory - empty.memory) / rooms,
    memoryPerConnection: (memory - opened.memory) / (rooms * further),
    memory,
    peakMemory,
  };
}
