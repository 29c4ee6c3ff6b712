// From an HTTP upgrade to a session: everything up to the 101, and the only file that knows @hono/node-ws.
// node-ws sees only requests that the gate admits, whose path has been read and found to be a document's, on sockets whose
// errors are heard: by itself it lets a malformed address, or a reset while it waits, end the process.

import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { createNodeWebSocket } from '@hono/node-ws';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { systemClock } from './clock.ts';
import { type Admit, Gate, prefix } from './gate.ts';
import { limits } from './limits.ts';
import type { Reach } from './origin.ts';
import { CloseCode } from './protocol/close.ts';
import { subprotocol } from './protocol/messages.ts';
import { documentNameFromPath } from './protocol/name.ts';
import type { Rooms } from './rooms.ts';
import { type Channel, Session } from './session.ts';

type WebSocketServer = ReturnType<typeof createNodeWebSocket>['wss'];
type WebSocket = Parameters<Parameters<WebSocketServer['handleUpgrade']>[3]>[0];

/** The codes with which ws closes by itself what is too much. */
const tooMuch: Readonly<Record<number, string>> = { 1008: 'a message in too many pieces', 1009: 'a message that is too large' };

export interface Upgrades {
  /** Begins to take upgrades from `server`. */
  attach(server: Server): void;
  /** Closes every connection with `code`. Resolves when all are closed. */
  close(code: number, reason: string): Promise<void>;
}

const everybody: Admit = async () => null;

/** Adds the route of the WebSockets to `app`. */
export function acceptUpgrades(app: Hono, rooms: Rooms, log: Logger, reach: Reach, admit = everybody): Upgrades {
  const { wss, upgradeWebSocket, injectWebSocket } = createNodeWebSocket({ app });
  setOptions(wss);
  const gate = new Gate(rooms, log, reach, admit, systemClock);
  const sessions = new Map<WebSocket, Session>();

  app.get(
    `${prefix}*`,
    upgradeWebSocket((context) => ({
      onOpen(_event, { raw }) {
        const socket = raw as WebSocket;
        const document = documentNameFromPath(context.req.path, prefix)!;
        const epoch = context.req.query('epoch') || null;
        sessions.set(socket, connect(socket, document, epoch, rooms, log));
        socket.on('close', () => sessions.delete(socket));
      },
    })),
  );
  wss.on('connection', (_socket, request) => gate.opened(request));

  const heartbeat = setInterval(() => {
    for (const session of sessions.values()) session.beat();
  }, limits.heartbeatInterval).unref();

  const admitted = new EventEmitter();
  injectWebSocket(admitted as Server);
  return {
    attach(server) {
      gate.watch(server);
      server.on('upgrade', async (request, socket, head) => {
        if (await gate.admits(request, socket)) admitted.emit('upgrade', request, socket, head);
      });
    },
    async close(code, reason) {
      clearInterval(heartbeat);
      await Promise.all([...sessions.keys()].map((socket) => sayGoodbye(socket, code, reason)));
    },
  };
}

function setOptions({ options }: WebSocketServer): void {
  options.maxPayload = limits.messageBytes;
  options.maxFragments = limits.fragments;
  options.maxBufferedChunks = limits.frameChunks;
  options.perMessageDeflate = false;
  // A browser gives up a connection whose server takes none of the protocols that it offered.
  options.handleProtocols = (offered) => (offered.has(subprotocol) ? subprotocol : [...offered][0]!);
}

function connect(socket: WebSocket, document: string, epoch: string | null, rooms: Rooms, log: Logger): Session {
  const close = socket.close.bind(socket);
  const session = new Session(document, epoch, channelOf(socket, close), rooms, log, systemClock);
  // After the codes of ws y-websocket comes back for ever, with the same message: it has to be told to stop. A close that
  // we begin, or the peer, has a reason, if only an empty one.
  socket.close = (code, reason) => {
    const fault = code !== undefined && reason === undefined ? tooMuch[code] : undefined;
    if (fault !== undefined) session.close(CloseCode.tooLarge, fault);
    close(code, reason); // when it is closed already, this brings that to its end
  };
  socket.on('message', (data, isBinary) => session.receive(data as Buffer, isBinary));
  for (const sign of ['ping', 'pong'] as const) socket.on(sign, ({ length }) => session.alive(length));
  socket.on('close', () => session.end());
  return session;
}

function channelOf(socket: WebSocket, close: WebSocket['close']): Channel {
  return {
    speaksQuire: socket.protocol === subprotocol,
    send: (frame) => socket.readyState === socket.OPEN && socket.send(frame),
    get buffered() {
      return socket.bufferedAmount;
    },
    close,
    ping: () => socket.readyState === socket.OPEN && socket.ping(),
    terminate: () => socket.terminate(),
  };
}

/** Closes `socket`, and does not wait long for one that does not answer. */
function sayGoodbye(socket: WebSocket, code: number, reason: string): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => socket.terminate(), limits.goodbye);
    socket.on('close', () => {
      clearTimeout(impatient);
      resolve();
    });
    socket.close(code, reason);
  });
}
