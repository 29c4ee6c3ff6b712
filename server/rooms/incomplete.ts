// The updates that a room holds back because they depend on updates that have not arrived. The room applies all of them
// again at each flush, so their number and size are bounded. Each of their senders is asked once for what is missing.
// Pure.

import * as decoding from 'lib0/decoding';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { type ReceivedUpdate, totalBytes } from './inbox.ts';

export class Incomplete<Member> {
  #updates: ReceivedUpdate<Member>[] = [];
  /** The members that were asked for missing updates, and whether they have answered since. */
  readonly #asked = new Map<Member, 'asked' | 'answered'>();

  get isEmpty(): boolean {
    return this.#updates.length === 0;
  }

  /** The updates that are held back, in the order in which the room last tried to apply them. */
  get updates(): readonly ReceivedUpdate<Member>[] {
    return this.#updates;
  }

  /** The senders of the updates; null when there are none. */
  get members(): ReadonlySet<Member> | null {
    return this.#updates.length === 0 ? null : new Set(this.#updates.map(({ member }) => member));
  }

  holdBack(update: ReceivedUpdate<Member>): void {
    this.#updates.push(update);
  }

  /** Takes out all updates, to apply them again. */
  takeAll(): readonly ReceivedUpdate<Member>[] {
    const updates = this.#updates;
    this.#updates = [];
    return updates;
  }

  /** Takes out one update, to apply it again. */
  take(update: ReceivedUpdate<Member>): void {
    this.#updates = this.#updates.filter((other) => other !== update);
  }

  /**
   * The senders to expel, with the close code for each; none as long as the updates are within their limits. An honest
   * sender was not acknowledged, and will send its updates again, with those that are missing. A sender that was asked
   * for those and has answered is at fault.
   */
  overflow(): { readonly member: Member; readonly code: CloseCode }[] {
    if (!this.#isOverLimit) return [];
    return [...(this.members ?? [])].map((member) => {
      const isAtFault = this.#asked.get(member) === 'answered';
      return { member, code: isAtFault ? CloseCode.malformed : CloseCode.overloaded };
    });
  }

  /**
   * The members to ask for missing updates: the senders of updates that were not asked yet. They count as asked from
   * now on. When nothing is held back, there are none, and every member may be asked again later.
   */
  takeUnasked(): readonly Member[] {
    if (this.#updates.length === 0) this.#asked.clear();
    const unasked: Member[] = [];
    for (const { member } of this.#updates) {
      if (this.#asked.has(member)) continue;
      this.#asked.set(member, 'asked');
      unasked.push(member);
    }
    return unasked;
  }

  /** The member has answered a SyncStep1. */
  answered(member: Member): void {
    if (this.#asked.has(member)) this.#asked.set(member, 'answered');
  }

  /** Discards the updates of a member that has left. */
  leave(member: Member): void {
    this.#updates = this.#updates.filter((update) => update.member !== member);
    this.#asked.delete(member);
  }

  clear(): void {
    this.#updates = [];
    this.#asked.clear();
  }

  get #isOverLimit(): boolean {
    if (this.#updates.length > limits.pendingUpdates || totalBytes(this.#updates) > limits.pendingBytes) return true;
    return this.#updates.reduce((sum, { update }) => sum + clientsIn(update), 0) > limits.pendingClients;
  }
}

/** The number of Yjs clients in a V1 update, with which the update begins. */
const clientsIn = (update: Uint8Array): number => decoding.readVarUint(decoding.createDecoder(update));
