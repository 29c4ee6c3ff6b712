// The client of a request for a session: its token, its epoch and so its identity. The token is the query parameter
// `token`, as y-websocket sends it, or an offered subprotocol `bearer.<token>`. No log holds either.

import type { IncomingMessage } from 'node:http';
import { canJoin, notAllowed, tokenRequired } from '../auth/access.ts';
import type { Authority, Identity } from '../auth/authority.ts';
import type { Store } from '../store/store.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { refuse, type UpgradeRejection } from './rejection.ts';

type Request = Pick<IncomingMessage, 'url' | 'headers'>;

/** The client is known, and may join the document. */
export interface Authorized {
  readonly type: 'authorized';
  readonly identity: Identity;
}

const tokenPrefix = 'bearer.';

/** Whether an offered subprotocol is not a protocol but carries a token. */
export const carriesToken = (subprotocol: string): boolean => subprotocol.startsWith(tokenPrefix);

/** The token of a request for a session, or null. The query parameter comes before the subprotocols. */
export function tokenOf(request: Request, query = queryOf(request)): string | null {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
  return query.get('token') || (offered.find(carriesToken)?.slice(tokenPrefix.length) ?? null);
}

/** The epoch of the document that the client knows from before, or null. */
export const epochOf = (request: Request): string | null => queryOf(request).get('epoch') || null;

/** The query of a request. */
export function queryOf({ url = '' }: Pick<IncomingMessage, 'url'>): URLSearchParams {
  return new URLSearchParams(/\?(.*)/s.exec(url)?.[1] ?? '');
}

/**
 * Finds out who asks for `document` and whether they may join it. Rejects when that cannot be found out now: the store
 * or the key set of the host application cannot be reached.
 */
export async function authorize(
  request: Request,
  document: string,
  authority: Authority,
  store: Store,
): Promise<Authorized | UpgradeRejection> {
  const identity = await authority.identify(tokenOf(request));
  if (identity === null) return refuse(CloseCode.unauthorized, tokenRequired);
  const role = identity.roleIn(document);
  if (role === null) return refuse(CloseCode.forbidden, notAllowed);
  if (!(await canJoin(role, document, store))) return refuse(CloseCode.notFound, 'The document does not exist.');
  return { type: 'authorized', identity };
}
