// The rooms that are open, by the names of their documents. A document is loaded once, however many members join at the
// same time. A load that fails, or finds the document deleted or damaged, opens no room.

import type { Logger } from 'pino';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import { Channel } from './channel.ts';
import { salvage } from '../document/salvage.ts';
import type { Events } from '../events/events.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import { messageOf } from '../../protocol/error-message.ts';
import { damaged, deleted, OpenRoom, type Membership } from './open-room.ts';
import { mayWrite } from './member.ts';
import { type EditOutcome, type Editor, OneEdit } from './one-edit.ts';
import type { People, PeopleSource } from './people.ts';
import type { Member } from './room.ts';
import { isEpoch } from '../store/epoch.ts';
import type { Store, StoredDocument } from '../store/store.ts';
import { Unstored } from './unstored.ts';

/** A document as `Rooms.readVersion` gives it. */
export interface DocumentVersion {
  readonly update: Uint8Array;
  readonly version: string | null;
}

/** The member is not let in, and is to be closed for this reason. */
export type JoinRejection = { readonly type: 'rejected' } & CloseReason;

/** The result of a `join`. */
export type JoinResult =
  | { readonly type: 'joined'; readonly membership: Membership }
  | JoinRejection
  /** The member was no longer wanted by the time the document was loaded. */
  | { readonly type: 'cancelled' };

/** The result of opening a room. */
type Opening = { readonly type: 'open'; readonly room: OpenRoom } | JoinRejection;

const replaced: CloseReason = {
  code: CloseCode.replaced,
  reason: 'the document was replaced by another of the same name',
};

const rejected = (reason: CloseReason): JoinRejection => ({ type: 'rejected', ...reason });

export class Rooms implements PeopleSource {
  readonly #store: Store;
  readonly #events: Events;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #bus: Bus | null;
  readonly #openings = new Map<string, Promise<Opening>>();
  /** Those of the openings that have led to a room. */
  readonly #open = new Map<string, OpenRoom>();
  readonly #unstored = new Unstored();
  #draining = false;

  /** Ends the room of each document whose deletion `events` reports. `bus` leads to other servers of the same store. */
  constructor(store: Store, events: Events, log: Logger, clock: Clock, bus: Bus | null = null) {
    this.#bus = bus;
    bus?.onUp(() => {
      for (const room of this.#open.values()) room.busIsUp();
    });
    this.#store = store;
    this.#events = events;
    this.#log = log;
    this.#clock = clock;
    events.subscribe((event) => {
      if (event.type === 'deleted') void this.#endDeleted(event.document);
    });
  }

  /** Whether the server is shutting down. */
  get draining(): boolean {
    return this.#draining;
  }

  /**
   * Opens the room of `document`, if it is not open, and adds `member` to it. `epoch` is the one that the member knows
   * from before, or null. A document of a new name gets it, if the member may write; a member with another epoch than
   * the document's is rejected. `isWanted` is called once the document is loaded: false cancels the join. Rejects when
   * the store cannot be reached.
   *
   *     const joined = await rooms.join('plan', null, session, () => !session.ended);
   *     if (joined.type === 'joined') joined.membership.receive(message);
   */
  async join(document: string, epoch: string | null, member: Member, isWanted: () => boolean): Promise<JoinResult> {
    const brought = epoch !== null && isEpoch(epoch) && mayWrite(member) ? epoch : undefined;
    return this.#use<JoinResult>(document, brought, (room) => {
      const wanted = isWanted();
      if (wanted && (epoch === null || epoch === room.epoch)) return { type: 'joined', membership: room.join(member) };
      room.closeWhenIdle();
      return wanted ? rejected(replaced) : { type: 'cancelled' };
    });
  }

  /**
   * The document as one V1 update, with the updates that are not durable yet; of a damaged document, what can still be
   * read. Null when there is no such document. Rejects when the store cannot be reached.
   */
  async read(document: string): Promise<Uint8Array | null> {
    return (await this.readVersion(document))?.update ?? null;
  }

  /**
   * As `read`, with the name of this version of the document: no other content has it. Null for the name while updates
   * are not durable yet, since a crash could lose them, and of a damaged document.
   */
  async readVersion(document: string): Promise<DocumentVersion | null> {
    const read = await this.readWhole(document);
    if (read === null || read.type === 'read') return read;
    const loaded = await this.#store.load(document);
    return loaded.type === 'deleted' ? null : { update: salvage(loaded.updates), version: null };
  }

  /** The document as `readVersion` gives it, but of a damaged document the reason alone. */
  async readWhole(document: string): Promise<({ type: 'read' } & DocumentVersion) | JoinRejection | null> {
    const found = await this.#store.find(document);
    if (found === null || found === 'deleted') return null;
    return this.#use(document, undefined, (room) => {
      room.closeWhenIdle();
      return { type: 'read', update: room.read(), version: room.version } as const;
    });
  }

  /**
   * Makes one edit of a document for `editor`. `write` gets the whole document as one V1 update, and gives the edit as
   * another, or null for none. Resolves when the edit is durable; null when there is no such document.
   */
  async edit(
    document: string,
    editor: Editor,
    write: (state: Uint8Array) => Uint8Array | null,
  ): Promise<EditOutcome | null> {
    const found = await this.#store.find(document);
    if (found === null || found === 'deleted') return null;
    const member = new OneEdit(editor);
    const joined = await this.#use(document, undefined, (room) => {
      const membership = room.join(member);
      const update = write(room.read());
      if (update === null) member.skip();
      else membership.receive({ type: 'update', update });
      return { type: 'joined', membership } as const;
    });
    if (joined.type === 'rejected') return joined;
    const cancel = this.#clock.after(limits.editTime, () => member.giveUp());
    const outcome = await member.outcome;
    cancel();
    joined.membership.leave();
    return outcome;
  }

  /** The people who are connected to this server. */
  *people(isWanted: (document: string) => boolean): Iterable<readonly [document: string, people: People]> {
    for (const [document, { people }] of this.#open) {
      if (people.people.length > 0 && isWanted(document)) yield [document, people];
    }
  }

  /** Notifies all members that the server restarts, then waits as `flush` does. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const room of await this.#rooms()) room.notify({ type: 'draining' });
    await this.flush();
  }

  /** Flushes all rooms, and resolves when all of their updates are durable: never, if the store keeps failing. */
  async flush(): Promise<void> {
    await Promise.all((await this.#rooms()).map((room) => room.drain()));
  }

  /** The names of the documents with updates that are not durable yet. */
  async unstored(): Promise<string[]> {
    return (await this.#rooms()).filter(({ dirty }) => dirty).map(({ document }) => document);
  }

  async #endDeleted(document: string): Promise<void> {
    this.#log.info({ document }, 'a document was deleted');
    const opening = await this.#openings.get(document)?.catch(() => rejected(deleted));
    if (opening?.type === 'open') opening.room.endDeleted();
  }

  /** All open rooms, also those that are only being opened. */
  async #rooms(): Promise<OpenRoom[]> {
    const results = await Promise.allSettled(this.#openings.values());
    return results.flatMap((result) =>
      result.status === 'fulfilled' && result.value.type === 'open' ? [result.value.room] : [],
    );
  }

  /** Calls `act` with the open room, at a moment when its document is not being reloaded; or says why there is none. */
  async #use<Result>(
    document: string,
    epoch: string | undefined,
    act: (room: OpenRoom) => Result,
  ): Promise<Result | JoinRejection> {
    for (;;) {
      const opening = await this.#opening(document, epoch);
      if (opening.type === 'rejected') return opening;
      if (opening.room.reloading === null) return act(opening.room);
      await opening.room.reloading;
    }
  }

  #opening(document: string, epoch: string | undefined): Promise<Opening> {
    const known = this.#openings.get(document);
    if (known !== undefined) return known;
    const opening = this.#load(document, epoch);
    this.#openings.set(document, opening);
    // A failure or a rejection is not kept: the next join loads the document again.
    const forget = () => this.#openings.delete(document);
    opening.then(({ type }) => type === 'open' || forget(), forget);
    return opening;
  }

  async #load(document: string, epoch: string | undefined): Promise<Opening> {
    const channel = this.#bus && (await Channel.open(this.#bus, document));
    let opening: Opening | null = null;
    try {
      opening = await this.#openLoaded(document, epoch, channel);
      return opening;
    } finally {
      if (opening?.type !== 'open') channel?.close();
    }
  }

  async #openLoaded(document: string, epoch: string | undefined, channel: Channel | null): Promise<Opening> {
    const loaded = await this.#store.load(document, epoch);
    if (loaded.type === 'deleted') return rejected(deleted);
    let damage = loaded.type === 'damaged' ? loaded.damage : '';
    try {
      if (loaded.type === 'whole') return { type: 'open', room: this.#makeRoom(document, loaded, channel) };
    } catch (error) {
      damage = `its updates cannot be read: ${messageOf(error)}`;
    }
    this.#log.error({ document, damage }, 'a document is damaged; nobody can join it, and it is left unchanged');
    return rejected(damaged);
  }

  #makeRoom(
    document: string,
    stored: StoredDocument & { readonly sequence: number },
    channel: Channel | null,
  ): OpenRoom {
    const host = {
      store: this.#store,
      events: this.#events,
      log: this.#log,
      clock: this.#clock,
      unstored: this.#unstored,
      ended: () => {
        this.#openings.delete(document);
        this.#open.delete(document);
      },
    };
    const room = new OpenRoom(document, stored, host, channel);
    this.#open.set(document, room);
    return room;
  }
}
