// What servers of one store tell each other of the people in their rooms. A message that cannot be read, that is too
// large, or that is of a version which this server does not know, is none.

import { z } from 'zod';
import { documentName } from '../../protocol/api.ts';
import { longestPersonName } from '../../protocol/roles.ts';
import { limits } from '../limits/limits.ts';
import { longestPersonId, personColor } from './people.ts';

/** Raised with every change that an older server would misread. */
const version = 1;

const count = z.number().int().min(0);

const peopleMessage = z.object({
  version: z.literal(version),
  /** The sender. */
  from: z.string().max(100),
  /** Grows with each message of the sender, so that an earlier one that comes late is known. */
  number: count,
  /** How long the lists hold without a newer message, in milliseconds; `limits.neighbourSilence` at most. */
  lasts: count,
  /** Documents and the people in them who are connected to the sender: all of them, in each of these documents. */
  lists: z
    .array(
      z.object({
        document: documentName,
        people: z
          .array(
            z.object({
              id: z.string().max(longestPersonId),
              name: z.string().max(longestPersonName),
              color: z.string().regex(personColor).nullable(),
              away: z.boolean(),
            }),
          )
          .max(limits.namedPeople),
        more: count,
      }),
    )
    .max(limits.sharedLists),
  /** Whether the sender wants to hear of the people in all rooms. */
  asks: z.boolean(),
});

export type PeopleMessage = z.infer<typeof peopleMessage>;

export function encodePeopleMessage(message: Omit<PeopleMessage, 'version'>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ version, ...message } satisfies PeopleMessage));
}

/** Null for what is no message. */
export function decodePeopleMessage(data: Uint8Array): PeopleMessage | null {
  if (data.length > limits.sharedListsBytes) return null;
  try {
    return peopleMessage.safeParse(JSON.parse(new TextDecoder().decode(data))).data ?? null;
  } catch {
    return null;
  }
}
