// Brings what a page holds to the server as another document, when its own is gone. It counts as done only when all of
// it is on the server's disk, and doing it twice does no harm.

import * as Y from 'yjs';
import { Collaboration } from './collaboration.ts';

/** How long each step may take, in milliseconds, before the person is told and asked. */
const patience = 30_000;

/**
 * Writes all that `doc` holds into the document of this name. Resolves when it is saved; rejects with an Error whose
 * message is a sentence to show.
 */
export async function saveInto(name: string, doc: Y.Doc): Promise<void> {
  const target = new Collaboration(name);
  try {
    void target.connect();
    await until(target, () => target.synced);
    Y.applyUpdate(target.doc, Y.encodeStateAsUpdate(doc));
    await until(target, () => !target.pending);
  } finally {
    target.destroy();
  }
}

function until(target: Collaboration, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      unsubscribe();
      settle();
    };
    const look = () => {
      if (target.endReason !== null)
        end(() => reject(new Error(`The server refused it: ${target.endReason?.reason}.`)));
      else if (isTrue()) end(resolve);
    };
    const unsubscribe = target.subscribe(look);
    const tooLong = new Error('The server has not saved it within half a minute.');
    const timer = setTimeout(() => end(() => reject(tooLong)), patience);
    look();
  });
}
