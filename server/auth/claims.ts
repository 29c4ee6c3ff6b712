// The claims of a token, read strictly: one claim that the server does not understand makes the whole token invalid.

import { z } from 'zod';
import { truncate } from '../../protocol/format/graphemes.ts';
import { person, rolesByPattern } from '../../protocol/api.ts';
import { matches } from '../../protocol/document-name.ts';
import { longestPersonName, permits, type Role, type User } from '../../protocol/roles.ts';

/** Roles by patterns for document names. */
export type RolesByPattern = Readonly<Record<string, Role>>;

/** The claims of a token (RFC 7519) that the server reads. `exp` and `iat` are in seconds since 1970, UTC. */
export const claims = person.extend({
  exp: z.number(),
  iat: z.number().default(0),
  jti: z.string().max(200).optional(),
  documents: rolesByPattern.default({}),
  /** The id of the share link of a guest. Such a token allows what the link allows at that moment, and nothing else. */
  link: z.string().optional(),
});

export type Claims = z.infer<typeof claims>;

const guestMark = ' (guest)';

/** The user whom the claims describe. A guest's name ends with a mark, and is cut to make room for the mark. */
export function userOf({ sub, name = 'Guest', color, link }: Claims): User {
  if (link === undefined) return { id: sub, name, color: color ?? null, guest: false };
  const chosen = truncate(name, longestPersonName - guestMark.length).trim();
  return { id: sub, name: chosen + guestMark, color: color ?? null, guest: true };
}

/**
 * The role that `patterns` give in `document`, or null. The exact name decides; otherwise the longest pattern.
 *
 *     roleFor({ 'team/*': 'write', 'team/plan': 'read' }, 'team/plan') // 'read'
 */
export function roleFor(patterns: RolesByPattern, document: string): Role | null {
  const matching = Object.keys(patterns).filter((pattern) => matches(pattern, document));
  const closest = matching.sort((a, b) => rank(document, b) - rank(document, a))[0];
  return closest === undefined ? null : patterns[closest]!;
}

const rank = (document: string, pattern: string): number => (pattern === document ? Infinity : pattern.length);

/** The shortest prefix of which `patterns` allow writing every document; null when they allow that of no prefix. */
export function writablePrefix(patterns: RolesByPattern): string | null {
  const open = Object.keys(patterns).filter((pattern) => pattern.endsWith('*') && permits(patterns[pattern]!, 'write'));
  const shortest = open.sort((a, b) => a.length - b.length)[0];
  return shortest === undefined ? null : shortest.slice(0, -1);
}
