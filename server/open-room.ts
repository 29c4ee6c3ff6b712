// One open room with its timers and its way to the store. It leaves memory when nobody has been in it for a while and the
// store has all of it, and never before; or when its document is deleted.

import type { Logger } from 'pino';
import { AppendQueue } from './append-queue.ts';
import type { Clock } from './clock.ts';
import { limits } from './limits.ts';
import { CloseCode } from './protocol/close.ts';
import type { Notice } from './protocol/messages.ts';
import { type Member, Room, type RoomMessage } from './room.ts';
import type { Store, StoredDocument } from './store/store.ts';

/** A member's place in a room. */
export interface Seat {
  /** Hands one message to the room. */
  receive(message: RoomMessage): void;
  /** The member's access is another than it was. */
  reconsider(): void;
  /** Leaves the room. */
  leave(): void;
}

/** Why there is no place for a member. */
export interface Refusal {
  readonly code: CloseCode;
  readonly reason: string;
}

export const deleted: Refusal = { code: CloseCode.deleted, reason: 'the document was deleted' };

/** What an open room needs of those who opened it. */
export interface Surroundings {
  readonly store: Store;
  readonly log: Logger;
  readonly clock: Clock;
  /** Whether so much waits for the store that nothing more may be taken in. */
  overloaded(): boolean;
  /** So many bytes more, or fewer when negative, wait for the store. */
  unstored(bytes: number): void;
  /** The room has left memory. Called once. */
  ended(): void;
}

/** A room with its timers and its way to the store. */
export class OpenRoom {
  readonly document: string;
  readonly epoch: string;
  readonly #surroundings: Surroundings;
  readonly #room: Room;
  readonly #queue: AppendQueue;
  /** The sizes, in bytes, of what is on its way to the store. */
  readonly #unstored = new Map<number, number>();
  #ended = false;
  #callOffIdle = () => {};

  constructor(document: string, stored: StoredDocument, surroundings: Surroundings) {
    this.document = document;
    this.epoch = stored.epoch;
    this.#surroundings = surroundings;
    const { clock, overloaded } = surroundings;
    this.#room = new Room(document, stored, {
      append: (id, update, title) => this.#append(id, update, title),
      schedule: (delay) => void clock.after(delay, () => this.flush()),
      overloaded,
    });
    this.#queue = this.#makeQueue();
  }

  get dirty(): boolean {
    return this.#room.dirty;
  }

  seat(member: Member): Seat {
    this.#callOffIdle();
    const { clock } = this.#surroundings;
    this.#room.join(member);
    return {
      receive: (message) => this.#room.receive(member, message, clock.now()),
      reconsider: () => this.#room.reconsider(member),
      leave: () => {
        this.#room.leave(member, clock.now());
        this.closeWhenIdle();
      },
    };
  }

  flush(): void {
    this.#room.flush(this.#surroundings.clock.now());
    this.closeWhenIdle();
  }

  notify(notice: Notice): void {
    this.#room.notify(notice);
  }

  read(): Uint8Array {
    return this.#room.read();
  }

  async drain(): Promise<void> {
    this.flush();
    await this.#queue.drain();
  }

  closeWhenIdle(): void {
    this.#callOffIdle();
    if (this.#ended || this.#room.size > 0 || this.#room.dirty) return;
    this.#callOffIdle = this.#surroundings.clock.after(limits.idleRoom, () => this.#leaveMemory(), 'idle');
  }

  /** The document is no more: everyone is closed, and nothing is stored. */
  end({ code, reason }: Refusal): void {
    if (this.#ended) return;
    for (const bytes of this.#unstored.values()) this.#surroundings.unstored(-bytes);
    this.#unstored.clear();
    this.#leave();
    this.#room.end(code, reason);
  }

  #leave(): void {
    this.#ended = true;
    this.#callOffIdle();
    this.#surroundings.ended();
  }

  #leaveMemory(): void {
    this.#leave();
    void this.#surroundings.store.compact(this.document);
  }

  #append(id: number, update: Uint8Array, title: string): void {
    this.#unstored.set(id, update.length);
    this.#surroundings.unstored(update.length);
    this.#queue.push({ id, update, title });
  }

  #makeQueue(): AppendQueue {
    const { document, epoch } = this;
    const { store, log, clock } = this.#surroundings;
    return new AppendQueue(clock, {
      append: (updates, title) => store.append(document, epoch, updates, title),
      kept: (id) => {
        this.#surroundings.unstored(-(this.#unstored.get(id) ?? 0));
        this.#unstored.delete(id);
        this.#room.stored(id);
        this.closeWhenIdle();
      },
      failed: (error) => {
        log.error({ document, reason: error.message }, 'updates could not be stored; trying again');
        this.notify({ type: 'unsaved' });
      },
      gone: () => this.end(deleted),
    });
  }
}
