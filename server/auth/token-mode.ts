// AUTH=token, put together: the keys, the tokens that they sign, the share links and the revocations.

import type { Clock } from '../clock.ts';
import type { Events } from '../events/events.ts';
import type { Store } from '../store/store.ts';
import { Grants } from './grants.ts';
import { Tokens } from './tokens.ts';

export interface TokenMode {
  readonly tokens: Tokens;
  readonly grants: Grants;
  /** Signs tokens and share links. */
  readonly secret: Uint8Array;
  /** A request with this key may make tokens and revoke them. */
  readonly adminKey: string;
}

/**
 * `keySet` is the address of the host application's JSON Web Key Set (JWKS_URL), or null. Rejects when the store cannot
 * be reached.
 */
export async function openTokenMode(
  secret: string,
  adminKey: string,
  keySet: URL | null,
  store: Store,
  events: Events,
  clock: Clock,
): Promise<TokenMode> {
  const key = new TextEncoder().encode(secret);
  const grants = await Grants.open(store, events, clock);
  return { tokens: new Tokens(key, keySet, grants, clock), grants, secret: key, adminKey };
}
