// When to connect, and when to give up an attempt or a silent connection: a state machine without network code. Waits
// grow with each failure (exponential backoff) and are random (full jitter), so that pages do not return all at once.

import type { Timers } from './timers.ts';

/** The connection that the loop works on. */
export interface Wire {
  /** Begins an attempt. The wire reports its result by `opened` or `closed`. */
  open(): void;
  /** Closes the connection, or gives up the attempt. The wire reports it by `closed`. */
  drop(): void;
  /** Sends a message that the server answers. */
  probe(): void;
  /** When the last message arrived, in any unit that grows. */
  readonly lastHeard: number;
}

/** In milliseconds. */
export const reconnectTimes = {
  /** The upper bound of the wait after the first failure; it doubles with each further failure. */
  firstWait: 400,
  /** The upper bound of every wait. */
  longestWait: 8_000,
  /** How long an attempt may take. Some networks swallow a connection without an answer. */
  opening: 10_000,
  /** How long the answer to a probe may take. */
  answering: 5_000,
} as const;

type Phase = 'stopped' | 'opening' | 'open' | 'waiting';

export class ReconnectLoop {
  readonly #wire: Wire;
  readonly #timers: Pick<Timers, 'after' | 'random'>;
  #phase: Phase = 'stopped';
  #failures = 0;
  #cancelTimer: () => void = () => {};

  constructor(wire: Wire, timers: Pick<Timers, 'after' | 'random'>) {
    this.#wire = wire;
    this.#timers = timers;
  }

  /** Connects, and stays connected until `stop`. */
  start(): void {
    if (this.#phase === 'stopped') this.#connect();
  }

  /** Closes the connection and stays stopped until `start`. */
  stop(): void {
    if (this.#phase === 'stopped') return;
    const isConnecting = this.#phase !== 'waiting';
    this.#enter('stopped');
    if (isConnecting) this.#wire.drop();
  }

  /** The wire reports that the connection is open. */
  opened(): void {
    if (this.#phase === 'opening') this.#enter('open');
  }

  /** The wire reports that the connection is synced. The next wait is a first one again. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** The wire reports that the connection is closed, or the attempt failed. A final close stops the loop. */
  closed(isFinal: boolean): void {
    if (this.#phase === 'stopped') return;
    if (isFinal) return this.#enter('stopped');
    const longest = Math.min(reconnectTimes.firstWait * 2 ** this.#failures, reconnectTimes.longestWait);
    this.#failures++;
    this.#enter('waiting');
    this.#cancelTimer = this.#timers.after(longest * this.#timers.random(), () => this.#connect());
  }

  /** Ends a wait at once, or probes an open connection. To be called when the network changes or the page wakes. */
  check(): void {
    if (this.#phase === 'waiting') return this.#connect();
    if (this.#phase !== 'open') return;
    this.#cancelTimer();
    const heard = this.#wire.lastHeard;
    this.#wire.probe();
    this.#cancelTimer = this.#timers.after(reconnectTimes.answering, () => {
      if (this.#wire.lastHeard === heard) this.#wire.drop();
    });
  }

  #connect(): void {
    this.#enter('opening');
    this.#cancelTimer = this.#timers.after(reconnectTimes.opening, () => this.#wire.drop());
    this.#wire.open();
  }

  #enter(phase: Phase): void {
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    this.#phase = phase;
  }
}
