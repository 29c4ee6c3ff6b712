// The WebsocketProvider of y-websocket, made to speak `quire.1`. It connects only when it is asked to, counts its
// messages in the ledger, and sends no awareness but its own.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { MessageType, type Notice, subprotocol, SyncType, type Welcome } from '../../protocol/messages.ts';
import type { Ledger } from './ledger.ts';
import type { Carrier } from './socket/carriers.ts';
import type { FallbackSocketClass } from './socket/fallback-socket.ts';

type AwarenessChanges = { added: number[]; updated: number[]; removed: number[] };

/** The messages that a `quire.1` server sends besides y-websocket's. */
export interface QuireEvents {
  /** The first message of a connection: the document's epoch, and what the person may do. */
  welcomed(welcome: Welcome): void;
  /** The server acknowledged messages; the ledger knows them already. */
  acknowledged(): void;
  noticed(notice: Notice): void;
  /** The connection is open, or goes on, over this carrier. */
  carried(carrier: Carrier): void;
}

/** `address` is the server's WebSocket URL without the document's name, such as `wss://example.org/collab`. */
export function createProvider(
  address: string,
  document: string,
  doc: Y.Doc,
  ledger: Ledger,
  Socket: FallbackSocketClass,
  events: QuireEvents,
): WebsocketProvider {
  const provider = new WebsocketProvider(address, document, doc, {
    connect: false,
    disableBc: true, // tabs of one browser also go through the server, which counts what is saved
    protocols: [subprotocol],
    WebSocketPolyfill: countingSocket(Socket, ledger, events),
  });
  handleQuireMessages(provider, ledger, events);
  sendOwnAwarenessOnly(provider);
  moveAwarenessWithClientID(provider);
  return provider;
}

/** A class of sockets that enters each connection, and each sync message that it sends, in `ledger`. */
function countingSocket(Socket: FallbackSocketClass, ledger: Ledger, events: QuireEvents): FallbackSocketClass {
  return class extends Socket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      ledger.connected();
      for (const event of ['open', 'carrierchange']) this.addEventListener(event, () => events.carried(this.carrier));
    }

    override send(frame: Uint8Array<ArrayBuffer>): void {
      super.send(frame);
      const [type, syncType] = frame;
      if (type === MessageType.sync && syncType !== SyncType.step1) ledger.sent(syncType === SyncType.step2);
    }
  };
}

function handleQuireMessages(provider: WebsocketProvider, ledger: Ledger, events: QuireEvents): void {
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

/** y-websocket sends back every awareness update that it receives: in a room of n people, n² frames for each change. */
function sendOwnAwarenessOnly(provider: WebsocketProvider): void {
  const { awareness } = provider;
  awareness.off('update', provider._awarenessUpdateHandler);
  provider._awarenessUpdateHandler = ({ added, updated, removed }: AwarenessChanges) => {
    const { clientID } = awareness;
    if (![added, updated, removed].some((changed) => changed.includes(clientID))) return;
    if (!provider.wsconnected) return; // the provider sends it when the connection opens
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
 * Yjs gives a Y.Doc a new client id when another client uses the same one. The awareness must move to the new id. That
 * takes a new connection, since the server accepts the awareness of one client from each connection.
 */
function moveAwarenessWithClientID(provider: WebsocketProvider): void {
  const { awareness, doc } = provider;
  doc.on('afterTransactionCleanup', () => {
    if (awareness.clientID === doc.clientID) return;
    const state = awareness.getLocalState();
    removeAwarenessStates(awareness, [awareness.clientID], null);
    awareness.clientID = doc.clientID;
    awareness.setLocalState(state);
    queueMicrotask(() => provider.disconnect()); // y-websocket may be reading a message now
  });
}
