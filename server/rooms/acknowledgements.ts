// Which messages a room may acknowledge. A message is durable when the append with what was new in it is durable, and
// every append before. So is a message that brought nothing new: what it repeats may itself be in an append that is on
// its way to the disk. Pure: it sends nothing itself.

/** Counts by member: `n` acknowledges the first n sync messages of the member. */
export type Acknowledged<Member> = ReadonlyMap<Member, number>;

interface UnstoredAppend<Member> {
  readonly id: number;
  /** The counts to acknowledge once this append, and every one before, is durable. */
  readonly counts: Map<Member, number>;
  stored: boolean;
}

/** The acknowledgements of one room. */
export class Acknowledgements<Member> {
  /** The number of sync messages that each member has sent. */
  readonly #received = new Map<Member, number>();
  /** The counts that have grown since the last flush. */
  #unflushed = new Map<Member, number>();
  /** The counts of members whose updates wait for missing ones, and are neither relayed nor appended yet. */
  #heldBack = new Map<Member, number>();
  /** The members that had an update refused. Their next SyncStep2 brings it again, with all that came between. */
  readonly #refused = new Set<Member>();
  /** The appends that are not durable yet, the oldest first, behind `#gone` others. */
  readonly #appends: UnstoredAppend<Member>[] = [];
  /** Those go together: after an outage there are many, and to remove one alone would move all others. */
  #gone = 0;

  /** Counts a sync message of `member` that was applied. `isAnswer` says that it was a SyncStep2. */
  receive(member: Member, isAnswer: boolean): void {
    const count = (this.#received.get(member) ?? 0) + 1;
    this.#received.set(member, count);
    if (isAnswer) this.#refused.delete(member);
    if (!this.#refused.has(member)) this.#unflushed.set(member, count);
  }

  /** Counts a sync message of `member` that was refused. */
  refuse(member: Member): void {
    this.#received.set(member, (this.#received.get(member) ?? 0) + 1);
    this.#refused.add(member);
  }

  /** The updates of `member` that waited for missing ones were discarded. */
  discard(member: Member): void {
    this.#heldBack.delete(member);
    this.#refused.add(member);
  }

  /** Whether any count is held back. */
  get holdsBack(): boolean {
    return this.#heldBack.size > 0;
  }

  /**
   * Everything received so far was applied, and what was new in it is the append `id`; null when nothing was.
   * `incomplete` are the members whose updates wait for missing ones, or null when there are none. Returns what may be
   * acknowledged at once.
   */
  flushed(id: number | null, incomplete: ReadonlySet<Member> | null): Acknowledged<Member> {
    const counts = this.#unflushed;
    this.#unflushed = new Map();
    if (incomplete === null) {
      for (const [member, count] of this.#heldBack) counts.set(member, Math.max(count, counts.get(member) ?? 0));
      this.#heldBack = new Map();
    }
    for (const [member, count] of counts) {
      if (!this.#heldBack.has(member) && !incomplete?.has(member)) continue;
      this.#heldBack.set(member, count);
      counts.delete(member);
    }
    if (id !== null) this.#appends.push({ id, counts, stored: false });
    else if (this.#appends.length === 0) return counts;
    else merge(this.#appends.at(-1)!.counts, counts);
    return new Map();
  }

  /** Nothing that comes from now on is acknowledged before the append `id`, which another server makes, is durable. */
  waitFor(id: number): void {
    this.#appends.push({ id, counts: new Map(), stored: false });
  }

  /** The append `id` is durable. Returns what may be acknowledged now. */
  stored(id: number): Acknowledged<Member> {
    const counts = new Map<Member, number>();
    const place = this.#placeOf(id);
    if (place !== null) this.#appends[place]!.stored = true;
    while (this.#appends[this.#gone]?.stored) merge(counts, this.#appends[this.#gone++]!.counts);
    if (this.#gone * 2 >= this.#appends.length) {
      this.#appends.splice(0, this.#gone);
      this.#gone = 0;
    }
    return counts;
  }

  /** Forgets a member that has left. */
  leave(member: Member): void {
    this.#received.delete(member);
    this.#unflushed.delete(member);
    this.#heldBack.delete(member);
    this.#refused.delete(member);
    for (const { counts } of this.#appends) counts.delete(member);
  }

  /** The place of an append that is not durable yet, which is most often the oldest one. */
  #placeOf(id: number): number | null {
    for (let place = this.#gone; place < this.#appends.length; place++) {
      if (this.#appends[place]!.id === id) return place;
    }
    return null;
  }
}

function merge<Member>(into: Map<Member, number>, counts: ReadonlyMap<Member, number>): void {
  for (const [member, count] of counts) into.set(member, count); // later counts are never smaller
}
