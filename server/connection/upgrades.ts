// From an HTTP upgrade to a session: the gate admits the request, node-ws answers with the 101, and a session starts on
// the WebSocket. A request that the gate refuses gets a WebSocket that closes at once, and no session. That of a doctor
// gets an echo.

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Authority } from '../auth/authority.ts';
import type { Clock } from '../clock.ts';
import type { DoctorPlaces } from '../gate/doctor-places.ts';
import { Gate } from '../gate/gate.ts';
import { authorize } from '../gate/handshake.ts';
import type { Reach } from '../gate/origin.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Store } from '../store/store.ts';
import { DoctorSockets } from './doctor-sockets.ts';
import { Frames } from './frames.ts';
import { createUpgrade } from './node-ws.ts';
import { Sessions } from './sessions.ts';
import { startSession } from './websocket.ts';

export interface UpgradeDeps {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly authority: Authority;
  readonly reach: Reach;
  /** The places for the requests of doctors. */
  readonly places: DoctorPlaces;
  /** Whether the server is shutting down, and takes no upgrade. */
  readonly isDraining: () => boolean;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface Upgrades {
  /** Begins to take upgrades from `server`. */
  attach(server: Server): void;
  /** Answers clients at once again that were refused in `document`: the reason may have ended. */
  forgetRefusals(document: string): void;
  /** Closes every WebSocket with `code`. Resolves when all are closed. */
  close(code: number, reason: string): Promise<void>;
}

export function acceptUpgrades(deps: UpgradeDeps): Upgrades {
  const { store, authority } = deps;
  const gate = new Gate({ ...deps, authorize: (request, document) => authorize(request, document, authority, store) });
  const { upgrade, refuse } = createUpgrade();
  const doctors = new DoctorSockets(deps);
  const frames = new Frames();
  const sessions = new Sessions();

  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const decision = await gate.admit(request, socket);
    if (decision === null) return;
    if (decision.type === 'refused') return refuse(request, socket, head, decision);
    upgrade(request, socket, head, (webSocket) => {
      decision.opened();
      sessions.add(webSocket, startSession(webSocket, request.socket, frames, decision, deps));
    });
  }

  return {
    attach(server) {
      gate.watch(server);
      server.on('upgrade', (request, socket, head) => {
        if (doctors.takes(request)) doctors.accept(request, socket, head);
        else void accept(request, socket, head);
      });
    },
    forgetRefusals: (document) => gate.forgetRefusals(document),
    async close(code, reason) {
      doctors.close();
      await sessions.close(code, reason);
    },
  };
}
