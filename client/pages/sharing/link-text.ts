// The words for share links: what a link lets people do, how long it lasts, and where it comes from. Pure.

import { timeAgo, timeUntil } from '../../ui/time.ts';
import type { LinkRole, ShareLink } from './links-api.ts';

export const linkRoles: readonly { readonly role: LinkRole; readonly label: string }[] = [
  { role: 'read', label: 'Can read' },
  { role: 'comment', label: 'Can comment (for now: read)' },
  { role: 'write', label: 'Can write' },
];

const day = 24 * 60 * 60;

/** The lifetimes that a link can have, in seconds; null for a link that lasts until it is withdrawn. */
export const linkLifetimes: readonly { readonly seconds: number | null; readonly label: string }[] = [
  { seconds: null, label: 'Never ends' },
  { seconds: day, label: 'Ends in a day' },
  { seconds: 7 * day, label: 'Ends in a week' },
  { seconds: 30 * day, label: 'Ends in a month' },
];

/** When and by whom a link was made, and when it ends: "Made 5 minutes ago by Ada, ends in 7 days". */
export function describeLink({ createdAt, createdBy, expiresAt }: ShareLink, now: Date): string {
  const made = `Made ${timeAgo(createdAt, now)}${createdBy === null ? '' : ` by ${createdBy}`}`;
  return expiresAt === null ? made : `${made}, ends ${timeUntil(expiresAt, now)}`;
}
