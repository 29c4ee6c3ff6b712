// Removes the files that no document holds any more: at the start, and again and again. A file is kept for a time after
// it arrived, so that no file goes between its arrival and its row.

import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import type { FileStorage } from './files.ts';
import type { Store } from './store.ts';

/** The result ends it. */
export function sweepFiles(files: FileStorage, store: Pick<Store, 'heldFiles'>, clock: Clock, log: Logger): () => void {
  let isEnded = false;
  let cancel = () => {};
  const sweep = async () => {
    try {
      const removed = await files.removeUnheld(clock.date() - limits.fileGrace, (hashes) => store.heldFiles(hashes));
      if (removed > 0) log.info({ removed }, 'files that no document holds were removed');
    } catch (error) {
      if (!isEnded) log.error({ error }, 'files that no document holds could not be removed; it is tried again');
    }
    if (!isEnded) cancel = clock.after(limits.fileSweepInterval, () => void sweep(), 'idle');
  };
  void sweep();
  return () => {
    isEnded = true;
    cancel();
  };
}
