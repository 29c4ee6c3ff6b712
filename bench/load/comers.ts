// All people of a scenario in which people come to documents that exist: someone writes them, the server is restarted,
// and everybody comes at once, each with a full answer or it is a failure.

import * as Y from 'yjs';
import type { Coming } from '../scenarios.ts';
import type { ServerName } from '../servers.ts';
import { addressOf, pause, progress } from './bench.ts';
import { dialectOf } from './dialect.ts';
import { difference, editsIn, writeEdits } from './edits.ts';
import { Hearing } from './hearing.ts';
import type { Findings } from './messages.ts';
import { type Ledger, type Part, Person, type Possession } from './person.ts';
import { stopwatch } from './stopwatch.ts';
import { writeTrace } from './trace.ts';

/**
 * How long, in milliseconds, a server that does not acknowledge is given to store what it was sent, before its restart.
 */
const storing = 4_000;

/** The clients of people who only come are above those who wrote the documents. */
const firstComer = 4_200_000_000;

export class Comers implements Ledger {
  readonly hearing = new Hearing();
  readonly #scenario: Coming;
  readonly #server: ServerName;
  readonly #all: Possession;
  #people: Person[] = [];
  #frames = 0;

  constructor(scenario: Coming, server: ServerName) {
    this.#scenario = scenario;
    this.#server = server;
    const update = scenario.document === 'book' ? writeTrace(1) : Y.mergeUpdates(writeEdits(1, 500));
    this.#all = { update, stateVector: Y.encodeStateVectorFromUpdate(update), spans: editsIn(update) };
  }

  frame(): void {
    this.#frames++;
  }

  delivered(): void {}

  /** Writes the documents, and waits until the server has stored them. */
  async fill(port: number): Promise<void> {
    progress('writing the documents');
    const writers = this.#invite(1, { edits: [this.#all.update] });
    await bringIn(writers, port);
    for (const writer of writers) writer.write(null);
    while (!writers.every(({ acknowledged }) => acknowledged)) await pause(5);
    await pause(500);
    const readers = this.#invite(1, { expects: this.#all.spans });
    await bringIn(readers, port);
    if (!dialectOf(this.#server, 'any').acknowledges) await pause(storing);
    for (const person of [...writers, ...readers]) person.vanish();
    await pause(500);
  }

  /** Has somebody open each document. */
  async open(port: number): Promise<void> {
    await bringIn(this.#invite(1, { expects: this.#all.spans }), port);
    await pause(500);
  }

  /** Has everybody come at once; resolves when all have everything. */
  async come(port: number): Promise<Findings> {
    const { people, back } = this.#scenario;
    this.#frames = 0;
    this.#people = this.#invite(people, { expects: this.#all.spans, witnesses: true, ...(back && { has: this.#all }) });
    const stop = stopwatch();
    const latencies = await bringIn(this.#people, port);
    return stop(Float32Array.from(latencies), this.#frames);
  }

  /** Throws unless what each got makes the document. */
  check(): void {
    const known = new Set<string>();
    for (const { witnessed } of this.#people) {
      const got = Buffer.concat(witnessed!).toString('base64');
      if (known.has(got)) continue; // as most did
      known.add(got);
      const { update } = this.#all;
      const wrong = difference(this.#scenario.back ? [update, ...witnessed!] : witnessed!, [update]);
      if (wrong !== null) throw new Error(wrong);
    }
  }

  /** So many people for each document, who have not come yet. */
  #invite(people: number, part: Omit<Part, 'client'>): Person[] {
    const { rooms } = this.#scenario;
    return Array.from({ length: rooms * people }, (_, index) => {
      return new Person(dialectOf(this.#server, `room-${index % rooms}`), this, {
        client: firstComer + index,
        ...part,
      });
    });
  }
}

/** Brings in all at once; gives how long it took each, in milliseconds. */
function bringIn(people: readonly Person[], port: number): Promise<number[]> {
  return Promise.all(
    people.map(async (person, index) => {
      const started = performance.now();
      await person.join(port, addressOf(index));
      return performance.now() - started;
    }),
  );
}
