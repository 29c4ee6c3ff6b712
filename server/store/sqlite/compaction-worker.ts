// The thread that compacts, so that neither the event loop nor the database waits for it. It keeps nothing between folds.

import { parentPort } from 'node:worker_threads';
import { fold, type Foldable, type Folded } from '../compaction.ts';

export type FoldOutcome = { folded: Folded } | { error: string };

const port = parentPort!;
port.on('message', (foldable: Foldable) => port.postMessage(outcome(foldable)));
port.postMessage(null);

function outcome(foldable: Foldable): FoldOutcome {
  try {
    return { folded: fold(foldable) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
