// Who somebody is, and what they may do where: the question that the handshake, each message and each request ask.

import type { AccessInfo } from '../protocol/messages.ts';
import type { Role, User } from '../protocol/role.ts';

/** Somebody who may be here, as far as their token goes. */
export interface Identity {
  /** Null where nobody is known by a name. */
  readonly user: User | null;
  /** When the token ends, in milliseconds since 1970, UTC; Infinity for never. */
  readonly expiresAt: number;
  /** What they may do in `document` at this moment; null for nothing. */
  roleIn(document: string): Role | null;
}

export interface Authority {
  /** Whom `token` speaks for; null when it is missing, not valid, or no longer. Rejects when that cannot be found out now. */
  identify(token: string | null): Promise<Identity | null>;
}

/** With AUTH=open: everybody may do everything, and has no name that the server knows of. */
export const everybody: Identity = { user: null, expiresAt: Infinity, roleIn: () => 'admin' };

/** What somebody may do in `document` at the time `now` (milliseconds since 1970, UTC); null for nothing. */
export function accessOf(identity: Identity, document: string, now: number): AccessInfo | null {
  const { user, expiresAt } = identity;
  const role = expiresAt > now ? identity.roleIn(document) : null;
  if (role === null) return null;
  return { role, user, expiresIn: expiresAt === Infinity ? null : Math.ceil((expiresAt - now) / 1000) };
}
