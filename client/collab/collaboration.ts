// One open document in the browser: its Y.Doc, its awareness, its copy on this device, and what is true of its connection.
// Nothing here knows the editor or React.

import type { Awareness } from 'y-protocols/awareness';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { CloseCode } from '../../server/protocol/close.ts';
import { Connection } from './connection.ts';
import { forgetTitle } from './kept.ts';
import { LocalCopy } from './local-copy.ts';
import { type ConnectionState, type Facts, Ledger, type Status, statusAt } from './saving.ts';

/** Why the server takes nothing from this page any more. */
export interface Ending {
  readonly kind: 'deleted' | 'replaced' | 'damaged' | 'refused';
  /** The server's words; may be empty. */
  readonly reason: string;
}

const kinds: Partial<Record<number, Ending['kind']>> = {
  [CloseCode.deleted]: 'deleted',
  [CloseCode.replaced]: 'replaced',
  [CloseCode.damaged]: 'damaged',
};

export class Collaboration {
  readonly document: string;
  readonly doc = new Y.Doc();
  readonly #connection: Connection;
  readonly #copy: LocalCopy;
  readonly #ledger = new Ledger();
  readonly #listeners = new Set<() => void>();
  readonly #withdraw = new AbortController();
  #state: ConnectionState = 'connecting';
  #stateSince = Date.now();
  #status: Status = 'connecting';
  #facts: Facts;
  #epoch: string | null = null;
  #ending: Ending | null = null;
  #held = false;
  #synced = false;
  #unreachable = false;
  #restarting = false;
  #failing = false;
  #abandoned = false;
  #restoredAt: number | null = null;
  #changedAt: number | null = null;
  #askAgain: ReturnType<typeof setTimeout> | undefined;

  /** `address` is that of the server's WebSockets, by default of the server that the page is from. Does not connect yet. */
  constructor(document: string, address = `${location.origin.replace(/^http/, 'ws')}/collab`) {
    this.document = document;
    this.#copy = new LocalCopy(document, this.doc, () => this.#tell());
    this.#connection = new Connection(address, document, this.doc, this.#ledger, {
      welcomed: (epoch) => this.#isOf(epoch),
      synced: () => this.#arrived(),
      acknowledged: () => {
        this.#failing = false;
        this.#tell();
      },
      noticed: ({ type }) => {
        if (type === 'draining') this.#restarting = true;
        if (type === 'unsaved') this.#failing = true;
        this.#tell();
      },
      lost: () => {
        this.#unreachable = true;
        this.#become(this.#synced || this.#held ? 'reconnecting' : 'connecting');
      },
      refused: (code, reason) => {
        this.#ending = { kind: kinds[code] ?? 'refused', reason: reason || `code ${code}` };
        if (this.#isEmpty) void this.#copy.erase(); // there is nothing to keep for
        this.#become('refused');
      },
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
  get wouldLose(): boolean {
    if (this.#abandoned || this.#copy.unkeptSince === null) return false;
    const onlyHere = this.#ending?.kind === 'deleted' || this.#ending?.kind === 'replaced';
    return this.pending || (onlyHere && !this.#isEmpty);
  }

  /** Why the server takes nothing from here any more; null as long as it does. */
  get ending(): Ending | null {
    return this.#ending;
  }

  /** Whether the whole of the server's document has arrived since this was opened. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Whether the copy on this device held anything when this was opened. */
  get held(): boolean {
    return this.#held;
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
    // First the copy: the server has to be told which document it is of.
    await this.#copy.open();
    if (signal.aborted) return;
    this.#held = !this.#isEmpty;
    if (this.#copy.epoch !== null) this.#isOf(this.#copy.epoch);
    this.#tell();
    this.#connection.connect();
  }

  /** Takes what the server still has of a document that it does not serve any more: an update of Yjs (V1). */
  take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this.provider);
    this.#synced = true;
    this.#tell();
  }

  /** Erases the copy on this device; from now on the page may be left without a question. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    forgetTitle(localStorage, this.document);
    await this.#copy.erase();
  }

  /** Leaves the document. */
  destroy(): void {
    this.#withdraw.abort();
    clearTimeout(this.#askAgain);
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

  #arrived(): void {
    if (this.#state === 'reconnecting') this.#restoredAt = Date.now();
    this.#synced = true;
    this.#unreachable = false;
    this.#restarting = false;
    this.#failing = false;
    this.#become('connected');
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
