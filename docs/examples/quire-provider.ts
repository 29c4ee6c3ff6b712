// What a page of your own adds to the stock provider of y-websocket, to copy and to change: it hears when its edits are
// on the server's disk, renews its token, keeps the document's epoch, and learns what the person may do.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';

/** The person's access, as the server tells it at the beginning and whenever it changes. */
export interface Access {
  readonly role: 'read' | 'comment' | 'write' | 'admin';
  /** The seconds until the token expires; null when there is no token. */
  readonly expiresIn: number | null;
}

export interface QuireOptions {
  /** Asks your application for a token, before the first connection and for each renewal; null with AUTH=open. */
  getToken(): Promise<string | null>;
  /** The epoch that was known when the page kept its copy of the document; null without a copy. */
  readonly epoch: string | null;
  /** Keep the epoch beside your copy, and name it the next time. */
  onEpoch(epoch: string): void;
  /** Make the editor read-only unless the role is `write` or `admin`. */
  onAccess(access: Access): void;
  /** True when the server has every edit of this page on its disk. */
  onSaved(saved: boolean): void;
  /** The server refuses the document for good: see the table of close codes. */
  onRefused(code: number, reason: string): void;
}

const ack = 4;
const welcome = 5;
const notice = 6;
const newToken = 7;

/** The longest time of a timer, in milliseconds. */
const longestDelay = 2 ** 31 - 1;

/** Connects `doc` to the document `name` of the server at `address`, such as `wss://docs.example.org/collab`. */
export async function connectToQuire(
  address: string,
  name: string,
  doc: Y.Doc,
  { getToken, epoch, onEpoch, onAccess, onSaved, onRefused }: QuireOptions,
): Promise<WebsocketProvider> {
  let sent = 0; // the messages of this connection that an Ack counts
  let welcomed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  class CountingWebSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sent = 0;
    }
    override send(frame: Uint8Array<ArrayBuffer>): void {
      super.send(frame);
      if (frame[0] === 0 && frame[1] !== 0) sent++; // a SyncStep2 or an Update
    }
  }

  const token = await getToken();
  const provider = new WebsocketProvider(address, name, doc, {
    connect: false,
    disableBc: true, // with it, other tabs of the browser would send this page's edits, and the count were wrong
    protocols: ['quire.1'],
    params: { ...(token !== null && { token }), ...(epoch !== null && { epoch }) },
    WebSocketPolyfill: CountingWebSocket,
  });

  async function renew(): Promise<void> {
    const renewed = await getToken();
    if (renewed === null) return;
    provider.params['token'] = renewed; // for the next connection
    if (!provider.wsconnected) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, newToken);
    encoding.writeVarString(encoder, renewed);
    provider.ws!.send(encoding.toUint8Array(encoder)); // for this one, which stays open
  }

  function takeAccess(access: Access): void {
    onAccess(access);
    clearTimeout(timer);
    if (access.expiresIn === null) return;
    timer = setTimeout(() => void renew(), Math.min(access.expiresIn * 800, longestDelay));
  }

  provider.messageHandlers[welcome] = (_encoder, decoder) => {
    const message = JSON.parse(decoding.readVarString(decoder)) as Access & { epoch: string };
    welcomed = true;
    provider.params['epoch'] = message.epoch;
    onEpoch(message.epoch);
    takeAccess(message);
  };
  provider.messageHandlers[notice] = (_encoder, decoder) => {
    const message = JSON.parse(decoding.readVarString(decoder)) as { type: string } & Access;
    if (message.type === 'role') takeAccess(message);
  };
  provider.messageHandlers[ack] = (_encoder, decoder) => {
    if (decoding.readVarUint(decoder) === sent) onSaved(true);
  };
  doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== provider) onSaved(false);
  });
  provider.on('closed', ({ code, reason }) => {
    const tryAgain = code === 4401 && welcomed; // the token was valid once; a new one that is not is tried once
    welcomed = false;
    if (tryAgain) void renew().then(() => provider.connect());
    else onRefused(code, reason);
  });
  doc.on('destroy', () => clearTimeout(timer));
  provider.connect();
  return provider;
}
