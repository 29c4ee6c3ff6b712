// One open document in the browser: its Y.Doc, its awareness, and what is true of its connection.
// Nothing here knows the editor or React.

import type { Awareness } from 'y-protocols/awareness';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { Connection } from './connection.ts';
import { type ConnectionState, Ledger, type Status, statusAt } from './saving.ts';

export class Collaboration {
  readonly document: string;
  readonly doc = new Y.Doc();
  readonly #connection: Connection;
  readonly #ledger = new Ledger();
  readonly #listeners = new Set<() => void>();
  readonly #withdraw = new AbortController();
  #state: ConnectionState = 'connecting';
  #status: Status = 'connecting';
  #reason = '';
  #synced = false;
  #restarting = false;
  #failing = false;
  #restoredAt: number | null = null;
  #askAgain: ReturnType<typeof setTimeout> | undefined;

  /** `address` is that of the server's WebSockets, by default of the server that the page is from. Does not connect yet. */
  constructor(document: string, address = `${location.origin.replace(/^http/, 'ws')}/collab`) {
    this.document = document;
    this.#connection = new Connection(address, document, this.doc, this.#ledger, {
      synced: () => {
        if (this.#synced) this.#restoredAt = performance.now();
        this.#synced = true;
        this.#restarting = false;
        this.#failing = false;
        this.#become('connected');
      },
      acknowledged: () => {
        this.#failing = false;
        this.#tell();
      },
      noticed: ({ type }) => {
        if (type === 'draining') this.#restarting = true;
        if (type === 'unsaved') this.#failing = true;
        this.#tell();
      },
      lost: () => this.#become(this.#synced ? 'reconnecting' : 'connecting'),
      refused: (code, reason) => {
        this.#reason = `The server refused this page: ${reason || `code ${code}`}.`;
        this.#become('refused');
      },
    });
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin === this.provider) return;
      this.#ledger.changed(performance.now());
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

  /** Whether leaving the page now would lose something. */
  get unsaved(): boolean {
    return this.#ledger.pendingSince !== null;
  }

  /** Why the server refused, as a sentence; empty as long as it has not. */
  get reason(): string {
    return this.#reason;
  }

  /** Whether the whole of the server's document has arrived since this was opened. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Calls `listener` whenever `status`, `reason` or `synced` changes; the result ends it. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Connects, and looks again whenever the network changes or the page wakes. */
  connect(): void {
    const check = () => this.#connection.check();
    const { signal } = this.#withdraw;
    for (const event of ['online', 'offline', 'pageshow']) window.addEventListener(event, check, { signal });
    document.addEventListener('visibilitychange', () => document.hidden || check(), { signal });
    this.#connection.connect();
  }

  /** Leaves the document. */
  destroy(): void {
    this.#withdraw.abort();
    clearTimeout(this.#askAgain);
    this.#connection.destroy();
    this.doc.destroy();
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    const now = performance.now();
    const facts = {
      connection: this.#state,
      pendingSince: this.#ledger.pendingSince,
      restarting: this.#restarting,
      failing: this.#failing,
      restoredAt: this.#restoredAt,
    };
    const { status, askAt } = statusAt(now, this.#status, facts);
    clearTimeout(this.#askAgain);
    if (askAt !== null) this.#askAgain = setTimeout(() => this.#tell(), askAt - now);
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}
