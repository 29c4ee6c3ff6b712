// The sessions over plain HTTP, by their ids. A request reaches a session only with its id, for its document and with
// the token that opened it; otherwise the session is unknown. One that the server closed is remembered for a while, so
// that its client learns the code.

import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CloseReason } from '../../protocol/close-codes.ts';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import type { Arriving } from './bodies.ts';
import type { ResumableChannel } from './resumable.ts';
import type { Session } from './session.ts';

/** A session over plain HTTP that lives. */
export interface HttpSession {
  readonly type: 'session';
  readonly channel: ResumableChannel;
  readonly session: Session;
  /** The bodies of its requests that are arriving. */
  readonly bodies: Set<Arriving>;
}

/** A session that the server closed. */
export interface ClosedSession extends CloseReason {
  readonly type: 'closed';
}

/** What a request must have to reach the session. */
interface Owned<Kind> {
  readonly document: string;
  /** A digest of the token. */
  readonly token: Buffer;
  readonly held: Kind;
}

export class HttpSessions {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Owned<HttpSession>>();
  /** By id; the session that was closed first comes first. */
  readonly #closed = new Map<string, Owned<ClosedSession> & { readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The number of sessions in memory, closed ones included. */
  get size(): number {
    return this.#sessions.size + this.#closed.size;
  }

  /** Adds a session, which was opened for `document` with `token`, until its channel closes. Gives its id. */
  add(channel: ResumableChannel, session: Session, document: string, token: string | null): string {
    const id = randomBytes(16).toString('base64url');
    const owned = { document, token: digestOf(token) };
    this.#sessions.set(id, { ...owned, held: { type: 'session', channel, session, bodies: new Set() } });
    channel.on('close', () => {
      this.#sessions.delete(id);
      if (channel.ended !== null && channel.ended !== 'gone') {
        this.#remember(id, { ...owned, held: { type: 'closed', ...channel.ended } });
      }
    });
    return id;
  }

  /** The session that a request names; null when it is unknown to this request. */
  find(id: string, document: string | null, token: string | null): HttpSession | ClosedSession | null {
    const found = this.#sessions.get(id) ?? this.#closedAs(id);
    if (found === null || found.document !== document || !timingSafeEqual(found.token, digestOf(token))) return null;
    const { held } = found;
    if (held.type === 'closed' || held.channel.ended === null) return held;
    return held.channel.ended === 'gone' ? null : { type: 'closed', ...held.channel.ended };
  }

  #closedAs(id: string): Owned<ClosedSession> | null {
    const closed = this.#closed.get(id);
    return closed === undefined || closed.until <= this.#clock.now() ? null : closed;
  }

  #remember(id: string, closed: Owned<ClosedSession>): void {
    const now = this.#clock.now();
    this.#closed.set(id, { ...closed, until: now + limits.closedSessionTime });
    for (const [oldest, { until }] of this.#closed) {
      if (until > now && this.#closed.size <= limits.closedSessions) return;
      this.#closed.delete(oldest);
    }
  }
}

const digestOfNone = hash('sha256', '', 'buffer');
const digestOf = (token: string | null): Buffer => (token === null ? digestOfNone : hash('sha256', token, 'buffer'));
