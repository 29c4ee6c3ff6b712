// The awareness of a room, as its members get it. A member gets that of the others with its own first, and then every
// change. Not before: among the others may be an old state of its own client, which only that first one reveals. Pure:
// it sends to members, and the room decides when.

import { type AwarenessEntry, encodeAwareness } from '../../protocol/messages.ts';
import { limits } from '../limits/limits.ts';
import { Awareness, type Neighbour, type SharedEntry } from './awareness.ts';
import type { Member } from './member.ts';
import type { People } from './people.ts';
import type { Relay } from './relay.ts';

export class Presence<Each extends Pick<Member, 'user' | 'send' | 'congested'>> {
  readonly #seconds: () => number;
  /** The members that have got no awareness yet, so that theirs cannot be an echo; and when each joined. */
  readonly #newcomers = new Map<Each, number>();
  readonly #hasOthers: boolean;
  #awareness: Awareness<Each>;

  /** `seconds` is the time of day, in seconds since 1970; `hasOthers` is as for `Awareness`. */
  constructor(seconds: () => number, hasOthers: boolean) {
    this.#seconds = seconds;
    this.#hasOthers = hasOthers;
    this.#awareness = new Awareness(hasOthers);
  }

  /** Whether the state of a client has changed: that is to be relayed soon. */
  get hasChanges(): boolean {
    return this.#awareness.hasChanges;
  }

  /** Whether only the clock of a client has: that is to be relayed within `limits.renewalWindow`. */
  get hasRenewals(): boolean {
    return this.#awareness.hasRenewals;
  }

  /** `now` is in milliseconds, here and below. */
  join(member: Each, now: number): void {
    this.#newcomers.set(member, now);
  }

  leave(member: Each): void {
    this.#newcomers.delete(member);
    this.#awareness.leave(member);
  }

  clear(): void {
    this.#newcomers.clear();
    this.#awareness = new Awareness(this.#hasOthers);
  }

  /** Whether the member has got no awareness yet, so that its own cannot be an echo. */
  isNewcomer(member: Each): boolean {
    return this.#newcomers.has(member);
  }

  receive(member: Each, entries: readonly AwarenessEntry[]): void {
    const isOwn = this.isNewcomer(member);
    const ask = this.#awareness.receive(member, entries, isOwn, member.user, this.#seconds());
    if (ask !== null) member.send(encodeAwareness([ask]));
    this.#introduce(member);
  }

  /** Answers a QueryAwareness. */
  answer(member: Each): void {
    member.send(encodeAwareness(this.#othersOf(member)));
  }

  /** Asks the client of a member whose user has changed for its state, which then gets the new name. */
  renew(member: Each): void {
    const ask = this.#awareness.ask(member);
    if (ask !== null) member.send(encodeAwareness([ask]));
  }

  /** As `Awareness.people`. */
  get people(): People {
    return this.#awareness.people;
  }

  /** The known entries of some clients, without the client of `member`. */
  entriesOf(clients: Iterable<number>, member: Each): AwarenessEntry[] {
    return this.#awareness.entriesOf(clients, member);
  }

  /**
   * Relays what is new to all `members` but newcomers, who get all of it with the others' awareness. Returns what other
   * servers are to hear.
   */
  relay(relay: Relay<Each>, members: Iterable<Each>): readonly SharedEntry[] {
    if (!this.hasChanges && !this.hasRenewals) return [];
    const { asks, entries, except, shared } = this.#awareness.takeChanges();
    for (const [member, ask] of asks) member.send(encodeAwareness([ask]));
    const told = [...members].filter((member) => !this.#newcomers.has(member));
    relay.awareness(told, entries, except);
    return shared;
  }

  /** As the methods of `Awareness` of these names. */
  receiveFrom(neighbour: Neighbour, entries: readonly SharedEntry[]): void {
    this.#awareness.receiveFrom(neighbour, entries);
  }

  raise(told: number): void {
    this.#awareness.raise(told);
  }

  takeRaise(): number | null {
    return this.#awareness.takeRaise();
  }

  reconcile(neighbour: Neighbour, clocks: ReadonlyMap<number, number>): boolean {
    return this.#awareness.reconcile(neighbour, clocks);
  }

  sharedEntries(): SharedEntry[] {
    return this.#awareness.sharedEntries();
  }

  /**
   * Sends the awareness of the others to newcomers that sent none within `limits.introductionWindow`. Returns the time
   * until the next one is due; null when there is none, or nobody to tell of.
   */
  introduceLate(now: number): number | null {
    let next: number | null = null;
    for (const [member, joined] of this.#newcomers) {
      const wait = joined + limits.introductionWindow - now;
      if (wait <= 0) this.#introduce(member);
      else next = Math.min(next ?? Infinity, wait);
    }
    return this.#awareness.isEmpty ? null : next;
  }

  #introduce(member: Each): void {
    const others = this.#newcomers.has(member) ? this.#othersOf(member) : [];
    if (others.length > 0) member.send(encodeAwareness(others));
  }

  /** The awareness of the others. The member is no newcomer from now on. */
  #othersOf(member: Each): AwarenessEntry[] {
    const isNewcomer = this.#newcomers.delete(member);
    return isNewcomer ? this.#awareness.introduce(member, this.#seconds()) : this.#awareness.present(member);
  }
}
