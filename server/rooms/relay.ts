// How what is new reaches those who are in a room. Who keeps up is sent it as it comes; who has too much to read
// already is sent nothing more until it has read all of that, and then what it lacks, in one or a few. Acknowledgements
// wait to go with something else. Pure: it sends to members, and asks the room for the rest.

import { encodeAck, encodeAwareness, encodeUpdate, type AwarenessEntry } from '../../protocol/messages.ts';

/** A member of the room, as far as it is sent something. */
export interface Recipient {
  /** Whether it has so much to read that it should not be sent what it can as well be sent later, in one. */
  readonly congested: boolean;
  /** Sends one frame. The array is kept and may be sent to others too. */
  send(frame: Uint8Array): void;
}

/** What a relay asks of its room. */
export interface Source {
  /** The document's state vector; null while the document is broken. */
  stateVector(): Uint8Array | null;
  /** An update with all that the document has beyond a state vector. Not while it is broken. */
  since(stateVector: Uint8Array): Uint8Array;
  /** What is known of the awareness of some clients. */
  entriesOf(clients: Iterable<number>): AwarenessEntry[];
}

/** What one who does not keep up was not sent. */
interface Behind {
  /** The document's, when an update was last sent to it, and how many had been relayed by then. */
  readonly stateVector: Uint8Array;
  readonly relayed: number;
  /** Whose awareness changed since then. */
  readonly clients: Set<number>;
}

export class Relay<Member extends Recipient> {
  readonly #source: Source;
  readonly #behind = new Map<Member, Behind>();
  /** What is to be acknowledged. */
  readonly #due = new Map<Member, number>();
  #relayed = 0;
  /**
   * What was made for some who were behind, and after it what was relayed since: good for all who fell behind no
   * earlier.
   */
  #difference: { readonly relayed: number; readonly frames: Uint8Array[]; since: number } | null = null;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Whether there is anything to be acknowledged. */
  get owes(): boolean {
    return this.#due.size > 0;
  }

  /** Sends to `members`, except one, an update that the document now has. */
  update(members: Iterable<Member>, update: Uint8Array, except: Member | null): void {
    const frame = encodeUpdate(update);
    this.#relayed++;
    this.#addToDifference(frame);
    this.#sendToAll(members, frame, except);
  }

  /** Sends to `members`, except one, what is new of the awareness. */
  awareness(members: Iterable<Member>, entries: readonly AwarenessEntry[], except: object | null): void {
    for (const { clients } of this.#behind.values()) for (const { clientID } of entries) clients.add(clientID);
    this.#sendToAll(members, encodeAwareness(entries), except);
  }

  /** So much is to be acknowledged, to each as the first so many of its messages. */
  acknowledge(counts: ReadonlyMap<Member, number>): void {
    for (const [member, count] of counts) this.#due.set(member, count); // later counts are never smaller
  }

  /** Sends what is to be acknowledged to all who keep up. */
  sendAcks(): void {
    for (const member of this.#due.keys()) if (!this.#behind.has(member)) this.#sendAck(member);
  }

  /**
   * If the member was behind and has read what waited for it, sends it what it lacks. Not while the document is broken.
   */
  catchUp(member: Member): void {
    const behind = this.#behind.get(member);
    if (behind === undefined || member.congested) return;
    this.#behind.delete(member);
    if (behind.relayed < this.#relayed) for (const frame of this.#differenceFor(behind)) member.send(frame);
    if (behind.clients.size > 0) member.send(encodeAwareness(this.#source.entriesOf(behind.clients)));
    this.#sendAck(member);
    if (this.#behind.size === 0) this.#difference = null;
  }

  /** The member is gone. */
  leave(member: Member): void {
    this.#behind.delete(member);
    this.#due.delete(member);
  }

  #sendToAll(members: Iterable<Member>, frame: Uint8Array, except: object | null): void {
    for (const member of members) {
      if (member === except || this.#behind.has(member)) continue;
      member.send(frame);
      if (member.congested) this.#leaveBehind(member);
    }
  }

  #leaveBehind(member: Member): void {
    const stateVector = this.#source.stateVector();
    if (stateVector !== null) this.#behind.set(member, { stateVector, relayed: this.#relayed, clients: new Set() });
  }

  /** All that it lacks, and at most as many updates more: those are sent in less time than it takes to make another. */
  #differenceFor(behind: Behind): readonly Uint8Array[] {
    const oldest = behind.relayed - (this.#relayed - behind.relayed);
    const serves = ({ relayed }: { relayed: number }) => oldest <= relayed && relayed <= behind.relayed;
    if (this.#difference === null || !serves(this.#difference)) {
      let base = behind;
      for (const other of this.#behind.values()) if (serves(other) && other.relayed < base.relayed) base = other;
      this.#difference = {
        relayed: base.relayed,
        frames: [encodeUpdate(this.#source.since(base.stateVector))],
        since: 0,
      };
    }
    return this.#difference.frames;
  }

  /** As long as what came since is less than it, adding that costs less than making it anew. */
  #addToDifference(frame: Uint8Array): void {
    if (this.#difference === null) return;
    const { frames } = this.#difference;
    frames.push(frame);
    this.#difference.since += frame.length;
    if (this.#difference.since > frames[0]!.length) this.#difference = null;
  }

  #sendAck(member: Member): void {
    const count = this.#due.get(member);
    if (count !== undefined) member.send(encodeAck(count));
    this.#due.delete(member);
  }
}
