// One connection in the simulation: frames arrive in order and after a while, and any of the ways in which a connection
// ends may befall it: closed by either side, reset, or half-open, where nothing arrives any more and nobody is told.

import type { TestClock } from '../clock.ts';

/** What one end of a link is told. */
export interface End {
  receive(frame: Uint8Array): void;
  /** The other side asks for, or gives, a sign of life. */
  ping(): void;
  /** The link is gone; `code` is null when there was no goodbye. Called once. */
  closed(code: number | null): void;
}

export type Side = 'client' | 'server';

const other: Record<Side, Side> = { client: 'server', server: 'client' };

export class SimulatedConnection {
  readonly #clock: TestClock;
  readonly #latency: () => number;
  readonly #ends: Partial<Record<Side, End>> = {};
  /** When the last that was sent to each side arrives: nothing overtakes. */
  readonly #arrival: Record<Side, number> = { client: 0, server: 0 };
  #halfOpen = false;
  /** The updates that the client sent on this link in messages that acknowledgements count. */
  readonly counted: Uint8Array[] = [];

  /** `latency` gives the milliseconds that the next frame takes at least. */
  constructor(clock: TestClock, latency: () => number) {
    this.#clock = clock;
    this.#latency = latency;
  }

  /** From now on `end` is told what arrives at `side`. */
  attach(side: Side, end: End): void {
    this.#ends[side] = end;
  }

  send(from: Side, frame: Uint8Array): void {
    this.#deliver(other[from], (end) => end.receive(frame));
  }

  ping(from: Side): void {
    this.#deliver(other[from], (end) => end.ping());
  }

  /** `side` ends the link: it hears nothing more, and the other is told in its turn. */
  close(side: Side, code: number | null): void {
    delete this.#ends[side];
    this.#deliver(other[side], (end) => {
      delete this.#ends[other[side]];
      end.closed(code);
    });
  }

  /** Nothing arrives any more, and nobody is told. */
  stall(): void {
    this.#halfOpen = true;
  }

  /** What is on its way is lost, and both sides are told. */
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
