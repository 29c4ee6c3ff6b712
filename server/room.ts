// One open document: takes in what its members send, and sends out what they need to be in step.
// Pure: time comes in as an argument and everything that has an effect goes out through `Member` and `RoomOutput`, so it
// runs the same under a test's clock. All waiting updates are applied in one transaction; what that emits, merged and
// deduplicated by Yjs, is relayed and appended, and acknowledged when it is stored. Nothing is relayed that is not also
// handed to be appended.

import * as Y from 'yjs';
import { type Acknowledged, Acknowledgements } from './acknowledgements.ts';
import { Awareness } from './awareness.ts';
import { limits, told } from './limits.ts';
import { CloseCode } from './protocol/close.ts';
import {
  type AccessInfo,
  type ClientMessage,
  encodeAck,
  encodeAwareness,
  encodeNotice,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeUpdate,
  encodeWelcome,
  type Notice,
} from './protocol/messages.ts';
import { permits } from './protocol/role.ts';
import { longestTitle, titleName } from './protocol/title.ts';
import type { StoredDocument } from './store/store.ts';

/** One who takes part in a room: a connection, as the room sees it. */
export interface Member {
  /** Whether it speaks `quire.1`, and so is welcomed, told what of its own is durable, and given notice. */
  readonly speaksQuire: boolean;
  /** What it may do, as whom, as of now. */
  readonly access: AccessInfo;
  /** Sends one frame. The room keeps the array and may send it to others too. */
  send(frame: Uint8Array): void;
  /** Ends the connection. The member still has to leave the room. */
  close(code: CloseCode, reason: string): void;
}

/** What a room asks of its surroundings. */
export interface RoomOutput {
  /** Keep `update`, and once it is durable call `stored` with `id`. `title` is the document's, at most 200 characters. */
  append(id: number, update: Uint8Array, title: string): void;
  /** Call `flush` once, after `delay` milliseconds; 0 means as soon as what has already arrived is read. */
  schedule(delay: number): void;
  /** Whether so much waits to be stored that nothing new may be taken in. */
  overloaded(): boolean;
}

/** What a room takes in: a token is the session's matter. */
export type RoomMessage = Exclude<ClientMessage, { type: 'token' }>;

interface Seat {
  /** Whether it was asked for all that it has, as those are who may write. */
  writes: boolean;
  /** Whether the member has answered our SyncStep1: what it sends before that cannot echo what we sent after it. */
  answered: boolean;
  /** Whether it was asked for updates that are missing. */
  asked: boolean;
}

const nothing = new Uint8Array([0, 0]); // an update without structs and deletions

export class Room {
  readonly #doc = new Y.Doc();
  readonly #title = this.#doc.getText(titleName);
  readonly #output: RoomOutput;
  readonly #name: string;
  readonly #epoch: string;
  readonly #seats = new Map<Member, Seat>();
  readonly #awareness = new Awareness();
  readonly #acknowledgements = new Acknowledgements<Member>();
  #inbox: { member: Member; update: Uint8Array }[] = [];
  /** What the last transaction brought: one update, or two when Yjs tidied up formats after it. */
  #emitted: Uint8Array[] = [];
  #appends = 0;
  #unstored = 0;
  #scheduled = false;
  #lastFlush = -Infinity;

  /** Opens the document called `name` as it was stored. Throws when one of its updates cannot be read. */
  constructor(name: string, { epoch, updates }: StoredDocument, output: RoomOutput) {
    this.#name = name;
    this.#epoch = epoch;
    this.#doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update);
    });
    this.#doc.on('update', (update: Uint8Array) => this.#emitted.push(update));
    this.#output = output;
  }

  /** How many are here. */
  get size(): number {
    return this.#seats.size;
  }

  /** Whether there is anything that the store does not have. */
  get dirty(): boolean {
    return this.#inbox.length > 0 || this.#unstored > 0;
  }

  /** Seats `member`, asks it for what it has if it may write, and tells it who is here. */
  join(member: Member): void {
    const writes = mayWrite(member);
    this.#seats.set(member, { writes, answered: false, asked: false });
    const [document, epoch] = [this.#name, this.#epoch];
    if (member.speaksQuire) member.send(encodeWelcome({ version: 1, document, epoch, ...member.access, limits: told }));
    if (writes) member.send(encodeSyncStep1(Y.encodeStateVector(this.#doc)));
    // After the SyncStep1, never before: `Seat.answered` rests on this order.
    const present = this.#awareness.present();
    if (present.length > 0) member.send(encodeAwareness(present));
  }

  /** The access of `member` is another than it was: it is asked for what it has if it may write now, and for its name. */
  reconsider(member: Member): void {
    const seat = this.#seats.get(member);
    if (seat === undefined) return;
    const asks = mayWrite(member) && !seat.writes;
    seat.writes = mayWrite(member);
    if (asks) member.send(encodeSyncStep1(Y.encodeStateVector(this.#doc)));
    const renew = this.#awareness.renewalOf(member);
    if (renew !== null) member.send(encodeAwareness([renew]));
  }

  /** The member is gone. `now` is in milliseconds. */
  leave(member: Member, now: number): void {
    if (!this.#seats.delete(member)) return;
    this.#acknowledgements.leave(member);
    this.#awareness.leave(member);
    if (this.#awareness.hasChanges) this.#schedule(now);
  }

  /** Takes in one message of a member that has joined. `now` is in milliseconds. */
  receive(member: Member, message: RoomMessage, now: number): void {
    const seat = this.#seats.get(member);
    if (seat === undefined) return; // it was closed, and this was still on its way
    switch (message.type) {
      case 'syncStep1':
        return this.#answer(member, message.stateVector);
      case 'syncStep2':
        seat.answered = true;
        return this.#receiveUpdate(member, message.update, true, now);
      case 'update':
        return this.#receiveUpdate(member, message.update, false, now);
      case 'awareness': {
        const renew = this.#awareness.receive(member, message.entries, !seat.answered, member.access.user);
        if (renew !== null) member.send(encodeAwareness([renew]));
        if (this.#awareness.hasChanges) this.#schedule(now);
        return;
      }
      case 'queryAwareness':
        member.send(encodeAwareness(this.#awareness.present()));
    }
  }

  /** Applies, relays and hands on to be appended all that is waiting. `now` is in milliseconds. */
  flush(now: number): void {
    this.#scheduled = false;
    this.#lastFlush = now;
    if (this.#inbox.length > 0 || this.#acknowledgements.waiting) this.#flushUpdates();
    if (!this.#awareness.hasChanges) return;
    const { entries, except } = this.#awareness.takeChanges();
    this.#relay(encodeAwareness(entries), except);
  }

  /** The update that was appended as `id` is durable. */
  stored(id: number): void {
    if (this.#unstored > 0) this.#unstored--; // else the room has ended
    this.#acknowledge(this.#acknowledgements.stored(id));
  }

  /** Tells `notice` to all who speak `quire.1`. */
  notify(notice: Notice): void {
    const frame = encodeNotice(notice);
    for (const member of this.#seats.keys()) if (member.speaksQuire) member.send(frame);
  }

  /** All of the document as one V1 update. */
  read(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc);
  }

  /** Closes everyone and forgets what is not stored: the document is no more. */
  end(code: CloseCode, reason: string): void {
    const members = [...this.#seats.keys()];
    for (const member of members) this.#acknowledgements.leave(member);
    this.#seats.clear();
    this.#inbox = [];
    this.#unstored = 0;
    for (const member of members) member.close(code, reason);
  }

  #answer(member: Member, stateVector: Uint8Array): void {
    let update: Uint8Array;
    try {
      update = Y.encodeStateAsUpdate(this.#doc, stateVector);
    } catch {
      return member.close(CloseCode.malformed, 'the state vector cannot be read');
    }
    member.send(encodeSyncStep2(update));
  }

  #receiveUpdate(member: Member, update: Uint8Array, isAnswer: boolean, now: number): void {
    if (!sameBytes(update, nothing)) {
      try {
        Y.decodeUpdate(update); // applyUpdate finds some faults only after it has changed the document
      } catch {
        return member.close(CloseCode.malformed, 'the update cannot be read');
      }
      if (!mayWrite(member) && !Y.snapshotContainsUpdate(Y.snapshot(this.#doc), update)) return this.#refuse(member);
      // What repeats the document does no harm, and every client that comes back repeats all deletions.
      if (this.#output.overloaded() && !Y.snapshotContainsUpdate(Y.snapshot(this.#doc), update)) {
        return member.close(CloseCode.overloaded, 'the store cannot keep up');
      }
      this.#inbox.push({ member, update });
      this.#schedule(now);
    }
    if (member.speaksQuire) {
      this.#acknowledgements.receive(member, isAnswer);
      this.#schedule(now);
    }
  }

  /** `member` brought something new and may not write. One that knows of roles can say so to whoever typed it. */
  #refuse(member: Member): void {
    if (!member.speaksQuire) return member.close(CloseCode.forbidden, 'this is for reading only');
    this.#acknowledgements.refuse(member);
    member.send(encodeNotice({ type: 'refused' }));
  }

  #schedule(now: number): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const window = Math.min(limits.flushWindow, Math.max(0, this.size - limits.quietRoom) * limits.flushWindowPerPerson);
    this.#output.schedule(Math.max(0, this.#lastFlush + window - now));
  }

  #flushUpdates(): void {
    const inbox = this.#inbox;
    this.#inbox = [];
    const wasPending = this.#pending;
    this.#doc.transact(() => {
      for (const { member, update } of inbox) this.#apply(member, update);
    });
    const incomplete = this.#pending ? this.#incompleteOf(inbox) : null;
    this.#askForMissing(incomplete);

    const emitted = this.#emitted;
    this.#emitted = [];
    const id = emitted.length === 0 ? null : ++this.#appends; // null: all of it was known
    this.#acknowledge(this.#acknowledgements.flushed(id, incomplete));
    if (id === null) return;
    this.#unstored++;
    const update = emitted.length === 1 ? emitted[0]! : Y.mergeUpdates(emitted);
    // What only one member wrote it need not hear again, unless something came with it that is not its own: the tidying
    // up, or older updates of others that had waited for this one.
    const sender = inbox[0]!.member;
    const alone = emitted.length === 1 && !wasPending && inbox.every(({ member }) => member === sender);
    this.#relay(encodeUpdate(update), alone ? sender : null);
    this.#output.append(id, update, this.#title.toString().slice(0, longestTitle));
  }

  /** Whether there are updates that wait for others that have not arrived. */
  get #pending(): boolean {
    return this.#doc.store.pendingStructs !== null || this.#doc.store.pendingDs !== null;
  }

  #apply(member: Member, update: Uint8Array): void {
    try {
      Y.applyUpdate(this.#doc, update);
    } catch {
      member.close(CloseCode.malformed, 'the update cannot be applied');
    }
  }

  /** Those of whose updates something is not in the document, because it waits or could not be applied. */
  #incompleteOf(inbox: readonly { member: Member; update: Uint8Array }[]): Set<Member> {
    const present = Y.snapshot(this.#doc);
    return new Set(inbox.filter(({ update }) => !Y.snapshotContainsUpdate(present, update)).map(({ member }) => member));
  }

  /** Asks each of them for what is missing, once as long as anything is. */
  #askForMissing(incomplete: ReadonlySet<Member> | null): void {
    if (incomplete === null) {
      for (const seat of this.#seats.values()) seat.asked = false;
      return;
    }
    const question = encodeSyncStep1(Y.encodeStateVector(this.#doc));
    for (const member of incomplete) {
      const seat = this.#seats.get(member);
      if (seat === undefined || seat.asked) continue;
      seat.asked = true;
      member.send(question);
    }
  }

  #acknowledge(counts: Acknowledged<Member>): void {
    for (const [member, count] of counts) member.send(encodeAck(count));
  }

  #relay(frame: Uint8Array, except: object | null): void {
    for (const member of this.#seats.keys()) {
      if (member !== except) member.send(frame);
    }
  }
}

const mayWrite = ({ access }: Member): boolean => permits(access.role, 'write');

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
