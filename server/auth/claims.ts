// What a token says, read strictly: a claim that is not understood makes the whole token worth nothing.

import { z } from 'zod';
import { isPattern, matches } from '../../protocol/document-name.ts';
import { permits, type Role, roles, type User } from '../../protocol/roles.ts';

/** Patterns for document names, and what may be done in the documents that they name. */
export type Documents = Readonly<Record<string, Role>>;

/** No name is longer, in UTF-16 units: it has to fit beside a caret. */
const longestName = 40;

export const documents = z
  .record(z.string().refine(isPattern), z.enum(roles))
  .refine((patterns) => Object.keys(patterns).length <= 1000, 'must name at most 1000 patterns');

/** Who somebody is. Names are shown as they are, so nothing in them may be invisible or break a line. */
export const person = z.object({
  sub: z.string().min(1).max(200),
  name: z
    .string()
    .trim()
    .min(1)
    .max(longestName)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be one line of visible text')
    .optional(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #0b7a75')
    .optional(),
});

/** The claims of a token (RFC 7519) that mean something here. `exp` and `iat` are in seconds since 1970, UTC. */
export const claims = person.extend({
  exp: z.number(),
  iat: z.number().default(0),
  jti: z.string().max(200).optional(),
  documents: documents.default({}),
  /** The share link that the token was given for: it allows what the link allows, as long as the link does. */
  link: z.string().optional(),
});

export type Claims = z.infer<typeof claims>;

const guestMark = ' (guest)';

/** The user whom the claims describe. */
export function userOf({ sub, name = 'Guest', color, link }: Claims): User {
  if (link === undefined) return { id: sub, name, color: color ?? null, guest: false };
  const chosen = name.slice(0, longestName - guestMark.length).trim();
  return { id: sub, name: chosen + guestMark, color: color ?? null, guest: true };
}

/** The role that `patterns` give in `document`: that of its own name or else of the longest pattern; null for none. */
export function roleFor(patterns: Documents, document: string): Role | null {
  const matching = Object.keys(patterns).filter((pattern) => matches(pattern, document));
  const closest = matching.sort((a, b) => rank(document, b) - rank(document, a))[0];
  return closest === undefined ? null : patterns[closest]!;
}

const rank = (document: string, pattern: string): number => (pattern === document ? Infinity : pattern.length);

/** With what names may begin that `patterns` let one write whatever follows; null when there is no such beginning. */
export function writablePrefix(patterns: Documents): string | null {
  const open = Object.keys(patterns).filter((pattern) => pattern.endsWith('*') && permits(patterns[pattern]!, 'write'));
  const shortest = open.sort((a, b) => a.length - b.length)[0];
  return shortest === undefined ? null : shortest.slice(0, -1);
}
