// The bus of the simulation: it loses, repeats, delays and reorders what servers say to each other, and may be cut off
// from one of them.

import type { Bus, BusListener } from '../../bus/bus.ts';
import type { TestClock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { busFaults } from './faults.ts';

/** Says whether a fault that chance has drawn happens. */
export type Occurs = (fault: Exclude<(typeof busFaults)[number], 'cutBus'>) => boolean;

/** What carries the messages of all servers. */
export class Exchange {
  readonly #clock: TestClock;
  readonly #random: Random;
  readonly #occurs: Occurs;
  readonly #buses = new Set<SimulatedBus>();

  constructor(clock: TestClock, random: Random, occurs: Occurs) {
    this.#clock = clock;
    this.#random = random;
    this.#occurs = occurs;
  }

  bus(): SimulatedBus {
    const bus = new SimulatedBus(this);
    this.#buses.add(bus);
    return bus;
  }

  remove(bus: SimulatedBus): void {
    this.#buses.delete(bus);
  }

  send(channel: string, message: Uint8Array): void {
    for (const bus of this.#buses) {
      const copies = this.#copies();
      for (let i = 0; i < copies; i++) this.#clock.after(this.#delay(), () => bus.deliver(channel, message));
    }
  }

  #copies(): number {
    if (this.#random.chance(0.05) && this.#occurs('lose')) return 0;
    return this.#random.chance(0.05) && this.#occurs('repeat') ? 2 : 1;
  }

  #delay(): number {
    return this.#random.chance(0.05) && this.#occurs('delay') ? this.#random.below(3_000) : this.#random.below(5);
  }
}

export class SimulatedBus implements Bus {
  readonly #exchange: Exchange;
  readonly #listeners = new Map<string, Set<BusListener>>();
  readonly #onUp = new Set<() => void>();
  #isUp = true;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  cut(): void {
    this.#isUp = false;
  }

  restore(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    for (const listener of this.#onUp) listener();
  }

  subscribe(channel: string, listener: BusListener): Promise<() => void> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    return Promise.resolve(() => void listeners.delete(listener));
  }

  publish(channel: string, message: Uint8Array): void {
    if (this.#isUp) this.#exchange.send(channel, message);
  }

  onUp(listener: () => void): () => void {
    this.#onUp.add(listener);
    return () => void this.#onUp.delete(listener);
  }

  deliver(channel: string, message: Uint8Array): void {
    if (!this.#isUp) return;
    for (const listener of [...(this.#listeners.get(channel) ?? [])]) listener(message);
  }

  close(): Promise<void> {
    this.#exchange.remove(this);
    return Promise.resolve();
  }
}
