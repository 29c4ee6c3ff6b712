// Who is where on all servers of one store. Each server tells the others of the people who are connected to it, and
// tells it again before the others would forget it: what the bus loses is right again soon, and a server that dies is
// forgotten. Nothing depends on the clocks of other servers.

import type { Logger } from 'pino';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import { mergePeople, nobody, type People, type PeopleSource, type PresentPerson } from './people.ts';
import { decodePeopleMessage, encodePeopleMessage, type PeopleMessage } from './people-message.ts';

const channel = 'quire/people';

/** What another server said last of one document. */
interface Heard {
  /** The number of its message. */
  readonly number: number;
  readonly list: People;
  /** When the list is forgotten, by the clock of this server. */
  readonly until: number;
}

export class SharedPeople implements PeopleSource {
  readonly #rooms: PeopleSource;
  readonly #bus: Bus;
  readonly #id: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #own = new Map<string, OwnList>();
  /** By documents, then by servers. */
  readonly #heard = new Map<string, Map<string, Heard>>();
  #heardLists = 0;
  /** The number of messages that were published. */
  #published = 0;
  #asks = false;
  #nextSweep = 0;
  #cancelTick = () => {};

  /** `rooms` knows who is connected to this server, which `id` names. */
  constructor(rooms: PeopleSource, bus: Bus, id: string, clock: Clock, log: Logger) {
    this.#rooms = rooms;
    this.#bus = bus;
    this.#id = id;
    this.#clock = clock;
    this.#log = log;
    bus.onUp(() => this.#startOver());
    void bus.subscribe(channel, (message) => this.#receive(message)).then(() => this.#startOver());
    this.#tickLater();
  }

  *people(isWanted: (document: string) => boolean): Iterable<readonly [document: string, people: People]> {
    const now = this.#clock.now();
    this.#follow(now);
    for (const document of new Set([...this.#own.keys(), ...this.#heard.keys()])) {
      if (!isWanted(document)) continue;
      const heard = [...(this.#heard.get(document)?.values() ?? [])].filter(({ until }) => until > now);
      const people = mergePeople([this.#own.get(document)?.list ?? nobody, ...heard.map(({ list }) => list)]);
      if (people.people.length > 0) yield [document, people];
    }
  }

  /** The server ends: the others forget its people as soon as those who move are elsewhere. */
  leave(): void {
    this.#cancelTick();
    const now = this.#clock.now();
    this.#follow(now);
    this.#tellAll();
    this.#publish(now, limits.departureWindow);
  }

  /** Tells and asks everything: any number of messages may have been lost. */
  #startOver(): void {
    this.#asks = true;
    this.#tellAll();
    this.#publish(this.#clock.now());
  }

  #tellAll(): void {
    for (const own of this.#own.values()) own.due = 0;
  }

  #receive(data: Uint8Array): void {
    const message = decodePeopleMessage(data);
    if (message === null) {
      this.#log.warn('what another server says of the people there cannot be read, and is left out');
    } else if (message.from !== this.#id) {
      for (const { document, people, more } of message.lists) this.#hear(document, { people, more }, message);
      if (message.asks) this.#tellAll();
    }
  }

  #hear(document: string, list: People, { from, number, lasts }: PeopleMessage): void {
    const servers = this.#heard.get(document) ?? new Map<string, Heard>();
    const known = servers.get(from);
    if (known !== undefined && known.number >= number) return;
    if (known === undefined && this.#heardLists >= limits.heardLists) {
      return this.#log.warn('other servers name people in too many documents; some are left out');
    }
    if (known === undefined) this.#heardLists++;
    servers.set(from, { number, list, until: this.#clock.now() + Math.min(lasts, limits.neighbourSilence) });
    this.#heard.set(document, servers);
  }

  #tickLater(): void {
    this.#cancelTick = this.#clock.after(limits.peopleWindow, () => this.#tick(), 'idle');
  }

  #tick(): void {
    const now = this.#clock.now();
    this.#follow(now);
    this.#publish(now);
    if (now >= this.#nextSweep) this.#sweep(now);
    this.#tickLater();
  }

  /** Brings the own lists up to date. */
  #follow(now: number): void {
    const here = new Map(this.#rooms.people(() => true));
    for (const document of here.keys()) if (!this.#own.has(document)) this.#own.set(document, new OwnList());
    for (const [document, own] of this.#own) {
      own.follow(here.get(document) ?? nobody, now);
      if (own.isOver(now)) this.#own.delete(document);
    }
  }

  /** Publishes the lists that are due, a bounded number in each message. */
  #publish(now: number, lasts: number = limits.neighbourSilence): void {
    if (!this.#bus.isUp) return;
    const due = [...this.#own].filter(([, own]) => own.due <= now);
    for (let first = 0; first < due.length || this.#asks; first += limits.sharedLists) {
      const lists = due.slice(first, first + limits.sharedLists).map(([document, own]) => {
        own.due = now + limits.neighbourHeartbeat;
        return { document, people: [...own.list.people], more: own.list.more };
      });
      const message = { from: this.#id, number: ++this.#published, lasts, lists, asks: this.#asks };
      this.#asks = false;
      this.#bus.publish(channel, encodePeopleMessage(message));
    }
  }

  #sweep(now: number): void {
    this.#nextSweep = now + limits.neighbourHeartbeat;
    for (const [document, servers] of this.#heard) {
      for (const [server, { until }] of servers) {
        if (until > now) continue;
        servers.delete(server);
        this.#heardLists--;
      }
      if (servers.size === 0) this.#heard.delete(document);
    }
  }
}

/**
 * The people of one document who are connected to this server, as all servers show them. A person who has left stays
 * for a moment: one who moves to another server is told of there by then.
 */
class OwnList {
  list = nobody;
  /** When the others have to hear of the list. */
  due = 0;
  #here = nobody;
  readonly #leaving = new Map<string, { readonly person: PresentPerson; readonly until: number }>();
  #changed = 0;

  /** These people are connected now. */
  follow(here: People, now: number): void {
    if (here === this.#here && this.#leaving.size === 0) return;
    const ids = new Set(here.people.map(({ id }) => id));
    for (const person of this.#here.people) {
      this.#leaving.set(person.id, { person, until: now + limits.departureWindow });
    }
    // By the id alone: a person with another name has not left.
    for (const [id, { until }] of this.#leaving) if (ids.has(id) || until <= now) this.#leaving.delete(id);
    this.#here = here;
    const leaving = [...this.#leaving.values()].map(({ person }) => person);
    const list = mergePeople([here, { people: leaving, more: 0 }]);
    if (JSON.stringify(list) === JSON.stringify(this.list)) return;
    this.list = list;
    this.due = now;
    this.#changed = now;
  }

  /** Whether the list has been empty for so long that even a server which has not heard of that shows nobody. */
  isOver(now: number): boolean {
    return this.list.people.length === 0 && now >= this.#changed + limits.neighbourSilence;
  }
}
