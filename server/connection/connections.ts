// The two ways to a session. From an HTTP upgrade: the gate admits the request, node-ws answers with the 101, and a
// session starts on the WebSocket; one that the gate refuses gets a WebSocket that closes at once, and no session. And
// over plain HTTP, where a WebSocket may also carry on a session. The WebSocket of a doctor gets an echo.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Authority } from '../auth/authority.ts';
import type { Clock } from '../clock.ts';
import type { DoctorPlaces } from '../gate/doctor-places.ts';
import { Gate } from '../gate/gate.ts';
import { authorize, queryOf } from '../gate/handshake.ts';
import type { Reach } from '../gate/origin.ts';
import { sendRejection } from '../gate/rejection.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Store } from '../store/store.ts';
import { DoctorSockets } from './doctor-sockets.ts';
import { Frames } from './frames.ts';
import { handOver, takeSocket } from './hand-over.ts';
import { createUpgrade } from './node-ws.ts';
import { PlainHttp } from './plain-http.ts';
import { Sessions } from './sessions.ts';
import { carryOn } from './websocket-carrier.ts';
import { startSession } from './websocket.ts';

export interface ConnectionDeps {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly authority: Authority;
  readonly reach: Reach;
  /** The places for the requests of doctors. */
  readonly places: DoctorPlaces;
  /** Whether the server is shutting down, and opens no session. */
  readonly isDraining: () => boolean;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface Connections {
  /** Begins to count the connections of `server`, and to take upgrades from it. */
  attach(server: Server): void;
  /** Counts the connections of a server without upgrades together with those of the others. */
  watch(server: Server): void;
  /** Answers `request` when it is of a session over plain HTTP. False when it is for somebody else. */
  takes(request: IncomingMessage, response: ServerResponse): boolean;
  /** Answers clients at once again that were refused in `document`: the reason may have ended. */
  forgetRefusals(document: string): void;
  /** Closes every session with `code`. Resolves when all are closed. */
  close(code: number, reason: string): Promise<void>;
}

export function acceptConnections(deps: ConnectionDeps): Connections {
  const { store, authority } = deps;
  const gate = new Gate({ ...deps, authorize: (request, document) => authorize(request, document, authority, store) });
  const { upgrade, refuse } = createUpgrade();
  const doctors = new DoctorSockets(deps);
  const frames = new Frames();
  const sessions = new Sessions();
  const plainHttp = new PlainHttp(gate, sessions, { ...deps, takeSocket });

  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const decision = await gate.admit(request, socket);
    if (decision === null) return;
    if (decision.type === 'refused') return refuse(request, socket, head, decision);
    upgrade(request, socket, head, (webSocket) => {
      decision.opened();
      sessions.add(webSocket, startSession(webSocket, request.socket, frames, decision, deps));
    });
  }

  /** Lets a WebSocket carry on a session over plain HTTP. */
  function resume(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const opened = gate.expect(request, socket);
    const resumed = plainHttp.resume(request);
    if (resumed.type === 'rejected') return sendRejection(socket, resumed);
    upgrade(request, socket, head, (webSocket) => {
      opened();
      carryOn(webSocket, request.socket, frames, resumed);
    });
  }

  return {
    attach(server) {
      gate.watch(server);
      server.on('upgrade', (request, socket, head) => {
        if (handOver(request, socket)) return;
        if (doctors.takes(request)) doctors.accept(request, socket, head);
        else if (queryOf(request).has('session')) resume(request, socket, head);
        else void accept(request, socket, head);
      });
    },
    watch: (server) => gate.watch(server),
    takes: (request, response) => !doctors.takes(request) && plainHttp.takes(request, response),
    forgetRefusals: (document) => gate.forgetRefusals(document),
    async close(code, reason) {
      doctors.close();
      await sessions.close(code, reason);
    },
  };
}
