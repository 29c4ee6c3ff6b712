// The other servers that have a document open, as its open room on this server knows them. Each server appends what it
// has accepted, and tells the others at once, before it is durable. The bus may lose, delay or repeat that: the numbers
// of the log show what is missing, and it is read from the store. An update of another server counts as durable only
// once that server, or the log, says so. When neither does, this server appends it, too: to Yjs, twice is once.

import * as Y from 'yjs';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import { sameBytes } from '../document/bytes.ts';
import { limits } from '../limits/limits.ts';
import type { Appended, Author, LogEnd } from '../store/store.ts';
import { Neighbour, type SharedEntry } from './awareness.ts';
import type { LogPosition } from './log-position.ts';
import {
  decodeNeighbourMessage,
  encodeNeighbourMessage,
  type NeighbourMessage,
  senderBytes,
} from './neighbour-message.ts';
import type { SharedUpdateResult } from './room.ts';

/** The room and its store, as the neighbours act on them. */
export interface NeighboursHost {
  applyShared(update: Uint8Array, isDurable: boolean): SharedUpdateResult;
  /** The update that `applyShared` gave this id is durable. */
  stored(id: number): void;
  /** Appends an update of another server, which does not say that it did so itself. */
  takeOver(id: number, update: Uint8Array, authors: readonly Author[]): void;
  receivePresence(neighbour: Neighbour, entries: readonly SharedEntry[], raise: number | null): void;
  reconcilePresence(neighbour: Neighbour, clocks: ReadonlyMap<number, number>): boolean;
  sharedPresence(): SharedEntry[];
  /** As `Store.since`, for this document. */
  since(sequence: number): Promise<LogEnd | null>;
  /** The log could not be read; it is tried again. */
  failed(error: unknown): void;
  /** This life of the document is over. */
  documentEnded(): void;
  /** Another server has accepted something that this document contradicts. */
  conflicted(): void;
}

/** What is known of another server. */
interface Known {
  readonly neighbour: Neighbour;
  heard: number;
  /** The updates that have arrived and are not known to be durable, by their numbers. */
  readonly arrived: Map<number, Arrived>;
}

/** An update of another server that was applied, perhaps only in part: something that it depends on may be missing. */
interface Arrived {
  /** As for `SharedUpdateResult`: none when nothing was new. */
  readonly ids: readonly number[];
  readonly isWhole: boolean;
}

/** An update of another server that is not known to be durable. */
interface Unconfirmed {
  readonly update: Uint8Array;
  readonly authors: readonly Author[];
  readonly since: number;
}

type Outgoing = Pick<NeighbourMessage, 'stored' | 'entries' | 'raise' | 'clocks' | 'asks'> & {
  updates: { update: Uint8Array; authors: Author[] }[];
};

const nothing = (): Outgoing => ({ updates: [], stored: [], entries: [], raise: null, clocks: null, asks: false });

export class Neighbours {
  readonly #bus: Bus;
  readonly #channel: string;
  readonly #id: string;
  /** With these, the messages of this server begin. */
  readonly #ownBytes: Uint8Array;
  readonly #epoch: string;
  readonly #clock: Clock;
  readonly #host: NeighboursHost;
  readonly #known = new Map<string, Known>();
  readonly #unconfirmed = new Map<number, Unconfirmed>();
  #position: LogPosition;
  #outgoing = nothing();
  /** The number of own updates that were published, and of those that are durable. */
  #published = 0;
  #stored = 0;
  #reading = false;
  #isEnded = false;
  #nextHeartbeat = 0;
  /** When the log was last compared, and when it is to be at the latest because a message seems to be missing. */
  #lastCheck: number;
  #gapDue = Infinity;
  #nextFlush = Infinity;
  #cancelTick = () => {};
  #cancelFlush = () => {};

  /** `id` is of this open room alone; `position` is what the room has of the log, and is kept up to date by both. */
  constructor(
    bus: Bus,
    { channel, id, epoch }: { channel: string; id: string; epoch: string },
    position: LogPosition,
    clock: Clock,
    host: NeighboursHost,
  ) {
    this.#bus = bus;
    this.#channel = channel;
    this.#id = id;
    this.#ownBytes = senderBytes(id);
    this.#epoch = epoch;
    this.#clock = clock;
    this.#host = host;
    this.#position = position;
    this.#lastCheck = clock.now();
    this.#outgoing.asks = true;
    this.#flushWithin(limits.neighbourWindow);
    this.#tickLater();
  }

  /** The room has accepted an update, and will append it. Goes out with the next `flush`. */
  accepted(update: Uint8Array, authors: readonly Author[]): void {
    this.#published += 1;
    this.#outgoing.updates.push({ update, authors: [...authors] });
  }

  /** So many of the room's updates, in the order in which they were accepted, are durable. */
  appended(count: number, { first, last }: Appended): void {
    const [from, to] = [this.#stored + 1, this.#stored + count];
    this.#stored = to;
    this.#outgoing.stored.push({ from, to, first, last });
    this.#flushWithin(limits.storedWindow);
  }

  /** The presence of people who are connected here has changed. Goes out with the next `flush`. */
  share(entries: readonly SharedEntry[], raise: number | null): void {
    this.#outgoing.entries.push(...entries);
    this.#outgoing.raise = raise ?? this.#outgoing.raise;
  }

  /** Publishes everything that waits for it, in one message. */
  flush(): void {
    this.#cancelFlush();
    this.#nextFlush = Infinity;
    const { updates, stored, entries, raise, clocks, asks } = this.#outgoing;
    if (updates.length + stored.length + entries.length === 0 && raise === null && clocks === null && !asks) return;
    const first = this.#published - updates.length + 1;
    const message = { from: this.#id, epoch: this.#epoch, first, ...this.#outgoing };
    this.#outgoing = nothing();
    this.#bus.publish(this.#channel, encodeNeighbourMessage(message));
  }

  /** Takes in a message of the bus. */
  receive(data: Uint8Array): void {
    if (this.#isEnded || sameBytes(data.subarray(0, this.#ownBytes.length), this.#ownBytes)) return;
    const message = decodeNeighbourMessage(data);
    if (message === null) return this.#checkSoon(); // a server of another version: the log has its updates, too
    if (message.epoch !== this.#epoch) return this.check(); // one of both is of an earlier life
    const known = this.#known.get(message.from) ?? {
      neighbour: new Neighbour(message.from),
      heard: 0,
      arrived: new Map(),
    };
    known.heard = this.#clock.now();
    this.#known.set(message.from, known);
    for (const [i, { update, authors }] of message.updates.entries()) {
      if (!this.#apply(known, message.first + i, update, authors)) return this.#host.conflicted();
    }
    for (const stored of message.stored) this.#confirm(known, stored);
    if (message.entries.length > 0 || message.raise !== null) {
      this.#host.receivePresence(known.neighbour, message.entries, message.raise);
    }
    const lacks = message.clocks !== null && this.#host.reconcilePresence(known.neighbour, new Map(message.clocks));
    if (lacks) this.#outgoing.asks = true;
    if (message.asks) this.#outgoing.entries.push(...this.#host.sharedPresence());
    if (lacks || message.asks) this.#flushWithin(limits.neighbourWindow);
    if (this.#position.isBehind) this.#checkSoon();
  }

  /** Compares the document with the log, now. */
  check(): void {
    if (this.#reading) this.#gapDue = 0; // again, once that has ended
    if (!this.#reading && !this.#isEnded) void this.#read();
  }

  /** The bus is up again: anything may have been lost. */
  isUp(): void {
    this.#outgoing.asks = true;
    this.#outgoing.entries.push(...this.#host.sharedPresence());
    this.#flushWithin(limits.neighbourWindow);
    this.check();
  }

  /** Appends all that is not known to be durable: the document is about to be read from the store alone. */
  takeOverAll(): void {
    for (const [id, { update, authors }] of this.#unconfirmed) this.#host.takeOver(id, update, authors);
    this.#unconfirmed.clear();
    for (const { arrived } of this.#known.values()) arrived.clear();
  }

  /** The document was read from the store, up to this place in the log. */
  reloaded(position: LogPosition): void {
    this.#position = position;
  }

  /** The room leaves memory. */
  end(): void {
    if (this.#isEnded) return;
    this.#outgoing.clocks = []; // nobody is connected here any more
    this.flush();
    this.#isEnded = true;
    this.#cancelTick();
    this.#cancelFlush();
  }

  /** False when the document contradicts the update. */
  #apply({ arrived }: Known, number: number, update: Uint8Array, authors: readonly Author[]): boolean {
    const before = arrived.get(number);
    if (before?.isWhole) return true;
    const result = this.#host.applyShared(update, false);
    if (result.type === 'conflict') return false;
    const { id, isWhole } = result;
    if (id !== null) this.#unconfirmed.set(id, { update, authors, since: this.#clock.now() });
    arrived.set(number, { ids: [...(before?.ids ?? []), ...(id === null ? [] : [id])], isWhole });
    return true;
  }

  #confirm({ arrived }: Known, { from, to, first, last }: NeighbourMessage['stored'][number]): void {
    let areAll = first !== null;
    for (let number = from; number <= to && areAll; number++) areAll = arrived.get(number)?.isWhole === true;
    if (areAll) this.#position.has(first!, last);
    else this.#position.heard(last);
    for (const [number, { ids }] of arrived) {
      if (number > to) continue;
      arrived.delete(number);
      for (const id of ids) if (this.#unconfirmed.delete(id)) this.#host.stored(id);
    }
  }

  /** Reads what is missing from the log. */
  async #read(): Promise<void> {
    this.#reading = true;
    this.#lastCheck = this.#clock.now();
    this.#gapDue = Infinity;
    try {
      const position = this.#position;
      const end = await this.#host.since(position.upTo);
      if (this.#isEnded || position !== this.#position) return;
      if (end === null) return this.#host.documentEnded();
      if (end.updates.length > 0) {
        // At once: an update may be in the log before one that it depends on, which another server has appended.
        const result = this.#host.applyShared(Y.mergeUpdates([...end.updates]), true);
        if (result.type === 'conflict') return this.#host.conflicted();
        if (!result.isWhole) return; // the document is being reloaded
      }
      position.has(1, end.sequence);
    } catch (error) {
      this.#host.failed(error);
    } finally {
      this.#reading = false;
    }
  }

  #flushWithin(delay: number): void {
    const at = this.#clock.now() + delay;
    if (at >= this.#nextFlush) return;
    this.#nextFlush = at;
    this.#cancelFlush();
    this.#cancelFlush = this.#clock.after(delay, () => this.flush());
  }

  /** A message that was overtaken may still close the gap. */
  #checkSoon(): void {
    if (this.#gapDue < Infinity) return; // further messages do not put it off
    this.#gapDue = this.#clock.now() + limits.gapWindow;
    this.#tickLater(limits.gapWindow);
  }

  #tickLater(delay: number = limits.neighbourTick): void {
    this.#cancelTick();
    this.#cancelTick = this.#clock.after(delay, () => this.#tick(), 'idle');
  }

  #tick(): void {
    const now = this.#clock.now();
    for (const [id, known] of this.#known) {
      if (now - known.heard < limits.neighbourSilence) continue;
      this.#host.reconcilePresence(known.neighbour, new Map());
      this.#known.delete(id);
    }
    for (const [id, { update, authors, since }] of this.#unconfirmed) {
      if (now - since < limits.neighbourAppend) continue;
      this.#unconfirmed.delete(id);
      this.#host.takeOver(id, update, authors);
    }
    if (now >= this.#nextHeartbeat) {
      this.#nextHeartbeat = now + limits.neighbourHeartbeat;
      this.#outgoing.clocks = this.#host.sharedPresence().map(({ clientID, clock }) => [clientID, clock]);
      this.flush();
    }
    const due = this.#lastCheck + (this.#bus.isUp ? limits.neighbourCheck : limits.lonelyCheck);
    if (now >= Math.min(due, this.#gapDue) && !this.#reading) void this.#read();
    this.#tickLater();
  }
}
