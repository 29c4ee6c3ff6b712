// From an HTTP upgrade to a session: everything before the 101, and the only file that knows @hono/node-ws.
// node-ws sees only requests whose path has been read and found to be a document's, on sockets whose errors are heard:
// by itself it lets a malformed address, or a reset while it waits, end the process.

import { EventEmitter } from 'node:events';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { createNodeWebSocket } from '@hono/node-ws';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { systemClock } from './clock.ts';
import { limits } from './limits.ts';
import { mayWrite } from './origin.ts';
import { subprotocol } from './protocol/messages.ts';
import { documentNameFromPath } from './protocol/name.ts';
import type { Rooms } from './rooms.ts';
import { type Channel, Session } from './session.ts';

type WebSocket = Parameters<Parameters<ReturnType<typeof createNodeWebSocket>['wss']['handleUpgrade']>[3]>[0];

const prefix = '/collab/';

export interface Upgrades {
  /** Begins to take upgrades from `server`. */
  attach(server: Server): void;
  /** Closes every connection with `code`. Resolves when all are closed. */
  close(code: number, reason: string): Promise<void>;
}

/** Adds the route of the WebSockets to `app`. */
export function acceptUpgrades(app: Hono, rooms: Rooms, log: Logger, allowedOrigins: ReadonlySet<string>): Upgrades {
  const { wss, upgradeWebSocket, injectWebSocket } = createNodeWebSocket({ app });
  wss.options.maxPayload = limits.messageBytes;
  wss.options.perMessageDeflate = false;
  // A browser gives up a connection whose server takes none of the protocols that it offered.
  wss.options.handleProtocols = (offered) => (offered.has(subprotocol) ? subprotocol : [...offered][0]!);
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

  const heartbeat = setInterval(() => {
    for (const session of sessions.values()) session.beat();
  }, limits.heartbeatInterval).unref();

  const checked = new EventEmitter();
  injectWebSocket(checked as Server);
  return {
    attach(server) {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        socket.on('error', (error) => log.debug({ error }, 'a connection broke off'));
        if (rooms.draining) return refuse(socket, 503, 'the server is restarting', log);
        const path = (request.url ?? '').split('?', 1)[0]!;
        if (!path.startsWith(prefix)) return refuse(socket, 404, 'there is no WebSocket here', log);
        if (documentNameFromPath(path, prefix) === null) {
          return refuse(socket, 400, 'this is not the name of a document', log);
        }
        if (!mayWrite(request.headers.origin, request.headers.host, allowedOrigins)) {
          return refuse(socket, 403, 'pages of this origin may not use this server', log);
        }
        checked.emit('upgrade', request, socket, head);
      });
    },
    async close(code, reason) {
      clearInterval(heartbeat);
      await Promise.all([...sessions.keys()].map((socket) => sayGoodbye(socket, code, reason)));
    },
  };
}

function connect(socket: WebSocket, document: string, epoch: string | null, rooms: Rooms, log: Logger): Session {
  const channel: Channel = {
    speaksQuire: socket.protocol === subprotocol,
    send: (frame) => socket.readyState === socket.OPEN && socket.send(frame),
    close: (code, reason) => socket.close(code, reason),
    ping: () => socket.readyState === socket.OPEN && socket.ping(),
    terminate: () => socket.terminate(),
  };
  const session = new Session(document, epoch, channel, rooms, log, systemClock);
  socket.on('message', (data, isBinary) => session.receive(data as Buffer, isBinary));
  socket.on('pong', () => session.alive());
  socket.on('close', () => session.end());
  return session;
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

function refuse(socket: Duplex, status: number, detail: string, log: Logger): void {
  log.warn({ status, detail }, 'refused a connection');
  const body = JSON.stringify({ status, title: STATUS_CODES[status], detail });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
