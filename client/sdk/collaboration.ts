// One open document: its Y.Doc, its awareness, its copy on this device, and the state of its connection. The page hands
// in its keys, profile and copies. This file knows no editor and no React, and several documents can be open at once.

import type { Awareness } from 'y-protocols/awareness';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { AccessInfo, Notice } from '../../protocol/messages.ts';
import { permits, type Role, type User } from '../../protocol/roles.ts';
import { fetchState } from './api.ts';
import { keepTextClientID } from './client-id.ts';
import { Connection, type ConnectionEvents } from './connection.ts';
import { type ConnectionEvent, firstFacts, nextFacts } from './connection-facts.ts';
import type { KeyStore } from './credentials.ts';
import { type EndReason, endReasonOf, isAuthFailure, readOnly } from './end-reason.ts';
import type { FileWork } from './files.ts';
import { earliest, Ledger } from './ledger.ts';
import type { CopyStore, LocalCopy } from './local-copy.ts';
import { onWakeUp } from './page-events.ts';
import type { ProfileStore } from './profile.ts';
import { ReaderCheck } from './reader-check.ts';
import type { CarrierStorage } from './socket/carriers.ts';
import { FallbackSocket, fallbackSocket } from './socket/fallback-socket.ts';
import { type Facts, type Status, statusAt } from './status.ts';
import { accessApi, TokenSource } from './token-source.ts';

/** How long a page waits for the copy on its device before it connects, in milliseconds. A later copy joins. */
export const copyPatience = 2_000;

/** The stores and the server that a page hands in. One object can serve several Collaborations. */
export interface CollaborationOptions {
  readonly keys: KeyStore;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly copies: CopyStore;
  /** The server's URL without a slash at its end, such as `https://quire.example.org`; by default the page's origin. */
  readonly server?: string;
  /** Where to remember what works in this network; by default the memory of the page. */
  readonly carriers?: CarrierStorage;
}

/**
 *     const collaboration = new Collaboration('team/plan', { keys, profiles, copies });
 *     collaboration.subscribe(() => console.log(collaboration.status));
 *     await collaboration.connect();
 */
export class Collaboration {
  readonly document: string;
  readonly options: CollaborationOptions;
  readonly doc = new Y.Doc();
  readonly #connection: Connection;
  readonly #copy: LocalCopy;
  readonly #ledger = new Ledger();
  readonly #readerCheck: ReaderCheck;
  readonly #tokens: TokenSource;
  readonly #listeners = new Set<() => void>();
  readonly #destroyed = new AbortController();
  #connectionFacts = firstFacts(Date.now());
  #status: Status = 'connecting';
  #facts: Facts;
  #epoch: string | null = null;
  #endReason: EndReason | null = null;
  #hasLocalCopy = false;
  #discarded = false;
  #changedAt: number | null = null;
  #access: AccessInfo | null = null;
  #files: FileWork = { pendingSince: null, unkeptSince: null };
  #rejected = false;
  #recheck: ReturnType<typeof setTimeout> | undefined;

  /** Does not connect yet. */
  constructor(document: string, options: CollaborationOptions) {
    const { keys, profiles, copies, server = location.origin, carriers } = options;
    this.document = document;
    this.options = options;
    keepTextClientID(this.doc); // before anything else has read the id
    this.#copy = copies.copyOf(document, this.doc, () => this.#update());
    this.#tokens = new TokenSource(
      document,
      keys,
      accessApi(server, document, () => profiles.load().name),
    );
    this.#connection = new Connection({
      address: `${server.replace(/^http/, 'ws')}/collab`,
      document,
      doc: this.doc,
      ledger: this.#ledger,
      tokens: this.#tokens,
      events: this.#events(),
      Socket: carriers === undefined ? FallbackSocket : fallbackSocket({ storage: carriers }),
    });
    this.#readerCheck = new ReaderCheck({
      doc: this.doc,
      ledger: this.#ledger,
      isReader: () => !this.mayWrite,
      isConnected: () => this.#connectionFacts.connection === 'connected',
      fetchState: async () => fetchState(document, await this.token(), this.#destroyed.signal, server),
      onResult: (complete) => {
        this.#rejected = !complete;
        this.#update();
      },
    });
    this.#facts = this.#collectFacts();
    this.doc.on('update', (_update: Uint8Array, origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (origin === this.provider) return;
      // Changes from the copy count too: the server may lack some of them.
      this.#ledger.changed(Date.now());
      if (local) this.#changedAt = Date.now();
      this.#update();
    });
  }

  get provider(): WebsocketProvider {
    return this.#connection.provider;
  }

  get awareness(): Awareness {
    return this.#connection.provider.awareness;
  }

  get status(): Status {
    return this.#status;
  }

  /** The facts behind `status`; the same object until something changes. */
  get facts(): Facts {
    return this.#facts;
  }

  /** Whether any change or file, made here or found in the copy, is not known to be on the server's disk. */
  get pending(): boolean {
    return this.#pendingSince !== null;
  }

  /** Whether leaving the page now would lose something. */
  get hasUnsavedWork(): boolean {
    if (this.#discarded || this.#unkeptSince === null) return false;
    const isGone = this.#endReason?.kind === 'deleted' || this.#endReason?.kind === 'replaced';
    return this.pending || (isGone && !this.#isEmpty);
  }

  /** Why the server accepts nothing more from here; null as long as it does. */
  get endReason(): EndReason | null {
    if (this.#endReason !== null) return this.#endReason;
    return this.#facts.rejected ? readOnly : null;
  }

  /** The role that the server told last, perhaps on an earlier visit; null when it never told one. */
  get role(): Role | null {
    return this.#access?.role ?? this.#copy.role;
  }

  /** The user that the server names; null with AUTH=open, and before the server has answered. */
  get user(): User | null {
    return this.#access?.user ?? null;
  }

  /** Whether the server accepts changes from here. True until the server says otherwise. */
  get mayWrite(): boolean {
    const { role } = this;
    return role === null || permits(role, 'write');
  }

  /** Whether the server's whole document has arrived since the construction. */
  get synced(): boolean {
    return this.#connectionFacts.synced;
  }

  /** Whether the copy on this device held anything when it was opened. */
  get hasLocalCopy(): boolean {
    return this.#hasLocalCopy;
  }

  /** Whether the last attempt to connect failed. */
  get unreachable(): boolean {
    return this.#connectionFacts.unreachable;
  }

  /** Calls `listener` whenever a property of this object changes. The result ends that. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Loads the copy on this device, if that does not take long; then connects, and stays connected until `destroy`. */
  async connect(): Promise<void> {
    const { signal } = this.#destroyed;
    onWakeUp(() => this.#connection.check(), signal);
    const unsubscribe = this.options.keys.subscribe(() => this.#keysChanged());
    signal.addEventListener('abort', unsubscribe);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, copyPatience)));
    // The copy comes first: its epoch tells the server which document this page holds.
    await Promise.race([this.#loadCopy(), patience]);
    clearTimeout(timer);
    if (!signal.aborted) this.#connection.connect();
  }

  /** Applies the last readable state of a document that the server no longer serves: a Yjs update (V1). */
  applyServerState(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this.provider);
    this.#connectionFacts = { ...this.#connectionFacts, synced: true };
    this.#update();
  }

  /** A token for requests about this document over HTTP; null when the server needs none, or cannot be asked. */
  async token(): Promise<string | null> {
    const result = await this.#tokens.getToken();
    return result.type === 'token' ? result.token : null;
  }

  /** Tells which files are not on the server yet. They are unsaved work like changes. */
  trackFiles(work: FileWork): void {
    this.#files = work;
    this.#update();
  }

  /** To be called after the person changed their name. */
  nameChanged(): void {
    this.#tokens.nameChanged();
  }

  /** Erases the copy on this device. From now on, leaving the page counts as losing nothing. */
  async discard(): Promise<void> {
    this.#discarded = true;
    await this.#copy.erase();
  }

  /** Closes the document. */
  destroy(): void {
    this.#destroyed.abort();
    clearTimeout(this.#recheck);
    this.#readerCheck.stop();
    this.#connection.destroy();
    this.doc.destroy();
  }

  get #pendingSince(): number | null {
    return earliest([this.#ledger.pendingSince, this.#files.pendingSince]);
  }

  get #unkeptSince(): number | null {
    return earliest([this.#copy.unkeptSince, this.#files.unkeptSince]);
  }

  get #isEmpty(): boolean {
    return this.doc.store.clients.size === 0;
  }

  #events(): ConnectionEvents {
    return {
      welcomed: (welcome) => {
        this.#setEpoch(welcome.epoch);
        this.#setAccess(welcome);
        this.#update();
      },
      synced: () => {
        this.#happened({ type: 'synced' });
        void this.#readerCheck.run();
      },
      acknowledged: () => this.#happened({ type: 'acknowledged' }),
      noticed: (notice) => this.#noticed(notice),
      carried: (carrier) => this.#happened({ type: 'carried', carrier }),
      lost: () => this.#happened({ type: 'lost', hasLocalCopy: this.#hasLocalCopy }),
      refused: (code, reason) => this.#end(endReasonOf(code, reason)),
      denied: (failure) => this.#end({ kind: failure, reason: 'this page has no key to it' }),
    };
  }

  #happened(event: ConnectionEvent): void {
    this.#connectionFacts = nextFacts(this.#connectionFacts, event, Date.now());
    this.#update();
  }

  #noticed(notice: Notice): void {
    switch (notice.type) {
      case 'draining':
        return this.#happened({ type: 'draining' });
      case 'unsaved':
        return this.#happened({ type: 'storeFails' });
      case 'refused':
        this.#rejected = true;
        return this.#update();
      case 'role':
        this.#setAccess(notice);
        return this.#update();
    }
  }

  #end(reason: EndReason): void {
    this.#endReason = reason;
    this.#happened({ type: 'refused' });
    this.#eraseEmptyCopy();
  }

  /** A copy without content is of no use when the document has ended. One that is not loaded may have content. */
  #eraseEmptyCopy(): void {
    const reason = this.#endReason;
    if (reason === null || isAuthFailure(reason) || this.#copy.state === 'opening' || !this.#isEmpty) return;
    void this.#copy.erase();
  }

  /**
   * Loads the copy, also after the page has connected without it. The copy stays as it is when the server has meanwhile
   * told of another document of the name: the next visit finds both.
   */
  async #loadCopy(): Promise<void> {
    await this.#copy.open();
    const { epoch } = this.#copy;
    if (this.#destroyed.signal.aborted || (epoch !== null && this.#epoch !== null && epoch !== this.#epoch)) return;
    if (epoch !== null && this.#epoch === null) {
      this.#setEpoch(epoch);
      this.#connection.retry(); // an attempt under way does not show the epoch
    }
    await this.#copy.load();
    this.#hasLocalCopy = !this.#isEmpty;
    if (this.#epoch !== null) this.#copy.saveEpoch(this.#epoch);
    if (this.#access !== null) this.#copy.saveRole(this.#access.role);
    this.#eraseEmptyCopy();
    this.#update();
  }

  #keysChanged(): void {
    if (!this.#tokens.reload()) return;
    if (this.#endReason === null) return void this.#connection.renew();
    if (!isAuthFailure(this.#endReason)) return;
    this.#endReason = null;
    this.#happened({ type: 'retried', hasLocalCopy: this.#hasLocalCopy });
    this.#connection.connect();
  }

  /** The first epoch stays: the content here is of that document, and must not reach another of the same name. */
  #setEpoch(epoch: string): void {
    if (this.#epoch !== null) return;
    this.#epoch = epoch;
    this.#connection.setEpoch(epoch);
    this.#copy.saveEpoch(epoch);
  }

  #setAccess({ role, user, expiresIn }: AccessInfo): void {
    this.#access = { role, user, expiresIn };
    this.#copy.saveRole(role);
    if (this.mayWrite) this.#rejected = false; // the server asks a writer for everything that it lacks
  }

  #collectFacts(): Facts {
    return {
      ...this.#connectionFacts,
      pendingSince: this.#pendingSince,
      changedAt: this.#changedAt,
      savedAt: this.#ledger.savedAt,
      copy: this.#copy.state,
      unkeptSince: this.#unkeptSince,
      keptAt: this.#copy.keptAt,
      mayWrite: this.mayWrite,
      rejected: this.#rejected && !this.mayWrite && this.pending,
    };
  }

  /** Derives facts and status anew, and calls the listeners. */
  #update(): void {
    if (this.#destroyed.signal.aborted) return;
    const now = Date.now();
    this.#facts = this.#collectFacts();
    const { status, recheckAt } = statusAt(now, this.#status, this.#facts);
    clearTimeout(this.#recheck);
    if (recheckAt !== null) this.#recheck = setTimeout(() => this.#update(), recheckAt - now);
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}
