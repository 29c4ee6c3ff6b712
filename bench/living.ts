// One server while people come, write, vanish, come back and leave, with samples of its memory.

import type { Job } from './load/messages.ts';
import { Server } from './processes.ts';
import { load } from './run.ts';
import type { Living } from './scenarios.ts';
import type { Peer } from './servers.ts';

export interface Sample {
  /** Since the start. */
  readonly seconds: number;
  /** Bytes of resident memory after a garbage collection, and of the main thread's JavaScript heap in it. */
  readonly memory: number;
  readonly heap: number;
  /** The work done until then, in words. */
  readonly doing: string;
}

/**
 * Runs the scenario for `seconds` against a fresh `peer`; `tell` gets each sample. Rejects with the reason of a
 * failure.
 */
export async function live(
  scenario: Living,
  peer: Peer,
  seconds: number,
  tell: (sample: Sample) => void,
): Promise<void> {
  const server = await Server.start(peer);
  try {
    const job: Job = { scenario, server: peer.protocol, ports: server.ports, affinity: false, seconds };
    const started = performance.now();
    for await (const stage of load(server, job, () => {})) {
      if (stage.type !== 'memory') continue;
      const { memory, heap } = await server.usage('memory');
      tell({ seconds: (performance.now() - started) / 1000, memory, heap, doing: stage.doing });
    }
  } finally {
    await server.stop();
  }
}
