// The awareness of one room: the latest state of each Yjs client, and the member that speaks for it. A member speaks
// for one client only, and only an entry that is newer than the known one is relayed. Both keep out the echoes of
// y-websocket, which sends back each awareness update that it receives. Pure: it sends nothing itself.
//
// A Yjs client refuses an entry whose clock it knows, and y-websocket keeps the clocks of others through a disconnect
// but forgets their states. So each client has two clocks here: the one that its owner said last, and the one under
// which others were told of it. The second is raised for each newcomer. It is never below the seconds since 1970, so
// the clocks of a later server exceed those of an earlier one; other implementations of Yjs hold them in 32 bits.
// Servers that share a document also share `told`: each takes the largest that it hears of, and a raise reaches the
// others sooner than a client can move to one of them. Each server speaks for the clients that are connected to it.

import type { AwarenessEntry } from '../../protocol/messages.ts';
import type { User } from '../../protocol/roles.ts';
import { limits } from '../limits/limits.ts';
import { type People, peopleIn } from './people.ts';

/** Another server, which speaks for the clients that are connected to it. */
export class Neighbour {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

/** What one server tells the others of a client. */
export interface SharedEntry extends AwarenessEntry {
  /** The largest clock under which anybody was told of the client. */
  readonly told: number;
  /** The id of the client's user; null when the server does not know. */
  readonly user: string | null;
}

interface KnownClient<Member> {
  /** The clock that the owner said last. */
  clock: number;
  /** The largest clock under which anybody was told of the client. */
  told: number;
  /** The clock of the last entry that asked the owner to go ahead of `told`. */
  asked: number;
  /** JSON text; null when the client has left. */
  state: string | null;
  /** Who speaks for the client; null when the client has left. */
  owner: Member | Neighbour | null;
  /** The id of the owner's user; null when the server does not know. */
  user: string | null;
}

/** Awareness to relay. */
export interface AwarenessChanges<Member> {
  /**
   * Entries to send first, each to one member alone. An entry says that the member's own client has left. The client
   * answers with its state at a newer clock: it then is ahead of what others know, and ignores its own entry.
   */
  readonly asks: readonly (readonly [Member, AwarenessEntry])[];
  /** At most one entry for each client. */
  readonly entries: readonly AwarenessEntry[];
  /** The member that needs none of the entries, since its own is the only one; otherwise null. */
  readonly except: Member | null;
  /** What other servers are to hear: of clients that are connected here, or were. */
  readonly shared: readonly SharedEntry[];
}

export class Awareness<Member extends object = object> {
  readonly #clients = new Map<number, KnownClient<Member>>();
  /** The Yjs client that each member speaks for. */
  readonly #clientOf = new Map<Member, number>();
  /** The clients whose state has changed since the last `takeChanges`. */
  readonly #changed = new Set<number>();
  /** The clients of which only the clock has. */
  readonly #renewed = new Set<number>();
  /** Of both, the clients that are connected here, or were. Empty for a server alone, which tells nobody. */
  readonly #own = new Set<number>();
  /** The number of clients that have left and are remembered. */
  #departed = 0;
  /** The largest clock of all that anybody was told, when it has grown since the last `takeRaise`; otherwise null. */
  #raise: number | null = null;
  /** Null once somebody has changed. */
  #people: People | null = null;
  readonly #hasOthers: boolean;

  /** `hasOthers` says whether there are other servers, which hear what `takeChanges` shares. */
  constructor(hasOthers = false) {
    this.#hasOthers = hasOthers;
  }

  /** Whether no client is present. */
  get isEmpty(): boolean {
    return this.#clients.size === this.#departed;
  }

  /** Whether the state of a client has changed. */
  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Whether a client has sent its known state at a newer clock: peers must hear of that, but it can wait. */
  get hasRenewals(): boolean {
    return this.#renewed.size > 0;
  }

  /**
   * Takes in the entries of `member`. An entry is dropped when its clock is so large that peers could not exceed it.
   * `now` is in seconds since 1970, here and below.
   *
   * `isOwn` says that the member has not been told of anybody yet, so that an entry cannot be an echo. The member then
   * speaks for the client although another member seems to: that is a connection which is dead and not noticed yet. It
   * never takes over a client of another `user`. Where `user` is known, the name and colour in the state become that
   * user's.
   *
   * Returns an entry that is to be sent to the member alone, or null: it asks a client that comes back late, at a clock
   * that could be an echo, for a newer one.
   */
  receive(
    member: Member,
    entries: readonly AwarenessEntry[],
    isOwn: boolean,
    user: User | null,
    now: number,
  ): AwarenessEntry | null {
    let ask: AwarenessEntry | null = null;
    for (const entry of entries) {
      const { clientID, clock, state } = entry;
      const known = this.#clients.get(clientID);
      if (known?.owner && known.owner !== member && known.user !== (user?.id ?? null)) continue; // another user's
      if (clock > Math.max(known?.told ?? 0, limits.awarenessClock) + limits.awarenessClockStep) continue;
      const speaksFor = this.#clientOf.get(member);
      if (speaksFor === undefined && state !== null) {
        if (isOwn || known === undefined || clock > known.told) {
          this.#clientOf.set(member, clientID);
          if (known !== undefined) known.asked = 0; // what was sent to another connection may not have arrived
          this.#set(member, { clientID, clock, state: withUser(state, user) }, user, now);
        } else if (known.owner === null) {
          known.told += limits.awarenessLead;
          ask = { clientID, clock: known.told, state: null };
        }
      } else if (speaksFor === clientID && isNewer(entry, known)) {
        this.#set(member, { clientID, clock, state: withUser(state, user) }, user, now);
      }
    }
    return ask;
  }

  /** The member has left, and so has the client that it speaks for. */
  leave(member: Member): void {
    const clientID = this.#clientOf.get(member);
    if (clientID === undefined) return;
    this.#clientOf.delete(member);
    const known = this.#clients.get(clientID);
    if (known?.owner === member) this.#set(member, { clientID, clock: known.clock, state: null }, null, 0);
  }

  /**
   * Takes in what another server says of its clients. Of two servers that speak for a client, the one is right to which
   * the client said its largest clock. All members are told under a clock that no member knows yet. A member may have
   * been told of a client elsewhere, before it came here. Servers that keep up with each other agree on that clock, and
   * raise none.
   */
  receiveFrom(neighbour: Neighbour, entries: readonly SharedEntry[]): void {
    for (const entry of entries) {
      const known = this.#clients.get(entry.clientID);
      const before = known?.told ?? entry.told;
      if (known !== undefined) known.told = Math.max(before, entry.told);
      if (!isNews(neighbour, entry, known)) continue;
      const told = Math.max(before + 1, entry.told);
      if (told > entry.told) this.#raise = Math.max(this.#raise ?? 0, told);
      this.#put(entry, told, entry.state === null ? null : neighbour, entry.user);
    }
  }

  /** Another server has told somebody of a client under this clock. */
  raise(told: number): void {
    for (const known of this.#clients.values()) known.told = Math.max(known.told, told);
  }

  /** The clock of which the other servers have to hear; null when there is none. */
  takeRaise(): number | null {
    const raise = this.#raise;
    this.#raise = null;
    return raise;
  }

  /** The clients that are connected here, as other servers are to know them. */
  sharedEntries(): SharedEntry[] {
    const isHere = ({ owner }: KnownClient<Member>) => owner !== null && !(owner instanceof Neighbour);
    return this.#shared([...this.#clients].filter(([, known]) => isHere(known)).map(([clientID]) => clientID));
  }

  /**
   * The clients for which another server speaks are these alone. Returns whether it knows something of them that is not
   * known here.
   */
  reconcile(neighbour: Neighbour, clocks: ReadonlyMap<number, number>): boolean {
    for (const [clientID, known] of this.#clients) {
      if (known.owner === neighbour && !clocks.has(clientID)) this.#depart(clientID, known);
    }
    return [...clocks].some(([clientID, clock]) => {
      const known = this.#clients.get(clientID);
      return known === undefined || known.owner === null || known.clock < clock;
    });
  }

  /** The entry that makes the member's client send its state again; null when the member speaks for no client. */
  ask(member: Member): AwarenessEntry | null {
    const clientID = this.#clientOf.get(member);
    const known = clientID === undefined ? undefined : this.#clients.get(clientID);
    return known?.owner === member ? askFor(clientID!, known) : null;
  }

  /** The states of all clients but the member's own, as others know them. */
  present(member: Member): AwarenessEntry[] {
    return this.entriesOf(this.#clients.keys(), member).filter(({ state }) => state !== null);
  }

  /** The states of all clients but the member's own, under clocks that nobody knows yet. */
  introduce(member: Member, now: number): AwarenessEntry[] {
    const own = this.#clientOf.get(member);
    for (const [clientID, known] of this.#clients) {
      if (clientID === own || known.state === null) continue;
      known.told = Math.max(known.told + 1, now);
      this.#raise = Math.max(this.#raise ?? 0, known.told);
    }
    return this.present(member);
  }

  /** The known entries of some clients, also of clients that have left, but not of the member's own. */
  entriesOf(clients: Iterable<number>, member: Member | null = null): AwarenessEntry[] {
    const own = member === null ? undefined : this.#clientOf.get(member);
    const entries: AwarenessEntry[] = [];
    for (const clientID of clients) {
      const known = this.#clients.get(clientID);
      if (known !== undefined && clientID !== own) entries.push({ clientID, clock: known.told, state: known.state });
    }
    return entries;
  }

  /**
   * The people who are connected here, in the order in which they came; those on other servers are not among them. The
   * same object until somebody changes.
   */
  get people(): People {
    this.#people ??= peopleIn(
      [...this.#clientOf].flatMap(([member, clientID]) => {
        const known = this.#clients.get(clientID);
        return known?.owner === member && known.state !== null ? [[clientID, known.state] as const] : [];
      }),
    );
    return this.#people;
  }

  /** The entries that were changed or renewed since the last call. */
  takeChanges(): AwarenessChanges<Member> {
    for (const clientID of this.#renewed) this.#changed.add(clientID);
    const entries = this.entriesOf(this.#changed);
    const shared = this.#shared(this.#own);
    this.#changed.clear();
    this.#renewed.clear();
    this.#own.clear();
    const asks: [Member, AwarenessEntry][] = [];
    for (const { clientID } of entries) {
      const known = this.#clients.get(clientID)!;
      const isAhead = Math.max(known.clock, known.asked) >= known.told;
      const { owner } = known;
      if (owner !== null && !(owner instanceof Neighbour) && !isAhead) asks.push([owner, askFor(clientID, known)]);
    }
    const sole = entries.length === 1 ? this.#clients.get(entries[0]!.clientID)!.owner : null;
    return { asks, entries, except: sole instanceof Neighbour ? null : sole, shared };
  }

  #shared(clients: Iterable<number>): SharedEntry[] {
    return [...clients].flatMap((clientID) => {
      const known = this.#clients.get(clientID);
      if (known === undefined || known.owner instanceof Neighbour) return [];
      const { clock, told, state, user } = known;
      return [{ clientID, clock, told, state, user }];
    });
  }

  #depart(clientID: number, { clock, told }: KnownClient<Member>): void {
    this.#put({ clientID, clock, state: null }, told, null, null);
  }

  #set(member: Member, entry: AwarenessEntry, user: User | null, now: number): void {
    const { clientID, clock, state } = entry;
    const told = nextTold(clock, state, this.#clients.get(clientID), now);
    this.#put(entry, told, state === null ? null : member, user?.id ?? null);
    if (this.#hasOthers) this.#own.add(clientID);
  }

  #put(
    { clientID, clock, state }: AwarenessEntry,
    told: number,
    owner: Member | Neighbour | null,
    user: string | null,
  ): void {
    // Deleted and set anew, so that the map is ordered by the last change.
    const known = this.#clients.get(clientID);
    this.#people = null;
    if (known?.owner === null) this.#departed--;
    this.#clients.delete(clientID);
    this.#clients.set(clientID, { clock, told, asked: known?.asked ?? 0, state, owner, user });
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

/** Whether another server says something new of a client. */
function isNews(neighbour: Neighbour, { clock, state }: SharedEntry, known: KnownClient<object> | undefined): boolean {
  if (state === null) return known?.owner === neighbour && clock >= known.clock;
  return known === undefined || clock > known.clock || (known.owner === null && clock === known.clock);
}

/** Whether the owner says something new, by the rule of y-protocols: a client leaves at the clock of its last state. */
function isNewer(entry: AwarenessEntry, known: KnownClient<object> | undefined): boolean {
  if (known === undefined) return entry.state !== null;
  if (entry.clock === known.clock) return entry.state === null && known.state !== null;
  return entry.clock > known.clock;
}

/**
 * The clock under which others are told of a state that its owner says at `clock`. Nobody knows it yet, except for a
 * `null`, which peers accept at the clock that they know. An earlier server may have told more than the owner knows.
 */
function nextTold(clock: number, state: string | null, known: KnownClient<object> | undefined, now: number): number {
  if (known === undefined) return Math.max(clock + limits.awarenessLead, now);
  return Math.max(clock, state === null ? known.told : known.told + 1);
}

/** The entry that makes the owner go so far ahead that the states on their way do not catch up with it. */
function askFor(clientID: number, known: KnownClient<object>): AwarenessEntry {
  known.asked = Math.max(known.told, known.clock) + limits.awarenessLead;
  return { clientID, clock: known.asked, state: null };
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
