// The people of one document, what they are going to write, and whether they all ended up with it.

import type { Writing } from '../scenarios.ts';
import type { ServerName } from '../servers.ts';
import { dialectOf } from './dialect.ts';
import { difference, writeEdits } from './edits.ts';
import { type Ledger, Person } from './person.ts';

export class Room {
  readonly people: readonly Person[];
  readonly writers: readonly Person[];
  /** Keeps all that it gets. */
  readonly #witness: Person;
  /** What each of the people writes. */
  readonly #updates: readonly Uint8Array[][];

  /** Room number `index`, with so many prepared `edits` for each writer. */
  constructor(index: number, { writers, readers }: Writing, server: ServerName, edits: number, ledger: Ledger) {
    const dialect = dialectOf(server, `room-${index}`);
    // Of as many bytes as those that Yjs draws.
    const clients = Array.from({ length: writers + readers }, (_, place) => 1_000_000_000 + index * 10_000 + place);
    this.#updates = clients.map((client, place) => (place < writers ? writeEdits(client, edits) : []));
    this.people = clients.map((client, i) => {
      return new Person(dialect, ledger, { client, edits: this.#updates[i]!, witnesses: i === clients.length - 1 });
    });
    this.writers = this.people.slice(0, writers);
    this.#witness = this.people.at(-1)!;
  }

  /** Whether everybody knows where everybody is. */
  get allSeen(): boolean {
    return this.people.every((reader) => this.writers.every((writer) => reader.sees(writer)));
  }

  /**
   * When all that was prepared has been written: throws unless everybody has all of everybody, and the witness the same
   * document as was written.
   */
  check(): void {
    for (const reader of this.people) {
      for (const writer of this.writers) {
        const got = reader === writer ? writer.written : reader.tally.of(writer.client);
        if (got !== writer.sentAt.length) throw new Error(`a reader got ${got} of ${writer.sentAt.length} edits of a writer`);
      }
    }
    const own = this.#updates.at(-1)!;
    const wrong = difference([...own, ...this.#witness.witnessed!], this.#updates.flat());
    if (wrong !== null) throw new Error(wrong);
  }
}
