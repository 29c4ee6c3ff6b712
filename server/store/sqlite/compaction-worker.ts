// The thread that compacts, so that neither the event loop nor the database waits for it. It keeps nothing between
// compactions.

import { parentPort } from 'node:worker_threads';
import { compact, type CompactionInput, type Compaction } from '../compaction.ts';

export type CompactionOutcome = { compaction: Compaction } | { error: string };

const port = parentPort!;
port.on('message', (input: CompactionInput) => port.postMessage(outcome(input)));
port.postMessage(null);

function outcome(input: CompactionInput): CompactionOutcome {
  try {
    return { compaction: compact(input) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
