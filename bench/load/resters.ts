// The people of a scenario of type `resting`: they open documents, announce their names and stay.

import type { Resting } from '../scenarios.ts';
import type { Protocol } from '../servers.ts';
import { ask, pause } from './bench.ts';
import { dialectOf } from './dialect.ts';
import { Hearing } from './hearing.ts';
import { joinInTurn } from './joining.ts';
import { type Ledger, Person } from './person.ts';
import { nameOf } from './presence.ts';

/**
 * This number of people come and go before the measurement, so that it does not count the memory of code that runs
 * first …
 */
const first = 1_000;
/** … in this number of documents. */
const firstRooms = 10;

export class Resters implements Ledger {
  readonly hearing = new Hearing();
  readonly #scenario: Resting;
  readonly #server: Protocol;
  readonly #port: number;
  #connections = 0;

  constructor(scenario: Resting, server: Protocol, port: number) {
    this.#scenario = scenario;
    this.#server = server;
    this.#port = port;
  }

  frame(): void {}

  delivered(): void {}

  /** Has memory measured three times: without a connection, with one in each room, and with the further ones. */
  async rest(): Promise<void> {
    const { rooms, further } = this.#scenario;
    for (const person of await this.#open(first, (index) => `warm-up-${index % firstRooms}`)) person.leave();
    await this.#measure('nobody is there');
    const inRoom = (index: number) => `room-${index % rooms}`;
    await this.#open(rooms, inRoom);
    await this.#measure('one in each document');
    await this.#open(rooms * further, inRoom);
    await this.#measure('all are there');
  }

  async #open(count: number, documentOf: (index: number) => string): Promise<Person[]> {
    const people = Array.from({ length: count }, (_, index) => {
      const client = 1_000_000_000 + this.#connections + index;
      return new Person(dialectOf(this.#server, documentOf(index)), this, { client });
    });
    await joinInTurn(people, () => this.#port, this.#connections);
    for (const person of people) person.announce(nameOf(person));
    this.#connections += count;
    return people;
  }

  async #measure(doing: string): Promise<void> {
    await pause(this.#scenario.settling * 1000);
    await ask({ type: 'memory', doing });
  }
}
