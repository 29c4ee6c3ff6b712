// What is true of what was written here: whether the server has it on disk. Counts what was sent and what came back, and
// turns that and the state of the connection into the one word that is shown. Pure: time comes in as an argument.

/** How a connection stands; see Collaboration. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'refused';

/**
 * What people are told. `saved`: all is on the server's disk. `saving`: for a while now, not yet. `reconnecting` and
 * `restarting`: cut off, and nothing was written that is not saved. `unsaved`: something was, and the server is cut
 * off or cannot store it. `restored`: connected again, and all is saved.
 */
export type Status = 'connecting' | 'saved' | 'saving' | 'reconnecting' | 'restarting' | 'unsaved' | 'restored' | 'refused';

/** In milliseconds. */
export const patience = {
  /** How long a change may be on its way before that is said: it would only flicker. */
  saving: 500,
  /** How long it is said that all is well again. */
  restored: 3_000,
} as const;

/** What of this page's changes is known to be durable, over all connections. Times are in milliseconds. */
export class Ledger {
  #sent = 0;
  #acknowledged = 0;
  /** Whether this connection has carried all that the server lacked when it began. */
  #caughtUp = false;
  #pendingSince: number | null = null;

  /** When the oldest change was made that is not known to be durable; null when all are. */
  get pendingSince(): number | null {
    return this.#pendingSince;
  }

  /** A change was made here, whether or not it can be sent. */
  changed(now: number): void {
    this.#pendingSince ??= now;
  }

  /** A new connection: the counts begin anew on both sides. */
  connected(): void {
    this.#sent = 0;
    this.#acknowledged = 0;
    this.#caughtUp = false;
  }

  /** A sync message went out: an update, or the answer with all that the server lacked. */
  sent(isAnswer: boolean): void {
    this.#sent++;
    if (isAnswer) this.#caughtUp = true;
  }

  /** The server has the first `count` sync messages of this connection on disk. */
  acknowledged(count: number): void {
    this.#acknowledged = count;
    if (this.#caughtUp && this.#acknowledged === this.#sent) this.#pendingSince = null;
  }
}

export interface Facts {
  readonly connection: ConnectionState;
  readonly pendingSince: number | null;
  /** Whether the server said that it is about to restart. */
  readonly restarting: boolean;
  /** Whether the server said that it cannot store what is written, and has acknowledged nothing since. */
  readonly failing: boolean;
  /** When the connection was last made again after a loss; null when it never was. */
  readonly restoredAt: number | null;
}

/**
 * What to say now, having said `previous`, and when to ask again although nothing else happens; null for never.
 */
export function statusAt(now: number, previous: Status, facts: Facts): { status: Status; askAt: number | null } {
  const { connection, pendingSince, restarting, failing, restoredAt } = facts;
  if (connection === 'refused' || connection === 'connecting') return { status: connection, askAt: null };
  if (connection === 'reconnecting') {
    if (pendingSince !== null) return { status: 'unsaved', askAt: null };
    return { status: restarting ? 'restarting' : 'reconnecting', askAt: null };
  }
  if (pendingSince !== null) {
    if (failing) return { status: 'unsaved', askAt: null };
    const tellAt = Math.max(pendingSince, restoredAt ?? 0) + patience.saving;
    if (now >= tellAt) return { status: 'saving', askAt: null };
    return { status: previous, askAt: tellAt };
  }
  const restoredUntil = restoredAt === null ? 0 : restoredAt + patience.restored;
  if (now < restoredUntil) return { status: 'restored', askAt: restoredUntil };
  return { status: 'saved', askAt: null };
}
