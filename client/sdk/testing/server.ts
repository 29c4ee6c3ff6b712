// A small server that speaks `quire.1`, for tests of the SDK. It keeps documents in memory, relays updates and
// awareness, and acknowledges. A test decides which tokens it accepts and when it acknowledges.

import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { CloseCode } from '../../../protocol/close-codes.ts';
import {
  decodeClientMessage,
  encodeAck,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeUpdate,
  encodeWelcome,
} from '../../../protocol/messages.ts';

const epochOf = (document: string): string => `epoch of ${document}`;

interface Peer {
  readonly socket: WebSocket;
  readonly document: string;
  readonly token: string | null;
  /** The number of sync messages that this peer has sent. */
  count: number;
}

export class TestServer {
  /** The tokens that open every document; null stands for no token. */
  readonly accepted = new Set<string | null>([null]);
  readonly docs = new Map<string, Y.Doc>();
  /** The documents that were deleted. */
  readonly deleted = new Set<string>();
  readonly #peers = new Set<Peer>();
  #acknowledges = true;
  #url = '';

  /** Starts a server that the test stops at its end. */
  static async start(t: TestContext): Promise<TestServer> {
    const server = new TestServer();
    const http = createServer((request, response) => {
      const [, token] = request.headers.authorization?.split(' ') ?? [];
      response.statusCode = server.accepted.has(token ?? null) ? 200 : 401;
      response.end('{}');
    });
    const sockets = new WebSocketServer({ server: http });
    sockets.on('connection', (socket, request) => {
      if (server.#accepts(request)) server.#join(socket, request);
      else socket.close(CloseCode.unauthorized, 'a valid token is needed');
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    server.#url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    t.after(() => {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
    });
    return server;
  }

  get url(): string {
    return this.#url;
  }

  /** The tokens of those who are connected to the document. */
  tokensIn(document: string): (string | null)[] {
    return [...this.#peers].filter((peer) => peer.document === document).map(({ token }) => token);
  }

  /** Whether Acks are sent. When that becomes true again, the Acks that were held back are sent. */
  set acknowledges(value: boolean) {
    this.#acknowledges = value;
    for (const peer of this.#peers) this.#acknowledge(peer);
  }

  #accepts(request: IncomingMessage): boolean {
    return this.accepted.has(new URL(request.url!, this.#url).searchParams.get('token'));
  }

  #docOf(document: string): Y.Doc {
    const doc = this.docs.get(document) ?? new Y.Doc();
    this.docs.set(document, doc);
    return doc;
  }

  #join(socket: WebSocket, request: IncomingMessage): void {
    const { pathname, searchParams } = new URL(request.url!, this.#url);
    const document = pathname.slice('/collab/'.length);
    const epoch = searchParams.get('epoch') ?? epochOf(document);
    if (this.deleted.has(document)) return socket.close(CloseCode.deleted);
    if (epoch !== epochOf(document)) return socket.close(CloseCode.replaced);
    const peer: Peer = { socket, document, token: searchParams.get('token'), count: 0 };
    this.#peers.add(peer);
    socket.on('close', () => this.#peers.delete(peer));
    socket.on('message', (frame: Buffer) => this.#receive(peer, frame));
    const access = { role: 'write', user: null, expiresIn: null } as const;
    socket.send(encodeWelcome({ version: 1, document, epoch, limits: {}, ...access }));
    socket.send(encodeSyncStep1(Y.encodeStateVector(this.#docOf(document))));
  }

  #receive(peer: Peer, frame: Buffer): void {
    const doc = this.#docOf(peer.document);
    const message = decodeClientMessage(frame);
    if (message.type === 'syncStep1') {
      peer.socket.send(encodeSyncStep2(Y.encodeStateAsUpdate(doc, message.stateVector)));
    }
    if (message.type === 'syncStep2' || message.type === 'update') {
      Y.applyUpdate(doc, message.update);
      peer.count++;
      this.#relay(peer, encodeUpdate(message.update));
      this.#acknowledge(peer);
    }
    if (message.type === 'awareness') this.#relay(peer, frame);
  }

  #relay(from: Peer, frame: Uint8Array): void {
    for (const peer of this.#peers) {
      if (peer !== from && peer.document === from.document) peer.socket.send(frame);
    }
  }

  #acknowledge({ socket, count }: Peer): void {
    if (this.#acknowledges) socket.send(encodeAck(count));
  }
}
