// One open room, with its timers and its append queue. The room leaves memory when it has been empty for a while and
// all of its updates are durable, or when its document is deleted or damaged; never otherwise.

import type { Logger } from 'pino';
import { randomUUID } from 'node:crypto';
import { type QueuedAppend, AppendQueue } from './append-queue.ts';
import type { Channel } from './channel.ts';
import type { Clock } from '../clock.ts';
import type { Events } from '../events/events.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import { messageOf } from '../../protocol/error-message.ts';
import { LogPosition } from './log-position.ts';
import { Retry } from './retry.ts';
import type { Notice } from '../../protocol/messages.ts';
import { Neighbours } from './neighbours.ts';
import type { People } from './people.ts';
import { type Member, Room, type RoomMessage } from './room.ts';
import type { Appended, Store, StoredDocument } from '../store/store.ts';
import type { Unstored } from './unstored.ts';

/** A member's access to the room that it has joined. */
export interface Membership {
  /** Passes one message of the member to the room. */
  receive(message: RoomMessage): void;
  /** The member's role or user has changed. */
  accessChanged(): void;
  /** The member is no longer congested. */
  drained(): void;
  /** Leaves the room. */
  leave(): void;
}

export const deleted: CloseReason = { code: CloseCode.deleted, reason: 'the document was deleted' };
const outrun: CloseReason = { code: CloseCode.restarting, reason: 'the document is read again, as the log has it' };
export const damaged: CloseReason = { code: CloseCode.damaged, reason: 'the document is damaged on the server' };

/** The services that `Rooms` offers to an open room. */
export interface RoomHost {
  readonly store: Store;
  readonly events: Events;
  readonly log: Logger;
  readonly clock: Clock;
  /** The updates of all rooms together. */
  readonly unstored: Unstored;
  /** The room has left memory. Called once. */
  ended(): void;
}

export class OpenRoom {
  readonly document: string;
  readonly epoch: string;
  readonly #host: RoomHost;
  readonly #room: Room;
  readonly #retry: Retry;
  readonly #queue: AppendQueue;
  readonly #channel: Channel | null;
  readonly #neighbours: Neighbours | null;
  /** The sizes of the updates that are not durable yet, in bytes, by the ids of their appends. */
  readonly #unstored = new Map<number, number>();
  /** What the room has of the log. */
  #position: LogPosition;
  #reloading: Promise<void> | null = null;
  #ended = false;
  #cancelFlush = () => {};
  #cancelIdle = () => {};

  /** Throws when the updates of `stored` cannot be applied. `channel` leads to other servers, if there are any. */
  constructor(
    document: string,
    stored: StoredDocument & { readonly sequence: number },
    host: RoomHost,
    channel: Channel | null = null,
  ) {
    this.document = document;
    this.#position = new LogPosition(stored.sequence);
    this.epoch = stored.epoch;
    this.#host = host;
    const { clock, unstored } = host;
    this.#room = new Room(document, stored, {
      append: (id, update, title, authors) => this.#append({ id, update, title, authors }),
      share: channel && ((entries, raise) => this.#neighbours?.share(entries, raise)),
      schedule: (delay) => {
        this.#cancelFlush();
        this.#cancelFlush = clock.after(delay, () => this.flush());
      },
      reload: () => {
        this.#neighbours?.takeOverAll();
        this.#reloading = this.#reload();
      },
      seconds: () => Math.floor(clock.date() / 1000),
      overloaded: () => unstored.isFull,
    });
    this.#retry = new Retry(clock);
    this.#queue = this.#makeQueue();
    this.#channel = channel;
    this.#neighbours = channel === null ? null : this.#meetNeighbours(channel);
  }

  /** Whether the room has updates that are not durable yet. */
  get dirty(): boolean {
    return this.#room.dirty;
  }

  /** Resolves when the document has been reloaded or the room has ended; null when nothing is being reloaded. */
  get reloading(): Promise<void> | null {
    return this.#reloading;
  }

  /** Adds `member` to the room. Not to be called while `reloading`. */
  join(member: Member): Membership {
    this.#cancelIdle();
    const { clock, events } = this.#host;
    const { document } = this;
    const { user } = member;
    this.#room.join(member, clock.now());
    events.emit({ type: 'joined', document, user });
    return {
      receive: (message) => this.#room.receive(member, message, clock.now()),
      accessChanged: () => this.#room.accessChanged(member, clock.now()),
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
    this.#neighbours?.flush();
    this.closeWhenIdle();
  }

  /** The bus to other servers is up again. */
  busIsUp(): void {
    this.#neighbours?.isUp();
  }

  notify(notice: Notice): void {
    this.#room.notify(notice);
  }

  /** The whole document as one V1 update. Not to be called while `reloading`. */
  read(): Uint8Array {
    return this.#room.read();
  }

  /** The people in the room who are connected to this server. The same object until somebody changes. */
  get people(): People {
    return this.#room.people;
  }

  /** Names what `read` gives, as no other content is named; null while some of it is not durable yet. */
  get version(): string | null {
    return this.dirty || this.#position.isBehind ? null : `${this.epoch}.${this.#position.upTo}`;
  }

  /** Flushes, and resolves when everything is durable: never, if the store keeps failing. */
  async drain(): Promise<void> {
    this.#retry.expedite();
    do {
      this.flush();
      await this.#reloading;
    } while (this.#room.behind);
    await this.#queue.empty();
    this.flush(); // sends the acknowledgements of what became durable
  }

  /** Starts the idle timer again, if the room is empty and clean. */
  closeWhenIdle(): void {
    this.#cancelIdle();
    if (this.#ended || this.#room.size > 0 || this.#room.dirty) return;
    this.#cancelIdle = this.#host.clock.after(limits.idleRoom, () => this.#leaveMemory(), 'idle');
  }

  /** The document was deleted, here or by another server. By now, there may be another of the same name. */
  endDeleted(): void {
    if (this.#neighbours === null) this.end(deleted);
    else this.#neighbours.check();
  }

  /** Closes all members for this reason. Updates that are not durable yet are discarded. */
  end({ code, reason }: CloseReason): void {
    if (this.#ended) return;
    for (const bytes of this.#unstored.values()) this.#host.unstored.remove(bytes);
    this.#unstored.clear();
    this.#markEnded();
    this.#room.end(code, reason);
  }

  #markEnded(): void {
    this.#ended = true;
    this.#neighbours?.end();
    this.#channel?.close();
    this.#cancelIdle();
    this.#host.ended();
  }

  #leaveMemory(): void {
    this.#markEnded();
    void this.#host.store.compact(this.document);
  }

  /** Rebuilds the room from the stored document, once the appends before the broken transaction are durable. */
  async #reload(): Promise<void> {
    const { document, epoch } = this;
    const { store, log, clock } = this.#host;
    await this.#queue.empty();
    const loaded = await this.#retry.run(
      async () => (this.#ended ? null : await store.load(document)),
      (error) => {
        log.error({ document, reason: messageOf(error) }, 'a document could not be reloaded; trying again');
        this.notify({ type: 'unsaved' });
      },
    );
    this.#reloading = null;
    if (loaded === null || this.#ended) return;
    if (loaded.type === 'deleted' || (loaded.type === 'whole' && loaded.epoch !== epoch)) return this.end(deleted);
    try {
      if (loaded.type === 'damaged') throw new Error(loaded.damage);
      this.#position = new LogPosition(loaded.sequence);
      this.#neighbours?.reloaded(this.#position);
      this.#room.rebuild(loaded.updates, clock.now(), this.#neighbours !== null);
      log.warn({ document }, 'an update could not be applied; the document was reloaded without it');
      this.closeWhenIdle();
    } catch (error) {
      log.error({ document, damage: messageOf(error) }, 'a document is damaged; all of its members were closed');
      this.end(damaged);
    }
  }

  #append(append: QueuedAppend): void {
    this.#neighbours?.accepted(append.update, append.authors);
    this.#unstored.set(append.id, append.update.length);
    this.#host.unstored.add(append.update.length);
    this.#queue.push(append);
  }

  /** So many updates are durable. */
  #appended(count: number, appended: Appended): void {
    // A server alone has all of the log, whichever attempt stored it.
    const first = appended.first ?? (this.#neighbours === null ? 1 : null);
    if (first === null) this.#position.heard(appended.last);
    else this.#position.has(first, appended.last);
    this.#neighbours?.appended(count, appended);
  }

  #meetNeighbours(channel: Channel): Neighbours {
    const { document, epoch } = this;
    const { store, log, clock } = this.#host;
    const identity = { channel: channel.name, id: randomUUID(), epoch };
    const neighbours = new Neighbours(channel.bus, identity, this.#position, clock, {
      applyShared: (update, isDurable) => this.#room.applyShared(update, isDurable, clock.now()),
      stored: (id) => {
        this.#room.stored(id, clock.now());
        this.closeWhenIdle();
      },
      takeOver: (id, update, authors) => this.#append({ id, update, title: this.#room.title, authors }),
      receivePresence: (neighbour, entries, raise) =>
        this.#room.receivePresence(neighbour, entries, raise, clock.now()),
      reconcilePresence: (neighbour, clocks) => this.#room.reconcilePresence(neighbour, clocks, clock.now()),
      sharedPresence: () => this.#room.sharedPresence,
      since: (from) => store.since(document, epoch, from),
      failed: (error) => log.error({ document, reason: messageOf(error) }, 'the log could not be read; trying again'),
      documentEnded: () => this.end(deleted),
      conflicted: () => {
        log.error({ document }, 'another server has accepted what contradicts the document; it is opened again');
        this.end(outrun);
      },
    });
    // Later, as the room is not in use yet.
    queueMicrotask(() => channel.listen((message) => neighbours.receive(message)));
    return neighbours;
  }

  #makeQueue(): AppendQueue {
    const { document, epoch } = this;
    const { store, log } = this.#host;
    return new AppendQueue(this.#retry, {
      append: async (appends) => {
        const updates = appends.map(({ update }) => update);
        const authors = appends.flatMap(({ authors }) => authors);
        const appended = await store.append(document, epoch, updates, appends.at(-1)!.title, authors);
        if (appended !== null) this.#appended(updates.length, appended);
        return appended !== null;
      },
      stored: (id) => {
        const bytes = this.#unstored.get(id);
        if (bytes !== undefined) this.#host.unstored.remove(bytes); // the room may have ended
        this.#unstored.delete(id);
        this.#room.stored(id, this.#host.clock.now());
        this.closeWhenIdle();
      },
      failed: (error) => {
        log.error({ document, reason: messageOf(error) }, 'updates could not be stored; trying again');
        this.notify({ type: 'unsaved' });
      },
      documentEnded: () => this.end(deleted),
    });
  }
}
