// What may be acknowledged when. A message counts as durable when the append that holds what was new in it, and every
// append before, is stored: also one that brought nothing new, for what it repeats may itself be on its way to the
// disk.

/** Counts, per member, the sync messages that may be acknowledged: `n` stands for the first n. */
export type Acknowledged<Member> = ReadonlyMap<Member, number>;

interface UnstoredAppend<Member> {
  readonly id: number;
  readonly counts: Map<Member, number>;
  stored: boolean;
}

/** The acknowledgements of one room. Pure: it says what may be acknowledged and sends nothing itself. */
export class Acknowledgements<Member> {
  readonly #received = new Map<Member, number>();
  /** What was received since the last flush. */
  #fresh = new Map<Member, number>();
  /** What waits for updates that have not arrived: it is neither relayed nor appended before they do. */
  #held = new Map<Member, number>();
  /** Of whom something was refused: their next answer to a SyncStep1 brings it again, and all that came between. */
  readonly #refused = new Set<Member>();
  /** Appends on their way to the disk, the oldest first. */
  readonly #appends: UnstoredAppend<Member>[] = [];

  /** One more sync message of `member` was taken in. `isAnswer` tells that it holds all that the document lacked. */
  receive(member: Member, isAnswer: boolean): void {
    const count = (this.#received.get(member) ?? 0) + 1;
    this.#received.set(member, count);
    if (isAnswer) this.#refused.delete(member);
    if (!this.#refused.has(member)) this.#fresh.set(member, count);
  }

  /** One more sync message of `member` was not taken in. */
  refuse(member: Member): void {
    this.#received.set(member, (this.#received.get(member) ?? 0) + 1);
    this.#refused.add(member);
  }

  /** Whether anything is held back because it waits for missing updates. */
  get holds(): boolean {
    return this.#held.size > 0;
  }

  /**
   * All that was received is applied, and what was new in it is in the append `id`; null when nothing was. `incomplete`
   * are the members of whose messages something still waits for missing updates; null when nothing waits any more.
   * Returns what may be acknowledged at once.
   */
  flushed(id: number | null, incomplete: ReadonlySet<Member> | null): Acknowledged<Member> {
    const counts = this.#fresh;
    this.#fresh = new Map();
    if (incomplete === null) {
      for (const [member, count] of this.#held) counts.set(member, Math.max(count, counts.get(member) ?? 0));
      this.#held = new Map();
    }
    for (const [member, count] of counts) {
      if (!this.#held.has(member) && !incomplete?.has(member)) continue;
      this.#held.set(member, count);
      counts.delete(member);
    }
    if (id !== null) this.#appends.push({ id, counts, stored: false });
    else if (this.#appends.length === 0) return counts;
    else merge(this.#appends.at(-1)!.counts, counts);
    return new Map();
  }

  /** The append `id` is on disk. Returns what may be acknowledged now. */
  stored(id: number): Acknowledged<Member> {
    const counts = new Map<Member, number>();
    const append = this.#appends.find((append) => append.id === id);
    if (append !== undefined) append.stored = true;
    while (this.#appends[0]?.stored) merge(counts, this.#appends.shift()!.counts);
    return counts;
  }

  /** The member is gone, and nothing will be acknowledged to it. */
  leave(member: Member): void {
    this.#received.delete(member);
    this.#fresh.delete(member);
    this.#held.delete(member);
    this.#refused.delete(member);
    for (const { counts } of this.#appends) counts.delete(member);
  }
}

function merge<Member>(into: Map<Member, number>, counts: ReadonlyMap<Member, number>): void {
  for (const [member, count] of counts) into.set(member, count); // later counts are never smaller
}
