// The people of a scenario of type `coming`: one person writes the documents, the server restarts, and everybody comes
// at once. An answer that lacks anything is a failure.

import * as Y from 'yjs';
import type { Coming } from '../scenarios.ts';
import type { Protocol } from '../servers.ts';
import { addressOf, pause, progress } from './bench.ts';
import { dialectOf } from './dialect.ts';
import { difference, editsIn, writeEdits } from './edits.ts';
import { Hearing } from './hearing.ts';
import type { Findings } from './messages.ts';
import { type Ledger, type Part, Person, type Possession } from './person.ts';
import { stopwatch } from './stopwatch.ts';
import { writeTrace } from './trace.ts';

/** The time, in milliseconds, for a server that does not acknowledge to store the documents before its restart. */
const storing = 4_000;

/** The client ids of people who only read are above those of the documents' writers. */
const firstComer = 4_200_000_000;

export class Comers implements Ledger {
  readonly hearing = new Hearing();
  readonly #scenario: Coming;
  readonly #server: Protocol;
  readonly #all: Possession;
  #people: Person[] = [];
  #frames = 0;

  constructor(scenario: Coming, server: Protocol) {
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

  /** Opens each document once. */
  async open(port: number): Promise<void> {
    await bringIn(this.#invite(1, { expects: this.#all.spans }), port);
    await pause(500);
  }

  /** Brings everybody in at once; resolves when all have everything. */
  async come(port: number): Promise<Findings> {
    const { people, back } = this.#scenario;
    this.#frames = 0;
    this.#people = this.#invite(people, { expects: this.#all.spans, witnesses: true, ...(back && { has: this.#all }) });
    const stop = stopwatch();
    const latencies = await bringIn(this.#people, port);
    return stop(Float32Array.from(latencies), this.#frames);
  }

  /** Throws unless the updates that each person received make the document. */
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

  /** `people` persons for each document, not yet connected. */
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

/** Connects all at once; gives the time that each took, in milliseconds. */
function bringIn(people: readonly Person[], port: number): Promise<number[]> {
  return Promise.all(
    people.map(async (person, index) => {
      const started = performance.now();
      await person.join(port, addressOf(index));
      return performance.now() - started;
    }),
  );
}
