// How much of a document's log a room has. The updates of a log are numbered from 1. Other servers append to the same
// log, and what they say of it may be lost, or come late or twice; the numbers show what is missing. Pure.

interface Range {
  readonly first: number;
  readonly last: number;
}

export class LogPosition {
  #upTo: number;
  #seen: number;
  /** What the room has beyond the first gap. */
  #ahead: Range[] = [];

  /** The room has all updates up to this number. */
  constructor(upTo: number) {
    this.#upTo = upTo;
    this.#seen = upTo;
  }

  /** The room has all updates up to this number, and not the next. */
  get upTo(): number {
    return this.#upTo;
  }

  /** Whether the log is known to have updates that the room lacks. */
  get isBehind(): boolean {
    return this.#seen > this.#upTo;
  }

  /** The room has the updates with these numbers. */
  has(first: number, last: number): void {
    this.heard(last);
    this.#ahead.push({ first, last });
    for (;;) {
      const next = this.#ahead.find((range) => range.first <= this.#upTo + 1 && range.last > this.#upTo);
      if (next === undefined) break;
      this.#upTo = next.last;
    }
    this.#ahead = this.#ahead.filter((range) => range.last > this.#upTo);
  }

  /** The log goes as far as this number. */
  heard(last: number): void {
    this.#seen = Math.max(this.#seen, last);
  }
}
