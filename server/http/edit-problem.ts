// The answers to a request whose edit of a document did not come to its end.

import type { Context } from 'hono';
import { CloseCode } from '../../protocol/close-codes.ts';
import type { EditOutcome } from '../rooms/one-edit.ts';
import type { JoinRejection } from '../rooms/rooms.ts';
import { problem } from './problem.ts';

/** The problem with an edit; null for one that is durable. */
export function editProblem(context: Context, outcome: EditOutcome | JoinRejection): Response | null {
  if (outcome.type === 'done') return null;
  if (outcome.type === 'late') {
    const detail = 'The document store does not answer. The change is kept in memory, and stored as soon as possible.';
    return problem(context, 503, 'Not stored yet', detail);
  }
  return notTaken(context, outcome);
}

/** The answer when a room does not take part, for the reason with which it would close a connection. */
export function notTaken(context: Context, { code, reason }: JoinRejection): Response {
  const detail = `Nothing was changed: ${reason}.`;
  switch (code) {
    case CloseCode.tooLarge:
      return problem(context, 413, 'Document too large', detail);
    case CloseCode.deleted:
      return problem(context, 410, 'Deleted', detail);
    case CloseCode.forbidden:
      return problem(context, 403, 'Not allowed', detail);
    case CloseCode.overloaded:
    case CloseCode.restarting:
      return problem(context, 503, 'Not ready', detail);
    default:
      return problem(context, 409, 'Document not available', detail);
  }
}
