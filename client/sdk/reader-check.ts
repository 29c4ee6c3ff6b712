// Whether the server has all of a document that is here. A reader's page is never asked what the server lacks, so it
// has to find that out by itself.

import * as Y from 'yjs';

/**
 * Whether the document that the update `state` makes holds all that the update `ours` does: what is written and what is
 * deleted.
 */
export function holdsAll(state: Uint8Array, ours: Uint8Array): boolean {
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, state);
    return Y.snapshotContainsUpdate(Y.snapshot(doc), ours);
  } finally {
    doc.destroy();
  }
}
