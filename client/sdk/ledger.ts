// Counts which changes of this page are durable on the server: which sync messages it sent, and how many of those the
// server acknowledged. Pure: times come in as arguments, in milliseconds since 1970.

export class Ledger {
  /** The counts of sync messages of this connection. */
  #sent = 0;
  #acknowledged = 0;
  /** Whether this connection has sent a SyncStep2, with everything that the server lacked before. */
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

  /** The number of changes so far. */
  get changes(): number {
    return this.#changes;
  }

  /** Notes a change that was made here, whether or not it can be sent. */
  changed(now: number): void {
    this.#changes++;
    this.#pendingSince ??= now;
  }

  /** Notes that the server has the first `changes` changes, which was found out without an Ack. */
  confirmedElsewhere(changes: number, now: number): void {
    if (changes === this.#changes) this.#allSaved(now);
  }

  /** Notes a new connection, whose messages both sides count from 0. */
  connected(): void {
    this.#sent = 0;
    this.#acknowledged = 0;
    this.#caughtUp = false;
  }

  /**
   * Notes a sent sync message: a SyncStep2 (`isAnswer`) or an Update. A message that the server refuses counts as well:
   * from there on, the server acknowledges nothing until a later SyncStep2 has brought everything again (ACK4).
   */
  sent(isAnswer: boolean): void {
    this.#sent++;
    if (isAnswer) this.#caughtUp = true;
  }

  /** Notes an Ack: the first `count` sync messages of this connection are durable. */
  acknowledged(count: number, now: number): void {
    this.#acknowledged = count;
    if (this.#caughtUp && this.#acknowledged === this.#sent) this.#allSaved(now);
  }

  #allSaved(now: number): void {
    this.#pendingSince = null;
    this.#savedAt = now;
  }
}

/** The earliest of these times; null when there is none. */
export function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
