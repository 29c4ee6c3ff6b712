// The files of documents in this browser, in one IndexedDB database: those that wait to be sent, and images that were
// shown, so that a document shows them offline too. Of the latter, the oldest go when there are many.

import type { FileStore } from '../sdk/files.ts';

/** The images that are kept beside what waits to be sent. */
export const mostCached = 500;

interface Kept {
  readonly document: string;
  readonly hash: string;
  /** Not a Blob: some browsers keep none in private windows. */
  readonly bytes: ArrayBuffer;
  readonly type: string;
  /** Since when the file waits to be sent; absent for one that the server has. */
  readonly since?: number;
  /** When the file was kept, if the server has it. */
  readonly cachedAt?: number;
}

/** `scope` begins the name of the database. Every method rejects where the browser allows no storage. */
export function openFileStore(scope = '', databases: IDBFactory | null = browserDatabases()): FileStore {
  let opened: Promise<IDBDatabase> | null = null;
  const files = async (mode: IDBTransactionMode) => {
    opened ??= open(`${scope}quire-files`, databases).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    const database = await opened;
    database.onversionchange = () => database.close();
    database.onclose = () => (opened = null);
    return database.transaction('files', mode).objectStore('files');
  };
  const blobOf = (kept: Kept | undefined) => (kept ? new Blob([kept.bytes], { type: kept.type }) : null);
  const ofDocument = (document: string) => IDBKeyRange.bound([document], [document, []]);
  return {
    async pending(document) {
      // The keys first: a document that opens does not wait for the bytes of all its images.
      const store = await files('readonly');
      const [all, cached] = await Promise.all([
        result(store.getAllKeys(ofDocument(document))),
        result(store.index('cachedAt').getAllKeys()),
      ]);
      const shown = new Set(cached.map((key) => JSON.stringify(key)));
      const keys = all.filter((key) => !shown.has(JSON.stringify(key)));
      const again = await files('readonly');
      const waiting = await Promise.all(keys.map((key) => result(again.get(key) as IDBRequest<Kept | undefined>)));
      return waiting
        .flatMap((kept) => (kept?.since === undefined ? [] : { hash: kept.hash, since: kept.since }))
        .sort((a, b) => a.since - b.since);
    },
    async get(document, hash) {
      return blobOf(await result((await files('readonly')).get([document, hash]) as IDBRequest<Kept | undefined>));
    },
    async find(hash) {
      const byHash = (await files('readonly')).index('hash');
      return blobOf(await result(byHash.get(hash) as IDBRequest<Kept | undefined>));
    },
    async put(document, hash, blob, since) {
      const bytes = await blob.arrayBuffer();
      const state = since === null ? { cachedAt: Date.now() } : { since };
      const store = await files('readwrite');
      store.put({ document, hash, bytes, type: blob.type, ...state } satisfies Kept);
      if (since === null) removeOldest(store);
      await committed(store.transaction);
    },
    async remove(document, hash) {
      const store = await files('readwrite');
      store.delete([document, hash]);
      await committed(store.transaction);
    },
    async copy(from, to) {
      const store = await files('readwrite');
      const all = store.getAll(ofDocument(from)) as IDBRequest<Kept[]>;
      all.onsuccess = () => {
        for (const { cachedAt: _, ...kept } of all.result) store.put({ ...kept, document: to, since: Date.now() });
      };
      await committed(store.transaction);
    },
    async forget(document) {
      const store = await files('readwrite');
      store.delete(ofDocument(document));
      await committed(store.transaction);
    },
  };
}

/** Removes what was kept first, of more than `mostCached`. */
function removeOldest(store: IDBObjectStore): void {
  const cached = store.index('cachedAt');
  const counting = cached.count();
  counting.onsuccess = () => {
    let surplus = counting.result - mostCached;
    if (surplus <= 0) return;
    const oldest = cached.openKeyCursor();
    oldest.onsuccess = () => {
      const cursor = oldest.result;
      if (cursor === null || surplus-- <= 0) return;
      store.delete(cursor.primaryKey);
      cursor.continue();
    };
  };
}

function browserDatabases(): IDBFactory | null {
  try {
    return 'indexedDB' in globalThis ? indexedDB : null;
  } catch {
    return null; // forbidden by the browser's settings
  }
}

function open(name: string, databases: IDBFactory | null): Promise<IDBDatabase> {
  if (databases === null) return Promise.reject(new Error('The browser has no IndexedDB.'));
  const opening = databases.open(name, 1);
  opening.onupgradeneeded = () => {
    const store = opening.result.createObjectStore('files', { keyPath: ['document', 'hash'] });
    store.createIndex('hash', 'hash');
    store.createIndex('cachedAt', 'cachedAt');
  };
  return result(opening);
}

function result<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser could not read its storage.'));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('The browser could not write to its storage.'));
  });
}
