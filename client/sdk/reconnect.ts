// When to connect, and when to give up on a connection: a state machine that knows no network. It never gives up for
// good by itself, waits longer after each failure, by a random share of it so that a thousand pages do not come back at
// once, and tries at once when something suggests that it may succeed now.

/** The connection that the loop works on. */
export interface Wire {
  /** Begins to connect; `opened` or `closed` will tell how it went. */
  open(): void;
  /** Lets go of the connection, or of the attempt; `closed` will follow. */
  drop(): void;
  /** Sends something that the other side answers. */
  probe(): void;
  /** When something was last heard, in any unit that grows. */
  readonly lastHeard: number;
}

/** What the loop takes in place of the browser’s own, so that a test can give it a clock and dice of its own. */
export interface Timers {
  /** Calls `then` after `delay` milliseconds; the result cancels it. */
  after(delay: number, then: () => void): () => void;
  /** From 0 to 1, as Math.random. */
  random(): number;
}

/** In milliseconds. */
export const times = {
  /** The longest wait before the first attempt after a failure; it doubles with each. */
  firstWait: 400,
  /** No wait is longer. */
  longestWait: 8_000,
  /** An attempt that takes longer is given up: a network may swallow it without a word. */
  opening: 10_000,
  /** A connection that does not answer a probe within this is given up. */
  answering: 5_000,
} as const;

type Phase = 'stopped' | 'opening' | 'open' | 'waiting';

export class ReconnectLoop {
  readonly #wire: Wire;
  readonly #timers: Timers;
  #phase: Phase = 'stopped';
  #failures = 0;
  #cancel: () => void = () => {};

  constructor(wire: Wire, timers: Timers) {
    this.#wire = wire;
    this.#timers = timers;
  }

  /** Connects, and from now on stays connected. */
  start(): void {
    if (this.#phase === 'stopped') this.#connect();
  }

  /** Lets go of the connection and stays so. */
  stop(): void {
    if (this.#phase === 'stopped') return;
    const holds = this.#phase !== 'waiting';
    this.#enter('stopped');
    if (holds) this.#wire.drop();
  }

  /** The connection stands. */
  opened(): void {
    if (this.#phase === 'opening') this.#enter('open');
  }

  /** The connection did what it is for: the next failure is a first one. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** The connection is gone, or did not come about. `forGood` means that another would be refused too. */
  closed(forGood: boolean): void {
    if (this.#phase === 'stopped') return;
    if (forGood) return this.#enter('stopped');
    const longest = Math.min(times.firstWait * 2 ** this.#failures, times.longestWait);
    this.#failures++;
    this.#enter('waiting');
    this.#cancel = this.#timers.after(longest * this.#timers.random(), () => this.#connect());
  }

  /** Something changed: the network came or went, or the page woke. Find out at once what is true now. */
  check(): void {
    if (this.#phase === 'waiting') return this.#connect();
    if (this.#phase !== 'open') return;
    this.#cancel();
    const heard = this.#wire.lastHeard;
    this.#wire.probe();
    this.#cancel = this.#timers.after(times.answering, () => {
      if (this.#wire.lastHeard === heard) this.#wire.drop();
    });
  }

  #connect(): void {
    this.#enter('opening');
    this.#cancel = this.#timers.after(times.opening, () => this.#wire.drop());
    this.#wire.open();
  }

  #enter(phase: Phase): void {
    this.#cancel();
    this.#cancel = () => {};
    this.#phase = phase;
  }
}
