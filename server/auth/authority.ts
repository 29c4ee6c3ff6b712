// The identity of a client: who it is, and what it may do. The gate, each message and each HTTP request ask for that,
// and the answer is what holds at that moment.

import type { AccessInfo } from '../../protocol/messages.ts';
import type { Role, User } from '../../protocol/roles.ts';

/** A client with a valid token; with AUTH=open, any client. */
export interface Identity {
  /** Null with AUTH=open, and for the bearer of ADMIN_KEY: the server does not know who that is. */
  readonly user: User | null;
  /** When the token expires, in milliseconds since 1970, UTC; Infinity for never. */
  readonly expiresAt: number;
  /** Whether the token was revoked, in all documents. */
  isRevoked(): boolean;
  /** The client's role in `document`, or null when it may do nothing there. */
  roleIn(document: string): Role | null;
  /** Patterns for the names of all documents in which the client has a role. */
  readonly patterns: readonly string[];
  /** How the names of documents begin that the client may create; null when it may create none. */
  readonly newNamePrefix: string | null;
}

export interface Authority {
  /**
   * The identity that `token` stands for; null when the token is missing, not valid, expired or revoked. Rejects when
   * the keys to verify the token cannot be fetched.
   */
  identify(token: string | null): Promise<Identity | null>;
}

/** A client with AUTH=open. */
export const everybody: Identity = {
  user: null,
  expiresAt: Infinity,
  isRevoked: () => false,
  roleIn: () => 'admin',
  patterns: ['*'],
  newNamePrefix: '',
};

/** The bearer of ADMIN_KEY, of whom the server knows nothing else. */
export const administrator: Identity = everybody;

/** AUTH=open: every client may do everything. */
export const openToAll: Authority = { identify: async () => everybody };

/** Whether `identity` has expired or was revoked by `now`, in milliseconds since 1970, UTC. */
export function hasEnded(identity: Identity, now: number): boolean {
  return identity.expiresAt <= now || identity.isRevoked();
}

/** The access of a client with `role`, as the server tells it, at `now` in milliseconds since 1970, UTC. */
export function accessInfo({ user, expiresAt }: Identity, role: Role, now: number): AccessInfo {
  return { role, user, expiresIn: expiresAt === Infinity ? null : Math.max(0, Math.ceil((expiresAt - now) / 1000)) };
}
