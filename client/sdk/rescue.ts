// Saves a whole document under another name: a page's, when its own document is gone, or one of an imported file. Done
// only when the server has everything on its disk. A second attempt with the same name does no harm.

import * as Y from 'yjs';
import { Collaboration } from './collaboration.ts';

/** How long each of the two steps may take, in milliseconds, before the person is asked to try again. */
const stepTimeout = 30_000;

/** The outcome of a rescue; the reason is in the server's words. */
export type Rescue = { type: 'saved' } | { type: 'refused'; reason: string } | { type: 'timeout' };

/**
 * Writes the whole document of `source` into the document `name` on the same server, with the same keys. Resolves when
 * it is saved, or cannot be.
 */
export async function saveInto(name: string, source: Pick<Collaboration, 'doc' | 'options'>): Promise<Rescue> {
  const target = new Collaboration(name, source.options);
  try {
    void target.connect();
    const opened = await until(target, () => target.synced);
    if (opened.type !== 'saved') return opened;
    Y.applyUpdate(target.doc, Y.encodeStateAsUpdate(source.doc));
    return await until(target, () => !target.pending);
  } finally {
    target.destroy();
  }
}

/** Resolves once `condition` holds, when the server ends the connection for good, or after `stepTimeout`. */
function until(target: Collaboration, condition: () => boolean): Promise<Rescue> {
  return new Promise((resolve) => {
    const end = (outcome: Rescue) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(outcome);
    };
    const check = () => {
      const { endReason } = target;
      if (endReason !== null) end({ type: 'refused', reason: endReason.reason });
      else if (condition()) end({ type: 'saved' });
    };
    const unsubscribe = target.subscribe(check);
    const timer = setTimeout(() => end({ type: 'timeout' }), stepTimeout);
    check();
  });
}
