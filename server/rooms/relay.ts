// How a room sends what is new to its members. A member that keeps up gets each frame as it comes. A congested member
// gets nothing more until it has read everything, and then what it missed, in one or a few frames. Acknowledgements
// wait to go with another frame, and so may updates. Pure: the relay sends to members, and asks the room for the rest.

import * as Y from 'yjs';
import { encodeAck, encodeAwareness, encodeUpdate, type AwarenessEntry } from '../../protocol/messages.ts';

/** A member of the room, as far as frames are sent to it. */
export interface Recipient {
  /** Whether the member has so much to read, by `limits.congestion`, that frames which can wait should wait. */
  readonly congested: boolean;
  /** Sends one frame. The array is kept, and may be sent to other members too. */
  send(frame: Uint8Array): void;
}

/** The document and the awareness, as a relay sees them. */
export interface RelaySource<Member> {
  /** The document's state vector; null while the document is broken. */
  stateVector(): Uint8Array | null;
  /** An update with all that the document has beyond `stateVector`. Not to be called while the document is broken. */
  since(stateVector: Uint8Array): Uint8Array;
  /** The known awareness of some Yjs clients, without the client of `member`. */
  entriesOf(clients: Iterable<number>, member: Member): AwarenessEntry[];
}

/** Where a member stands that does not keep up. */
interface Lag {
  /** The document's state vector when the member was last sent an update. */
  readonly stateVector: Uint8Array;
  /** The number of updates that the room had relayed by then. */
  readonly relayed: number;
  /** The Yjs clients whose awareness has changed since. */
  readonly clients: Set<number>;
}

/** All that a room has relayed since some moment. */
interface Difference {
  /** The number of updates that the room had relayed by that moment. */
  readonly relayed: number;
  /** One update that was computed from the document, and then each update that was relayed afterwards. */
  readonly frames: Uint8Array[];
  /** The size of all frames but the first, in bytes. */
  appendedBytes: number;
}

export class Relay<Member extends Recipient> {
  readonly #source: RelaySource<Member>;
  readonly #lagging = new Map<Member, Lag>();
  /** The count to acknowledge next, by member. */
  readonly #pendingAcks = new Map<Member, number>();
  /** The updates that wait for the next one. */
  #held: Uint8Array[] = [];
  /** The number of updates that were relayed. */
  #relayed = 0;
  /** The difference that was computed last: it also serves members that began to lag somewhat later. */
  #difference: Difference | null = null;

  constructor(source: RelaySource<Member>) {
    this.#source = source;
  }

  get hasPendingAcks(): boolean {
    return this.#pendingAcks.size > 0;
  }

  /**
   * Sends an update that the document now has to all `members` but `except`; with what is held, to all of them. Both go
   * in one frame, so that a member that is suspended has got everything that the document has.
   */
  update(members: Iterable<Member>, update: Uint8Array, except: Member | null): void {
    const isAlone = !this.isHolding;
    const frame = encodeUpdate(isAlone ? update : Y.mergeUpdates([...this.#held, update]));
    this.#held = [];
    this.#relayed++;
    this.#addToDifference(frame);
    this.#sendToAll(members, frame, isAlone ? except : null);
  }

  /** Holds an update that the document now has, until `update` or `release`. */
  hold(update: Uint8Array): void {
    this.#held.push(update);
  }

  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  /** Sends what is held to all `members`. */
  release(members: Iterable<Member>): void {
    const last = this.#held.pop();
    if (last !== undefined) this.update(members, last, null);
  }

  /** Sends changed awareness to all `members` but `except`. Not while an update is held. */
  awareness(members: Iterable<Member>, entries: readonly AwarenessEntry[], except: object | null): void {
    for (const { clients } of this.#lagging.values()) for (const { clientID } of entries) clients.add(clientID);
    this.#sendToAll(members, encodeAwareness(entries), except);
  }

  /** Queues Acks: for each member, the number of its messages that are durable. */
  acknowledge(counts: ReadonlyMap<Member, number>): void {
    for (const [member, count] of counts) this.#pendingAcks.set(member, count); // later counts are never smaller
  }

  /** Sends the queued Acks to all members that keep up. */
  sendAcks(): void {
    for (const member of this.#pendingAcks.keys()) if (!this.#lagging.has(member)) this.#sendAck(member);
  }

  /** Sends a member what it missed, if it lagged and is no longer congested. Not while the document is broken. */
  catchUp(member: Member): void {
    const lag = this.#lagging.get(member);
    if (lag === undefined || member.congested) return;
    this.#lagging.delete(member);
    if (lag.relayed < this.#relayed) for (const frame of this.#differenceFor(lag)) member.send(frame);
    const entries = this.#source.entriesOf(lag.clients, member);
    if (entries.length > 0) member.send(encodeAwareness(entries));
    this.#sendAck(member);
    if (this.#lagging.size === 0) this.#difference = null;
  }

  leave(member: Member): void {
    this.#lagging.delete(member);
    this.#pendingAcks.delete(member);
  }

  #sendToAll(members: Iterable<Member>, frame: Uint8Array, except: object | null): void {
    for (const member of members) {
      if (member === except || this.#lagging.has(member)) continue;
      member.send(frame);
      if (member.congested) this.#suspend(member);
    }
  }

  #suspend(member: Member): void {
    const stateVector = this.#source.stateVector();
    if (stateVector !== null) this.#lagging.set(member, { stateVector, relayed: this.#relayed, clients: new Set() });
  }

  /**
   * Frames with all that a member missed. They may repeat as many updates as it missed: to send those takes less time
   * than to compute another difference.
   */
  #differenceFor(lag: Lag): readonly Uint8Array[] {
    const earliest = lag.relayed - (this.#relayed - lag.relayed);
    const serves = ({ relayed }: { relayed: number }) => earliest <= relayed && relayed <= lag.relayed;
    if (this.#difference === null || !serves(this.#difference)) {
      let base = lag;
      for (const other of this.#lagging.values()) if (serves(other) && other.relayed < base.relayed) base = other;
      const frames = [encodeUpdate(this.#source.since(base.stateVector))];
      this.#difference = { relayed: base.relayed, frames, appendedBytes: 0 };
    }
    return this.#difference.frames;
  }

  /** Appends a relayed frame to the difference, as long as that costs less than computing another. */
  #addToDifference(frame: Uint8Array): void {
    if (this.#difference === null) return;
    const { frames } = this.#difference;
    frames.push(frame);
    this.#difference.appendedBytes += frame.length;
    if (this.#difference.appendedBytes > frames[0]!.length) this.#difference = null;
  }

  #sendAck(member: Member): void {
    const count = this.#pendingAcks.get(member);
    if (count !== undefined) member.send(encodeAck(count));
    this.#pendingAcks.delete(member);
  }
}
