// Saves a page's document under another name, when its own document is gone. The rescue is done only when the server
// has everything on its disk. A second attempt with the same name does no harm.

import * as Y from 'yjs';
import { Collaboration } from './collaboration.ts';

/** How long each of the two steps may take, in milliseconds, before the person is asked to try again. */
const stepTimeout = 30_000;

/**
 * Writes the whole document of `source` into the document `name` on the same server, with the same keys. Resolves when
 * it is saved. Rejects with an Error whose message can be shown to a person.
 */
export async function saveInto(name: string, source: Collaboration): Promise<void> {
  const target = new Collaboration(name, source.options);
  try {
    void target.connect();
    await until(target, () => target.synced);
    Y.applyUpdate(target.doc, Y.encodeStateAsUpdate(source.doc));
    await until(target, () => !target.pending);
  } finally {
    target.destroy();
  }
}

/** Resolves once `condition` holds; rejects when the server ends the connection for good, or after `stepTimeout`. */
function until(target: Collaboration, condition: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      unsubscribe();
      settle();
    };
    const check = () => {
      const { endReason } = target;
      if (endReason !== null) end(() => reject(new Error(`The server refused it: ${endReason.reason}.`)));
      else if (condition()) end(resolve);
    };
    const unsubscribe = target.subscribe(check);
    const tooLong = new Error('The server has not saved it within half a minute.');
    const timer = setTimeout(() => end(() => reject(tooLong)), stepTimeout);
    check();
  });
}
