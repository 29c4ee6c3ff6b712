// Whether the server has on its disk what was written on this page: counts what was sent and what was acknowledged.
// Pure: times come in as arguments, in milliseconds since 1970.

/** What of this page's changes is known to be durable, over all connections. */
export class Ledger {
  #sent = 0;
  #acknowledged = 0;
  /** Whether this connection has carried all that the server lacked when it began. */
  #caughtUp = false;
  #pendingSince: number | null = null;
  #savedAt: number | null = null;
  #changes = 0;

  /** When the oldest change was made that is not known to be durable; null when all are. */
  get pendingSince(): number | null {
    return this.#pendingSince;
  }

  /** When all changes were last found to be durable; null when they never were. */
  get savedAt(): number | null {
    return this.#savedAt;
  }

  /** How many changes were made so far. */
  get changes(): number {
    return this.#changes;
  }

  /** A change was made here, whether or not it can be sent. */
  changed(now: number): void {
    this.#changes++;
    this.#pendingSince ??= now;
  }

  /** The server was found, in another way than by what it acknowledges, to have the first `changes` changes. */
  confirmedElsewhere(changes: number, now: number): void {
    if (changes === this.#changes) this.#settle(now);
  }

  /** A new connection: the counts begin anew on both sides. */
  connected(): void {
    this.#sent = 0;
    this.#acknowledged = 0;
    this.#caughtUp = false;
  }

  /**
   * A sync message went out: an update, or the answer with all that the server lacked. What the server refuses counts,
   * too: it acknowledges nothing from there on until an answer that came later has brought it again.
   */
  sent(isAnswer: boolean): void {
    this.#sent++;
    if (isAnswer) this.#caughtUp = true;
  }

  /** The server has the first `count` sync messages of this connection on disk. */
  acknowledged(count: number, now: number): void {
    this.#acknowledged = count;
    if (this.#caughtUp && this.#acknowledged === this.#sent) this.#settle(now);
  }

  #settle(now: number): void {
    this.#pendingSince = null;
    this.#savedAt = now;
  }
}
