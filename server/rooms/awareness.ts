// Who is here: the latest state of each Yjs client in a room, and which member speaks for it.
// A member speaks for one client only, and only what is newer than the known is passed on; both together keep out the
// echoes of y-websocket, which sends back each awareness update that it receives.

import type { AwarenessEntry } from '../../protocol/messages.ts';
import type { User } from '../../protocol/roles.ts';
import { limits } from '../limits/limits.ts';

interface Presence {
  clock: number;
  /** JSON text, or null for one who has left. */
  state: string | null;
  /** Who speaks for this client; null once it has left. */
  owner: object | null;
  /** Whose client it is; null where nobody is known. */
  user: string | null;
}

/** The awareness of one room. Pure: it holds who is here and what changed, and sends nothing itself. */
export class Awareness {
  readonly #clients = new Map<number, Presence>();
  /** The client that each member speaks for. */
  readonly #clientOf = new Map<object, number>();
  readonly #changed = new Set<number>();
  /** Whose clock alone did. */
  readonly #renewed = new Set<number>();
  #departed = 0;

  /**
   * Takes in what `member` says; what has a clock that is too large to be followed by others is dropped.
   *
   * `own` tells that it cannot be an echo, because the member has not yet been sent any awareness: then the member
   * speaks for that client even if another still seems to, as one does who comes back before its dead connection was
   * noticed; but never for that of another `user`. Where the user is known, the name and colour in the state are
   * theirs.
   *
   * Returns an entry to send to the member alone, or null. It says that the member's client has left, at the clock just
   * received. A client answers this with its state at a newer clock; without that, peers that knew it before would take
   * it for old news, for a Yjs client keeps its clock through a reconnect.
   */
  receive(member: object, entries: readonly AwarenessEntry[], own: boolean, user: User | null): AwarenessEntry | null {
    let renew: AwarenessEntry | null = null;
    for (const entry of entries) {
      const known = this.#clients.get(entry.clientID);
      if (known?.owner && known.owner !== member && known.user !== (user?.id ?? null)) continue; // somebody else's
      if (entry.clock > Math.max(known?.clock ?? 0, limits.awarenessClock) + limits.awarenessClockStep) continue;
      const news = isNewer(entry, known);
      if (!this.#clientOf.has(member) && entry.state !== null && (own || news)) {
        this.#clientOf.set(member, entry.clientID);
        if (known !== undefined) this.#own(known, member);
        renew = { clientID: entry.clientID, clock: Math.max(entry.clock, known?.clock ?? 0), state: null };
      }
      if (news && this.#clientOf.get(member) === entry.clientID) {
        this.#set(member, { ...entry, state: signed(entry.state, user) }, user);
      }
    }
    return renew;
  }

  /** The member is gone, and with it the client that it speaks for. */
  leave(member: object): void {
    const clientID = this.#clientOf.get(member);
    if (clientID === undefined) return;
    this.#clientOf.delete(member);
    const known = this.#clients.get(clientID);
    if (known?.owner === member && known.state !== null) {
      this.#set(member, { clientID, clock: known.clock, state: null }, null);
    }
  }

  /** What makes the member's client tell its state anew; null when it has told none. */
  renewalOf(member: object): AwarenessEntry | null {
    const clientID = this.#clientOf.get(member);
    const known = clientID === undefined ? undefined : this.#clients.get(clientID);
    return known?.owner === member ? { clientID: clientID!, clock: known.clock, state: null } : null;
  }

  /** The states of all who are here. */
  present(): AwarenessEntry[] {
    return this.entriesOf(this.#clients.keys()).filter(({ state }) => state !== null);
  }

  /** Whether somebody's state is another. */
  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Whether somebody has said again what was known: peers need to hear that now and then, and it is in no hurry. */
  get hasRenewals(): boolean {
    return this.#renewed.size > 0;
  }

  /** What is known of some clients, also of those who have left. */
  entriesOf(clients: Iterable<number>): AwarenessEntry[] {
    const entries: AwarenessEntry[] = [];
    for (const clientID of clients) {
      const known = this.#clients.get(clientID);
      if (known !== undefined) entries.push({ clientID, clock: known.clock, state: known.state });
    }
    return entries;
  }

  /**
   * What changed or was renewed since the last call, at most one entry a client, and the one member that need not be
   * told because nothing but its own state changed; null when everyone is to be told.
   */
  takeChanges(): { entries: AwarenessEntry[]; except: object | null } {
    for (const clientID of this.#renewed) this.#changed.add(clientID);
    const entries = this.entriesOf(this.#changed);
    this.#changed.clear();
    this.#renewed.clear();
    return { entries, except: entries.length === 1 ? this.#clients.get(entries[0]!.clientID)!.owner : null };
  }

  #own(known: Presence, member: object): void {
    if (known.owner === null) this.#departed--;
    known.owner = member;
  }

  #set(member: object, { clientID, clock, state }: AwarenessEntry, user: User | null): void {
    // Set anew rather than changed in place, so that the map is ordered by the time of the last change.
    const known = this.#clients.get(clientID);
    if (known?.owner === null) this.#departed--;
    this.#clients.delete(clientID);
    this.#clients.set(clientID, { clock, state, owner: state === null ? null : member, user: user?.id ?? null });
    (state !== null && state === known?.state ? this.#renewed : this.#changed).add(clientID);
    if (state === null) {
      this.#departed++;
      this.#forgetOldest();
    }
  }

  #forgetOldest(): void {
    if (this.#departed <= limits.departedClients) return;
    for (const [clientID, { owner }] of this.#clients) {
      if (owner !== null || this.#changed.has(clientID)) continue;
      this.#clients.delete(clientID);
      this.#departed--;
      return;
    }
  }
}

// The rule of y-protocols: a leave counts at the clock of the last state.
function isNewer(entry: AwarenessEntry, known: Presence | undefined): boolean {
  if (known === undefined) return entry.state !== null;
  if (entry.clock === known.clock) return entry.state === null && known.state !== null;
  return entry.clock > known.clock;
}

/**
 * A state with the user's name, and colour where they have one, in all the places in which editors look for them: at
 * the top, as Lexical's do, and under `user`, as those of ProseMirror, CodeMirror and Quill do.
 */
function signed(state: string | null, user: User | null): string | null {
  if (state === null || user === null) return state;
  const said = JSON.parse(state) as Record<string, unknown>;
  const { id, name, color } = user;
  const theirs = color === null ? { name } : { name, color };
  const before = typeof said['user'] === 'object' ? said['user'] : {};
  return JSON.stringify({ ...said, ...theirs, user: { ...before, ...theirs, id } });
}
