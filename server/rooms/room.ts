// One open document: a room accepts updates from its members, applies them, and relays what was new in them. It is
// pure: time is an argument, and every effect goes out through `Member` and `RoomOutput`. One transaction applies all
// accepted updates. All that was new in them is relayed and appended as one update, and acknowledged once it is
// durable. When the transaction throws, nothing of it is relayed, appended or acknowledged.

import * as Y from 'yjs';
import { acceptUpdate, type RoomState } from './accept-update.ts';
import { Acknowledgements } from './acknowledgements.ts';
import type { Neighbour, SharedEntry } from './awareness.ts';
import { applyBatch, type Batch, type BatchResult } from './apply-batch.ts';
import type { WorkBudget } from '../document/budget.ts';
import { nothing } from '../document/bytes.ts';
import { startsOf } from '../document/overlap.ts';
import { Inbox, type ReceivedUpdate } from './inbox.ts';
import { Incomplete } from './incomplete.ts';
import { limits, advertisedLimits } from '../limits/limits.ts';
import { mayWrite, type Member, type RoomMessage } from './member.ts';
import { OwnWork } from './own-work.ts';
import { flushInterval, Pacer, untilNext } from './pacer.ts';
import type { People } from './people.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeNotice, encodeWelcome, type Notice } from '../../protocol/messages.ts';
import { Presence } from './presence.ts';
import { RecoverableDocument } from './recovery.ts';
import { Relay } from './relay.ts';
import type { RoomOutput } from './room-output.ts';
import type { StoredDocument } from '../store/store.ts';

export type { Member, RoomMessage } from './member.ts';

interface MemberState {
  /** Whether the member might write when the room last looked. A member that may is asked for all that it has. */
  mayWrite: boolean;
  /** Whether something of a stock client was refused. All that it writes is dropped then, unread. */
  ignored: boolean;
  readonly ownWork: OwnWork;
}

/** A received update without content. */
const empty = { update: nothing, parts: 0, starts: new Map(), unauthorized: false, authors: [] } as const;

/** The result of applying an update of another server. */
export type SharedUpdateResult =
  /**
   * `id` is for `stored`, once the update is durable; null when that is known, or nothing was new. Without `isWhole`,
   * something that the update depends on is missing.
   */
  | { readonly type: 'applied'; readonly id: number | null; readonly isWhole: boolean }
  /** The document has other content under the same ids. */
  | { readonly type: 'conflict' };

type AwarenessMessage = Extract<RoomMessage, { type: 'awareness' }>;

export class Room {
  readonly #output: RoomOutput;
  readonly #identity: { readonly document: string; readonly epoch: string };
  readonly #members = new Map<Member, MemberState>();
  readonly #document: RecoverableDocument<Member>;
  readonly #inbox = new Inbox<Member>();
  readonly #incomplete = new Incomplete<Member>();
  readonly #pacer: Pacer;
  readonly #presence: Presence<Member>;
  readonly #acknowledgements = new Acknowledgements<Member>();
  readonly #relay: Relay<Member>;
  readonly #state: RoomState;
  #appends = 0;
  #unstored = 0;

  /** Opens the document `name` as it is stored. Throws when one of its updates is found to be unreadable. */
  constructor(name: string, { epoch, updates }: StoredDocument, output: RoomOutput) {
    const document = new RecoverableDocument<Member>(updates, () => output.reload());
    this.#identity = { document: name, epoch };
    this.#document = document;
    this.#output = output;
    this.#pacer = new Pacer((delay) => output.schedule(delay));
    this.#presence = new Presence(() => output.seconds(), output.share !== null);
    this.#relay = new Relay({
      stateVector: () => (document.isBroken ? null : document.current.stateVector),
      since: (stateVector) => document.current.encode(stateVector),
      entriesOf: (clients, member) => this.#presence.entriesOf(clients, member),
    });
    this.#state = { document, inbox: this.#inbox, overloaded: () => output.overloaded() };
  }

  /** The number of members. */
  get size(): number {
    return this.#members.size;
  }

  /** Whether the room has accepted updates that are not applied yet. */
  get behind(): boolean {
    return this.#document.isBroken || !this.#inbox.isEmpty;
  }

  /** Whether the room has accepted updates that are not durable yet. */
  get dirty(): boolean {
    return this.behind || this.#unstored > 0;
  }

  /**
   * Adds `member`, and asks it for all that it has if it may write. The first awareness of a member brings it those of
   * the others. Not to be called between `reload` and `rebuild`. `now` is in milliseconds, here and below.
   */
  join(member: Member, now: number): void {
    const state = { mayWrite: mayWrite(member), ignored: false, ownWork: new OwnWork() };
    this.#members.set(member, state);
    if (member.speaksQuire) {
      member.send(encodeWelcome({ version: 1, ...this.#identity, ...member.access, limits: advertisedLimits }));
    }
    if (state.mayWrite) this.#ask(member);
    this.#presence.join(member, now);
    this.#introduceLate(now);
  }

  /** The role or the user of `member` has changed. */
  accessChanged(member: Member, now: number): void {
    if (!this.#document.isBroken) this.#followRole(member);
    if (this.#canRelease) this.#pacer.flushSoon(this.size, now);
    this.#presence.renew(member);
  }

  /** Removes `member`. */
  leave(member: Member, now: number): void {
    if (!this.#members.delete(member)) return;
    this.#acknowledgements.leave(member);
    this.#relay.leave(member);
    this.#presence.leave(member);
    this.#document.leave(member);
    this.#incomplete.leave(member);
    if (this.#presence.hasChanges || this.#canRelease) this.#pacer.flushSoon(this.size, now);
  }

  /** Receives one message of a member. */
  receive(member: Member, message: RoomMessage, now: number): void {
    const state = this.#members.get(member);
    if (state === undefined) return; // the room closed the member while this message was on its way
    switch (message.type) {
      case 'syncStep1':
        state.ownWork.reached(message.stateVector);
        return this.#answer(member, message.stateVector);
      case 'syncStep2':
        this.#incomplete.answered(member);
        return this.#receiveUpdate(member, message.update, true, now);
      case 'update':
        return this.#receiveUpdate(member, message.update, false, now);
      case 'awareness':
        if (this.#presence.isNewcomer(member)) state.ownWork.introduced(message.entries);
        return this.#receiveAwareness(member, message, now);
      case 'queryAwareness':
        return this.#presence.answer(member);
    }
  }

  /** Applies accepted updates, as many as one flush may; relays and appends what was new; sends Acks and awareness. */
  flush(now: number): void {
    const relays = !this.#inbox.isEmpty || this.#presence.hasChanges || this.#relay.isHolding;
    this.#pacer.flushed(this.size, relays, now);
    if (!this.#document.isBroken && (!this.#inbox.isEmpty || this.#canRelease)) this.#flushUpdates(now);
    this.#relay.release(this.#members.keys());
    this.#relay.sendAcks();
    const shared = this.#presence.relay(this.#relay, this.#members.keys());
    this.#introduceLate(now);
    const raise = this.#presence.takeRaise();
    if (shared.length > 0 || raise !== null) this.#output.share?.(shared, raise);
  }

  /** Applies an update that another server has accepted, and appends, and relays what is new in it. */
  applyShared(update: Uint8Array, isDurable: boolean, now: number): SharedUpdateResult {
    if (this.#document.isBroken) return { type: 'applied', id: null, isWhole: false };
    try {
      const origin = { source: this, starts: startsOf(Y.decodeUpdate(update)) };
      const { update: news, pending, conflicting } = this.#document.current.apply([update], undefined, [origin]);
      if (conflicting.size > 0) return { type: 'conflict' };
      const id = news === null ? null : this.#relayShared(news, isDurable, now);
      if (!this.#incomplete.isEmpty) this.#flushUpdates(now);
      return { type: 'applied', id, isWhole: pending[0] === null };
    } catch {
      this.#document.markBroken({ received: [], heldBack: [] });
      return { type: 'applied', id: null, isWhole: false };
    }
  }

  /** What another server says of the people there. */
  receivePresence(neighbour: Neighbour, entries: readonly SharedEntry[], raise: number | null, now: number): void {
    if (raise !== null) this.#presence.raise(raise);
    this.#presence.receiveFrom(neighbour, entries);
    if (this.#presence.hasChanges) this.#pacer.flushSoon(this.size, now);
  }

  /** As `Awareness.reconcile`. */
  reconcilePresence(neighbour: Neighbour, clocks: ReadonlyMap<number, number>, now: number): boolean {
    const lacks = this.#presence.reconcile(neighbour, clocks);
    if (this.#presence.hasChanges) this.#pacer.flushSoon(this.size, now);
    return lacks;
  }

  /** The presence of all members here, for other servers. */
  get sharedPresence(): SharedEntry[] {
    return this.#presence.sharedEntries();
  }

  /** The document's title. Not to be called between `reload` and `rebuild`. */
  get title(): string {
    return this.#document.current.title;
  }

  /** Sends a member that is no longer congested what it missed. */
  catchUp(member: Member): void {
    if (!this.#document.isBroken) this.#relay.catchUp(member);
  }

  /**
   * Goes on from the `stored` document, after `reload`. With `hasOthers` it may hold what other servers have stored,
   * and no member here has got. Throws when one of its updates cannot be applied.
   */
  rebuild(stored: readonly Uint8Array[], now: number, hasOthers = false): void {
    const unanswered = this.#document.rebuild(stored, this.#incomplete, {
      apply: (batch, budget) => this.#apply(batch, now, budget),
      expel: (member) => this.#expel(member, CloseCode.malformed, 'the update cannot be applied', now),
    });
    if (hasOthers) this.#relay.update(this.#members.keys(), this.read(), null);
    for (const [member, stateVector] of unanswered) this.#answer(member, stateVector);
    for (const member of this.#members.keys()) {
      this.#followRole(member);
      this.catchUp(member);
    }
    this.#pacer.flushSoon(this.size, now);
  }

  /** The append `id` is durable. */
  stored(id: number, now: number): void {
    if (this.#unstored > 0) this.#unstored--; // 0 when the room has ended
    this.#relay.acknowledge(this.#acknowledgements.stored(id));
    if (this.#relay.hasPendingAcks) this.#pacer.flushWithin(untilNext(limits.acknowledgementWindow, now), now);
  }

  /** Sends a Notice to all members that speak `quire.1`. */
  notify(notice: Notice): void {
    const frame = encodeNotice(notice);
    for (const member of this.#members.keys()) if (member.speaksQuire) member.send(frame);
  }

  /** The whole document as one V1 update. Not to be called between `reload` and `rebuild`. */
  read(): Uint8Array {
    return this.#document.current.encode();
  }

  /** As `Awareness.people`. */
  get people(): People {
    return this.#presence.people;
  }

  /** Closes all members. Updates that are not durable yet are discarded. */
  end(code: CloseCode, reason: string): void {
    const members = [...this.#members.keys()];
    for (const member of members) {
      this.#acknowledgements.leave(member);
      this.#relay.leave(member);
    }
    this.#members.clear();
    this.#presence.clear();
    this.#inbox.clear();
    this.#incomplete.clear();
    this.#document.end();
    this.#unstored = 0;
    for (const member of members) member.close(code, reason);
  }

  /** Whether Acks are held back although the updates that they waited for are gone. */
  get #canRelease(): boolean {
    return this.#incomplete.isEmpty && this.#acknowledgements.holdsBack;
  }

  /** Answers a SyncStep1: now, or once the document is whole again. */
  #answer(member: Member, stateVector: Uint8Array): void {
    if (stateVector.length > limits.stateVectorBytes) {
      return member.close(CloseCode.tooLarge, 'the state vector is too large');
    }
    let frame: Uint8Array | null;
    try {
      frame = this.#document.answer(member, stateVector);
    } catch {
      return member.close(CloseCode.malformed, 'the state vector cannot be read');
    }
    if (frame !== null) member.send(frame);
  }

  #receiveUpdate(member: Member, sent: Uint8Array, isAnswer: boolean, now: number): void {
    const unauthorized = !mayWrite(member);
    if (unauthorized && this.#members.get(member)?.ignored) return;
    if (!unauthorized && this.#leaveOut(member, isAnswer)) {
      return this.#queue({ member, ...empty, isAnswer, isLeftOut: true }, now);
    }
    const verdict = acceptUpdate(sent, !unauthorized, member.user, this.#state);
    if (verdict.type === 'rejected') return member.close(verdict.code, verdict.reason);
    if (verdict.type === 'accepted') {
      const { update, parts, starts, authors } = verdict;
      this.#queue({ member, update, parts, starts, isAnswer, unauthorized, authors }, now);
    } else if (member.speaksQuire) this.#queue({ member, ...empty, isAnswer }, now); // to be acknowledged
  }

  #queue(update: ReceivedUpdate<Member>, now: number): void {
    this.#inbox.push(update);
    this.#pacer.flushSoon(this.size, now);
  }

  /** Whether a sync message is left out for now. Asks the member for its own work the first time. */
  #leaveOut(member: Member, isAnswer: boolean): boolean {
    const document = this.#document.isBroken ? null : this.#document.current;
    const { leaveOut, question } = this.#members.get(member)!.ownWork.receive(isAnswer, document);
    if (question !== null) member.send(question);
    return leaveOut;
  }

  #receiveAwareness(member: Member, { entries }: AwarenessMessage, now: number): void {
    if (entries.some(({ state }) => state !== null && state.length > limits.awarenessState)) {
      return member.close(CloseCode.tooLarge, 'a state of awareness is too large');
    }
    this.#presence.receive(member, entries);
    if (this.#presence.hasChanges) this.#pacer.flushSoon(this.size, now);
    else if (this.#presence.hasRenewals) this.#pacer.flushWithin(limits.renewalWindow, now);
  }

  #introduceLate(now: number): void {
    const next = this.#presence.introduceLate(now);
    if (next !== null) this.#pacer.flushWithin(next, now);
  }

  #flushUpdates(now: number): void {
    const batch = { received: this.#inbox.take(), heldBack: this.#incomplete.takeAll() };
    try {
      this.#apply(batch, now);
    } catch {
      return this.#document.markBroken(batch);
    }
    if (!this.#inbox.isEmpty) this.#pacer.flushSoon(this.size, now);
  }

  /**
   * Applies a batch; acknowledges, relays and appends what was new. Closes the members whose updates conflict. Throws
   * as `applyBatch` does.
   */
  #apply(batch: Batch<Member>, now: number, budget?: WorkBudget): BatchResult<Member> {
    const result = applyBatch(this.#document.current, batch, budget);
    const { update, refused, conflicting, incomplete, soleSender, authors } = result;
    for (const member of conflicting) {
      this.#expel(member, CloseCode.duplicate, 'another page uses the same Yjs client id', now);
    }
    for (const each of incomplete) if (this.#members.has(each.member)) this.#incomplete.holdBack(each);
    for (const { member, code } of this.#incomplete.overflow()) {
      this.#expel(member, code, 'too much waits for updates that are missing', now);
    }
    const waiting = this.#incomplete.members;
    for (const member of this.#incomplete.takeUnasked()) if (this.#members.has(member)) this.#ask(member);

    for (const received of batch.received) {
      const { member, isAnswer } = received;
      if (!this.#members.has(member)) continue;
      if (refused.has(received)) this.#refuse(member);
      else if (received.isLeftOut && member.speaksQuire) this.#acknowledgements.refuse(member);
      else if (member.speaksQuire) this.#acknowledgements.receive(member, isAnswer);
    }
    const id = update === null ? null : ++this.#appends;
    this.#relay.acknowledge(this.#acknowledgements.flushed(id, waiting));
    if (update === null || id === null) return result;
    this.#unstored++;
    this.#relay.update(this.#members.keys(), update, soleSender);
    this.#output.append(id, update, this.#document.current.title, authors);
    return result;
  }

  #relayShared(update: Uint8Array, isDurable: boolean, now: number): number | null {
    this.#relay.hold(update);
    if (flushInterval(this.size) === 0) this.#relay.release(this.#members.keys());
    else this.#pacer.flushShared(this.size, now);
    if (isDurable) return null;
    const id = ++this.#appends;
    this.#acknowledgements.waitFor(id);
    this.#unstored++;
    return id;
  }

  /** Refuses an update: `member` may not write. */
  #refuse(member: Member): void {
    if (member.speaksQuire) this.#acknowledgements.refuse(member);
    else this.#members.get(member)!.ignored = true;
    member.refused();
  }

  /** Closes the member, and discards its updates that are not applied yet. */
  #expel(member: Member, code: CloseCode, reason: string, now: number): void {
    this.#inbox.discard(member);
    this.leave(member, now);
    member.close(code, reason);
  }

  /**
   * Asks a member for all that it has, if it may write now and might not before. Of a member that may not any more,
   * discards the updates that are held back: the missing ones would be refused.
   */
  #followRole(member: Member): void {
    const state = this.#members.get(member);
    if (state === undefined) return;
    const [before, after] = [state.mayWrite, mayWrite(member)];
    state.mayWrite = after;
    if (!before && after) {
      state.ignored = false;
      this.#ask(member);
    } else if (before && !after && this.#incomplete.members?.has(member)) {
      this.#incomplete.leave(member);
      this.#acknowledgements.discard(member);
    }
  }

  /** Sends the SyncStep1 that asks for all that the document lacks. */
  #ask(member: Member): void {
    member.send(this.#document.current.question);
  }
}
