// One connection in the simulation. Frames arrive in order, each after a delay. It may end in each way that a real one
// does: closed by either side, reset, or half-open, when nothing arrives any more and neither side knows.

import type { Clock } from '../../clock.ts';

/** One end of a link. */
export interface End {
  receive(frame: Uint8Array): void;
  /** A ping of the other side, or its pong. */
  ping(): void;
  /** The link is gone; `code` is null when no close frame came. Called once. */
  closed(code: number | null): void;
}

export type Side = 'client' | 'server';

const other: Record<Side, Side> = { client: 'server', server: 'client' };

/** What a client has to a server: a connection, or a session over plain HTTP. */
export interface Line {
  /** The updates that the client sent on this line: an Ack gives the number of them that are durable. */
  readonly counted: Uint8Array[];
  attach(side: 'client', end: End): void;
  send(from: 'client', frame: Uint8Array): void;
  ping(from: 'client'): void;
  close(side: 'client', code: number): void;
  /** Whether everything that was sent since then arrives soon. */
  isSoundSince(time: number): boolean;
  /** What is on its way is lost, and nobody knows. */
  stall(): void;
  /** What is on its way is lost, and both sides know. */
  reset(): void;
}

export class SimulatedConnection implements Line {
  readonly #clock: Clock;
  readonly #latency: () => number;
  readonly #ends: Partial<Record<Side, End>> = {};
  /** The arrival of the last frame to each side: no frame overtakes another. */
  readonly #arrival: Record<Side, number> = { client: 0, server: 0 };
  #halfOpen = false;
  readonly counted: Uint8Array[] = [];

  /** `latency` gives the milliseconds that the next frame takes, at least. */
  constructor(clock: Clock, latency: () => number) {
    this.#clock = clock;
    this.#latency = latency;
  }

  /** From now on `end` receives what arrives at `side`. */
  attach(side: Side, end: End): void {
    this.#ends[side] = end;
  }

  get isHalfOpen(): boolean {
    return this.#halfOpen;
  }

  isSoundSince(): boolean {
    return !this.#halfOpen;
  }

  send(from: Side, frame: Uint8Array): void {
    this.#deliver(other[from], (end) => end.receive(frame));
  }

  ping(from: Side): void {
    this.#deliver(other[from], (end) => end.ping());
  }

  /** Closes the link from `side`, which receives nothing more. The other side learns of it after a delay. */
  close(side: Side, code: number | null): void {
    delete this.#ends[side];
    this.#deliver(other[side], (end) => {
      delete this.#ends[other[side]];
      end.closed(code);
    });
  }

  /** Makes the link half-open: nothing arrives any more, and neither side knows. */
  stall(): void {
    this.#halfOpen = true;
  }

  /** Breaks the link: frames on their way are lost, and both sides learn of it at once. */
  reset(): void {
    this.#halfOpen = true;
    for (const side of ['client', 'server'] as const) {
      const end = this.#ends[side];
      delete this.#ends[side];
      end?.closed(null);
    }
  }

  #deliver(side: Side, act: (end: End) => void): void {
    const at = Math.max(this.#arrival[side], this.#clock.now() + this.#latency());
    this.#arrival[side] = at;
    this.#clock.after(at - this.#clock.now(), () => {
      const end = this.#ends[side];
      if (end !== undefined && !this.#halfOpen) act(end);
    });
  }
}
