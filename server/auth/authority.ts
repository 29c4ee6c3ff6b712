// Who somebody is, and what they may do where: the question that the handshake, each message and each request ask.

import type { AccessInfo } from '../../protocol/messages.ts';
import type { Role, User } from '../../protocol/roles.ts';

/** Somebody who may be here. What is asked of it is answered as things are at that moment. */
export interface Identity {
  /** Null where nobody is known by a name. */
  readonly user: User | null;
  /** When it ends, in milliseconds since 1970, UTC; Infinity for never. */
  readonly expiresAt: number;
  /** Whether it was taken back since. */
  isRevoked(): boolean;
  /** What they may do in `document`; null for nothing. */
  roleIn(document: string): Role | null;
  /** Patterns for the names of all documents in which they may do something. */
  readonly patterns: readonly string[];
  /** How the names begin that they may give to documents of their own making; null when they may make none. */
  readonly newNames: string | null;
}

export interface Authority {
  /**
   * Whom `token` speaks for; null when it is missing, not valid, or no longer. Rejects when that cannot be found out
   * now.
   */
  identify(token: string | null): Promise<Identity | null>;
}

/** Anybody at all. */
export const everybody: Identity = {
  user: null,
  expiresAt: Infinity,
  isRevoked: () => false,
  roleIn: () => 'admin',
  patterns: ['*'],
  newNames: '',
};

/** With AUTH=open everybody may do everything, and has no name that the server knows of. */
export const openToAll: Authority = { identify: async () => everybody };

/** Whether `identity` has come to its end by `now`, in milliseconds since 1970, UTC. */
export function hasEnded(identity: Identity, now: number): boolean {
  return identity.expiresAt <= now || identity.isRevoked();
}

/** What a client in the role `role` is told of its access at `now`, in milliseconds since 1970, UTC. */
export function accessInfo({ user, expiresAt }: Identity, role: Role, now: number): AccessInfo {
  return { role, user, expiresIn: expiresAt === Infinity ? null : Math.max(0, Math.ceil((expiresAt - now) / 1000)) };
}
