// The copies of documents in this browser: each in an IndexedDB database, and its title in the storage. A copy that is
// erased takes its title with it.

import { IndexedDBCopy } from '../sdk/indexeddb-copy.ts';
import type { CopyStore } from '../sdk/local-copy.ts';
import { forgetTitle } from './local-documents.ts';

export function localCopies(storage: Storage): CopyStore {
  return {
    copyOf: (document, doc, onChange) =>
      new IndexedDBCopy(document, doc, onChange, () => forgetTitle(storage, document)),
  };
}
