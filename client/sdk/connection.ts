// The connection of one Y.Doc to the server. The provider exchanges messages, the ReconnectLoop decides when to
// connect, and the TokenSource has the token to show. The provider's own reconnection stays off: it has no jitter and
// no wake-up.

import * as encoding from 'lib0/encoding';
import type { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { CloseCode, isLasting } from '../../protocol/close-codes.ts';
import { encodeToken, MessageType } from '../../protocol/messages.ts';
import type { AuthFailure } from './credentials.ts';
import type { Ledger } from './ledger.ts';
import { createProvider, type QuireEvents } from './provider.ts';
import { ReconnectLoop, type Wire } from './reconnect.ts';
import { FallbackSocket, type FallbackSocketClass } from './socket/fallback-socket.ts';
import { systemTimers } from './timers.ts';
import type { Diagnosis, TokenSource } from './token-source.ts';

/** Final close codes that are about the token, for which another token may be accepted. */
const authFailures: Partial<Record<number, AuthFailure>> = {
  [CloseCode.unauthorized]: 'unauthorized',
  [CloseCode.forbidden]: 'forbidden',
  [CloseCode.notFound]: 'notFound',
};

export interface ConnectionEvents extends QuireEvents {
  /** The server's whole state has arrived on this connection. */
  synced(): void;
  /** The connection closed, or an attempt failed. The loop tries again. */
  lost(): void;
  /** The server closed the connection for good, with this close code and reason. */
  refused(code: number, reason: string): void;
  /** No key of this device opens the document. */
  denied(failure: AuthFailure): void;
}

export interface ConnectionDeps {
  /** The server's WebSocket URL without the document's name, such as `wss://example.org/collab`. */
  readonly address: string;
  readonly document: string;
  readonly doc: Y.Doc;
  readonly ledger: Ledger;
  readonly tokens: Pick<TokenSource, 'getToken' | 'diagnose' | 'reject' | 'onRenewal' | 'destroy'>;
  readonly events: ConnectionEvents;
  /** The class of the sockets. */
  readonly Socket?: FallbackSocketClass;
}

export class Connection {
  readonly provider: WebsocketProvider;
  readonly #tokens: ConnectionDeps['tokens'];
  readonly #events: ConnectionEvents;
  readonly #loop: ReconnectLoop;
  #epoch: string | null = null;
  /** The token that the server was shown last; null for none. */
  #shownToken: string | null = null;
  /** The number of attempts so far: an answer that belongs to an earlier one is ignored. */
  #attempt = 0;
  #isOpen = false;

  /** Does not connect yet. */
  constructor({ address, document, doc, ledger, tokens, events, Socket = FallbackSocket }: ConnectionDeps) {
    this.#tokens = tokens;
    this.#events = events;
    this.provider = createProvider(address, document, doc, ledger, Socket, events);
    this.#loop = new ReconnectLoop(this.#wire(), systemTimers);
    tokens.onRenewal((token) => this.#sendToken(token));
    this.#listen();
  }

  /** Sends this epoch with each attempt from now on. A server with another document of the name refuses it. */
  setEpoch(epoch: string): void {
    this.#epoch = epoch;
  }

  /** Connects and reconnects until `destroy`. After `refused` or `denied`, a further call tries again. */
  connect(): void {
    this.#loop.start();
  }

  /** Finds out at once whether the connection still works. To be called when the network changes or the page wakes. */
  check(): void {
    this.#loop.check();
  }

  /** Shows the current token on the open connection, or tries again with it. To be called when the keys changed. */
  async renew(): Promise<void> {
    if (!this.#isOpen) {
      // An attempt under way would use the previous keys, and Firefox may delay it for long.
      this.retry();
      return this.#loop.check();
    }
    const attempt = this.#attempt;
    const result = await this.#tokens.getToken();
    if (attempt !== this.#attempt || result.type === 'unreachable') return;
    const token = result.type === 'token' ? result.token : null;
    if (token === this.#shownToken) return;
    if (token !== null) this.#sendToken(token);
    else this.provider.disconnect(); // the next attempt shows whether the server needs a token
  }

  /** Gives up the connection, or the attempt under way, and tries again soon. */
  retry(): void {
    if (this.provider.ws !== null) this.provider.disconnect();
  }

  /** Disconnects for good. Destroying the Y.Doc, which stays, also ends the awareness. */
  destroy(): void {
    this.#loop.stop();
    this.#tokens.destroy();
    this.provider.destroy();
  }

  #wire(): Wire {
    const { provider } = this;
    return {
      open: () => void this.#open(),
      drop: () => {
        if (provider.ws === null) this.#ended('unreachable'); // the token, or the diagnosis, took too long
        else provider.disconnect();
      },
      probe: () =>
        provider.ws?.send(encoding.encode((encoder) => encoding.writeVarUint(encoder, MessageType.queryAwareness))),
      get lastHeard() {
        return provider.wsLastMessageReceived;
      },
    };
  }

  async #open(): Promise<void> {
    const attempt = ++this.#attempt;
    const result = await this.#tokens.getToken();
    if (attempt !== this.#attempt) return;
    if (result.type === 'unreachable') return this.#ended('unreachable');
    if (result.type === 'denied') return this.#ended(result.failure);
    this.#shownToken = result.token;
    this.provider.params = {
      ...(this.#epoch === null ? {} : { epoch: this.#epoch }),
      ...(result.token === null ? {} : { token: result.token }),
    };
    this.provider.connect();
  }

  #listen(): void {
    const { provider } = this;
    provider.on('status', ({ status }) => {
      if (status !== 'connected') return;
      this.#isOpen = true;
      this.#loop.opened();
      void this.renew(); // the keys may have changed during the attempt
    });
    provider.on('sync', (synced: boolean) => {
      if (!synced) return;
      this.#loop.succeeded();
      this.#events.synced();
    });
    provider.on('connection-close', (event) => {
      provider.shouldConnect = false; // turns the provider's own reconnection off
      void this.#closed(event);
    });
  }

  async #closed(event: CloseEvent | null): Promise<void> {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    if (event !== null && isLasting(event.code)) {
      const failure = authFailures[event.code];
      // A server that accepts no token of the page opens the connection only to say so: nothing was lost.
      if (failure !== undefined) return this.#ended(this.#tokens.reject(failure), this.provider.synced);
      this.#loop.closed(true);
      return this.#events.refused(event.code, event.reason);
    }
    if (wasOpen || event === null) return this.#ended('unreachable', wasOpen);
    // A browser does not tell a page the HTTP answer to an upgrade.
    const attempt = this.#attempt;
    const diagnosis = await this.#tokens.diagnose();
    if (attempt === this.#attempt) this.#ended(diagnosis);
  }

  /** Ends a connection that was open, or an attempt, and decides what follows. */
  #ended(diagnosis: Diagnosis, wasOpen = false): void {
    this.#attempt++;
    const triesAgain = diagnosis === 'retry' || diagnosis === 'unreachable';
    this.#loop.closed(!triesAgain);
    if (!triesAgain) return this.#events.denied(diagnosis);
    if (wasOpen || diagnosis === 'unreachable') this.#events.lost();
    if (diagnosis === 'retry') this.#loop.check();
  }

  /** Shows another token on the open connection. Otherwise `renew` does so once the connection opens. */
  #sendToken(token: string): void {
    if (!this.#isOpen) return;
    this.#shownToken = token;
    this.provider.ws?.send(encodeToken(token) as Uint8Array<ArrayBuffer>);
  }
}
