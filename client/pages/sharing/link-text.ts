// What a share link can be: its roles and its lifetimes, and the words for where it comes from. Pure.

import { texts } from '../../texts/texts.ts';
import { timeAgo, timeUntil } from '../../ui/time.ts';
import type { LinkRole, ShareLink } from './links-api.ts';

export const linkRoles: readonly LinkRole[] = ['read', 'comment', 'write'];

const day = 24 * 60 * 60;

/** The lifetimes that a link can have, in seconds; null for a link that lasts until it is withdrawn. */
export const linkLifetimes = [
  { name: 'forever', seconds: null },
  { name: 'day', seconds: day },
  { name: 'week', seconds: 7 * day },
  { name: 'month', seconds: 30 * day },
] as const;

/** When and by whom a link was made, and when it ends: "Made 5 minutes ago by Ada, ends in 7 days". */
export function describeLink({ createdAt, createdBy, expiresAt }: ShareLink, now: Date): string {
  return texts.sharing.about(timeAgo(createdAt, now), createdBy, expiresAt && timeUntil(expiresAt, now));
}
