// All people of a scenario in which people write: they join, write at random moments, and count what they get of the others.

import * as prng from 'lib0/prng';
import type { Writing } from '../scenarios.ts';
import type { ServerName } from '../servers.ts';
import { addressOf, pause, progress } from './bench.ts';
import { Hearing } from './hearing.ts';
import type { Findings } from './messages.ts';
import type { Ledger, Person } from './person.ts';
import { Room } from './room.ts';
import { stopwatch } from './stopwatch.ts';

/** How long, in seconds, the last edit may take to reach everybody. */
const patience = 60;
/** How many join at the same time. */
const joiners = 50;

export class Writers implements Ledger {
  readonly hearing = new Hearing();
  readonly #scenario: Writing;
  readonly #port: number;
  readonly #rooms: Room[];
  readonly #people: Person[];
  readonly #writers = new Map<number, Person>();
  readonly #random = prng.create(1);
  #frames = 0;
  #expected = 0;
  #deliveries = 0;
  /** Of each delivery since the last time that edits began to be made, in milliseconds. */
  #latencies = new Float32Array(0);

  /** Each writer will write for `seconds`, whatever they are divided into. */
  constructor(scenario: Writing, server: ServerName, port: number, seconds: number) {
    this.#scenario = scenario;
    this.#port = port;
    const edits = scenario.rate * seconds;
    this.#rooms = Array.from({ length: scenario.rooms }, (_, index) => new Room(index, scenario, server, edits, this));
    this.#people = this.#rooms.flatMap(({ people }) => people);
    for (const { writers } of this.#rooms) for (const writer of writers) this.#writers.set(writer.client, writer);
  }

  frame(): void {
    this.#frames++;
  }

  delivered(client: number, from: number, to: number): void {
    const now = performance.now();
    const { sentAt } = this.#writers.get(client)!;
    for (let edit = from; edit < to; edit++) this.#latencies[this.#deliveries++] = now - sentAt[edit]!;
  }

  /** Brings everybody in, some at a time. */
  async join(): Promise<void> {
    const waiting = this.#people.entries();
    const joinOneByOne = async () => {
      for (const [index, person] of waiting) {
        await person.join(this.#port, addressOf(index));
        if ((index + 1) % 100 === 0) progress(`${index + 1} of ${this.#people.length} joined`);
      }
    };
    await Promise.all(Array.from({ length: joiners }, joinOneByOne));
    await pause(500); // the last answers to the servers' questions
  }

  /** Has everybody write for some seconds, and waits until all of it has arrived and is acknowledged. */
  async write(seconds: number): Promise<Findings> {
    const { readers, writers, rate } = this.#scenario;
    this.#expected = this.#writers.size * rate * seconds * (readers + writers - 1);
    this.#latencies = new Float32Array(this.#expected);
    this.#deliveries = this.#frames = 0;
    const stop = stopwatch();
    await this.#writeAll(seconds);
    await this.#settle();
    return stop(this.#latencies, this.#frames);
  }

  /** Throws unless everybody has everything, when all seconds are over. */
  check(): void {
    for (const room of this.#rooms) room.check();
  }

  /** Every writer makes its edits one in each period, at a moment of its own. */
  #writeAll(seconds: number): Promise<void> {
    const { rate, cursors } = this.#scenario;
    const plan: { at: number; writer: Person }[] = [];
    for (const writer of this.#writers.values()) {
      for (let i = 0; i < rate * seconds; i++) plan.push({ at: ((i + prng.real53(this.#random)) / rate) * 1000, writer });
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

  async #settle(): Promise<void> {
    const until = performance.now() + patience * 1000;
    while (this.#deliveries < this.#expected || !this.#acknowledged() || !this.#allSeen()) {
      if (performance.now() > until) throw new Error(this.#lacking());
      await pause(5);
    }
  }

  #lacking(): string {
    const missed = this.#expected - this.#deliveries;
    if (missed > 0) return `${missed} of ${this.#expected} deliveries were missing after ${patience} s`;
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

/** What an editor tells of a caret that has just moved, at about its usual length. */
function caretOf({ client, written }: Person): string {
  const place = { type: null, tname: 'text', item: { client, clock: written }, assoc: 0 };
  const user = { name: `Person ${client % 1000}`, color: '#3366cc' };
  return JSON.stringify({ user, cursor: { anchor: place, head: place } });
}
