// AUTH=token, put together: its keys, the tokens that they sign, and what was given out and taken back.

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
  /** Lets its bearer make tokens and take them back. */
  readonly adminKey: string;
}

/** Rejects like the store. `published` is where the host application's own keys are (JWKS_URL), or null. */
export async function openTokenMode(
  secret: string,
  adminKey: string,
  published: URL | null,
  store: Store,
  events: Events,
  clock: Clock,
): Promise<TokenMode> {
  const key = new TextEncoder().encode(secret);
  const grants = await Grants.open(store, events, clock);
  return { tokens: new Tokens(key, published, grants, clock), grants, secret: key, adminKey };
}
