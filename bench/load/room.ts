// The people of one document, and the edits that they are going to write.

import type { Writing } from '../scenarios.ts';
import type { Protocol } from '../servers.ts';
import { dialectOf } from './dialect.ts';
import { difference, writeEdits } from './edits.ts';
import { type Ledger, Person } from './person.ts';

export class Room {
  readonly people: readonly Person[];
  readonly writers: readonly Person[];
  /** The last of the readers, who stop reading for a while. */
  readonly stalled: readonly Person[];
  /** Characters of each edit. */
  readonly #characters: number;
  /** The edits of each person. */
  readonly #updates: readonly Uint8Array[][];

  /** Room number `index`, with `edits` prepared edits for each writer. */
  constructor(
    index: number,
    { writers, readers, stalled, characters }: Writing,
    server: Protocol,
    edits: number,
    ledger: Ledger,
  ) {
    const dialect = dialectOf(server, `room-${index}`);
    // As long in bytes as those that Yjs draws.
    const clients = Array.from({ length: writers + readers }, (_, place) => 1_000_000_000 + index * 10_000 + place);
    this.#updates = clients.map((client, place) => (place < writers ? writeEdits(client, edits, characters) : []));
    this.people = clients.map((client, i) => {
      const witnesses = i === clients.length - 1 || i === clients.length - 1 - stalled;
      return new Person(dialect, ledger, { client, edits: this.#updates[i]!, witnesses });
    });
    this.writers = this.people.slice(0, writers);
    this.stalled = this.people.slice(this.people.length - stalled);
    this.#characters = characters;
  }

  /** Whether everybody has the latest awareness of everybody. */
  get allSeen(): boolean {
    return this.people.every((reader) => this.writers.every((writer) => reader.sees(writer)));
  }

  /**
   * For the end of a run: throws unless everybody has all edits, and the witnesses have the document that was written.
   * The witnesses are the last reader who always read, and the last who stopped.
   */
  check(): void {
    for (const reader of this.people) {
      for (const writer of this.writers) {
        const got = reader === writer ? writer.written : reader.tally.of(writer.client) / this.#characters;
        if (got !== writer.sentAt.length) {
          throw new Error(`a reader got ${got} of ${writer.sentAt.length} edits of a writer`);
        }
      }
    }
    const all = this.#updates.flat();
    for (const [i, { witnessed }] of this.people.entries()) {
      const wrong = witnessed === null ? null : difference([...this.#updates[i]!, ...witnessed], all);
      if (wrong !== null) throw new Error(wrong);
    }
  }
}
