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

export function createUpgrade(): Upgrade {
  const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>();
  const { wss, upgradeWebSocket, injectWebSocket } = createNodeWebSocket({ app });
  setOptions(wss);
  const openers = new WeakMap<IncomingMessage, (webSocket: WebSocket) => void>();
  app.get(
    '*',
    upgradeWebSocket(({ env }) => ({
      onOpen(_event, { raw }) {
        const webSocket = raw as WebSocket;
        openers.get(env.incoming)!(webSocket);
        queueMicrotask(() => removeNodeWsListeners(webSocket));
      },
    })),
  );
  const admitted = new EventEmitter();
  injectWebSocket(admitted as Server);
  return (request, socket, head, onOpen) => {
    openers.set(request, onOpen);
    admitted.emit('upgrade', request, socket, head);
  };
}

function setOptions({ options }: WebSocketServer): void {
  options.maxPayload = limits.messageBytes;
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
