// The one status that a page shows, from what is known of the connection, of the server's acknowledgements and of the
// local copy. Pure: times come in as arguments, in milliseconds since 1970.

import type { CopyState } from './local-copy.ts';
import type { Carrier } from './socket/carriers.ts';

/**
 * - `connecting`: nothing has arrived yet.
 * - `connected`: the page is synced with the server.
 * - `reconnecting`: the page has content, and no connection.
 * - `refused`: the server, or the lack of a key, ended the connection for good.
 */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'refused';

/**
 * The status for the person. `connecting`, `reconnecting` and `refused` are as above; the others are:
 *
 * - `saved`: everything is on the server's disk.
 * - `saving`: for a while now, something is not.
 * - `restored`: connected again, and everything is on the server's disk.
 * - `restarting`: as `reconnecting`, after the server announced its restart. In both, nothing unsaved was written.
 * - `offline`: disconnected; what was written and is not saved is in the copy on this device.
 * - `unsaved`: something that was written is only in this page.
 * - `reading`: connected to read; nothing unsaved was written.
 * - `kept`: connected to read; what was written is not accepted, and is in the copy on this device.
 */
export type Status =
  | 'connecting'
  | 'saved'
  | 'saving'
  | 'reconnecting'
  | 'restarting'
  | 'offline'
  | 'unsaved'
  | 'restored'
  | 'reading'
  | 'kept'
  | 'refused';

/** In milliseconds. */
export const statusTimes = {
  /** How long a change stays unsaved before the status says so: a shorter time would flicker. */
  saving: 500,
  /** How long the status says `restored`. */
  restored: 3_000,
} as const;

export interface Facts {
  readonly connection: ConnectionState;
  /** Since when `connection` has its value. */
  readonly connectionSince: number;
  /** What carries the connection. The status is the same over each. */
  readonly carrier: Carrier;
  /** When the oldest change was made that is not known to be durable; null when all are. */
  readonly pendingSince: number | null;
  /** When somebody last wrote on this page; null when nobody has. */
  readonly changedAt: number | null;
  /** When all changes were last found to be durable; null when they never were. */
  readonly savedAt: number | null;
  readonly copy: CopyState;
  /** When the oldest change was made that may not be in the copy; null when all are, -Infinity without a copy. */
  readonly unkeptSince: number | null;
  /** When all changes were last found to be in the copy; null when they never were. */
  readonly keptAt: number | null;
  /** Whether the server accepts what is written here. True until the server says otherwise. */
  readonly mayWrite: boolean;
  /** Whether something was written that the server does not have and does not accept. */
  readonly rejected: boolean;
  /** Whether the server announced its restart. */
  readonly restarting: boolean;
  /** Whether the server said that its store fails, and has acknowledged nothing since. */
  readonly failing: boolean;
  /** When the page was last connected again after a loss; null when it never was. */
  readonly restoredAt: number | null;
}

/** A status, and when to ask again although no fact changes; null for never. */
interface TimedStatus {
  readonly status: Status;
  readonly recheckAt: number | null;
}

const lasting = (status: Status): TimedStatus => ({ status, recheckAt: null });

/** The status at `now`, when `previous` is shown. */
export function statusAt(now: number, previous: Status, facts: Facts): TimedStatus {
  const { connection, pendingSince, failing, restoredAt, mayWrite, rejected } = facts;
  if (connection === 'refused' || connection === 'connecting') return lasting(connection);
  if (connection === 'reconnecting') return disconnectedStatus(now, previous, facts);
  if (!mayWrite && pendingSince === null) return lasting('reading');
  if (!mayWrite && rejected) return unsavedStatus(now, previous, 'kept', facts);
  if (pendingSince !== null) {
    if (failing) return lasting('unsaved');
    const since = Math.max(pendingSince, restoredAt ?? 0);
    if (elapsed(since, now) >= statusTimes.saving) return lasting('saving');
    return { status: previous, recheckAt: since + statusTimes.saving };
  }
  if (restoredAt === null || elapsed(restoredAt, now) >= statusTimes.restored) return lasting('saved');
  return { status: 'restored', recheckAt: restoredAt + statusTimes.restored };
}

function disconnectedStatus(now: number, previous: Status, facts: Facts): TimedStatus {
  if (facts.pendingSince === null) return lasting(facts.restarting ? 'restarting' : 'reconnecting');
  return unsavedStatus(now, previous, 'offline', facts);
}

/** The status while the server lacks a change: `inCopy` if the local copy has the change, otherwise `unsaved`. */
function unsavedStatus(now: number, previous: Status, inCopy: 'offline' | 'kept', { unkeptSince }: Facts): TimedStatus {
  if (unkeptSince === null) return lasting(inCopy);
  if (inCopy === 'kept' || elapsed(unkeptSince, now) >= statusTimes.saving) return lasting('unsaved');
  // The copy is being written, which takes an instant. The previous status stays unless it is no longer true.
  const staysTrue = previous === 'offline' || previous === 'unsaved' || previous === 'restarting';
  return { status: staysTrue ? previous : 'reconnecting', recheckAt: unkeptSince + statusTimes.saving };
}

/** The time since `then`. A `then` after `now`, from a clock that was set back, counts as long ago. */
function elapsed(then: number, now: number): number {
  return then > now ? Infinity : now - then;
}
