// The people of a scenario of type `writing`: they join, write at random moments, and count the edits of the others.

import * as prng from 'lib0/prng';
import type { Writing } from '../scenarios.ts';
import type { Protocol } from '../servers.ts';
import { pause } from './bench.ts';
import type { Span } from './edits.ts';
import { Hearing } from './hearing.ts';
import { joinInTurn } from './joining.ts';
import type { Findings, Job } from './messages.ts';
import type { Ledger, Person } from './person.ts';
import { caretOf } from './presence.ts';
import { Room } from './room.ts';
import { stopwatch } from './stopwatch.ts';

/** The seconds in which the last edit must reach everybody. */
const patience = 60;
/** Stalled readers read on after this share of the measured time, while the others still write … */
const stall = 0.75;
/** … but after this number of seconds at the latest: Quire drops a client that has answered no ping for 20 s. */
const longestStall = 15;

/** A time in seconds, and each writer's edits per second in it. */
export interface Stint {
  readonly seconds: number;
  readonly rate: number;
}

export class Writers implements Ledger {
  readonly hearing = new Hearing();
  readonly #scenario: Writing;
  readonly #places: Pick<Job, 'ports' | 'affinity'>;
  readonly #rooms: Room[];
  readonly #people: Person[];
  readonly #writers = new Map<number, Person>();
  readonly #random = prng.create(1);
  #frames = 0;
  readonly #stalled: ReadonlySet<Person>;
  /** Deliveries to readers that never stop, since the last stint began. */
  #expected = 0;
  #deliveries = 0;
  /** Deliveries to stalled readers, since the first stint: they do not read at first. */
  #lateExpected = 0;
  #late = 0;
  /** The milliseconds of each delivery since the last stint began. */
  #latencies = new Float32Array(0);

  /** All writers will write in these stints, one after the other. */
  constructor(scenario: Writing, server: Protocol, places: Pick<Job, 'ports' | 'affinity'>, stints: readonly Stint[]) {
    this.#scenario = scenario;
    this.#places = places;
    const edits = stints.reduce((sum, { seconds, rate }) => sum + seconds * rate, 0);
    this.#rooms = Array.from({ length: scenario.rooms }, (_, index) => new Room(index, scenario, server, edits, this));
    this.#people = this.#rooms.flatMap(({ people }) => people);
    this.#stalled = new Set(this.#rooms.flatMap(({ stalled }) => stalled));
    for (const { writers } of this.#rooms) for (const writer of writers) this.#writers.set(writer.client, writer);
  }

  frame(): void {
    this.#frames++;
  }

  delivered(reader: Person, { client, from, to }: Span): void {
    const { characters } = this.#scenario;
    const [first, end] = [from / characters, to / characters];
    if (this.#stalled.has(reader)) {
      this.#late += end - first;
      return;
    }
    const now = performance.now();
    const { sentAt } = this.#writers.get(client)!;
    for (let edit = first; edit < end; edit++) this.#latencies[this.#deliveries++] = now - sentAt[edit]!;
  }

  /**
   * Connects everybody, some at a time. The stalled readers stop early: the system's buffers for a socket grow with the
   * bytes that were read from it.
   */
  async join(): Promise<void> {
    const { ports, affinity } = this.#places;
    const together = affinity ? this.#rooms[0]!.people.length : 1;
    await joinInTurn(this.#people, (index) => ports[Math.floor(index / together) % ports.length]!);
    await pause(500); // the last answers to the servers' questions
    while (!this.#acknowledged()) await pause(5); // a stalled reader would not read its Ack
    for (const person of this.#stalled) person.stall();
  }

  /** Has everybody write, and waits until the readers that never stop have everything. */
  async warmUp(stint: Stint): Promise<void> {
    this.#expect(stint);
    await this.#writeAll(stint);
    await this.#settle(() => this.#expected - this.#deliveries);
  }

  /** The same, measured. The stalled readers read on meanwhile, and must have everything, too. */
  async write(stint: Stint): Promise<Findings> {
    this.#expect(stint);
    const stop = stopwatch();
    const before = this.#late;
    setTimeout(() => this.#wake(), Math.min(stint.seconds * stall, longestStall) * 1000);
    await this.#writeAll(stint);
    await this.#settle(() => this.#expected - this.#deliveries + this.#lateExpected - this.#late);
    return stop(this.#latencies, this.#frames, this.#late - before);
  }

  #wake(): void {
    for (const person of this.#stalled) person.wake();
  }

  /** For the end: throws unless everybody has everything. */
  check(): void {
    for (const room of this.#rooms) room.check();
  }

  #expect({ seconds, rate }: Stint): void {
    const { readers, writers, stalled } = this.#scenario;
    const edits = this.#writers.size * rate * seconds;
    this.#expected = edits * (readers + writers - 1 - stalled);
    this.#lateExpected += edits * stalled;
    this.#latencies = new Float32Array(this.#expected);
    this.#deliveries = this.#frames = 0;
  }

  /** Each writer makes one edit in each period, at a random moment of it. */
  #writeAll({ seconds, rate }: Stint): Promise<void> {
    const { cursors } = this.#scenario;
    const plan: { at: number; writer: Person }[] = [];
    for (const writer of this.#writers.values()) {
      for (let i = 0; i < rate * seconds; i++) {
        plan.push({ at: ((i + prng.real53(this.#random)) / rate) * 1000, writer });
      }
    }
    plan.sort((a, b) => a.at - b.at);
    const started = performance.now();
    return new Promise((resolve) => {
      let next = 0;
      const tick = () => {
        const now = performance.now() - started;
        for (; next < plan.length && plan[next]!.at <= now; next++) {
          const { writer } = plan[next]!;
          writer.write(cursors ? caretOf(writer) : null);
        }
        if (next === plan.length) resolve();
        else setTimeout(tick, 1);
      };
      tick();
    });
  }

  /** Waits until no deliveries are `missing`, all edits are acknowledged, and all carets are known. */
  async #settle(missing: () => number): Promise<void> {
    const until = performance.now() + patience * 1000;
    while (missing() > 0 || !this.#acknowledged() || !this.#allSeen()) {
      if (performance.now() > until) throw new Error(this.#lacking(missing()));
      await pause(5);
    }
  }

  #lacking(missing: number): string {
    if (missing > 0) return `${missing} deliveries were missing after ${patience} s`;
    if (!this.#allSeen()) return `a person lacked the awareness of another after ${patience} s`;
    return `not every edit was acknowledged after ${patience} s`;
  }

  #acknowledged(): boolean {
    return this.#people.every(({ acknowledged }) => acknowledged);
  }

  #allSeen(): boolean {
    return !this.#scenario.cursors || this.#rooms.every(({ allSeen }) => allSeen);
  }
}
