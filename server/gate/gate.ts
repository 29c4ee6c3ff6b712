// Whether an upgrade request may become a WebSocket: what is asked of it, in order, and the answer when it may not.
// Whatever becomes of it, it is counted off when its socket closes, and a socket that is not a WebSocket soon is
// closed.

import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Identity } from '../auth/authority.ts';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import type { UpgradeRejection } from '../http/problem.ts';
import { documentNameFromPath } from '../../protocol/document-name.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { addressOf } from './address.ts';
import { Admission, type Admitted } from './admission.ts';
import { mayWrite, type Reach, servesHost } from './origin.ts';
import { PendingSockets } from './pending-sockets.ts';

/** What the path of a WebSocket begins with, before the document's name. */
export const prefix = '/collab/';

/** Finds out who asks for `document`, and that they may. It may take `limits.authenticationTime`. */
export type Admit = (request: IncomingMessage, document: string) => Promise<Identity | UpgradeRejection>;

const restarting: UpgradeRejection = { status: 503, detail: 'the server is restarting' };

export class Gate {
  readonly #rooms: Rooms;
  readonly #log: Logger;
  readonly #reach: Reach;
  readonly #admit: Admit;
  readonly #clock: Clock;
  readonly #admission: Admission;
  readonly #pending: PendingSockets;
  /** For each request without an answer, what calls off the end of its socket. */
  readonly #waiting = new WeakMap<IncomingMessage, () => void>();

  readonly #onError = (error: Error) => this.#log.debug({ error }, 'a connection broke off');

  constructor(rooms: Rooms, log: Logger, reach: Reach, admit: Admit, clock: Clock) {
    this.#rooms = rooms;
    this.#log = log;
    this.#reach = reach;
    this.#admit = admit;
    this.#clock = clock;
    this.#admission = new Admission(clock);
    this.#pending = new PendingSockets(reach.proxies);
  }

  /** Begins to count who connects to `server`. */
  watch(server: Server): void {
    this.#pending.watch(server);
  }

  /** Whose WebSocket `request` may become. When it may not, it has had its answer, and this is null. */
  async admit(request: IncomingMessage, socket: Duplex): Promise<Identity | null> {
    socket.on('error', this.#onError);
    const callOff = this.#clock.after(limits.authenticationTime, () => socket.destroy(), 'idle');
    const callOffNow = () => {
      callOff();
      socket.off('close', callOffNow); // or it would hold on to the timer
    };
    this.#waiting.set(request, callOffNow);
    socket.once('close', callOffNow);

    const address = addressOf(request, this.#reach.proxies);
    const verdict = await this.#ask(request, socket, address);
    if (!socket.writable) return null; // it went away, or it took too long
    if (!('status' in verdict)) return verdict;
    this.#log.warn({ address, ...verdict }, 'refused a connection');
    answer(socket, verdict);
    return null;
  }

  /** `request` has become a WebSocket. */
  opened(request: IncomingMessage): void {
    this.#waiting.get(request)?.();
    this.#pending.settle(request.socket);
  }

  async #ask(request: IncomingMessage, socket: Duplex, address: string): Promise<Identity | UpgradeRejection> {
    const entered = this.#enter(request, address);
    if ('status' in entered) return entered;
    socket.once('close', () => entered.leave());
    try {
      const verdict = await this.#admit(request, entered.document);
      return this.#rooms.draining ? restarting : verdict;
    } catch (error) {
      this.#log.error({ error }, 'it could not be found out who may come in');
      return { status: 503, detail: 'it cannot be found out now who may come in' };
    }
  }

  /** All that can be said of a request at once, what is cheap and tells least first; who may come in is counted. */
  #enter(
    { url = '', headers }: IncomingMessage,
    address: string,
  ): (Admitted & { document: string }) | UpgradeRejection {
    const path = url.split('?', 1)[0]!;
    const document = documentNameFromPath(path, prefix);
    const { allowedOrigins } = this.#reach;
    if (this.#rooms.draining) return restarting;
    if (!servesHost(headers.host, this.#reach)) {
      return { status: 403, detail: 'this server is not served under this name' };
    }
    if (!path.startsWith(prefix)) return { status: 404, detail: 'there is no WebSocket here' };
    if (document === null) return { status: 400, detail: 'this is not the name of a document' };
    if (!mayWrite(headers.origin, headers.host, allowedOrigins)) {
      return { status: 403, detail: 'pages of this origin may not use this server' };
    }
    return { document, ...this.#admission.enter(address, document) };
  }
}

/** Answers with a problem (RFC 9457) and ends the connection. */
function answer(socket: Duplex, { status, detail, retryAfter }: UpgradeRejection): void {
  const title = STATUS_CODES[status]!;
  const body = JSON.stringify({ title, status, detail });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
