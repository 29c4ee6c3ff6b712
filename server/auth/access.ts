// The rule and the sentences about access that HTTP requests and WebSocket upgrades share. Only a client that may read
// a document learns from an answer whether the document exists.

import { permits, type Role } from '../../protocol/roles.ts';
import type { Store } from '../store/store.ts';

/** For a 401: the token is missing, not valid, expired or revoked. */
export const tokenRequired = 'A valid access token is required.';

/** For a 403: the same text whether the document exists or not. */
export const notAllowed =
  'The access token does not allow this in a document of this name. Ask an administrator of the document for access.';

/** For a 404. */
export const noSuchDocument = (document: string): string => `The document ${document} does not exist.`;

/**
 * Whether a client with `role` can join `document`: a client that may write creates a document by joining; any other
 * client needs one that exists or existed. Rejects when the store cannot be reached.
 */
export async function canJoin(role: Role, document: string, store: Store): Promise<boolean> {
  return permits(role, 'write') || (await store.find(document)) !== null;
}
