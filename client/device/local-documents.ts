// The documents with a copy on this device, for when the server cannot list them. The storage keeps their titles; the
// browser's list of databases tells which copies exist. The home page loads this file, so it must not load Yjs.

import { databaseName } from '../sdk/local-copy.ts';
import { namesIn } from './storage.ts';

export interface LocalDocument {
  readonly name: string;
  /** Empty for an untitled document. */
  readonly title: string;
}

const prefix = 'quire.title/';

/** Stores the title of a document. Does nothing when the browser forbids it. */
export function rememberTitle(storage: Storage, document: string, title: string): void {
  try {
    storage.setItem(prefix + document, title);
  } catch {
    // The storage is full or forbidden: the document is missing from the list.
  }
}

/** Removes the title of a document whose copy is erased. */
export function forgetTitle(storage: Storage, document: string): void {
  try {
    storage.removeItem(prefix + document);
  } catch {
    // The storage is forbidden, so it holds no title.
  }
}

/**
 * The documents with a copy on this device, by title, the untitled last. Empty when the browser does not tell. `scope`
 * begins the names of the databases.
 */
export async function localDocuments(
  storage: Storage,
  databases: Pick<IDBFactory, 'databases'>,
  scope = '',
): Promise<LocalDocument[]> {
  try {
    const copies = new Set((await databases.databases()).map(({ name }) => name));
    const titles = namesIn(storage).filter((item) => item.startsWith(prefix));
    return titles
      .map((item) => ({ name: item.slice(prefix.length), title: storage.getItem(item)! }))
      .filter(({ name }) => copies.has(databaseName(name, scope)))
      .sort((a, b) => Number(a.title === '') - Number(b.title === '') || a.title.localeCompare(b.title));
  } catch {
    return [];
  }
}
