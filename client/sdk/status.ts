// Turns what is known of the connection, of what the server acknowledged and of the local copy into the one status that
// is shown. Pure: times come in as arguments, in milliseconds since 1970.

import type { CopyState } from './indexeddb-copy.ts';

/** How a connection stands; see Collaboration. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'refused';

/**
 * What people are told. `saved`: all is on the server's disk. `saving`: for a while now, not yet. `reconnecting` and
 * `restarting`: cut off, and nothing was written that is not saved. `offline`: cut off, and what was written is in the
 * copy on this device. `unsaved`: something was written that is only in this page. `restored`: connected again, and all
 * is saved. `reading`: connected, may read and not write, and nothing was written here that is not saved. `kept`:
 * connected, and what was written is not taken, but is in the copy on this device.
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
export const patience = {
  /** How long a change may be on its way before that is said: it would only flicker. */
  saving: 500,
  /** How long it is said that all is well again. */
  restored: 3_000,
} as const;

export interface Facts {
  readonly connection: ConnectionState;
  /** Since when the connection is as it is. */
  readonly connectionSince: number;
  /** When the oldest change was made that is not known to be durable; null when all are. */
  readonly pendingSince: number | null;
  /** When somebody last wrote on this page; null when nobody has. */
  readonly changedAt: number | null;
  /** When all changes were last found to be durable; null when they never were. */
  readonly savedAt: number | null;
  readonly copy: CopyState;
  /** When the oldest change was made that may not be in the copy; null when all are in it, -Infinity without a copy. */
  readonly unkeptSince: number | null;
  /** When all changes were last found to be in the copy. */
  readonly keptAt: number | null;
  /** Whether the server takes what is written here; as far as is known, before it is asked. */
  readonly mayWrite: boolean;
  /** Whether something was written that the server is known not to have, and not to take. */
  readonly rejected: boolean;
  /** Whether the server said that it is about to restart. */
  readonly restarting: boolean;
  /** Whether the server said that it cannot store what is written, and has acknowledged nothing since. */
  readonly failing: boolean;
  /** When the connection was last made again after a loss; null when it never was. */
  readonly restoredAt: number | null;
}

/** What to say, and when to ask again although nothing else happens; null for never. */
interface Saying {
  readonly status: Status;
  readonly askAt: number | null;
}

const firmly = (status: Status): Saying => ({ status, askAt: null });

/** What to say now, having said `previous`. */
export function statusAt(now: number, previous: Status, facts: Facts): Saying {
  const { connection, pendingSince, failing, restoredAt, mayWrite, rejected } = facts;
  if (connection === 'refused' || connection === 'connecting') return firmly(connection);
  if (connection === 'reconnecting') return cutOffAt(now, previous, facts);
  if (!mayWrite && pendingSince === null) return firmly('reading');
  if (!mayWrite && rejected) return onlyHereAt(now, previous, 'kept', facts);
  if (pendingSince !== null) {
    if (failing) return firmly('unsaved');
    const since = Math.max(pendingSince, restoredAt ?? 0);
    if (elapsed(since, now) >= patience.saving) return firmly('saving');
    return { status: previous, askAt: since + patience.saving };
  }
  if (restoredAt === null || elapsed(restoredAt, now) >= patience.restored) return firmly('saved');
  return { status: 'restored', askAt: restoredAt + patience.restored };
}

function cutOffAt(now: number, previous: Status, facts: Facts): Saying {
  if (facts.pendingSince === null) return firmly(facts.restarting ? 'restarting' : 'reconnecting');
  return onlyHereAt(now, previous, 'offline', facts);
}

/**
 * Something was written that the server does not have: it depends on the copy, which is called `inCopy`, what would be
 * lost.
 */
function onlyHereAt(now: number, previous: Status, inCopy: 'offline' | 'kept', { unkeptSince }: Facts): Saying {
  if (unkeptSince === null) return firmly(inCopy);
  if (inCopy === 'kept' || elapsed(unkeptSince, now) >= patience.saving) return firmly('unsaved');
  // On its way into the copy, which takes an instant: nothing new to say, unless what was said is no longer true.
  const holds = previous === 'offline' || previous === 'unsaved' || previous === 'restarting';
  return { status: holds ? previous : 'reconnecting', askAt: unkeptSince + patience.saving };
}

/** How long ago it was. A clock that was set back must not hold up the truth: what lies ahead of it is long over. */
function elapsed(then: number, now: number): number {
  return then > now ? Infinity : now - then;
}
