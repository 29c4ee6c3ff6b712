// From an HTTP upgrade to a session: everything up to the 101, and the only file that knows @hono/node-ws. node-ws sees
// only requests that the gate admits, whose path has been read and found to be a document's, on sockets whose errors
// are heard: by itself it lets a malformed address, or a reset while it waits, end the process. `ws` reads what arrives
// and says goodbye; what is sent goes to the socket below it.

import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { createNodeWebSocket } from '@hono/node-ws';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Authority, Identity } from '../auth/authority.ts';
import { admit, isToken } from '../gate/handshake.ts';
import { systemClock } from '../clock.ts';
import { Frames, outboxOf, ping } from './frames.ts';
import { Gate, prefix } from '../gate/gate.ts';
import type { Reach } from '../gate/origin.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { subprotocol } from '../../protocol/messages.ts';
import { documentNameFromPath } from '../../protocol/document-name.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { type Channel, Session, type SessionDeps, type Visit } from './session.ts';
import type { Store } from '../store/store.ts';

type WebSocketServer = ReturnType<typeof createNodeWebSocket>['wss'];
type WebSocket = Parameters<Parameters<WebSocketServer['handleUpgrade']>[3]>[0];

/** The codes with which ws closes by itself what is too much. */
const tooMuch: Readonly<Record<number, string>> = {
  1008: 'a message in too many pieces',
  1009: 'a message that is too large',
};

export interface Upgrades {
  /** Begins to take upgrades from `server`. */
  attach(server: Server): void;
  /** Closes every connection with `code`. Resolves when all are closed. */
  close(code: number, reason: string): Promise<void>;
}

/**
 * Makes sessions of the WebSockets that come; they have an app of their own, as nothing of what pages need is for them.
 */
export function acceptUpgrades(store: Store, rooms: Rooms, log: Logger, reach: Reach, authority: Authority): Upgrades {
  const app = new Hono();
  const { wss, upgradeWebSocket, injectWebSocket } = createNodeWebSocket({ app });
  setOptions(wss);
  const gate = new Gate(
    rooms,
    log,
    reach,
    (request, document) => admit(request, document, authority, store),
    systemClock,
  );
  const deps: SessionDeps = { rooms, authority, log, clock: systemClock };
  const identities = new WeakMap<IncomingMessage, Identity>();
  const frames = new Frames();
  const sessions = new Map<WebSocket, Session>();
  /** The same, in parts that are beaten in turn, so that not all are pinged at the same moment. */
  const parts = Array.from({ length: limits.heartbeatInterval / limits.reviewInterval }, () => new Set<Session>());
  let entered = 0;
  let reviews = 0;
  const enter = (socket: WebSocket, session: Session) => {
    const part = parts[entered++ % parts.length]!.add(session);
    sessions.set(socket, session);
    socket.on('close', () => {
      sessions.delete(socket);
      part.delete(session);
    });
  };

  app.get(
    `${prefix}*`,
    upgradeWebSocket(({ req, env }) => ({
      onOpen(_event, { raw }) {
        const socket = raw as WebSocket;
        const { incoming } = env as { incoming: IncomingMessage };
        const document = documentNameFromPath(req.path, prefix)!;
        const visit = { document, epoch: req.query('epoch') || null, identity: identities.get(incoming)! };
        enter(socket, connect(socket, incoming.socket, frames, visit, deps));
        queueMicrotask(() => takeOver(socket));
      },
    })),
  );
  wss.on('connection', (_socket, request) => gate.opened(request));

  const timer = setInterval(() => {
    for (const session of sessions.values()) session.review();
    for (const session of parts[reviews++ % parts.length]!) session.beat();
  }, limits.reviewInterval).unref();

  const admitted = new EventEmitter();
  injectWebSocket(admitted as Server);
  return {
    attach(server) {
      gate.watch(server);
      server.on('upgrade', async (request, socket, head) => {
        const identity = await gate.admit(request, socket);
        if (identity === null) return;
        identities.set(request, identity);
        admitted.emit('upgrade', request, socket, head);
      });
    },
    async close(code, reason) {
      clearInterval(timer);
      await Promise.all([...sessions.keys()].map((socket) => sayGoodbye(socket, code, reason)));
    },
  };
}

function setOptions({ options }: WebSocketServer): void {
  options.maxPayload = limits.messageBytes;
  options.maxFragments = limits.fragments;
  options.maxBufferedChunks = limits.frameChunks;
  options.perMessageDeflate = false;
  Object.assign(options, { closeTimeout: limits.closing }); // which its types do not know
  // A browser gives up a connection whose server takes none of the protocols that it offered.
  options.handleProtocols = (offered) => {
    return offered.has(subprotocol)
      ? subprotocol
      : ([...offered].find((protocol) => !isToken(protocol)) ?? [...offered][0]!);
  };
}

/** Takes away what node-ws listens with, which comes last: it would keep the request, and all about it, in memory. */
function takeOver(socket: WebSocket): void {
  for (const event of ['message', 'close', 'error']) {
    socket.removeListener(event, socket.listeners(event).at(-1) as () => void);
  }
  socket.on('error', () => {}); // ws closes it, and says why by that
}

/** Makes a session of a WebSocket, and of what it rests on. */
function connect(socket: WebSocket, base: Socket, frames: Frames, visit: Visit, deps: SessionDeps): Session {
  const goodbye = socket.close.bind(socket);
  const close: typeof goodbye = (code, reason) => {
    frames.flush(); // what was said before comes first
    goodbye(code, reason);
  };
  const session = new Session(visit, channelOf(socket, base, frames, close), deps);
  // After the codes of ws y-websocket comes back for ever, with the same message: it has to be told to stop. A close
  // that we begin, or the peer, has a reason, if only an empty one.
  socket.close = (code, reason) => {
    const fault = code !== undefined && reason === undefined ? tooMuch[code] : undefined;
    if (fault !== undefined) session.close(CloseCode.tooLarge, fault);
    close(code, reason); // when it is closed already, this brings that to its end
  };
  socket.on('message', (data, isBinary) => session.receive(data as Buffer, isBinary));
  for (const sign of ['ping', 'pong'] as const) socket.on(sign, ({ length }) => session.alive(length));
  base.on('drain', () => session.drained());
  socket.on('close', () => session.end());
  return session;
}

function channelOf(socket: WebSocket, base: Socket, frames: Frames, close: WebSocket['close']): Channel {
  const { OPEN } = socket;
  const outbox = outboxOf(base);
  return {
    speaksQuire: socket.protocol === subprotocol,
    send: (frame) => socket.readyState === OPEN && frames.send(outbox, frame),
    get buffered() {
      return base.writableLength + outbox.bytes;
    },
    close,
    ping: () => socket.readyState === OPEN && base.write(ping),
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
