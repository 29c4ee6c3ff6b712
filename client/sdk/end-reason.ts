// Why the server takes nothing from a page any more. Some endings are the document's and last; others are the key's,
// and another key may fit.

import { CloseCode } from '../../protocol/close-codes.ts';
import type { AuthFailure } from './credentials.ts';

/**
 * With a Refusal it is the key that does not fit. `readOnly`: the document is still followed, but what was written here
 * last is not taken; it ends when that is.
 */
export interface EndReason {
  readonly kind: 'deleted' | 'replaced' | 'damaged' | 'tooLarge' | 'refused' | 'readOnly' | AuthFailure;
  /** The server's words; may be empty. */
  readonly reason: string;
}

const kinds: Partial<Record<number, EndReason['kind']>> = {
  [CloseCode.deleted]: 'deleted',
  [CloseCode.replaced]: 'replaced',
  [CloseCode.damaged]: 'damaged',
  [CloseCode.tooLarge]: 'tooLarge',
  [CloseCode.notFound]: 'notFound',
};

/** What the server meant when it closed a connection for good. */
export function endReasonOf(code: number, reason: string): EndReason {
  return { kind: kinds[code] ?? 'refused', reason: reason || `code ${code}` };
}

const ofKeys: readonly EndReason['kind'][] = [
  'locked',
  'unauthorized',
  'forbidden',
  'unlinked',
  'notFound',
] satisfies AuthFailure[];

/** Whether another key may end it. */
export const isAuthFailure = ({ kind }: EndReason): boolean => ofKeys.includes(kind);

/** For somebody who may no longer write and has written something that was not taken. */
export const readOnly: EndReason = { kind: 'readOnly', reason: 'it may only be read' };
