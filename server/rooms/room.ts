// One open document: takes in what its members send, and sends out what they need to be in step. Pure: time comes in as
// an argument and everything that has an effect goes out through `Member` and `RoomOutput`, so it runs the same under a
// test's clock. All waiting updates are applied in one transaction; what that emits, merged and deduplicated by Yjs, is
// relayed and appended, and acknowledged when it is stored. Nothing is relayed that is not also handed to be appended.
// When a transaction throws, nothing of it is either: the room asks for the document as it is stored, and goes on from
// there without the update that broke it.

import * as Y from 'yjs';
import { Acknowledgements } from './acknowledgements.ts';
import { Awareness } from './awareness.ts';
import { nothing, sameBytes } from '../document/bytes.ts';
import { Document } from '../document/document.ts';
import { validateUpdate } from '../document/scan.ts';
import type { DecodedUpdate } from '../document/would-change.ts';
import { Inbox, isTooMuch, type Sent as SentBy } from './inbox.ts';
import { limits, advertisedLimits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import {
  type AccessInfo,
  type ClientMessage,
  encodeAwareness,
  encodeNotice,
  encodeWelcome,
  type Notice,
} from '../../protocol/messages.ts';
import { permits, type Role, type User } from '../../protocol/roles.ts';
import { type Recipient, Relay } from './relay.ts';
import type { Author, StoredDocument } from '../store/store.ts';

/** One who takes part in a room: a connection, as the room sees it. */
export interface Member extends Recipient {
  /** Whether it speaks `quire.1`, and so is welcomed, told what of its own is durable, and given notice. */
  readonly speaksQuire: boolean;
  /** What the member may do, as of now. */
  readonly role: Role;
  /** Who the member is; null when the server does not know. */
  readonly user: User | null;
  /** The same for a Welcome, made when it is read. */
  readonly access: AccessInfo;
  /** Ends the connection. The member still has to leave the room. */
  close(code: CloseCode, reason: string): void;
}

/** What a room asks of its host. */
export interface RoomOutput {
  /**
   * Keep `update`, and once it is durable call `stored` with `id`. `title` is the document's, at most 200 characters;
   * `authors` are those of clients of whom there was no work before.
   */
  append(id: number, update: Uint8Array, title: string, authors: readonly Author[]): void;
  /**
   * Call `flush` after `delay` milliseconds, and not when that was asked for before; 0 means as soon as what has
   * already arrived is read.
   */
  schedule(delay: number): void;
  /** Call `rebuild` once, with the document as it is when all is stored that was handed to be appended. */
  reload(): void;
  /** Whether so much waits to be stored that nothing new may be taken in. */
  overloaded(): boolean;
}

/** What a room takes in: a token is the session's matter. */
export type RoomMessage = Exclude<ClientMessage, { type: 'token' }>;

interface MemberState {
  /** Whether it was asked for all that it has, as those are who may write. */
  writes: boolean;
  /** Whether the member has answered our SyncStep1: what it sends before that cannot echo what we sent after it. */
  answered: boolean;
  /** Whether it was asked for updates that are missing, and has answered that. */
  asked: 'no' | 'asked' | 'answered';
}

type Sent = SentBy<Member>;

export class Room {
  readonly #output: RoomOutput;
  readonly #name: string;
  readonly #epoch: string;
  readonly #members = new Map<Member, MemberState>();
  readonly #awareness = new Awareness();
  readonly #acknowledgements = new Acknowledgements<Member>();
  readonly #relay: Relay<Member>;
  #document: Document;
  readonly #inbox = new Inbox<Member>();
  /** What waits for updates that have not arrived. */
  #waiting: Sent[] = [];
  /** What was being applied when that broke the document; null as long as the document is whole. */
  #suspects: { readonly received: readonly Sent[]; readonly waiting: readonly Sent[] } | null = null;
  /** Who asked for what it lacks while the document was broken, with the state vector that was last. */
  readonly #questions = new Map<Member, Uint8Array>();
  #appends = 0;
  #unstored = 0;
  /** When the next flush will be that was asked for, and when as many may follow at once as ever. In milliseconds. */
  #nextFlush = Infinity;
  #rested = -Infinity;

  /**
   * Opens the document called `name` as it was stored. Throws when it is found that one of its updates cannot be read.
   */
  constructor(name: string, { epoch, updates }: StoredDocument, output: RoomOutput) {
    this.#name = name;
    this.#epoch = epoch;
    this.#document = new Document(updates);
    this.#output = output;
    this.#relay = new Relay({
      stateVector: () => (this.#broken ? null : this.#document.stateVector),
      since: (stateVector) => this.#document.encode(stateVector),
      entriesOf: (clients) => this.#awareness.entriesOf(clients),
    });
  }

  /** How many are here. */
  get size(): number {
    return this.#members.size;
  }

  /** Whether anything that was taken in is still to be applied. */
  get behind(): boolean {
    return this.#broken || !this.#inbox.isEmpty;
  }

  /** Whether there is anything that the store does not have. */
  get dirty(): boolean {
    return this.behind || this.#unstored > 0;
  }

  /**
   * Seats `member`, asks it for what it has if it may write, and tells it who is here. Not to be called until `rebuild`
   * after a `reload`.
   */
  join(member: Member): void {
    const writes = mayWrite(member);
    this.#members.set(member, { writes, answered: false, asked: 'no' });
    const [document, epoch] = [this.#name, this.#epoch];
    if (member.speaksQuire) {
      member.send(encodeWelcome({ version: 1, document, epoch, ...member.access, limits: advertisedLimits }));
    }
    if (writes) this.#ask(member);
    // After the SyncStep1, never before: `Seat.answered` rests on this order.
    const present = this.#awareness.present();
    if (present.length > 0) member.send(encodeAwareness(present));
  }

  /**
   * The access of `member` is another than it was: it is asked for what it has if it may write now, and for its name.
   */
  accessChanged(member: Member): void {
    if (!this.#broken) this.#askIfNew(member);
    const renew = this.#awareness.renewalOf(member);
    if (renew !== null) member.send(encodeAwareness([renew]));
  }

  /** The member is gone. `now` is in milliseconds. */
  leave(member: Member, now: number): void {
    if (!this.#members.delete(member)) return;
    this.#acknowledgements.leave(member);
    this.#relay.leave(member);
    this.#awareness.leave(member);
    this.#questions.delete(member);
    this.#waiting = this.#waiting.filter((sent) => sent.member !== member);
    if (this.#awareness.hasChanges || this.#canRelease) this.#schedule(now);
  }

  /** Takes in one message of a member that has joined. `now` is in milliseconds. */
  receive(member: Member, message: RoomMessage, now: number): void {
    const state = this.#members.get(member);
    if (state === undefined) return; // it was closed, and this was still on its way
    switch (message.type) {
      case 'syncStep1':
        if (message.stateVector.length > limits.stateVectorBytes) {
          return member.close(CloseCode.tooLarge, 'the state vector is too large');
        }
        if (this.#broken) this.#questions.set(member, message.stateVector);
        else this.#answer(member, message.stateVector);
        return;
      case 'syncStep2':
        state.answered = true;
        if (state.asked === 'asked') state.asked = 'answered';
        return this.#receiveUpdate(member, message.update, true, now);
      case 'update':
        return this.#receiveUpdate(member, message.update, false, now);
      case 'awareness': {
        if (message.entries.some(({ state }) => state !== null && state.length > limits.awarenessState)) {
          return member.close(CloseCode.tooLarge, 'a state of awareness is too large');
        }
        const renew = this.#awareness.receive(member, message.entries, !state.answered, member.user);
        if (renew !== null) member.send(encodeAwareness([renew]));
        if (this.#awareness.hasChanges) this.#schedule(now);
        else if (this.#awareness.hasRenewals) this.#flushWithin(limits.renewalWindow, now);
        return;
      }
      case 'queryAwareness':
        member.send(encodeAwareness(this.#awareness.present()));
    }
  }

  /**
   * Applies, relays and hands on to be appended what is waiting, as much as may be at once. `now` is in milliseconds.
   */
  flush(now: number): void {
    this.#nextFlush = Infinity;
    if (!this.#inbox.isEmpty || this.#awareness.hasChanges) this.#rested = Math.max(this.#rested, now) + this.#window;
    if (!this.#broken && (!this.#inbox.isEmpty || this.#canRelease)) this.#flushUpdates(now);
    this.#relay.sendAcks();
    if (!this.#awareness.hasChanges && !this.#awareness.hasRenewals) return;
    const { entries, except } = this.#awareness.takeChanges();
    this.#relay.awareness(this.#members.keys(), entries, except);
  }

  /** The member has read what waited for it: if it was not sent all meanwhile, it now is. */
  catchUp(member: Member): void {
    if (!this.#broken) this.#relay.catchUp(member);
  }

  /**
   * Goes on from the document as it is stored, after `reload` was asked for. What was being applied then is applied one
   * by one, so that what cannot be is found and its sender closed. Throws when one of the stored updates cannot be
   * read. `now` is in milliseconds.
   */
  rebuild(stored: readonly Uint8Array[], now: number): void {
    const { received, waiting } = this.#suspects ?? { received: [], waiting: [] };
    const updates = [...stored];
    this.#renew(updates);
    this.#suspects = null;
    this.#waiting = [...waiting]; // what it holds back stays so
    const refused = new Set<Member>();
    const attempt = (member: Member, bring: () => Uint8Array | null) => {
      if (refused.has(member)) return;
      try {
        updates.push(bring() ?? nothing);
      } catch {
        this.#renew(updates);
        refused.add(member);
        this.#expel(member, CloseCode.malformed, 'the update cannot be applied', now);
      }
    };
    for (const sent of received) attempt(sent.member, () => this.#bring([sent], [], now));
    for (const sent of [...this.#waiting]) {
      this.#waiting = this.#waiting.filter((other) => other !== sent);
      attempt(sent.member, () => this.#bring([], [sent], now));
    }
    for (const [member, stateVector] of this.#questions) this.#answer(member, stateVector);
    this.#questions.clear();
    for (const member of this.#members.keys()) {
      this.#askIfNew(member);
      this.catchUp(member);
    }
    this.#schedule(now);
  }

  /** The update that was appended as `id` is durable. `now` is in milliseconds. */
  stored(id: number, now: number): void {
    if (this.#unstored > 0) this.#unstored--; // else the room has ended
    this.#relay.acknowledge(this.#acknowledgements.stored(id));
    if (this.#relay.owes) this.#flushWithin(untilNext(limits.acknowledgementWindow, now), now);
  }

  /** Tells `notice` to all who speak `quire.1`. */
  notify(notice: Notice): void {
    const frame = encodeNotice(notice);
    for (const member of this.#members.keys()) if (member.speaksQuire) member.send(frame);
  }

  /** All of the document as one V1 update. Not to be called until `rebuild` after a `reload`. */
  read(): Uint8Array {
    return this.#document.encode();
  }

  /** Closes everyone and forgets what is not stored: the document is no more. */
  end(code: CloseCode, reason: string): void {
    const members = [...this.#members.keys()];
    for (const member of members) {
      this.#acknowledgements.leave(member);
      this.#relay.leave(member);
    }
    this.#members.clear();
    this.#inbox.clear();
    this.#waiting = [];
    this.#suspects = null;
    this.#questions.clear();
    this.#unstored = 0;
    for (const member of members) member.close(code, reason);
  }

  get #broken(): boolean {
    return this.#suspects !== null;
  }

  /** Whether acknowledgements were held back, and what they waited for has left with who sent it. */
  get #canRelease(): boolean {
    return this.#waiting.length === 0 && this.#acknowledgements.holds;
  }

  /** Closes the member, and forgets what it sent that is not yet applied. */
  #expel(member: Member, code: CloseCode, reason: string, now: number): void {
    this.#inbox.drop(member);
    this.leave(member, now);
    member.close(code, reason);
  }

  #answer(member: Member, stateVector: Uint8Array): void {
    if (this.#document.needsHydration(stateVector) && !this.#hydrate()) {
      return void this.#questions.set(member, stateVector);
    }
    let frame: Uint8Array;
    try {
      frame = this.#document.answer(stateVector);
    } catch {
      return member.close(CloseCode.malformed, 'the state vector cannot be read');
    }
    member.send(frame);
  }

  /** False, and the document is loaded again, when what is stored cannot be applied: that is no member's fault. */
  #hydrate(): boolean {
    try {
      this.#document.hydrate();
      return true;
    } catch {
      this.#suspects = { received: [], waiting: [] }; // a encoded document has none
      this.#output.reload();
      return false;
    }
  }

  #receiveUpdate(member: Member, update: Uint8Array, isAnswer: boolean, now: number): void {
    const { user } = member;
    // Every client that comes back with all that there is repeats all deletions.
    if (sameBytes(update, nothing) || (!this.#broken && this.#document.isRepeatedBy(update))) {
      // to be counted
      if (member.speaksQuire) this.#take({ member, update: nothing, isAnswer, unauthorized: false, authors: [] }, now);
      return;
    }
    const validated = validateUpdate(update);
    if (validated.type === 'invalid') return member.close(validated.code, validated.reason);
    let decoded: DecodedUpdate;
    try {
      decoded = Y.decodeUpdate(update); // applying finds some faults only after it has changed the document
    } catch {
      return member.close(CloseCode.malformed, 'the update cannot be read');
    }
    const unauthorized = !mayWrite(member);
    // What repeats the document does no harm.
    const isNew = () => this.#broken || (this.#hydrate() && this.#document.wouldChange(decoded));
    if (!unauthorized && this.#output.overloaded() && isNew()) {
      return member.close(CloseCode.overloaded, 'the store cannot keep up');
    }
    if (this.#inbox.bytes + update.length > limits.inboxBytes) {
      return member.close(CloseCode.overloaded, 'more was written than can be taken in');
    }
    const isRoom = decoded.structs.length === 0 || this.#document.hasRoomFor(this.#inbox.bytes + update.length);
    if (!unauthorized && !isRoom && isNew()) return member.close(CloseCode.tooLarge, 'the document is too large');
    const ordered = validated.ordered ? update : Y.mergeUpdates([update, nothing]);
    this.#take(
      { member, update: ordered, isAnswer, unauthorized, authors: user === null ? [] : authorsOf(decoded, user) },
      now,
    );
  }

  #take(sent: Sent, now: number): void {
    this.#inbox.push(sent);
    this.#schedule(now);
  }

  /** Asks the member for what it has if it may write now and might not when it was looked at last. */
  #askIfNew(member: Member): void {
    const state = this.#members.get(member);
    if (state === undefined) return;
    const asks = mayWrite(member) && !state.writes;
    state.writes = mayWrite(member);
    if (asks) this.#ask(member);
  }

  /** Asks the member for all that the document lacks. */
  #ask(member: Member): void {
    member.send(this.#document.question);
  }

  /** What came is to be relayed. */
  #schedule(now: number): void {
    const allowance = this.#window * (limits.flushesAtOnce - 1);
    this.#flushWithin(Math.max(0, this.#rested - allowance - now), now);
  }

  /** The time between one flush and the next, in milliseconds, when many follow one another. */
  get #window(): number {
    return Math.min(limits.flushWindow, Math.max(0, this.size - limits.quietRoom) * limits.flushWindowPerPerson);
  }

  #flushWithin(delay: number, now: number): void {
    if (now + delay >= this.#nextFlush) return;
    this.#nextFlush = now + delay;
    this.#output.schedule(delay);
  }

  #flushUpdates(now: number): void {
    const suspects = { received: this.#inbox.take(), waiting: this.#waiting };
    this.#waiting = [];
    try {
      this.#bring(suspects.received, suspects.waiting, now);
    } catch {
      this.#suspects = suspects;
      return this.#output.reload();
    }
    if (!this.#inbox.isEmpty) this.#schedule(now);
  }

  /**
   * Applies what was received, and again what had waited; relays and appends what that brought, and gives it. When it
   * throws, the document is broken and nothing else has happened.
   */
  #bring(received: readonly Sent[], waiting: readonly Sent[], now: number): Uint8Array | null {
    const refused = new Set(
      received.filter(({ unauthorized, update }) => unauthorized && this.#document.wouldChange(Y.decodeUpdate(update))),
    );
    const all = [...received.filter(({ unauthorized }) => !unauthorized), ...waiting];
    const newcomers = all.flatMap(({ authors }) => authors.filter(({ clientID }) => !this.#document.knows(clientID)));
    const { update, tidied, rests } = this.#document.apply(all.map(({ update }) => update));
    for (const [i, sent] of all.entries()) {
      const rest = rests[i];
      if (rest && this.#members.has(sent.member)) this.#waiting.push({ ...sent, update: rest });
    }
    if (isTooMuch(this.#waiting)) this.#dropWaiting(now);
    const incomplete = this.#waiting.length === 0 ? null : new Set(this.#waiting.map(({ member }) => member));
    this.#askForMissing(incomplete);

    for (const sent of received) {
      if (refused.has(sent)) this.#refuse(sent.member);
      else if (sent.member.speaksQuire && this.#members.has(sent.member)) {
        this.#acknowledgements.receive(sent.member, sent.isAnswer);
      }
    }
    const id = update === null ? null : ++this.#appends; // null: all of it was known
    this.#relay.acknowledge(this.#acknowledgements.flushed(id, incomplete));
    if (update === null) return null;
    this.#unstored++;
    // What only one member wrote it need not hear again, unless something came with it that is not its own: the tidying
    // up, or older updates of others that had waited for this one.
    const senders = new Set(all.filter(({ update }) => update !== nothing).map(({ member }) => member));
    this.#relay.update(this.#members.keys(), update, !tidied && senders.size === 1 ? [...senders][0]! : null);
    this.#output.append(
      id!,
      update,
      this.#document.title,
      newcomers.filter(({ clientID }) => this.#document.knows(clientID)),
    );
    return update;
  }

  /** `member` brought something new and may not write. One that knows of roles can say so to whoever typed it. */
  #refuse(member: Member): void {
    if (!this.#members.has(member)) return;
    if (!member.speaksQuire) return member.close(CloseCode.forbidden, 'this is for reading only');
    this.#acknowledgements.refuse(member);
    member.send(encodeNotice({ type: 'refused' }));
  }

  /**
   * Drops what waits and closes whom it is of: it was never acknowledged, and the honest bring it again, with what is
   * missing.
   */
  #dropWaiting(now: number): void {
    for (const member of new Set(this.#waiting.map(({ member }) => member))) {
      const answered = this.#members.get(member)?.asked === 'answered';
      const code = answered ? CloseCode.malformed : CloseCode.overloaded;
      this.#expel(member, code, 'too much waits for updates that are missing', now);
    }
  }

  /** Makes the document anew, and not encoded, to find out now. Throws when one of `updates` cannot be read. */
  #renew(updates: readonly Uint8Array[]): void {
    this.#document.destroy();
    this.#document = new Document(updates, null);
  }

  /** Asks each of them for what is missing, once as long as anything is. */
  #askForMissing(incomplete: ReadonlySet<Member> | null): void {
    if (incomplete === null) {
      for (const state of this.#members.values()) state.asked = 'no';
      return;
    }
    for (const member of incomplete) {
      const state = this.#members.get(member);
      if (state === undefined || state.asked !== 'no') continue;
      state.asked = 'asked';
      this.#ask(member);
    }
  }
}

/**
 * Milliseconds until the next whole number of `period`: what all rooms do then is done at one waking of the process.
 */
const untilNext = (period: number, now: number): number => period - (now % period);

const mayWrite = ({ role }: Member): boolean => permits(role, 'write');

function authorsOf({ structs }: DecodedUpdate, { id, name }: User): Author[] {
  const clients = new Set(structs.filter((struct) => !(struct instanceof Y.Skip)).map((struct) => struct.id.client));
  return [...clients].map((clientID) => ({ clientID, user: id, name }));
}
