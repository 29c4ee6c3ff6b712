// One open room with its timers and its way to the store. It leaves memory when nobody has been in it for a while and
// the store has all of it, and never before; or when its document is deleted.

import type { Logger } from 'pino';
import { type QueuedAppend, AppendQueue } from './append-queue.ts';
import type { Clock } from '../clock.ts';
import type { Events } from '../events/events.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import { Retry } from './retry.ts';
import type { Notice } from '../../protocol/messages.ts';
import { type Member, Room, type RoomMessage } from './room.ts';
import type { Store, StoredDocument } from '../store/store.ts';

/** A member's place in a room. */
export interface Membership {
  /** Hands one message to the room. */
  receive(message: RoomMessage): void;
  /** The member's access is another than it was. */
  accessChanged(): void;
  /** The member has read what waited for it. */
  drained(): void;
  /** Leaves the room. */
  leave(): void;
}

export const deleted: CloseReason = { code: CloseCode.deleted, reason: 'the document was deleted' };
export const damaged: CloseReason = { code: CloseCode.damaged, reason: 'the document is damaged on the server' };

/** What an open room needs of those who opened it. */
export interface RoomHost {
  readonly store: Store;
  readonly events: Events;
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
  readonly #host: RoomHost;
  readonly #room: Room;
  readonly #retry: Retry;
  readonly #queue: AppendQueue;
  /** The sizes, in bytes, of what is on its way to the store. */
  readonly #unstored = new Map<number, number>();
  #reloading: Promise<void> | null = null;
  #ended = false;
  #callOffFlush = () => {};
  #callOffIdle = () => {};

  constructor(document: string, stored: StoredDocument, host: RoomHost) {
    this.document = document;
    this.epoch = stored.epoch;
    this.#host = host;
    const { clock, overloaded } = host;
    this.#room = new Room(document, stored, {
      append: (id, update, title, authors) => this.#append({ id, update, title, authors }),
      schedule: (delay) => {
        this.#callOffFlush();
        this.#callOffFlush = clock.after(delay, () => this.flush());
      },
      reload: () => void (this.#reloading = this.#reload()),
      overloaded,
    });
    this.#retry = new Retry(clock);
    this.#queue = this.#makeQueue();
  }

  get dirty(): boolean {
    return this.#room.dirty;
  }

  /**
   * While the document has to be loaded again: resolves when it is there, or the room has ended. Null when it is there.
   */
  get reloading(): Promise<void> | null {
    return this.#reloading;
  }

  /** Seats `member`. Not while `reloading`. */
  join(member: Member): Membership {
    this.#callOffIdle();
    const { clock, events } = this.#host;
    const { document } = this;
    const { user } = member.access;
    this.#room.join(member);
    events.emit({ type: 'joined', document, user });
    return {
      receive: (message) => this.#room.receive(member, message, clock.now()),
      accessChanged: () => this.#room.accessChanged(member),
      drained: () => this.#room.catchUp(member),
      leave: () => {
        this.#room.leave(member, clock.now());
        events.emit({ type: 'left', document, user });
        this.closeWhenIdle();
      },
    };
  }

  flush(): void {
    this.#room.flush(this.#host.clock.now());
    this.closeWhenIdle();
  }

  notify(notice: Notice): void {
    this.#room.notify(notice);
  }

  /** All of the document as one V1 update. Not while `reloading`. */
  read(): Uint8Array {
    return this.#room.read();
  }

  async drain(): Promise<void> {
    this.#retry.expedite();
    do {
      this.flush();
      await this.#reloading;
    } while (this.#room.behind);
    await this.#queue.empty();
    this.flush(); // tells what is stored by now
  }

  closeWhenIdle(): void {
    this.#callOffIdle();
    if (this.#ended || this.#room.size > 0 || this.#room.dirty) return;
    this.#callOffIdle = this.#host.clock.after(limits.idleRoom, () => this.#leaveMemory(), 'idle');
  }

  /** The document is no more, or cannot be served: everyone is closed, and nothing is stored. */
  end({ code, reason }: CloseReason): void {
    if (this.#ended) return;
    for (const bytes of this.#unstored.values()) this.#host.unstored(-bytes);
    this.#unstored.clear();
    this.#leave();
    this.#room.end(code, reason);
  }

  #leave(): void {
    this.#ended = true;
    this.#callOffIdle();
    this.#host.ended();
  }

  #leaveMemory(): void {
    this.#leave();
    void this.#host.store.compact(this.document);
  }

  /**
   * Gives the room, whose document broke, the one that is stored, as soon as the store has all that is to come before.
   */
  async #reload(): Promise<void> {
    const { document, epoch } = this;
    const { store, log, clock } = this.#host;
    await this.#queue.empty();
    const loaded = await this.#retry.run(
      async () => (this.#ended ? null : await store.load(document)),
      (error) => {
        log.error({ document, reason: error.message }, 'a document could not be loaded again; trying again');
        this.notify({ type: 'unsaved' });
      },
    );
    this.#reloading = null;
    if (loaded === null || this.#ended) return;
    if (loaded.type === 'deleted' || (loaded.type === 'whole' && loaded.epoch !== epoch)) return this.end(deleted);
    try {
      if (loaded.type === 'damaged') throw new Error(loaded.damage);
      this.#room.rebuild(loaded.updates, clock.now());
      log.warn({ document }, 'an update could not be applied; the document was loaded again without it');
      this.closeWhenIdle();
    } catch (error) {
      log.error({ document, damage: (error as Error).message }, 'a document is damaged; everyone in it was closed');
      this.end(damaged);
    }
  }

  #append(append: QueuedAppend): void {
    this.#unstored.set(append.id, append.update.length);
    this.#host.unstored(append.update.length);
    this.#queue.push(append);
  }

  #makeQueue(): AppendQueue {
    const { document, epoch } = this;
    const { store, log } = this.#host;
    return new AppendQueue(this.#retry, {
      append: (appends) => {
        const updates = appends.map(({ update }) => update);
        return store.append(
          document,
          epoch,
          updates,
          appends.at(-1)!.title,
          appends.flatMap(({ authors }) => authors),
        );
      },
      kept: (id) => {
        this.#host.unstored(-(this.#unstored.get(id) ?? 0));
        this.#unstored.delete(id);
        this.#room.stored(id, this.#host.clock.now());
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
