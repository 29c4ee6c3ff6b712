// What carries the frames of a document, and which of the HTTP carriers worked last for a server. The network decides
// that, so the memory of it is short, and ends when the network changes.

import type { Timers } from '../timers.ts';

/** A WebSocket, a stream of events, or answers to polls. */
export type Carrier = 'websocket' | 'stream' | 'polling';

export type HttpCarrier = Exclude<Carrier, 'websocket'>;

/** The part of a browser's storage that the memory needs. */
export type CarrierStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** How long a carrier is remembered, in milliseconds. A WebSocket is tried at the latest when that is over. */
export const remembered = 10 * 60_000;

/**
 * The number of WebSockets that break, in so many milliseconds, where the network cuts them: it may do so whenever
 * nobody writes. A server that restarts breaks one.
 */
export const cutting = { breaks: 3, within: 60_000 } as const;

const keyOf = (origin: string): string => `quire.carrier ${origin}`;

export class CarrierMemory {
  readonly #entries = new Map<string, string>();
  /** For each origin, when WebSockets broke that had worked. */
  readonly #breaks = new Map<string, number[]>();
  readonly #storage: CarrierStorage | null;
  readonly #now: Timers['now'];

  /** With `storage`, other pages of the device know it, too. */
  constructor(storage: CarrierStorage | null, now: Timers['now']) {
    this.#storage = storage;
    this.#now = now;
  }

  /** The carrier to begin with where WebSockets do not work: the one that worked last. Null where they may work. */
  recall(origin: string): HttpCarrier | null {
    return this.#worked(origin) ?? (this.#breaksOf(origin).length < cutting.breaks ? null : 'stream');
  }

  /** Notes a carrier that works. A WebSocket leaves nothing to remember but how often one broke. */
  remember(origin: string, carrier: Carrier): void {
    if (carrier === 'websocket') return this.#forgetCarrier(origin);
    const entry = `${carrier} ${this.#now()}`;
    this.#entries.set(keyOf(origin), entry);
    attempt(() => this.#storage?.setItem(keyOf(origin), entry));
  }

  /** Notes that a WebSocket broke that had worked. */
  broke(origin: string): void {
    this.#breaks.set(origin, [...this.#breaksOf(origin), this.#now()]);
  }

  /** To be called when the network changes, and when nothing reaches the server. */
  forget(origin: string): void {
    this.#breaks.delete(origin);
    this.#forgetCarrier(origin);
  }

  #breaksOf(origin: string): number[] {
    const now = this.#now();
    return (this.#breaks.get(origin) ?? []).filter((at) => now - at < cutting.within);
  }

  #worked(origin: string): HttpCarrier | null {
    const key = keyOf(origin);
    const entry = attempt(() => this.#storage?.getItem(key)) ?? this.#entries.get(key) ?? '';
    const [carrier, at] = entry.split(' ');
    const age = this.#now() - Number(at);
    if (!(age >= 0 && age < remembered)) return null; // a clock that was set back makes none last longer
    return carrier === 'stream' || carrier === 'polling' ? carrier : null;
  }

  #forgetCarrier(origin: string): void {
    this.#entries.delete(keyOf(origin));
    attempt(() => this.#storage?.removeItem(keyOf(origin)));
  }
}

/** A storage may be full or forbidden, which costs the memory alone. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
