// Who may open a WebSocket: the token stands in the query parameter `token`, where y-websocket puts it, or is offered
// as the subprotocol `bearer.<token>`. Neither is ever logged.

import type { IncomingMessage } from 'node:http';
import type { UpgradeRejection } from '../http/problem.ts';
import { permits, type Role } from '../../protocol/roles.ts';
import type { Store } from '../store/store.ts';
import type { Authority, Identity } from '../auth/authority.ts';
import { notAllowed, unknownToken } from '../http/bearer.ts';

const bearer = 'bearer.';

/** Whether a subprotocol is no protocol, but a token. */
export const isToken = (subprotocol: string): boolean => subprotocol.startsWith(bearer);

/** The token that an upgrade request brings, null when it brings none. */
export function tokenOf({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string | null {
  const query = /\?(.*)/s.exec(url)?.[1] ?? '';
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
  return new URLSearchParams(query).get('token') || (offered.find(isToken)?.slice(bearer.length) ?? null);
}

/**
 * Who asks for `document`, or why there is nothing for them: an answer that tells nobody but its readers whether there
 * is such a document. Rejects when that cannot be found out now.
 */
export async function admit(
  request: IncomingMessage,
  document: string,
  authority: Authority,
  store: Store,
): Promise<Identity | UpgradeRejection> {
  const identity = await authority.identify(tokenOf(request));
  if (identity === null) return { status: 401, detail: unknownToken };
  const role = identity.roleIn(document);
  if (role === null) return { status: 403, detail: notAllowed };
  return (await isThereFor(role, document, store))
    ? identity
    : { status: 404, detail: `There is no document ${document}.` };
}

/** Whether somebody in the role `role` can join `document`: who may write makes it by that. Rejects like the store. */
export async function isThereFor(role: Role, document: string, store: Store): Promise<boolean> {
  return permits(role, 'write') || (await store.find(document)) !== null;
}
