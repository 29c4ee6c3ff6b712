// One open document in the browser: its Y.Doc, its awareness, and what is true of its connection.
// Nothing here knows the editor or React.

import type { Awareness } from 'y-protocols/awareness';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { Connection } from './connection.ts';

/**
 * `connecting` until the server's state has first arrived, `connected` while both sides are in step, `reconnecting`
 * after a loss, `refused` when the server will not have us: then `reason` says why.
 */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'refused';

export class Collaboration {
  readonly document: string;
  readonly doc = new Y.Doc();
  readonly #connection: Connection;
  readonly #listeners = new Set<() => void>();
  readonly #withdraw = new AbortController();
  #state: ConnectionState = 'connecting';
  #reason = '';
  #synced = false;

  /** `address` is that of the server's WebSockets, by default of the server that the page is from. Does not connect yet. */
  constructor(document: string, address = `${location.origin.replace(/^http/, 'ws')}/collab`) {
    this.document = document;
    this.#connection = new Connection(address, document, this.doc, {
      synced: () => {
        this.#synced = true;
        this.#become('connected');
      },
      lost: () => this.#become(this.#synced ? 'reconnecting' : 'connecting'),
      refused: (code, reason) => this.#become('refused', `The server refused this page: ${reason || `code ${code}`}.`),
    });
  }

  get provider(): WebsocketProvider {
    return this.#connection.provider;
  }

  get awareness(): Awareness {
    return this.#connection.provider.awareness;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Why the server refused, as a sentence; empty as long as it has not. */
  get reason(): string {
    return this.#reason;
  }

  /** Whether the whole of the server's document has arrived since this was opened. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Calls `listener` whenever `state`, `reason` or `synced` changes; the result ends it. */
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
    this.#connection.destroy();
    this.doc.destroy();
  }

  #become(state: ConnectionState, reason = ''): void {
    this.#state = state;
    this.#reason = reason;
    for (const listener of this.#listeners) listener();
  }
}
