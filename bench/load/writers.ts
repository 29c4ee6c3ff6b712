// All people of a scenario in which people write: they join, write at random moments, and count what they get of the
// others.

import * as prng from 'lib0/prng';
import type { Writing } from '../scenarios.ts';
import type { ServerName } from '../servers.ts';
import { pause } from './bench.ts';
import type { Span } from './edits.ts';
import { Hearing } from './hearing.ts';
import { joinInTurn } from './joining.ts';
import type { Findings } from './messages.ts';
import type { Ledger, Person } from './person.ts';
import { caretOf } from './presence.ts';
import { Room } from './room.ts';
import { stopwatch } from './stopwatch.ts';

/** How long, in seconds, the last edit may take to reach everybody. */
const patience = 60;
/** Those who stop reading read on when so much of the measured time is over, thus while the others still write … */
const stall = 0.75;
/** … or after so many seconds: Quire takes who has answered no ping for 20 s for dead. */
const longestStall = 15;

/** For so many seconds each writer makes so many edits a second. */
export interface Stint {
  readonly seconds: number;
  readonly rate: number;
}

export class Writers implements Ledger {
  readonly hearing = new Hearing();
  readonly #scenario: Writing;
  readonly #port: number;
  readonly #rooms: Room[];
  readonly #people: Person[];
  readonly #writers = new Map<number, Person>();
  readonly #random = prng.create(1);
  #frames = 0;
  readonly #stalled: ReadonlySet<Person>;
  /** Deliveries to those who always read, since the last time that edits began to be made. */
  #expected = 0;
  #deliveries = 0;
  /** Deliveries to the others, from the beginning: they do not read at first. */
  #lateExpected = 0;
  #late = 0;
  /** Of each delivery since the last time that edits began to be made, in milliseconds. */
  #latencies = new Float32Array(0);

  /** All will write in these stints, one after the other. */
  constructor(scenario: Writing, server: ServerName, port: number, stints: readonly Stint[]) {
    this.#scenario = scenario;
    this.#port = port;
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
   * Brings everybody in, some at a time; those who are to stop reading do so before much has been sent to them, since
   * the more somebody has read, the more the system's buffers take for it.
   */
  async join(): Promise<void> {
    await joinInTurn(this.#people, this.#port);
    await pause(500); // the last answers to the servers' questions
    for (const person of this.#stalled) person.stall();
  }

  /** Has everybody write, and waits until those who always read have all of it. */
  async warmUp(stint: Stint): Promise<void> {
    this.#expect(stint);
    await this.#writeAll(stint);
    await this.#settle(() => this.#expected - this.#deliveries);
  }

  /** The same, measured; the others begin to read meanwhile, and it waits for them too. */
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

  /** Throws unless everybody has everything, when all stints are over. */
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

  /** Every writer makes its edits one in each period, at a moment of its own. */
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

  /** Waits until nothing is `missing`, deliveries that is, and everything is acknowledged and everybody seen. */
  async #settle(missing: () => number): Promise<void> {
    const until = performance.now() + patience * 1000;
    while (missing() > 0 || !this.#acknowledged() || !this.#allSeen()) {
      if (performance.now() > until) throw new Error(this.#lacking(missing()));
      await pause(5);
    }
  }

  #lacking(missing: number): string {
    if (missing > 0) return `${missing} deliveries were missing after ${patience} s`;
    if (!this.#allSeen()) return `somebody did not learn where another was in ${patience} s`;
    return `not every edit was acknowledged in ${patience} s`;
  }

  #acknowledged(): boolean {
    return this.#people.every(({ acknowledged }) => acknowledged);
  }

  #allSeen(): boolean {
    return !this.#scenario.cursors || this.#rooms.every(({ allSeen }) => allSeen);
  }
}
