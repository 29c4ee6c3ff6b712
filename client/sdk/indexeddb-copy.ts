// The copy of a document in this browser's IndexedDB. y-indexeddb writes it; this class knows which changes the
// database has committed. At the first sign of a lost write it stops writing for this visit, so that the copy stays
// whole.

import * as idb from 'lib0/indexeddb';
import { clearDocument, IndexeddbPersistence } from 'y-indexeddb';
import type { Doc } from 'yjs';
import { type Role, roles } from '../../protocol/roles.ts';
import type { CopyState, LocalCopy } from './local-copy.ts';

/** How long the browser may take to erase a copy, in milliseconds. After that the page goes on. */
const erasingTimeout = 2_000;

/** The object stores of y-indexeddb: one for updates, one for properties of the document. */
const updates = 'updates';
const properties = 'custom';
const epochKey = 'epoch';
const roleKey = 'role';

export class IndexedDBCopy implements LocalCopy {
  readonly #name: string;
  readonly #doc: Doc;
  readonly #onChange: () => void;
  readonly #onErase: () => void;
  #persistence: IndexeddbPersistence | null = null;
  #state: CopyState = 'opening';
  #epoch: string | null = null;
  #role: Role | null = null;
  #keptAt: number | null = null;
  #unkeptSince: number | null = null;
  /** Whether a commit check is under way. */
  #checking = false;
  /** When the first change after the start of the commit check was made; null when there was none. */
  #changedSinceCheck: number | null = null;

  /**
   * `name` is the database's. Calls `onChange` whenever a property of this copy changes, and `onErase` when it is
   * erased. Opens nothing yet.
   */
  constructor(name: string, doc: Doc, onChange: () => void, onErase: () => void = () => {}) {
    this.#name = name;
    this.#doc = doc;
    this.#onChange = onChange;
    this.#onErase = onErase;
  }

  get state(): CopyState {
    return this.#state;
  }

  get epoch(): string | null {
    return this.#epoch;
  }

  get role(): Role | null {
    return this.#role;
  }

  get unkeptSince(): number | null {
    return this.#state === 'keeping' ? this.#unkeptSince : -Infinity;
  }

  get keptAt(): number | null {
    return this.#keptAt;
  }

  async open(): Promise<void> {
    try {
      await indexedDB.databases(); // y-indexeddb does not catch what a browser without IndexedDB throws
      const { epoch, role } = await readProperties(this.#name);
      if (this.#state !== 'opening') return;
      this.#epoch = typeof epoch === 'string' ? epoch : null;
      this.#role = roles.find((known) => known === role) ?? null;
    } catch {
      this.#stop('absent');
    }
  }

  async load(): Promise<void> {
    if (this.#state !== 'opening' || this.#doc.isDestroyed) return;
    try {
      const persistence = new IndexeddbPersistence(this.#name, this.#doc);
      this.#persistence = persistence;
      const db = await persistence._db;
      const fail = () => this.#stop('failed');
      // The browser sends `close`, for example when a person clears its data. `versionchange` comes from a tab that
      // erases the copy.
      for (const event of ['abort', 'error', 'close', 'versionchange']) db.addEventListener(event, fail);
      await persistence.whenSynced;
      if (this.#state !== 'opening') return;
      this.#state = 'keeping';
      this.#keptAt = Date.now();
      this.#wrapWrites(persistence, db);
      this.#onChange();
    } catch {
      this.#stop('absent');
      this.#persistence = null;
    }
  }

  saveEpoch(epoch: string): void {
    if (this.#state !== 'keeping' || epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#set(epochKey, epoch);
  }

  saveRole(role: Role): void {
    if (this.#state !== 'keeping' || role === this.#role) return;
    this.#role = role;
    this.#set(roleKey, role);
  }

  /** Another tab that still reads the copy delays the erasure. The browser then erases the copy after the timeout. */
  async erase(): Promise<void> {
    if (this.#state === 'opening') return this.#stop('absent'); // nobody knows what it holds
    const persistence = this.#persistence;
    this.#onErase();
    this.#stop('absent');
    if (persistence === null) return;
    const erased = persistence.destroy().then(() => clearDocument(persistence.name));
    await withTimeout(erasingTimeout, erased).catch(() => {});
  }

  /** Wraps y-indexeddb's update handler, which neither reports its writes nor catches what IndexedDB throws. */
  #wrapWrites(persistence: IndexeddbPersistence, db: IDBDatabase): void {
    const write = persistence._storeUpdate;
    const handler = (update: Uint8Array, origin: unknown) => {
      if (origin === persistence) return;
      try {
        write(update, origin);
        this.#wrote(db);
      } catch {
        this.#stop('failed');
      }
    };
    this.#doc.off('update', write);
    this.#doc.on('update', handler);
    persistence._storeUpdate = handler; // y-indexeddb removes this handler when it is destroyed
  }

  #set(key: string, value: string): void {
    this.#persistence?.set(key, value).catch(() => this.#stop('failed'));
  }

  #wrote(db: IDBDatabase): void {
    const now = Date.now();
    this.#unkeptSince ??= now;
    if (this.#checking) this.#changedSinceCheck ??= now;
    else this.#checkCommits(db);
    this.#onChange();
  }

  /**
   * Learns when all earlier writes are committed. IndexedDB runs a read of an object store only after the writes to the
   * same store that were started before (https://w3c.github.io/IndexedDB/#transaction-scheduling).
   */
  #checkCommits(db: IDBDatabase): void {
    const read = db.transaction(updates, 'readonly');
    read.objectStore(updates).getKey(0);
    this.#checking = true;
    this.#changedSinceCheck = null;
    read.oncomplete = () => {
      if (this.#state !== 'keeping') return;
      this.#checking = false;
      this.#keptAt = Date.now();
      this.#unkeptSince = this.#changedSinceCheck;
      if (this.#unkeptSince !== null) this.#checkCommits(db);
      this.#onChange();
    };
  }

  #stop(state: 'absent' | 'failed'): void {
    if (this.#state === 'absent' || this.#state === 'failed') return;
    this.#state = state;
    this.#persistence?.destroy().catch(() => {});
    this.#onChange();
  }
}

/** Reads the properties that were stored with a copy; undefined for each that was not. */
async function readProperties(name: string): Promise<{ epoch: unknown; role: unknown }> {
  // An empty database gets the stores that y-indexeddb expects in it.
  const db = await idb.openDB(name, (created) =>
    idb.createStores(created, [[updates, { autoIncrement: true }], [properties]]),
  );
  try {
    const store = db.transaction(properties, 'readonly').objectStore(properties);
    const [epoch, role] = await Promise.all(
      [epochKey, roleKey].map((key) => idb.rtop(store.get(key)) as Promise<unknown>),
    );
    return { epoch, role };
  } finally {
    db.close();
  }
}

/** Settles as `promise` does, or rejects after this time. */
function withTimeout<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The browser did not answer in time.')), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
