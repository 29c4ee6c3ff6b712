// The copy of a document on this device, as the rest of the SDK sees it. A copy always holds a whole document, perhaps
// an old one, and never a part of one.

import type { Doc } from 'yjs';
import type { Role } from '../../protocol/roles.ts';

/**
 * - `opening`: the browser has not answered yet, or the copy is of another document than the server's of that name.
 * - `keeping`: every change is written to the copy.
 * - `absent`: there is no copy. The browser allows none, or the copy was erased.
 * - `failed`: the browser lost a write, or closed the database. The copy holds an older document.
 */
export type CopyState = 'opening' | 'keeping' | 'absent' | 'failed';

/** A copy of one document. Times are in milliseconds since 1970. */
export interface LocalCopy {
  readonly state: CopyState;
  /** The epoch of the document in the copy; null when the copy has none yet. */
  readonly epoch: string | null;
  /** The person's role when the server last told it; null when that is not known. */
  readonly role: Role | null;
  /** When the oldest change was made that may not be in the copy; null when all are, -Infinity without a copy. */
  readonly unkeptSince: number | null;
  /** When all changes were last found to be in the copy; null when never on this visit. */
  readonly keptAt: number | null;

  /** Reads the epoch and the role of the copy. Never rejects, and never resolves when the browser never answers. */
  open(): Promise<void>;
  /** Loads the opened copy into the document, then writes every change to the copy. As `open` does. */
  load(): Promise<void>;
  /** Stores the epoch with the copy. */
  saveEpoch(epoch: string): void;
  /** Stores the role with the copy, for a visit on which the server cannot be reached. */
  saveRole(role: Role): void;
  /** Erases the copy if it was loaded, and writes no other on this visit. Never rejects. */
  erase(): Promise<void>;
}

/** Where the copies of documents are kept on this device. */
export interface CopyStore {
  /** The copy of `document` for the Y.Doc `doc`, not yet opened. It calls `onChange` whenever its properties change. */
  copyOf(document: string, doc: Doc, onChange: () => void): LocalCopy;
}

/**
 * The name of the IndexedDB database that holds a document's copy. `scope` tells servers of one origin apart.
 */
export const databaseName = (document: string, scope = ''): string => `${scope}quire/${document}`;
