// The end of a log, taken from the whole of it.

import type { Loaded, LogEnd } from './store.ts';

/** As `Store.since`. Throws when the document is damaged. */
export function logEnd(loaded: Loaded, epoch: string, sequence: number): LogEnd | null {
  if (loaded.type === 'deleted' || loaded.epoch !== epoch) return null;
  if (loaded.type === 'damaged') throw new Error(loaded.damage);
  return { sequence: loaded.sequence, updates: loaded.sequence > sequence ? loaded.updates : [] };
}
