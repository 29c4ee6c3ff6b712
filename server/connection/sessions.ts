// The live sessions of the server: their heartbeat, the recheck of their access, and their end when the server shuts
// down. A session is in here from its start until the connection that it is on is closed.

import { limits } from '../limits/limits.ts';
import type { Session } from './session.ts';

/** What a session is on: a WebSocket, or the channel over plain HTTP. */
export interface Connection {
  /** Closes it with a code. */
  close(code: number, reason: string): void;
  /** Closes it at once. */
  terminate(): void;
  on(event: 'close', listener: () => void): unknown;
}

export class Sessions {
  readonly #sessions = new Map<Connection, Session>();
  /**
   * The same sessions in groups. Each tick is the heartbeat of one group, which spreads the pings over the interval.
   */
  readonly #groups = Array.from({ length: limits.heartbeatInterval / limits.reviewInterval }, () => new Set<Session>());
  readonly #timer = setInterval(() => this.tick(), limits.reviewInterval).unref();
  #added = 0;
  #ticks = 0;

  add(connection: Connection, session: Session): void {
    const group = this.#groups[this.#added++ % this.#groups.length]!;
    group.add(session);
    this.#sessions.set(connection, session);
    connection.on('close', () => {
      this.#sessions.delete(connection);
      group.delete(session);
    });
  }

  /** Rechecks the access of all sessions, and is the heartbeat of one group. Runs every `limits.reviewInterval`. */
  tick(): void {
    for (const session of this.#sessions.values()) session.recheckAccess();
    for (const session of this.#groups[this.#ticks++ % this.#groups.length]!) session.heartbeat();
  }

  /** Closes every connection with `code`. Resolves when all are closed; no session may be added any more. */
  async close(code: number, reason: string): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#sessions.keys()].map((connection) => closeInTime(connection, code, reason)));
  }
}

/** Closes `connection`, and terminates it when the peer does not answer within `limits.goodbye`. */
function closeInTime(connection: Connection, code: number, reason: string): Promise<void> {
  return new Promise((resolve) => {
    const timeout = setTimeout(() => connection.terminate(), limits.goodbye);
    connection.on('close', () => {
      clearTimeout(timeout);
      resolve();
    });
    connection.close(code, reason);
  });
}
