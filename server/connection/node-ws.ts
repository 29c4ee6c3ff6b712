// The only file that knows @hono/node-ws, so that another library can take its place here. By itself, node-ws ends the
// process on a malformed address and on a reset during the handshake. It must see only requests that the gate admitted,
// on sockets with an `error` listener.

import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createNodeWebSocket } from '@hono/node-ws';
import { Hono } from 'hono';
import { carriesToken } from '../gate/handshake.ts';
import { limits } from '../limits/limits.ts';
import type { CloseReason } from '../../protocol/close-codes.ts';
import { subprotocol } from '../../protocol/messages.ts';

type WebSocketServer = ReturnType<typeof createNodeWebSocket>['wss'];

/** The socket of `ws`. */
export type WebSocket = Parameters<Parameters<WebSocketServer['handleUpgrade']>[3]>[0];

/** Answers an admitted upgrade request with the 101, and calls `onOpen`; or with an error, and never calls it. */
export type Upgrade = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  onOpen: (webSocket: WebSocket) => void,
) => void;

/** Answers a refused upgrade request with the 101, and closes the WebSocket at once; or answers with an error. */
export type Refuse = (request: IncomingMessage, socket: Duplex, head: Buffer, reason: CloseReason) => void;

/** A message has at most `messageBytes`. */
export function createUpgrade(messageBytes: number = limits.messageBytes): { upgrade: Upgrade; refuse: Refuse } {
  const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>();
  const { wss, upgradeWebSocket, injectWebSocket } = createNodeWebSocket({ app });
  setOptions(wss, messageBytes);
  const openers = new WeakMap<IncomingMessage, (webSocket: WebSocket) => void>();
  app.get(
    '*',
    upgradeWebSocket(({ env }) => ({
      onOpen(_event, { raw }) {
        const webSocket = raw as WebSocket;
        openers.get(env.incoming)?.(webSocket);
        queueMicrotask(() => removeNodeWsListeners(webSocket));
      },
    })),
  );
  const admitted = new EventEmitter();
  injectWebSocket(admitted as Server);
  const upgrade: Upgrade = (request, socket, head, onOpen) => {
    // node-ws keeps a request in memory until its WebSocket opens. After a failed handshake, a dummy opens instead.
    const forget = () => {
      openers.delete(request);
      wss.emit('connection', new EventEmitter(), request);
    };
    socket.once('close', forget);
    openers.set(request, (webSocket) => {
      socket.off('close', forget); // it would keep the request as long as the socket is open
      onOpen(webSocket);
    });
    admitted.emit('upgrade', request, socket, head);
  };
  const refuse: Refuse = (request, socket, head, reason) =>
    wss.handleUpgrade(request, socket, head, (webSocket) => closeAtOnce(webSocket, socket, reason));
  return { upgrade, refuse };
}

/** Closes `webSocket` with `reason`. Of what the peer sends until it answers, no more than a bounded part is read. */
function closeAtOnce(webSocket: WebSocket, socket: Duplex, { code, reason }: CloseReason): void {
  let bytes = 0;
  webSocket.on('error', () => {}); // ws closes the socket after an error
  socket.on('data', ({ length }: Buffer) => {
    bytes += length;
    if (bytes > limits.refusedBytes) socket.destroy();
  });
  webSocket.close(code, reason);
}

function setOptions({ options }: WebSocketServer, messageBytes: number): void {
  options.maxPayload = messageBytes;
  options.maxFragments = limits.fragments;
  options.maxBufferedChunks = limits.frameChunks;
  options.perMessageDeflate = false;
  Object.assign(options, { closeTimeout: limits.closing }); // missing in its types
  options.handleProtocols = chooseSubprotocol;
}

/** A browser closes a connection whose server chose none of the subprotocols that it offered. */
function chooseSubprotocol(offered: Set<string>): string {
  if (offered.has(subprotocol)) return subprotocol;
  const [first] = offered;
  return [...offered].find((protocol) => !carriesToken(protocol)) ?? first!;
}

/** node-ws adds its listeners last. They would keep the request in memory, with everything that hangs on it. */
function removeNodeWsListeners(webSocket: WebSocket): void {
  for (const event of ['message', 'close', 'error']) {
    webSocket.removeListener(event, webSocket.listeners(event).at(-1) as () => void);
  }
  webSocket.on('error', () => {}); // ws closes the socket after an error, with a code that tells which
}
