// The connection of one Y.Doc to the server: y-websocket's provider does the talking, ReconnectLoop decides when, and the
// Ledger is told what of the talking is on the server's disk (`quire.1`).
// What y-websocket would do by itself is held back in two places: its own retries, which have no jitter and do not wake,
// and its echo of every awareness update that it receives, which would cost the server a frame per person and person.

import { encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { MessageType, type Notice, subprotocol, SyncType, type Welcome } from '../../server/protocol/messages.ts';
import { ReconnectLoop, type Wire } from './reconnect.ts';
import type { Ledger } from './saving.ts';

type AwarenessChanges = { added: number[]; updated: number[]; removed: number[] };

/** Close codes from 4400 to 4499 are the server's last word; it will not think otherwise if asked again. */
const isFinal = (code: number): boolean => code >= 4400 && code < 4500;

export interface ConnectionEvents {
  /** The server named the document's epoch, before anything else. */
  welcomed(epoch: string): void;
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
}

export class Connection {
  readonly provider: WebsocketProvider;
  readonly #loop: ReconnectLoop;

  /** `address` is that of the server's WebSockets, without the document's name. Does not connect yet. */
  constructor(address: string, document: string, doc: Y.Doc, ledger: Ledger, events: ConnectionEvents) {
    this.provider = new WebsocketProvider(address, document, doc, {
      connect: false,
      disableBc: true,
      protocols: [subprotocol],
      WebSocketPolyfill: countingWebSocket(ledger),
    });
    this.#loop = new ReconnectLoop(wireOf(this.provider), {
      after: (delay, then) => {
        const timer = setTimeout(then, delay);
        return () => clearTimeout(timer);
      },
      random: Math.random,
    });
    speakForOneselfOnly(this.provider);
    understandQuire(this.provider, ledger, events);
    this.#listen(events);
  }

  /** Names the epoch of what this page holds on each connection from now on, so that the server refuses another document's. */
  present(epoch: string): void {
    this.provider.params = { epoch };
  }

  /** Connects and stays connected until `destroy`, or until the server refuses for good. */
  connect(): void {
    this.#loop.start();
  }

  /** To be called when the network or the page comes back: finds out at once whether the connection still stands. */
  check(): void {
    this.#loop.check();
  }

  /** Disconnects for good. The Y.Doc stays, and its end is also that of the awareness. */
  destroy(): void {
    this.#loop.stop();
    this.provider.destroy();
  }

  #listen(events: ConnectionEvents): void {
    const { provider } = this;
    provider.on('status', ({ status }) => {
      if (status === 'connected') this.#loop.opened();
      if (status === 'disconnected') forgetOthers(provider);
    });
    provider.on('sync', (synced: boolean) => {
      if (!synced) return;
      this.#loop.succeeded();
      events.synced();
    });
    provider.on('connection-close', (event) => {
      provider.shouldConnect = false; // so that the provider's own retry does nothing
      const refused = event !== null && isFinal(event.code);
      this.#loop.closed(refused);
      if (refused) events.refused(event.code, event.reason);
      else events.lost();
    });
  }
}

function wireOf(provider: WebsocketProvider): Wire {
  return {
    open: () => provider.connect(),
    drop: () => provider.disconnect(),
    probe: () => provider.ws?.send(encoding.encode((encoder) => encoding.writeVarUint(encoder, MessageType.queryAwareness))),
    get lastHeard() {
      return provider.wsLastMessageReceived;
    },
  };
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
    events.welcomed((JSON.parse(decoding.readVarString(decoder)) as Welcome).epoch);
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

// Their states went with the connection. Were their clocks remembered, the same states would be refused when it is back.
function forgetOthers({ awareness }: WebsocketProvider): void {
  for (const clientID of awareness.meta.keys()) {
    if (clientID !== awareness.clientID) awareness.meta.delete(clientID);
  }
}
