// The documents that this device keeps a copy of, by name and title, for when the server cannot list them. Their titles
// stand in the local storage; whether there still is a copy only the browser's list of databases knows. Light: home
// needs it, and nothing of what opens a copy.

export interface LocalDocument {
  readonly name: string;
  /** Empty when it has none. */
  readonly title: string;
}

/** The name of a document's copy among the databases of this origin. */
export const databaseName = (document: string): string => `quire/${document}`;

const prefix = 'quire.title/';

/** Remembers the title of a document that is on the page, where the browser lets us. */
export function rememberTitle(storage: Storage, document: string, title: string): void {
  try {
    storage.setItem(prefix + document, title);
  } catch {
    // No room, or not allowed: it is missing from a list.
  }
}

/** Forgets the title of a document whose copy is erased. */
export function forgetTitle(storage: Storage, document: string): void {
  try {
    storage.removeItem(prefix + document);
  } catch {
    // Not allowed, so there is none.
  }
}

/** The documents with a copy on this device, by title. None where the browser does not say. */
export async function localDocuments(
  storage: Storage,
  databases: Pick<IDBFactory, 'databases'>,
): Promise<LocalDocument[]> {
  try {
    const copies = new Set((await databases.databases()).map(({ name }) => name));
    const titles = Object.entries(storage).filter(([key]) => key.startsWith(prefix));
    return titles
      .map(([key, title]) => ({ name: key.slice(prefix.length), title: String(title) }))
      .filter(({ name }) => copies.has(databaseName(name)))
      .sort((a, b) => Number(a.title === '') - Number(b.title === '') || a.title.localeCompare(b.title));
  } catch {
    return [];
  }
}
