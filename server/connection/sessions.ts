// The live sessions of the server: their heartbeat, the recheck of their access, and their end when the server shuts
// down. A session is in here from its start until its WebSocket is closed.

import { limits } from '../limits/limits.ts';
import type { WebSocket } from './node-ws.ts';
import type { Session } from './session.ts';

export class Sessions {
  readonly #sessions = new Map<WebSocket, Session>();
  /**
   * The same sessions in groups. Each tick is the heartbeat of one group, which spreads the pings over the interval.
   */
  readonly #groups = Array.from({ length: limits.heartbeatInterval / limits.reviewInterval }, () => new Set<Session>());
  readonly #timer = setInterval(() => this.tick(), limits.reviewInterval).unref();
  #added = 0;
  #ticks = 0;

  add(webSocket: WebSocket, session: Session): void {
    const group = this.#groups[this.#added++ % this.#groups.length]!;
    group.add(session);
    this.#sessions.set(webSocket, session);
    webSocket.on('close', () => {
      this.#sessions.delete(webSocket);
      group.delete(session);
    });
  }

  /** Rechecks the access of all sessions, and is the heartbeat of one group. Runs every `limits.reviewInterval`. */
  tick(): void {
    for (const session of this.#sessions.values()) session.recheckAccess();
    for (const session of this.#groups[this.#ticks++ % this.#groups.length]!) session.heartbeat();
  }

  /** Closes every WebSocket with `code`. Resolves when all are closed; no session may be added any more. */
  async close(code: number, reason: string): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#sessions.keys()].map((webSocket) => closeInTime(webSocket, code, reason)));
  }
}

/** Closes `webSocket`, and terminates it when the peer does not answer within `limits.goodbye`. */
function closeInTime(webSocket: WebSocket, code: number, reason: string): Promise<void> {
  return new Promise((resolve) => {
    const timeout = setTimeout(() => webSocket.terminate(), limits.goodbye);
    webSocket.on('close', () => {
      clearTimeout(timeout);
      resolve();
    });
    webSocket.close(code, reason);
  });
}
