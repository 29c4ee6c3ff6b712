// One server while people come, write, vanish, come back and leave, and the memory that it takes meanwhile.

import type { Job } from './load/messages.ts';
import { Server } from './processes.ts';
import { load } from './run.ts';
import type { Living } from './scenarios.ts';
import type { Peer } from './servers.ts';

export interface Sample {
  /** Since the beginning. */
  readonly seconds: number;
  /** Bytes of resident memory after a collection of garbage, and of what the main thread's JavaScript has in it. */
  readonly memory: number;
  readonly heap: number;
  /** What has been done until then, in words. */
  readonly doing: string;
}

/**
 * Runs it for so many seconds against a fresh `peer`; `tell` is told each sample. Rejects with the reason when it
 * fails.
 */
export async function live(
  scenario: Living,
  peer: Peer,
  seconds: number,
  tell: (sample: Sample) => void,
): Promise<void> {
  const server = await Server.start(peer);
  try {
    const job: Job = { scenario, server: peer.name, port: server.port, seconds };
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
