// The document's copy on this device: y-indexeddb writes it, this knows what of it is certain. A change counts as kept
// only once the database has committed it. At the first sign that something was not written, writing stops for this
// visit, so that what the copy holds is always a whole document, if an old one.

import { clearDocument, IndexeddbPersistence } from 'y-indexeddb';
import type { Doc } from 'yjs';
import { type Role, roles } from '../../protocol/roles.ts';
import { databaseName } from '../device/local-documents.ts';

/**
 * `opening`: not known yet. `keeping`: all changes go into it. `absent`: there is none, because the browser allows none
 * or did not answer in time, or it was erased. `failed`: the browser lost a write or took the database away.
 */
export type CopyState = 'opening' | 'keeping' | 'absent' | 'failed';

/** How long the browser may take to open or erase a copy, in milliseconds; the page then goes on without it. */
export const patience = 2_000;

/** The object store that y-indexeddb writes updates to. */
const updates = 'updates';
const epochKey = 'epoch';
const roleKey = 'role';

export class LocalCopy {
  readonly #document: string;
  readonly #doc: Doc;
  readonly #tell: () => void;
  #persistence: IndexeddbPersistence | null = null;
  #state: CopyState = 'opening';
  #epoch: string | null = null;
  #role: Role | null = null;
  #keptAt: number | null = null;
  #unkeptSince: number | null = null;
  /** Whether the database was asked about the changes up to now and has not answered. */
  #asking = false;
  /** When the first change was made after it was asked. */
  #changedSince: number | null = null;

  /** `tell` is called whenever anything here changes. Opens nothing yet. */
  constructor(document: string, doc: Doc, tell: () => void) {
    this.#document = document;
    this.#doc = doc;
    this.#tell = tell;
  }

  get state(): CopyState {
    return this.#state;
  }

  /** The epoch of the document that the copy is of; null when it is of none yet. */
  get epoch(): string | null {
    return this.#epoch;
  }

  /** What the person could do when the server was last asked; null when that is not known. */
  get role(): Role | null {
    return this.#role;
  }

  /**
   * When the oldest change was made that is not certain to be kept; null when all are, -Infinity when nothing is kept.
   */
  get unkeptSince(): number | null {
    return this.#state === 'keeping' ? this.#unkeptSince : -Infinity;
  }

  /** When all changes were last found to be kept; null when that was never so on this visit. */
  get keptAt(): number | null {
    return this.#keptAt;
  }

  /** Brings what the copy holds into the document and keeps it up to date from then on. Never throws. */
  async open(): Promise<void> {
    try {
      await within(patience, this.#load());
    } catch {
      if (this.#state === 'opening') this.#end('absent');
    }
  }

  /** Keeps with the copy which document it is of. */
  remember(epoch: string): void {
    if (this.#state !== 'keeping' || epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#note(epochKey, epoch);
  }

  /** Keeps with the copy what the person may do, for when the server cannot be asked. */
  rememberRole(role: Role): void {
    if (this.#state !== 'keeping' || role === this.#role) return;
    this.#role = role;
    this.#note(roleKey, role);
  }

  /**
   * Removes the copy from this device; nothing is kept on this visit any more. Never throws: a browser that takes long,
   * because another tab still reads the copy, removes it later.
   */
  async erase(): Promise<void> {
    const persistence = this.#persistence;
    this.#end('absent');
    if (persistence === null) return;
    const erasing = persistence.destroy().then(() => clearDocument(persistence.name));
    await within(patience, erasing).catch(() => {});
  }

  async #load(): Promise<void> {
    await indexedDB.databases(); // asked first since y-indexeddb does not catch what a browser without it throws
    if (this.#state !== 'opening' || this.#doc.isDestroyed) return;
    const persistence = new IndexeddbPersistence(databaseName(this.#document), this.#doc);
    this.#persistence = persistence;
    const db = await persistence._db;
    const lost = () => this.#end('failed');
    // `close` is the browser's own doing, as when someone clears its data; `versionchange` another tab that erases the
    // copy.
    for (const event of ['abort', 'error', 'close', 'versionchange']) db.addEventListener(event, lost);
    const epoch: unknown = await persistence.get(epochKey);
    const role: unknown = await persistence.get(roleKey);
    await persistence.whenSynced;
    if (this.#state !== 'opening') return;
    this.#epoch = typeof epoch === 'string' ? epoch : null;
    this.#role = roles.find((known) => known === role) ?? null;
    this.#state = 'keeping';
    this.#keptAt = Date.now();
    this.#follow(persistence, db);
  }

  /**
   * Puts itself between the document and y-indexeddb, which neither tells what was written nor catches what is thrown.
   */
  #follow(persistence: IndexeddbPersistence, db: IDBDatabase): void {
    const write = persistence._storeUpdate;
    const follow = (update: Uint8Array, origin: unknown) => {
      if (origin === persistence) return;
      try {
        write(update, origin);
        this.#wrote(db);
      } catch {
        this.#end('failed');
      }
    };
    this.#doc.off('update', write);
    this.#doc.on('update', follow);
    persistence._storeUpdate = follow; // the one that it takes off in the end
  }

  #note(key: string, value: string): void {
    this.#persistence?.set(key, value).catch(() => this.#end('failed'));
  }

  #wrote(db: IDBDatabase): void {
    const now = Date.now();
    this.#unkeptSince ??= now;
    if (this.#asking) this.#changedSince ??= now;
    else this.#ask(db);
    this.#tell();
  }

  /**
   * A transaction on the same store is not served before those that were begun earlier have been committed or aborted.
   */
  #ask(db: IDBDatabase): void {
    const question = db.transaction(updates, 'readonly');
    question.objectStore(updates).getKey(0);
    this.#asking = true;
    this.#changedSince = null;
    question.oncomplete = () => {
      if (this.#state !== 'keeping') return;
      this.#asking = false;
      this.#keptAt = Date.now();
      this.#unkeptSince = this.#changedSince;
      if (this.#unkeptSince !== null) this.#ask(db);
      this.#tell();
    };
  }

  #end(state: 'absent' | 'failed'): void {
    if (this.#state === 'absent' || this.#state === 'failed') return;
    this.#state = state;
    this.#persistence?.destroy().catch(() => {});
    this.#tell();
  }
}

/** What `promise` gives, or a rejection after so many milliseconds. */
function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('too late')), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
