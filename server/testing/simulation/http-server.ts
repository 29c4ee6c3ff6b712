// A server of the simulation, as clients over plain HTTP see it: the real gate, and what really answers requests and
// carries sessions on by WebSockets. It tells which line each session belongs to.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { openToAll } from '../../auth/authority.ts';
import type { Clock } from '../../clock.ts';
import { Frames } from '../../connection/frames.ts';
import type { WebSocket } from '../../connection/node-ws.ts';
import { PlainHttp } from '../../connection/plain-http.ts';
import { ResumableChannel } from '../../connection/resumable.ts';
import type { Session } from '../../connection/session.ts';
import type { Connection } from '../../connection/sessions.ts';
import { carryOn } from '../../connection/websocket-carrier.ts';
import { type Admitted, Gate } from '../../gate/gate.ts';
import { authorize } from '../../gate/handshake.ts';
import type { UpgradeRejection } from '../../gate/rejection.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import type { Store } from '../../store/store.ts';
import type { HttpServer } from './http-exchange.ts';
import type { SimulatedRequest, SimulatedResponse } from './http-messages.ts';
import type { SimulatedConnection } from './link.ts';
import { Opcode, SimulatedWebSocket } from './web-socket.ts';

const reach = { allowedOrigins: new Set<string>(), proxies: 0, ownNamesOnly: false, basePath: '' };

export interface HttpServerDeps {
  readonly clock: Clock;
  readonly store: Store;
  readonly rooms: Rooms;
  readonly log: Logger;
  /** A request of the line with this name opened a session. */
  opened(line: string, channel: ResumableChannel, session: Session): void;
  /** Whether the server lives. */
  isAlive(): boolean;
}

/** The header with the name of the line that a request comes from: only the simulation looks at it. */
export const lineHeader = 'x-line';

export class SimulatedHttpServer implements HttpServer {
  readonly #deps: HttpServerDeps;
  readonly #plainHttp: PlainHttp;
  readonly #frames = new Frames();
  /** What has carried a session. */
  readonly #carriers: { readonly isOpen: boolean }[] = [];

  constructor(deps: HttpServerDeps) {
    const { clock, log, rooms } = deps;
    this.#deps = deps;
    const sessions = new NewestSession();
    const gate = new NamingGate(deps, (line) => deps.opened(line, sessions.channel!, sessions.session!));
    this.#plainHttp = new PlainHttp(gate, sessions, {
      ...{ rooms, authority: openToAll, reach, log, clock },
      takeSocket: (_request, response, took) => took(response),
    });
  }

  get alive(): boolean {
    return this.#deps.isAlive();
  }

  /** How many carriers the server has not ended. */
  get openCarriers(): number {
    return this.#carriers.filter(({ isOpen }) => isOpen).length;
  }

  takes(request: IncomingMessage, response: ServerResponse & SimulatedResponse): boolean {
    if (request.method === 'GET') this.#carriers.push(response);
    return this.#plainHttp.takes(request, response);
  }

  /** Lets a WebSocket on `connection` carry a session on. False when the server refuses. */
  carry(request: SimulatedRequest, connection: SimulatedConnection): boolean {
    const resumed = this.#plainHttp.resume(request as unknown as IncomingMessage);
    if (resumed.type === 'rejected') return false;
    connection.send('server', Buffer.of(Opcode.open));
    const webSocket = new SimulatedWebSocket(connection, this.#deps.clock, () => this.alive);
    this.#carriers.push(webSocket);
    carryOn(webSocket as unknown as WebSocket, webSocket.socket as unknown as Socket, this.#frames, resumed);
    return true;
  }
}

/** Keeps the session that was opened last. */
class NewestSession {
  channel: ResumableChannel | null = null;
  session: Session | null = null;

  add(connection: Connection, session: Session): void {
    this.channel = connection as ResumableChannel;
    this.session = session;
  }
}

/** The gate; it tells of which line the session is that was just opened. */
class NamingGate extends Gate {
  readonly #opened: (line: string) => void;

  constructor({ clock, log, rooms, store }: HttpServerDeps, opened: (line: string) => void) {
    super({
      reach,
      authorize: (request, document) => authorize(request, document, openToAll, store),
      isDraining: () => rooms.draining,
      log,
      clock,
    });
    this.#opened = opened;
  }

  override async admitSession(request: IncomingMessage): Promise<Admitted | UpgradeRejection | null> {
    const decision = await super.admitSession(request);
    if (decision?.type !== 'admitted') return decision;
    return {
      ...decision,
      opened: () => {
        decision.opened();
        this.#opened(request.headers[lineHeader] as string);
      },
    };
  }
}
