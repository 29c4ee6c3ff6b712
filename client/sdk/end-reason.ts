// Why the server accepts nothing more from a page. Some reasons are the document's and are final. Others are about the
// person's keys, and another key may open the document again.

import { CloseCode } from '../../protocol/close-codes.ts';
import type { AuthFailure } from './credentials.ts';

/**
 * - `deleted`, `replaced`, `damaged`, `tooLarge`: what happened to the document.
 * - `duplicate`: another page uses the same Yjs client id, and wrote something else under it.
 * - `refused`: any other final close code.
 * - `readOnly`: the page still receives the document, but the server did not accept what was written here last. This
 *   reason goes away once that is accepted or discarded.
 * - an AuthFailure: no key of this device opens the document.
 */
export interface EndReason {
  readonly kind: 'deleted' | 'replaced' | 'damaged' | 'tooLarge' | 'duplicate' | 'refused' | 'readOnly' | AuthFailure;
  /** The server's words; may be empty. */
  readonly reason: string;
}

const kinds: Partial<Record<number, EndReason['kind']>> = {
  [CloseCode.deleted]: 'deleted',
  [CloseCode.replaced]: 'replaced',
  [CloseCode.damaged]: 'damaged',
  [CloseCode.tooLarge]: 'tooLarge',
  [CloseCode.duplicate]: 'duplicate',
  [CloseCode.notFound]: 'notFound',
};

/** The reason behind a final close code (4400 to 4499). */
export function endReasonOf(code: number, reason: string): EndReason {
  return { kind: kinds[code] ?? 'refused', reason: reason || `code ${code}` };
}

const authFailures: readonly EndReason['kind'][] = [
  'locked',
  'unauthorized',
  'forbidden',
  'unlinked',
  'notFound',
] satisfies AuthFailure[];

/** Whether another key may open the document again. */
export const isAuthFailure = ({ kind }: EndReason): boolean => authFailures.includes(kind);

/** The reason for a person who may no longer write, and whose last changes the server did not accept. */
export const readOnly: EndReason = { kind: 'readOnly', reason: 'it may only be read' };
