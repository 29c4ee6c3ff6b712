// The connection of one Y.Doc to the server: y-websocket's provider does the talking, ReconnectLoop decides when, the
// Pass has the token to show, and the Ledger is told what of the talking is on the server's disk (`quire.1`). What
// y-websocket would do by itself is held back in two places: its own retries, which have no jitter and do not wake, and
// its echo of every awareness update that it receives, which would cost the server a frame per person and person.

import { encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeToken, MessageType, type Notice, subprotocol, SyncType, type Welcome } from '../../protocol/messages.ts';
import type { AuthFailure } from './credentials.ts';
import type { TokenSource, Diagnosis } from './token-source.ts';
import { ReconnectLoop, type Wire } from './reconnect.ts';
import type { Ledger } from './ledger.ts';

type AwarenessChanges = { added: number[]; updated: number[]; removed: number[] };

/** Close codes from 4400 to 4499 are the server's last word; it will not think otherwise if asked again. */
const isFinal = (code: number): boolean => code >= 4400 && code < 4500;

/** Close codes that speak of the token, not of the document: with another one it may be different. */
const ofToken: Partial<Record<number, AuthFailure>> = {
  [CloseCode.unauthorized]: 'unauthorized',
  [CloseCode.forbidden]: 'forbidden',
};

export interface ConnectionEvents {
  /** The server told, before anything else, of which epoch the document is and what may be done with it. */
  welcomed(welcome: Welcome): void;
  /** What is known to be durable has changed. */
  acknowledged(): void;
  /** The server told us something. */
  noticed(notice: Notice): void;
  /** The server's state has arrived on this connection. */
  synced(): void;
  /** The connection is gone and will be tried again. */
  lost(): void;
  /** The server refused for good, with a close code and its reason. */
  refused(code: number, reason: string): void;
  /** None of the keys that this device has opens the document. */
  denied(why: AuthFailure): void;
}

export class Connection {
  readonly provider: WebsocketProvider;
  readonly #tokens: TokenSource;
  readonly #events: ConnectionEvents;
  readonly #loop: ReconnectLoop;
  #epoch: string | null = null;
  /** The token that the server was shown last; null for none. */
  #shown: string | null = null;
  /** Counts attempts, so that an answer which comes too late for its own is known. */
  #attempt = 0;
  #opened = false;

  /** `address` is that of the server's WebSockets, without the document's name. Does not connect yet. */
  constructor(
    address: string,
    document: string,
    doc: Y.Doc,
    ledger: Ledger,
    pass: TokenSource,
    events: ConnectionEvents,
  ) {
    this.#tokens = pass;
    this.#events = events;
    this.provider = new WebsocketProvider(address, document, doc, {
      connect: false,
      disableBc: true,
      protocols: [subprotocol],
      WebSocketPolyfill: countingWebSocket(ledger),
    });
    this.#loop = new ReconnectLoop(this.#wire(), {
      after: (delay, then) => {
        const timer = setTimeout(then, delay);
        return () => clearTimeout(timer);
      },
      random: Math.random,
    });
    speakForOneselfOnly(this.provider);
    followClientID(this.provider);
    understandQuire(this.provider, ledger, events);
    pass.onRenewal((token) => this.#bring(token));
    this.#listen();
  }

  /**
   * Names the epoch of what this page holds on each connection from now on, so that the server refuses another
   * document's.
   */
  present(epoch: string): void {
    this.#epoch = epoch;
  }

  /**
   * Connects and stays connected until `destroy`, or until the server refuses for good; then it may be called again.
   */
  connect(): void {
    this.#loop.start();
  }

  /** To be called when the network or the page comes back: finds out at once whether the connection still stands. */
  check(): void {
    this.#loop.check();
  }

  /** To be called when there may be other keys: goes on with them on the connection that stands, or tries at once. */
  async renew(): Promise<void> {
    if (!this.#opened) {
      // One that is under way would come in with the keys of before: Firefox may hold it back for long.
      if (this.provider.ws !== null) this.provider.disconnect();
      return this.#loop.check();
    }
    const attempt = this.#attempt;
    const result = await this.#tokens.getToken();
    if (attempt !== this.#attempt || result === 'unreachable') return;
    const token = 'token' in result ? result.token : null;
    if (token === this.#shown) return;
    if (token !== null) this.#bring(token);
    else this.provider.disconnect(); // nobody is signed in any more; the next attempt says what that means
  }

  /** Disconnects for good. The Y.Doc stays, and its end is also that of the awareness. */
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
        if (provider.ws === null) this.#over('unreachable'); // the token, or the reason, took too long
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
    if (result === 'unreachable') return this.#over(result);
    if ('refusal' in result) return this.#over(result.refusal);
    this.#shown = result.token;
    this.provider.params = {
      ...(this.#epoch === null ? {} : { epoch: this.#epoch }),
      ...(result.token === null ? {} : { token: result.token }),
    };
    this.provider.connect();
  }

  #listen(): void {
    const { provider } = this;
    provider.on('status', ({ status }) => {
      if (status === 'connected') {
        this.#opened = true;
        this.#loop.opened();
        void this.renew(); // the keys may have changed while it was on its way
      }
      if (status === 'disconnected') forgetOthers(provider);
    });
    provider.on('sync', (synced: boolean) => {
      if (!synced) return;
      this.#loop.succeeded();
      this.#events.synced();
    });
    provider.on('connection-close', (event) => {
      provider.shouldConnect = false; // so that the provider's own retry does nothing
      void this.#closed(event);
    });
  }

  async #closed(event: CloseEvent | null): Promise<void> {
    const opened = this.#opened;
    this.#opened = false;
    if (event !== null && isFinal(event.code)) {
      const refusal = ofToken[event.code];
      if (refusal !== undefined) return this.#over(this.#tokens.reject(refusal), opened);
      this.#loop.closed(true);
      return this.#events.refused(event.code, event.reason);
    }
    if (opened || event === null) return this.#over('unreachable', opened);
    // A browser does not say why a connection did not come about.
    const attempt = this.#attempt;
    const diagnosis = await this.#tokens.diagnose();
    if (attempt === this.#attempt) this.#over(diagnosis);
  }

  /** The connection, or the attempt at one, is over. */
  #over(diagnosis: Diagnosis, opened = false): void {
    this.#attempt++;
    const worthIt = diagnosis === 'again' || diagnosis === 'unreachable';
    this.#loop.closed(!worthIt);
    if (!worthIt) return this.#events.denied(diagnosis);
    if (opened || diagnosis === 'unreachable') this.#events.lost();
    if (diagnosis === 'again') this.#loop.check();
  }

  /** Shows another token on the connection that stands. */
  #bring(token: string): void {
    if (!this.#opened) return; // and once it is, it is looked at which is shown
    this.#shown = token;
    this.provider.ws?.send(encodeToken(token) as Uint8Array<ArrayBuffer>);
  }
}

/** A WebSocket that enters in `ledger` what goes out over it, and that it is new. */
function countingWebSocket(ledger: Ledger): typeof WebSocket {
  return class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      ledger.connected();
    }

    override send(frame: Uint8Array<ArrayBuffer>): void {
      super.send(frame);
      const [type, syncType] = frame;
      if (type === MessageType.sync && syncType !== SyncType.step1) ledger.sent(syncType === SyncType.step2);
    }
  };
}

/** Adds the messages of `quire.1` to those that the provider understands. */
function understandQuire(provider: WebsocketProvider, ledger: Ledger, events: ConnectionEvents): void {
  provider.messageHandlers[MessageType.ack] = (_encoder, decoder) => {
    ledger.acknowledged(decoding.readVarUint(decoder), Date.now());
    events.acknowledged();
  };
  provider.messageHandlers[MessageType.welcome] = (_encoder, decoder) => {
    events.welcomed(JSON.parse(decoding.readVarString(decoder)) as Welcome);
  };
  provider.messageHandlers[MessageType.notice] = (_encoder, decoder) => {
    events.noticed(JSON.parse(decoding.readVarString(decoder)) as Notice);
  };
}

function speakForOneselfOnly(provider: WebsocketProvider): void {
  const { awareness } = provider;
  awareness.off('update', provider._awarenessUpdateHandler);
  provider._awarenessUpdateHandler = ({ added, updated, removed }: AwarenessChanges) => {
    const { clientID } = awareness;
    if (![added, updated, removed].some((changed) => changed.includes(clientID))) return;
    if (!provider.wsconnected) return; // it is sent when the connection opens
    provider.ws?.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, MessageType.awareness);
        encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [clientID]));
      }),
    );
  };
  awareness.on('update', provider._awarenessUpdateHandler);
}

/**
 * Yjs gives a document another client id when somebody works under the one that it has. Presence goes with it, on a new
 * connection: the server lets each speak for one client, and y-websocket goes by the document's.
 */
function followClientID(provider: WebsocketProvider): void {
  const { awareness, doc } = provider;
  doc.on('afterTransactionCleanup', () => {
    if (awareness.clientID === doc.clientID) return;
    const state = awareness.getLocalState();
    removeAwarenessStates(awareness, [awareness.clientID], null);
    awareness.clientID = doc.clientID;
    awareness.setLocalState(state);
    queueMicrotask(() => provider.disconnect()); // not within what it is reading
  });
}

// Their states went with the connection. Were their clocks remembered, the same states would be refused when it is
// back.
function forgetOthers({ awareness }: WebsocketProvider): void {
  for (const clientID of awareness.meta.keys()) {
    if (clientID !== awareness.clientID) awareness.meta.delete(clientID);
  }
}
