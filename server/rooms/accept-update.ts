// Whether a room accepts an update, before the update reaches the inbox. Bytes that Yjs could not bear, or that would
// exceed a limit, are rejected here, when nothing has changed yet. Pure.

import * as Y from 'yjs';
import { nothing, sameBytes } from '../document/bytes.ts';
import { collectableText } from '../document/collectable.ts';
import type { Growth } from '../document/document.ts';
import { startsOf, type Starts } from '../document/overlap.ts';
import { validateUpdate } from '../document/scan.ts';
import type { DecodedUpdate } from '../document/would-change.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import type { User } from '../../protocol/roles.ts';
import type { Author } from '../store/store.ts';

/** The state of the room on which the decision depends, as of now. */
export interface RoomState {
  readonly document: {
    /** Whether the bytes of `update` alone show that the document has everything in the update. */
    isKnown(update: Uint8Array): boolean;
    /** Whether `update` would change the document; true as long as that cannot be found out. */
    wouldChange(update: DecodedUpdate): boolean;
    /** Whether the document has everything that the update depends on; false as long as that cannot be found out. */
    completes(update: DecodedUpdate): boolean;
    /** Whether the document may grow so. */
    hasRoomFor(growth: Growth): boolean;
  };
  /** The updates that the room has accepted and not applied yet, by their size. */
  readonly inbox: { readonly bytes: number; readonly parts: number };
  /** Whether the store is so far behind that the room may accept nothing new. */
  overloaded(): boolean;
}

/** The decision about an update. */
export type Verdict =
  /** The update goes into the inbox, with the bytes of `update`. */
  | {
      readonly type: 'accepted';
      readonly update: Uint8Array;
      /** The number of structs, values and deletions in the update. */
      readonly parts: number;
      /** Where the structs of each client begin in the update. */
      readonly starts: Starts;
      /** The authors of the Yjs clients whose structs are in the update; empty when the sender has no user. */
      readonly authors: readonly Author[];
    }
  /** The document has everything in the update, which is only to be acknowledged. */
  | { readonly type: 'known' }
  /** The sender is to be closed. */
  | ({ readonly type: 'rejected' } & CloseReason);

const known: Verdict = { type: 'known' };
const reject = (code: CloseCode, reason: string): Verdict => ({ type: 'rejected', code, reason });
const busy = reject(CloseCode.overloaded, 'more was written than the room can take in now');

/**
 * Decides about a V1 update. An update of a sender that may not write (`mayWrite`) is accepted, too, as long as it can
 * be read: whether it would change the document is found out when the updates before it are applied. `user` is the
 * sender, or null when the server does not know.
 *
 *     const verdict = acceptUpdate(update, true, member.user, state);
 *     if (verdict.type === 'rejected') member.close(verdict.code, verdict.reason);
 */
export function acceptUpdate(update: Uint8Array, mayWrite: boolean, user: User | null, room: RoomState): Verdict {
  const { document, inbox } = room;
  if (sameBytes(update, nothing) || document.isKnown(update)) return known;
  const validation = validateUpdate(update);
  if (validation.type === 'invalid') return reject(validation.code, validation.reason);
  let decoded: DecodedUpdate;
  try {
    decoded = Y.decodeUpdate(update); // applying an update finds some faults only after it has changed the document
  } catch {
    return reject(CloseCode.malformed, 'the update cannot be read');
  }
  // An update that only repeats the document is accepted although a limit is reached: a repetition needs no space.
  if (mayWrite && room.overloaded() && document.wouldChange(decoded)) {
    return reject(CloseCode.overloaded, 'the store cannot keep up');
  }
  if (inbox.bytes + update.length > limits.inboxBytes) return busy;
  const starts = startsOf(decoded);
  const clients = new Set(starts.keys());
  if (clients.size > limits.incompleteClients && !document.completes(decoded)) {
    // It may depend on what is still in the inbox.
    return inbox.bytes > 0 ? busy : reject(CloseCode.tooLarge, 'an incomplete update is of too many clients');
  }
  const { parts } = validation;
  if (mayWrite) {
    const space = spaceFor({ bytes: update.length, parts, clients }, decoded, room);
    if (space !== 'enough' && document.wouldChange(decoded)) {
      return space === 'later' ? busy : reject(CloseCode.tooLarge, 'the document is too large');
    }
  }
  return {
    type: 'accepted',
    update: validation.ordered ? update : Y.mergeUpdates([update, nothing]),
    parts,
    starts,
    authors: user === null ? [] : [...clients].map((clientID) => ({ clientID, user: user.id, name: user.name })),
  };
}

/**
 * Whether the document has space for an update: `later` when only what is in the inbox could leave too little. That may
 * be the same as the update, from another client that brings back the document.
 */
function spaceFor(growth: Growth, update: DecodedUpdate, { document, inbox }: RoomState): 'enough' | 'later' | 'none' {
  const { bytes, parts, clients } = growth;
  if (document.hasRoomFor({ bytes: bytes + inbox.bytes, parts: parts + inbox.parts, clients })) return 'enough';
  if (!document.hasRoomFor({ bytes: bytes - collectableText(update), parts, clients })) return 'none';
  return inbox.bytes > 0 ? 'later' : 'enough';
}
