// The document of a room, which recovers after a transaction has thrown. Yjs cannot undo what such a transaction did,
// so the document is broken until it is built again from the store. The updates of the transaction are then applied
// one by one: the sender of an update that throws is expelled, and all other updates take effect.

import type { Batch, BatchResult } from './apply-batch.ts';
import { createBudget, type WorkBudget } from '../document/budget.ts';
import { Document, type Growth } from '../document/document.ts';
import type { DecodedUpdate } from '../document/would-change.ts';
import type { Incomplete } from './incomplete.ts';

/** The room's part in a rebuild. */
export interface Replay<Member> {
  /**
   * Applies a batch of one update, within `budget`. Throws when the update breaks the document. Closes a member whose
   * update conflicts with the document.
   */
  apply(batch: Batch<Member>, budget: WorkBudget): Pick<BatchResult<Member>, 'update' | 'conflicting'>;
  /** Closes the member, since an update of it cannot be applied. */
  expel(member: Member): void;
}

export class RecoverableDocument<Member> {
  readonly #reload: () => void;
  #document: Document;
  /** The batch that was being applied when the document broke; null as long as the document is whole. */
  #brokenBatch: Batch<Member> | null = null;
  /** The last state vector of each member that has sent a SyncStep1 since the document broke. */
  readonly #unanswered = new Map<Member, Uint8Array>();

  /** `reload` is called each time the document breaks. Throws when one of `updates` is found to be unreadable. */
  constructor(updates: readonly Uint8Array[], reload: () => void) {
    this.#document = new Document(updates);
    this.#reload = reload;
  }

  get isBroken(): boolean {
    return this.#brokenBatch !== null;
  }

  /** The document, which is good for nothing while it is broken. */
  get current(): Document {
    return this.#document;
  }

  /** Notes that applying the batch has thrown, and calls `reload`. */
  markBroken(batch: Batch<Member>): void {
    this.#brokenBatch = batch;
    this.#reload();
  }

  /** Whether the bytes of `update` alone show that the document has everything in the update. */
  isKnown(update: Uint8Array): boolean {
    return !this.isBroken && this.#document.isOwnDeleteSet(update);
  }

  /** Whether the document may grow so. */
  hasRoomFor(growth: Growth): boolean {
    return this.#document.hasRoomFor(growth);
  }

  /** Whether the document has everything that the update depends on; false as long as that cannot be found out. */
  completes(update: DecodedUpdate): boolean {
    return !this.isBroken && this.#hydrate() && this.#document.completes(update);
  }

  /**
   * Whether `update` would change the document; true while the document is broken. When the stored updates cannot be
   * applied, the document breaks, and the result is false: no member is at fault.
   */
  wouldChange(update: DecodedUpdate): boolean {
    return this.isBroken || (this.#hydrate() && this.#document.wouldChange(update));
  }

  /**
   * The SyncStep2 for the state vector of `member`; null when it has to wait for `rebuild`. Throws when the state
   * vector cannot be read.
   */
  answer(member: Member, stateVector: Uint8Array): Uint8Array | null {
    if (!this.isBroken && this.#document.needsHydration(stateVector)) this.#hydrate();
    if (!this.isBroken) return this.#document.answer(stateVector);
    this.#unanswered.set(member, stateVector);
    return null;
  }

  /** The member has left, and is not to be answered. */
  leave(member: Member): void {
    this.#unanswered.delete(member);
  }

  /**
   * Builds the document from the `stored` updates, and applies the updates of the broken batch one by one. All updates
   * of a member share a budget. The updates in `incomplete` are tried again last. Returns the state vectors that are to
   * be answered now. Throws when one of the stored updates cannot be applied.
   */
  rebuild(
    stored: readonly Uint8Array[],
    incomplete: Incomplete<Member>,
    { apply, expel }: Replay<Member>,
  ): ReadonlyMap<Member, Uint8Array> {
    this.#load(stored);
    const { received, heldBack } = this.#brokenBatch ?? { received: [], heldBack: [] };
    this.#brokenBatch = null;
    const applied = [...stored];
    const expelled = new Set<Member>();
    const budgets = new Map<Member, WorkBudget>();
    const attempt = (member: Member, batch: Batch<Member>) => {
      if (expelled.has(member)) return;
      try {
        const budget = budgets.get(member) ?? createBudget();
        budgets.set(member, budget);
        const { update, conflicting } = apply(batch, budget);
        if (update !== null) applied.push(update);
        if (conflicting.has(member)) expelled.add(member);
      } catch {
        this.#load(applied);
        expelled.add(member);
        expel(member);
      }
    };
    // An update stays held back until its turn comes, since no Ack that waits for the update may be released before.
    for (const update of heldBack) incomplete.holdBack(update);
    for (const update of received) attempt(update.member, { received: [update], heldBack: [] });
    for (const update of [...incomplete.updates]) {
      incomplete.take(update);
      attempt(update.member, { received: [], heldBack: [update] });
    }
    const unanswered = new Map(this.#unanswered);
    this.#unanswered.clear();
    return unanswered;
  }

  /** Forgets the broken batch and the state vectors: the room has ended. */
  end(): void {
    this.#brokenBatch = null;
    this.#unanswered.clear();
  }

  /** Hydrates the document. When the stored updates cannot be applied, the document breaks and the result is false. */
  #hydrate(): boolean {
    try {
      this.#document.hydrate();
      return true;
    } catch {
      this.markBroken({ received: [], heldBack: [] });
      return false;
    }
  }

  /** Replaces the document by one that is hydrated, to find out at once whether all of `updates` can be applied. */
  #load(updates: readonly Uint8Array[]): void {
    this.#document.destroy();
    this.#document = new Document(updates, null);
  }
}
