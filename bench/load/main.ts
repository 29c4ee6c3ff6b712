// The load: a process that plays all people of one run against one server. It says when it is ready, when everybody has
// got everything and whether the documents are the same; anything else that happens is a failure, with its reason.

import * as prng from 'lib0/prng';
import { percentile } from '../statistics.ts';
import { Hearing } from './hearing.ts';
import type { Findings, FromLoad, Job } from './messages.ts';
import type { Ledger, Person } from './person.ts';
import { Room } from './room.ts';

/** For how long the servers' code is made warm: what V8 compiles it compiles in this time. */
const warmUp = 2;
/** How long, in seconds, the last edit may take to reach everybody. */
const patience = 60;
/** How many join at the same time. */
const joiners = 50;
/** How many connections are made from one address of this machine: Quire takes at most 2,000 of one. */
const perAddress = 1_900;

const send = (message: FromLoad) => process.send!(message);
const progress = (text: string) => send({ type: 'progress', text });
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const answer = () => new Promise<void>((resolve) => process.once('message', () => resolve()));

process.on('disconnect', () => process.exit());
process.on('uncaughtException', ({ message }) => {
  process.send?.({ type: 'failed', reason: message } satisfies FromLoad, () => process.exit());
});

class Load implements Ledger {
  readonly hearing = new Hearing();
  readonly #job: Job;
  readonly #rooms: Room[];
  readonly #people: Person[];
  readonly #writers = new Map<number, Person>();
  readonly #random = prng.create(1);
  #frames = 0;
  #expected = 0;
  #deliveries = 0;
  /** Of each delivery since the last time that edits began to be made, in milliseconds. */
  #latencies = new Float32Array(0);

  constructor(job: Job) {
    this.#job = job;
    this.#rooms = Array.from({ length: job.scenario.rooms }, (_, index) => new Room(index, job.scenario, job.server, job.scenario.rate * (warmUp + job.seconds), this));
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

  async join(): Promise<void> {
    const waiting = this.#people.entries();
    const joinOneByOne = async () => {
      for (const [index, person] of waiting) {
        await person.join(this.#job.port, `127.0.0.${1 + Math.floor(index / perAddress)}`);
        if ((index + 1) % 100 === 0) progress(`${index + 1} of ${this.#people.length} joined`);
      }
    };
    await Promise.all(Array.from({ length: joiners }, joinOneByOne));
    await pause(500); // the last answers to the servers' questions
  }

  /** Has everybody write for some seconds, and waits until all of it has arrived and is acknowledged. */
  async write(seconds: number): Promise<Findings> {
    const { readers, writers, rate } = this.#job.scenario;
    this.#expected = this.#writers.size * rate * seconds * (readers + writers - 1);
    this.#latencies = new Float32Array(this.#expected);
    this.#deliveries = this.#frames = 0;
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    await this.#writeAll(seconds);
    await this.#settle();
    const passed = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    this.#latencies.sort();
    return {
      deliveries: this.#deliveries,
      p50: percentile(this.#latencies, 0.5),
      p99: percentile(this.#latencies, 0.99),
      frames: this.#frames,
      seconds: passed / 1000,
      loadBusy: (user + system) / 1000 / passed,
    };
  }

  check(): void {
    for (const room of this.#rooms) room.check();
  }

  /** Every writer makes its edits one in each period, at a moment of its own. */
  #writeAll(seconds: number): Promise<void> {
    const { rate, cursors } = this.#job.scenario;
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
    return !this.#job.scenario.cursors || this.#rooms.every(({ allSeen }) => allSeen);
  }
}

/** What an editor tells of a caret that has just moved, at about its usual length. */
function caretOf({ client, written }: Person): string {
  const place = { type: null, tname: 'text', item: { client, clock: written }, assoc: 0 };
  const user = { name: `Person ${client % 1000}`, color: '#3366cc' };
  return JSON.stringify({ user, cursor: { anchor: place, head: place } });
}

async function run(job: Job): Promise<void> {
  progress('preparing');
  const load = new Load(job);
  await load.join();
  progress('warming up');
  await load.write(warmUp);
  send({ type: 'ready' });
  await answer();
  progress(`writing for ${job.seconds} s`);
  send({ type: 'delivered', findings: await load.write(job.seconds) });
  await answer();
  load.check();
  send({ type: 'whole' });
}

process.once('message', (job: Job) => void run(job));
