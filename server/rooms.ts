// The rooms that are open. A document is loaded once however many join, its flushes are timed here, and it leaves memory
// when nobody has been in it for a while and the store has all of it: never before, and a load that fails opens nothing.

import type { Logger } from 'pino';
import { limits } from './limits.ts';
import type { ClientMessage, Notice } from './protocol/messages.ts';
import { type Member, Room } from './room.ts';
import type { Store, StoredDocument } from './store/store.ts';

/** A member's place in a room. */
export interface Seat {
  /** Hands one message to the room. */
  receive(message: ClientMessage): void;
  /** Leaves the room. */
  leave(): void;
}

export class Rooms {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #open = new Map<string, Promise<OpenRoom>>();
  readonly #appends = new Set<Promise<void>>();

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /**
   * Loads the document if need be and seats `member`; null when, by then, it is no longer `wanted`.
   * Rejects when the document cannot be loaded.
   */
  async join(document: string, member: Member, wanted: () => boolean): Promise<Seat | null> {
    const open = await this.#load(document);
    if (!wanted()) {
      open.closeWhenIdle();
      return null;
    }
    return open.seat(member);
  }

  /** Flushes all rooms and waits until the store has everything. */
  async drain(): Promise<void> {
    for (const open of await this.#opened()) open.flush();
    await Promise.all(this.#appends);
  }

  /** Tells `notice` to everyone, in all rooms. */
  async notify(notice: Notice): Promise<void> {
    for (const open of await this.#opened()) open.notify(notice);
  }

  async #opened(): Promise<OpenRoom[]> {
    const results = await Promise.allSettled(this.#open.values());
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  #load(document: string): Promise<OpenRoom> {
    let open = this.#open.get(document);
    if (open === undefined) {
      open = this.#store.load(document).then(
        (stored) =>
          new OpenRoom(
            document,
            stored,
            (update, title, outcome) => this.#append(document, update, title, outcome),
            () => this.#open.delete(document),
          ),
      );
      this.#open.set(document, open);
      open.catch(() => this.#open.delete(document)); // the next one to join tries again
    }
    return open;
  }

  #append(document: string, update: Uint8Array, title: string, outcome: AppendOutcome): void {
    const append = this.#appendUntilKept(document, update, title, outcome);
    this.#appends.add(append);
    void append.then(() => this.#appends.delete(append));
  }

  async #appendUntilKept(document: string, update: Uint8Array, title: string, outcome: AppendOutcome): Promise<void> {
    for (let wait: number = limits.firstRetry; ; wait = Math.min(wait * 2, limits.longestRetry)) {
      try {
        await this.#store.append(document, update, title);
        break;
      } catch (error) {
        this.#log.error({ document, error }, 'an update could not be stored; trying again');
        outcome.failed();
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    outcome.kept(); // before the append counts as done, so that a drained room has acknowledged everything
  }
}

/** What a room is told of an append: any number of failures, then that it is kept. */
interface AppendOutcome {
  failed(): void;
  kept(): void;
}

/** A room with its timers. */
class OpenRoom {
  readonly #room: Room;
  readonly #closed: () => void;
  #idle: NodeJS.Timeout | undefined;

  constructor(
    document: string,
    stored: StoredDocument,
    append: (update: Uint8Array, title: string, outcome: AppendOutcome) => void,
    closed: () => void,
  ) {
    this.#closed = closed;
    this.#room = new Room(document, stored, {
      append: (id, update, title) =>
        append(update, title, {
          failed: () => this.notify({ type: 'unsaved' }),
          kept: () => {
            this.#room.stored(id);
            this.closeWhenIdle();
          },
        }),
      schedule: (delay) => {
        if (delay === 0) setImmediate(() => this.flush());
        else setTimeout(() => this.flush(), delay);
      },
    });
  }

  seat(member: Member): Seat {
    clearTimeout(this.#idle);
    this.#room.join(member);
    return {
      receive: (message) => this.#room.receive(member, message, performance.now()),
      leave: () => {
        this.#room.leave(member, performance.now());
        this.closeWhenIdle();
      },
    };
  }

  flush(): void {
    this.#room.flush(performance.now());
    this.closeWhenIdle();
  }

  notify(notice: Notice): void {
    this.#room.notify(notice);
  }

  closeWhenIdle(): void {
    clearTimeout(this.#idle);
    if (this.#room.size > 0 || this.#room.dirty) return;
    this.#idle = setTimeout(this.#closed, limits.idleRoom).unref();
  }
}
