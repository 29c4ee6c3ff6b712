// One open document in the browser: its Y.Doc, its awareness, its copy on this device, and what is true of its
// connection. Nothing here knows the editor or React.

import type { Awareness } from 'y-protocols/awareness';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { AccessInfo, Notice } from '../../protocol/messages.ts';
import { permits, type Role, type User } from '../../protocol/roles.ts';
import { ApiError, fetchState } from './api.ts';
import { Connection } from './connection.ts';
import { holdsAll } from './reader-check.ts';
import { type EndReason, endReasonOf, isAuthFailure, readOnly } from './end-reason.ts';
import { forgetTitle } from '../device/local-documents.ts';
import { keyring } from '../device/keyring.ts';
import { LocalCopy } from './indexeddb-copy.ts';
import { TokenSource } from './token-source.ts';
import { Ledger } from './ledger.ts';
import { type ConnectionState, type Facts, type Status, statusAt } from './status.ts';
import { deviceStorage } from '../device/storage.ts';

/** How long until it is asked again what the server has, in milliseconds, when it could not be asked. */
const askAgainAfter = 5_000;

export class Collaboration {
  readonly document: string;
  readonly doc = new Y.Doc();
  readonly #connection: Connection;
  readonly #copy: LocalCopy;
  readonly #ledger = new Ledger();
  readonly #listeners = new Set<() => void>();
  readonly #withdraw = new AbortController();
  readonly #tokens: TokenSource;
  #state: ConnectionState = 'connecting';
  #stateSince = Date.now();
  #status: Status = 'connecting';
  #facts: Facts;
  #epoch: string | null = null;
  #endReason: EndReason | null = null;
  #hasLocalCopy = false;
  #synced = false;
  #unreachable = false;
  #restarting = false;
  #failing = false;
  #discarded = false;
  #restoredAt: number | null = null;
  #changedAt: number | null = null;
  #access: AccessInfo | null = null;
  #rejected = false;
  #askAgain: ReturnType<typeof setTimeout> | undefined;
  #compareAgain: ReturnType<typeof setTimeout> | undefined;

  /**
   * `address` is that of the server's WebSockets, by default of the server that the page is from. Does not connect yet.
   */
  constructor(document: string, address = `${location.origin.replace(/^http/, 'ws')}/collab`) {
    this.document = document;
    this.#copy = new LocalCopy(document, this.doc, () => this.#tell());
    this.#tokens = new TokenSource(document, keyring);
    this.#connection = new Connection(address, document, this.doc, this.#ledger, this.#tokens, {
      welcomed: (welcome) => {
        this.#isOf(welcome.epoch);
        this.#allow(welcome);
        this.#tell();
      },
      synced: () => this.#arrived(),
      acknowledged: () => {
        this.#failing = false;
        this.#tell();
      },
      noticed: (notice) => this.#heard(notice),
      lost: () => {
        this.#unreachable = true;
        this.#become(this.#synced || this.#hasLocalCopy ? 'reconnecting' : 'connecting');
      },
      refused: (code, reason) => this.#end(endReasonOf(code, reason)),
      denied: (why) => this.#end({ kind: why, reason: 'this page has no key to it' }),
    });
    this.#facts = this.#look();
    this.doc.on('update', (_update: Uint8Array, origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (origin === this.provider) return;
      // What the copy held counts too: nobody knows how much of it the server has.
      this.#ledger.changed(Date.now());
      if (local) this.#changedAt = Date.now();
      this.#tell();
    });
  }

  get provider(): WebsocketProvider {
    return this.#connection.provider;
  }

  get awareness(): Awareness {
    return this.#connection.provider.awareness;
  }

  /** What to tell people of the connection and of what they wrote. */
  get status(): Status {
    return this.#status;
  }

  /** What `status` is said from; the same object until something changes. */
  get facts(): Facts {
    return this.#facts;
  }

  /** Whether anything was written here, or found in the copy, that is not known to be on the server's disk. */
  get pending(): boolean {
    return this.#ledger.pendingSince !== null;
  }

  /** Whether leaving the page now would lose something. */
  get hasUnsavedWork(): boolean {
    if (this.#discarded || this.#copy.unkeptSince === null) return false;
    const onlyHere = this.#endReason?.kind === 'deleted' || this.#endReason?.kind === 'replaced';
    return this.pending || (onlyHere && !this.#isEmpty);
  }

  /** Why the server takes nothing from here any more; null as long as it does. */
  get endReason(): EndReason | null {
    if (this.#endReason !== null) return this.#endReason;
    return this.#facts.rejected ? readOnly : null;
  }

  /** What may be done here: what the server said last, also on an earlier visit; null when it never said anything. */
  get role(): Role | null {
    return this.#access?.role ?? this.#copy.role;
  }

  /** Who the server says that this is; null when it does not know people, or has not said yet. */
  get user(): User | null {
    return this.#access?.user ?? null;
  }

  /** Whether what is written here is taken, as far as is known. */
  get mayWrite(): boolean {
    const { role } = this;
    return role === null || permits(role, 'write');
  }

  /** Whether the whole of the server's document has arrived since this was opened. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Whether the copy on this device held anything when this was opened. */
  get hasLocalCopy(): boolean {
    return this.#hasLocalCopy;
  }

  /** Whether the last attempt to reach the server failed. */
  get unreachable(): boolean {
    return this.#unreachable;
  }

  /** Calls `listener` whenever something that can be read here changes; the result ends it. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens the copy on this device, then connects, and looks again whenever the network changes or the page wakes. */
  async connect(): Promise<void> {
    const check = () => this.#connection.check();
    const { signal } = this.#withdraw;
    for (const event of ['online', 'offline', 'pageshow']) window.addEventListener(event, check, { signal });
    document.addEventListener('visibilitychange', () => document.hidden || check(), { signal });
    signal.addEventListener(
      'abort',
      keyring.subscribe(() => this.#tryKeys()),
    );
    // First the copy: the server has to be told which document it is of.
    await this.#copy.open();
    if (signal.aborted) return;
    this.#hasLocalCopy = !this.#isEmpty;
    if (this.#copy.epoch !== null) this.#isOf(this.#copy.epoch);
    this.#tell();
    this.#connection.connect();
  }

  /** Takes what the server still has of a document that it does not serve any more: an update of Yjs (V1). */
  applyServerState(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this.provider);
    this.#synced = true;
    this.#tell();
  }

  /**
   * A token by which the server can be asked about this document over HTTP; null where it asks for none, or gives none.
   */
  async token(): Promise<string | null> {
    const result = await this.#tokens.getToken();
    return result !== 'unreachable' && 'token' in result ? result.token : null;
  }

  /** To be called when the person has changed their name. */
  nameChanged(): void {
    this.#tokens.nameChanged();
  }

  /** Erases the copy on this device; from now on the page may be left without a question. */
  async discard(): Promise<void> {
    this.#discarded = true;
    forgetTitle(deviceStorage(), this.document);
    await this.#copy.erase();
  }

  /** Leaves the document. */
  destroy(): void {
    this.#withdraw.abort();
    clearTimeout(this.#askAgain);
    clearTimeout(this.#compareAgain);
    this.#connection.destroy();
    this.doc.destroy();
  }

  get #isEmpty(): boolean {
    return this.doc.store.clients.size === 0;
  }

  /** The first epoch stays: what is here is of that document, and the server refuses it where another one is now. */
  #isOf(epoch: string): void {
    if (this.#epoch !== null) return;
    this.#epoch = epoch;
    this.#connection.present(epoch);
    this.#copy.remember(epoch);
  }

  #heard(notice: Notice): void {
    if (notice.type === 'draining') this.#restarting = true;
    if (notice.type === 'unsaved') this.#failing = true;
    if (notice.type === 'refused') this.#rejected = true;
    if (notice.type === 'role') this.#allow(notice);
    this.#tell();
  }

  #allow({ role, user, expiresIn }: AccessInfo): void {
    this.#access = { role, user, expiresIn };
    this.#copy.rememberRole(role);
    if (this.mayWrite) this.#rejected = false; // the server asks for all that it lacks
  }

  #end(ending: EndReason): void {
    this.#endReason = ending;
    if (this.#isEmpty && !isAuthFailure(ending)) void this.#copy.erase(); // there is nothing to keep for
    this.#become('refused');
  }

  /** There may be other keys on this device than before. */
  #tryKeys(): void {
    if (!this.#tokens.reload()) return;
    if (this.#endReason === null) return void this.#connection.renew();
    if (!isAuthFailure(this.#endReason)) return;
    this.#endReason = null;
    this.#become(this.#synced || this.#hasLocalCopy ? 'reconnecting' : 'connecting');
    this.#connection.connect();
  }

  /**
   * Nobody asks a reader's page for what the server lacks, and so nobody would tell it that nothing is lacking: it
   * fetches the server's state and looks whether all is in it that was written here, on an earlier visit or without a
   * connection.
   */
  async #compare(): Promise<void> {
    clearTimeout(this.#compareAgain);
    if (this.mayWrite || !this.pending || this.#state !== 'connected') return;
    const { changes } = this.#ledger;
    const ours = Y.encodeStateAsUpdate(this.doc); // before the server's, which others may write on meanwhile
    const state = await this.#fetchState();
    if (this.#withdraw.signal.aborted || this.mayWrite) return;
    if (state === 'unknown') {
      this.#compareAgain = setTimeout(() => void this.#compare(), askAgainAfter);
    } else if (holdsAll(state, ours)) {
      this.#ledger.confirmedElsewhere(changes, Date.now());
      this.#rejected = false;
    } else {
      this.#rejected = true;
    }
    this.#tell();
  }

  async #fetchState(): Promise<Uint8Array | 'unknown'> {
    try {
      return await fetchState(this.document, await this.token(), this.#withdraw.signal);
    } catch (error) {
      const absent = error instanceof ApiError && error.status === 404; // nobody has written in it
      return absent ? Y.encodeStateAsUpdate(new Y.Doc()) : 'unknown';
    }
  }

  #arrived(): void {
    if (this.#state === 'reconnecting') this.#restoredAt = Date.now();
    this.#synced = true;
    this.#unreachable = false;
    this.#restarting = false;
    this.#failing = false;
    this.#become('connected');
    void this.#compare();
  }

  #become(state: ConnectionState): void {
    if (state !== this.#state) this.#stateSince = Date.now();
    this.#state = state;
    this.#tell();
  }

  #look(): Facts {
    return {
      connection: this.#state,
      connectionSince: this.#stateSince,
      pendingSince: this.#ledger.pendingSince,
      changedAt: this.#changedAt,
      savedAt: this.#ledger.savedAt,
      copy: this.#copy.state,
      unkeptSince: this.#copy.unkeptSince,
      keptAt: this.#copy.keptAt,
      mayWrite: this.mayWrite,
      rejected: this.#rejected && !this.mayWrite && this.pending,
      restarting: this.#restarting,
      failing: this.#failing,
      restoredAt: this.#restoredAt,
    };
  }

  #tell(): void {
    if (this.#withdraw.signal.aborted) return;
    const now = Date.now();
    this.#facts = this.#look();
    const { status, askAt } = statusAt(now, this.#status, this.#facts);
    clearTimeout(this.#askAgain);
    if (askAt !== null) this.#askAgain = setTimeout(() => this.#tell(), askAt - now);
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}
