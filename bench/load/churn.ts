// A busy day of many documents, played much faster. People open a document, write, vanish, come back and leave; it
// rests, and is opened again; in the end it is deleted or left for good. An edit that the server then lacks is a
// failure.

import * as prng from 'lib0/prng';
import * as Y from 'yjs';
import type { Living } from '../scenarios.ts';
import type { Protocol } from '../servers.ts';
import { addressOf, ask, pause } from './bench.ts';
import { dialectOf } from './dialect.ts';
import { difference, editsIn, type Span, writeEdits } from './edits.ts';
import { Hearing } from './hearing.ts';
import { type Ledger, type Part, Person } from './person.ts';
import { caretOf, nameOf } from './presence.ts';

/** The number of measurements of memory. */
const samples = 120;
/** All times are in milliseconds. The longest that a person may wait for the edits of others: */
const patience = 60_000;
/** The most edits of a client in one visit. */
const mostEdits = 20;
const firstClient = 1_000_000_000;
/** The number of people in a document at a time is drawn from these. */
const sizes = [1, 1, 2, 2, 3, 4, 6, 20];

type Range = readonly [from: number, to: number];
/**
 * At a pace of 1: how long a document is in use, and how long it then rests. Quire keeps an idle one in memory for 30
 * s.
 */
const used: Range = [10_000, 40_000];
const alone: Range = [1_000, 50_000];
/** How long a person stays, the time between two edits, and the time from a lost connection to the next. */
const stay: Range = [2_000, 15_000];
const between: Range = [200, 1_000];
const away: Range = [50, 3_000];
/** How often a document is used in all: none may grow for ever. */
const uses: Range = [1, 4];

interface Document {
  readonly name: string;
  /** The edits of all people who have left, as one update each, and as clocks. */
  readonly updates: Uint8Array[];
  readonly spans: Span[];
  /** The number of edits that each client has sent. */
  readonly sent: Map<number, number>;
}

export class Churn implements Ledger {
  readonly hearing = new Hearing();
  readonly #scenario: Living;
  readonly #server: Protocol;
  readonly #port: number;
  readonly #acknowledges: boolean;
  readonly #random = prng.create(1);
  /** Documents that were not deleted. */
  readonly #kept: Document[] = [];
  #over = false;
  #documents = 0;
  #deleted = 0;
  #joins = 0;
  #edits = 0;
  #present = 0;

  constructor(scenario: Living, server: Protocol, port: number) {
    this.#scenario = scenario;
    this.#server = server;
    this.#port = port;
    this.#acknowledges = dialectOf(server, 'any').acknowledges;
  }

  frame(): void {}

  delivered(): void {}

  /** Plays for `seconds`, and has memory measured meanwhile. */
  async live(seconds: number): Promise<void> {
    const lives = Array.from({ length: this.#scenario.documents }, () => this.#useOneAfterAnother());
    const started = performance.now();
    for (let i = 1; i <= samples; i++) {
      await pause(Math.max(0, started + (i * seconds * 1000) / samples - performance.now()));
      await ask({ type: 'memory', doing: this.#account() });
    }
    this.#over = true;
    await Promise.all(lives);
  }

  /**
   * Reads each document that is left with a client that has nothing. Throws unless it holds exactly what was written.
   */
  async check(): Promise<void> {
    const waiting = this.#kept.values();
    const readThem = async () => {
      for (const document of waiting) {
        const part = { client: firstClient + this.#joins, expects: document.spans, witnesses: true };
        const reader = await this.#come(document, part);
        const wrong = difference(reader.witnessed!, document.updates);
        if (wrong !== null) throw new Error(wrong);
        reader.leave();
      }
    };
    await Promise.all(Array.from({ length: 10 }, readThem));
  }

  #account(): string {
    const done = `${this.#joins} joins, ${this.#edits} edits, ${this.#documents} documents`;
    return `${this.#present} people there; so far ${done}, ${this.#deleted} of them deleted`;
  }

  async #useOneAfterAnother(): Promise<void> {
    await this.#rest(used); // not all at the same time
    while (!this.#over) {
      const document: Document = { name: `day-${++this.#documents}`, updates: [], spans: [], sent: new Map() };
      for (let times = Math.round(this.#draw(uses)); times > 0 && !this.#over; times--) {
        await this.#use(document);
        await this.#rest(alone);
      }
      if (this.#acknowledges && this.#chance(0.3)) await this.#delete(document);
      else this.#kept.push(document);
    }
  }

  /** Keeps a document in use for some time: a person who leaves is followed by another. */
  async #use(document: Document): Promise<void> {
    const until = this.#after(used);
    const size = sizes[Math.floor(this.#draw([0, sizes.length]))]!;
    const takeTurns = async () => {
      while (performance.now() < until && !this.#over) await this.#visit(document);
    };
    await Promise.all(Array.from({ length: size }, takeTurns));
  }

  /** A person joins, stays for some time, and leaves once they have everything. */
  async #visit(document: Document): Promise<void> {
    const client = firstClient + this.#joins;
    const edits = writeEdits(client, this.#chance(0.5) ? 0 : mostEdits);
    const person = await this.#come(document, { client, edits, expects: [...document.spans] });
    const { stayed, written } = await this.#stay(document, person, edits);
    await this.#receive(document, stayed);
    this.#present--;
    if (this.#chance(0.5)) stayed.leave();
    else stayed.vanish();
    if (written === 0) return;
    document.updates.push(Y.mergeUpdates(edits.slice(0, written)));
    document.spans.push({ client, from: 0, to: written });
  }

  /** Writes the prepared edits, and now and then loses the connection and comes back. */
  async #stay(
    document: Document,
    person: Person,
    edits: readonly Uint8Array[],
  ): Promise<{ stayed: Person; written: number }> {
    const until = this.#after(stay);
    let [stayed, written] = [person, 0];
    while (performance.now() < until && !this.#over) {
      await this.#rest(between);
      if (written < edits.length) {
        stayed.write(caretOf(stayed));
        document.sent.set(person.client, ++written);
        this.#edits++;
      }
      if (this.#chance(0.03)) stayed = await this.#comeBack(document, stayed, edits, written);
    }
    return { stayed, written };
  }

  /**
   * Loses the connection, perhaps with edits on their way, and comes back after a moment with all edits written so far.
   */
  async #comeBack(document: Document, person: Person, edits: readonly Uint8Array[], written: number): Promise<Person> {
    const { client } = person;
    person.vanish();
    this.#present--;
    await this.#rest(away);
    const had = Y.mergeUpdates(edits.slice(0, written));
    const has = { update: had, stateVector: Y.encodeStateVectorFromUpdate(had), spans: editsIn(had) };
    return this.#come(document, { client, edits: edits.slice(written), has, expects: [...document.spans] });
  }

  /** A person joins, and announces their name. */
  async #come({ name }: Document, part: Part): Promise<Person> {
    const person = new Person(dialectOf(this.#server, name), this, part);
    await person.join(this.#port, addressOf((this.#joins++ % 10) * 1_000));
    person.announce(nameOf(person));
    this.#present++;
    return person;
  }

  /** Waits until `person` has all edits, and has an acknowledgement for its own where the server gives one. */
  async #receive({ name, sent }: Document, person: Person): Promise<void> {
    const all = [...sent].filter(([client]) => client !== person.client);
    const until = performance.now() + patience;
    while (!person.acknowledged || all.some(([client, count]) => person.tally.of(client) < count)) {
      if (performance.now() > until) {
        throw new Error(`a person in ${name} lacked an edit or an acknowledgement for a minute`);
      }
      await pause(20);
    }
    if (!this.#acknowledges) await pause(500);
  }

  async #delete({ name }: Document): Promise<void> {
    const { status } = await fetch(`http://127.0.0.1:${this.#port}/api/documents/${name}`, { method: 'DELETE' });
    if (status !== 204) throw new Error(`the server answered ${status} to the deletion of ${name}`);
    this.#deleted++;
  }

  /** A moment that is drawn from `time` from now. */
  #after(time: Range): number {
    return performance.now() + this.#draw(time) / this.#scenario.pace;
  }

  /** Waits for a time that is drawn from `time`, or until the end of the run. */
  async #rest(time: Range): Promise<void> {
    const until = this.#after(time);
    for (let left = until - performance.now(); left > 0 && !this.#over; left = until - performance.now()) {
      await pause(Math.min(500, left));
    }
  }

  #draw([from, to]: Range): number {
    return from + prng.real53(this.#random) * (to - from);
  }

  #chance(share: number): boolean {
    return prng.real53(this.#random) < share;
  }
}
