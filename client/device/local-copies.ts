// The copies of documents in this browser: each in an IndexedDB database, and its title in the storage. A copy that is
// erased takes its title and its files with it.

import { IndexedDBCopy } from '../sdk/indexeddb-copy.ts';
import { type CopyStore, databaseName } from '../sdk/local-copy.ts';
import { forgetTitle } from './local-documents.ts';

/** `scope` begins the names of the databases. */
export function localCopies(storage: Storage, scope = ''): CopyStore {
  const erased = (document: string) => {
    forgetTitle(storage, document);
    // A storage that is forbidden keeps no files.
    const forget = async () => (await import('./file-store.ts')).openFileStore(scope).forget(document);
    forget().catch(() => {});
  };
  return {
    copyOf: (document, doc, onChange) =>
      new IndexedDBCopy(databaseName(document, scope), doc, onChange, () => erased(document)),
  };
}
