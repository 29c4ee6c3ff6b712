// The thread that compacts, so that neither the event loop nor the database waits. It keeps nothing between two logs.

import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../protocol/error-message.ts';
import { compact, type CompactionInput, type Compaction } from './compaction.ts';
import type { Outcome } from './outcome.ts';

const port = parentPort!;
port.on('message', (input: CompactionInput) => port.postMessage(outcomeOf(input)));
port.postMessage(null);

function outcomeOf(input: CompactionInput): Outcome<Compaction> {
  try {
    return { type: 'done', value: compact(input) };
  } catch (error) {
    return { type: 'failed', reason: messageOf(error) };
  }
}
