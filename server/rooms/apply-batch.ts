// The transaction of one flush: what a room's updates do to its document. All that the room tells its members and the
// store afterwards follows from the result.

import * as Y from 'yjs';
import type { WorkBudget } from '../document/budget.ts';
import { nothing } from '../document/bytes.ts';
import type { Document } from '../document/document.ts';
import type { ReceivedUpdate } from './inbox.ts';
import type { Author } from '../store/store.ts';

/** The updates of one transaction. */
export interface Batch<Member> {
  /** Updates from the inbox. */
  readonly received: readonly ReceivedUpdate<Member>[];
  /** Updates that were held back, to be tried again. */
  readonly heldBack: readonly ReceivedUpdate<Member>[];
}

/** The result of a transaction. */
export interface BatchResult<Member> {
  /** All that was new, as one update; null when nothing was. */
  readonly update: Uint8Array | null;
  /** The received updates that were not applied: they would change the document, and their senders may not write. */
  readonly refused: ReadonlySet<ReceivedUpdate<Member>>;
  /** The members whose updates conflict with the document. Nothing of the first such update, or later, was applied. */
  readonly conflicting: ReadonlySet<Member>;
  /** The parts of updates that depend on updates that have not arrived. */
  readonly incomplete: readonly ReceivedUpdate<Member>[];
  /** The member that sent everything in `update`, and so need not get `update`; null when there is no such member. */
  readonly soleSender: Member | null;
  /** The authors of the Yjs clients of which `update` holds the first structs. */
  readonly authors: readonly Author[];
}

/** Applies a batch in one transaction, within `budget`. When it throws, the document is broken. */
export function applyBatch<Member>(
  document: Document,
  { received, heldBack }: Batch<Member>,
  budget?: WorkBudget,
): BatchResult<Member> {
  const refused = new Set(
    received.filter(({ unauthorized, update }) => unauthorized && document.wouldChange(Y.decodeUpdate(update))),
  );
  const updates = [...received.filter(({ unauthorized }) => !unauthorized), ...heldBack];
  const newcomers = updates.flatMap(({ authors }) => authors.filter(({ clientID }) => !document.knows(clientID)));
  const { update, pending, conflicting, completes } = document.apply(
    updates.map(({ update }) => update),
    budget,
    updates.map(({ member, starts }) => ({ source: member, starts })),
  );
  const incomplete: ReceivedUpdate<Member>[] = [];
  for (const [i, rest] of pending.entries()) if (rest !== null) incomplete.push({ ...updates[i]!, update: rest });
  return {
    update,
    refused,
    conflicting: conflicting as ReadonlySet<Member>,
    incomplete,
    soleSender: update === null || completes ? null : soleSenderOf(updates),
    authors: newcomers.filter(({ clientID }) => document.knows(clientID)),
  };
}

function soleSenderOf<Member>(updates: readonly ReceivedUpdate<Member>[]): Member | null {
  let sole: Member | null = null;
  for (const { member, update } of updates) {
    if (update === nothing || member === sole) continue;
    if (sole !== null) return null;
    sole = member;
  }
  return sole;
}
