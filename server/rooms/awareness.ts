// The awareness of one room: the latest state of each Yjs client, and the member that speaks for it. A member speaks
// for one client only, and only an entry that is newer than the known one is relayed. Both keep out the echoes of
// y-websocket, which sends back each awareness update that it receives. Pure: it sends nothing itself.

import type { AwarenessEntry } from '../../protocol/messages.ts';
import type { User } from '../../protocol/roles.ts';
import { limits } from '../limits/limits.ts';

interface Presence {
  clock: number;
  /** JSON text; null when the client has left. */
  state: string | null;
  /** The member that speaks for the client; null when the client has left. */
  owner: object | null;
  /** The id of the owner's user; null when the server does not know. */
  user: string | null;
}

export class Awareness {
  readonly #clients = new Map<number, Presence>();
  /** The Yjs client that each member speaks for. */
  readonly #clientOf = new Map<object, number>();
  /** The clients whose state has changed since the last `takeChanges`. */
  readonly #changed = new Set<number>();
  /** The clients of which only the clock has. */
  readonly #renewed = new Set<number>();
  /** The number of clients that have left and are remembered. */
  #departed = 0;

  /**
   * Takes in the entries of `member`. An entry is dropped when its clock is so large that peers could not exceed it.
   *
   * `isOwn` says that the member has not been sent any awareness yet, so that an entry cannot be an echo. The member
   * then speaks for the client although another member seems to: that is a connection which is dead and not noticed
   * yet. It never takes over a client of another `user`. Where `user` is known, the name and colour in the state
   * become that user's.
   *
   * Returns an entry that is to be sent to the member alone, or null. The entry says that the member's client has left,
   * at the clock just received. The client answers with its state at a newer clock. Peers need that: a Yjs client keeps
   * its clock through a reconnect, so they would ignore a state that they knew before.
   */
  receive(
    member: object,
    entries: readonly AwarenessEntry[],
    isOwn: boolean,
    user: User | null,
  ): AwarenessEntry | null {
    let renewal: AwarenessEntry | null = null;
    for (const entry of entries) {
      const known = this.#clients.get(entry.clientID);
      if (known?.owner && known.owner !== member && known.user !== (user?.id ?? null)) continue; // another user's
      if (entry.clock > Math.max(known?.clock ?? 0, limits.awarenessClock) + limits.awarenessClockStep) continue;
      const newer = isNewer(entry, known);
      if (!this.#clientOf.has(member) && entry.state !== null && (isOwn || newer)) {
        this.#clientOf.set(member, entry.clientID);
        if (known !== undefined) this.#own(known, member);
        renewal = { clientID: entry.clientID, clock: Math.max(entry.clock, known?.clock ?? 0), state: null };
      }
      if (newer && this.#clientOf.get(member) === entry.clientID) {
        this.#set(member, { ...entry, state: withUser(entry.state, user) }, user);
      }
    }
    return renewal;
  }

  /** The member has left, and so has the client that it speaks for. */
  leave(member: object): void {
    const clientID = this.#clientOf.get(member);
    if (clientID === undefined) return;
    this.#clientOf.delete(member);
    const known = this.#clients.get(clientID);
    if (known?.owner === member && known.state !== null) {
      this.#set(member, { clientID, clock: known.clock, state: null }, null);
    }
  }

  /** The entry that makes the member's client send its state again; null when the member speaks for no client. */
  renewalOf(member: object): AwarenessEntry | null {
    const clientID = this.#clientOf.get(member);
    const known = clientID === undefined ? undefined : this.#clients.get(clientID);
    return known?.owner === member ? { clientID: clientID!, clock: known.clock, state: null } : null;
  }

  /** The states of all clients that have not left. */
  present(): AwarenessEntry[] {
    return this.entriesOf(this.#clients.keys()).filter(({ state }) => state !== null);
  }

  /** Whether the state of a client has changed. */
  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Whether a client has sent its known state at a newer clock: peers must hear of that, but it can wait. */
  get hasRenewals(): boolean {
    return this.#renewed.size > 0;
  }

  /** The known entries of some clients, also of clients that have left. */
  entriesOf(clients: Iterable<number>): AwarenessEntry[] {
    const entries: AwarenessEntry[] = [];
    for (const clientID of clients) {
      const known = this.#clients.get(clientID);
      if (known !== undefined) entries.push({ clientID, clock: known.clock, state: known.state });
    }
    return entries;
  }

  /**
   * The entries that were changed or renewed since the last call, at most one for each client. `except` is the member
   * that needs none of them, since its own is the only one; otherwise null.
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
    // Deleted and set anew, so that the map is ordered by the last change.
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

  /** Forgets the client that left first, when there are too many. */
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

/** Whether peers accept the entry, by the rule of y-protocols: a client leaves at the clock of its last state. */
function isNewer(entry: AwarenessEntry, known: Presence | undefined): boolean {
  if (known === undefined) return entry.state !== null;
  if (entry.clock === known.clock) return entry.state === null && known.state !== null;
  return entry.clock > known.clock;
}

/**
 * The state with the user's name and colour (if the user has one) in all places where editors look for them: at the top
 * (Lexical), and under `user` (ProseMirror, CodeMirror and Quill).
 */
function withUser(state: string | null, user: User | null): string | null {
  if (state === null || user === null) return state;
  const fields = JSON.parse(state) as Record<string, unknown>;
  const { id, name, color } = user;
  const own = color === null ? { name } : { name, color };
  const userField = typeof fields['user'] === 'object' ? fields['user'] : {};
  return JSON.stringify({ ...fields, ...own, user: { ...userField, ...own, id } });
}
