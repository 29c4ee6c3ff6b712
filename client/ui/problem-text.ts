// Failures in the words of the interface. The server's own sentences are in English; the words say whose they are.

import { messageOf } from '../../protocol/error-message.ts';
import { ApiError } from '../sdk/api.ts';
import type { Rescue } from '../sdk/rescue.ts';
import { texts } from '../texts/first-texts.ts';

/** What a person reads of a failed request. Another error has its own message. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return messageOf(error);
  if (error.status === 0) return texts.problems.unreachable;
  return error.detail === null ? texts.problems.status(error.status) : texts.problems.serverSays(error.detail);
}

/** What a person reads when a document could not be saved as another. */
export function rescueProblem(rescue: Exclude<Rescue, { type: 'saved' }>): string {
  return rescue.type === 'refused' ? texts.problems.rescueRefused(rescue.reason) : texts.problems.rescueTooLong;
}
