// The server's REST API. A failure is an ApiError, for which pages have words of their own. A token travels in the
// Authorization header alone, so that no log holds it.

import type { AccessInfo, GuestToken, NewGuest } from '../../protocol/api.ts';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status of the answer; 0 when there was no answer. */
  readonly status: number;
  /** The server's sentence on what failed, in English; null when it gave none. */
  readonly detail: string | null;

  constructor(status: number, detail: string | null, cause?: unknown) {
    const sentence = status === 0 ? 'The server could not be reached.' : `The server answered with ${status}.`;
    super(detail ?? sentence, { cause });
    this.status = status;
    this.detail = detail;
  }
}

/** A token, and its lifetime in seconds. */
export type IssuedToken = Pick<GuestToken, 'token' | 'expiresIn'>;

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The token to authorize the request with; null for none. */
  readonly token: string | null;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Statuses outside 200 to 299 that are no failure, such as 404 for a deletion. */
  readonly alsoFine?: readonly number[];
  /** Whether the request goes on when the page is left. */
  readonly keepalive?: boolean;
}

/**
 * Sends a request to a URL. Rejects with an ApiError when the request fails, and
 * with the reason of `signal` when that aborts.
 *
 *     const response = await request(`${server}/api/documents`, { token: null });
 */
export async function request(
  url: string,
  { method = 'GET', token, body, signal, alsoFine = [], keepalive = false }: RequestOptions,
): Promise<Response> {
  const headers = new Headers();
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('content-type', 'application/json');
  const sent = body === undefined ? null : JSON.stringify(body);
  const init = { method, headers, body: sent, signal: signal ?? null, keepalive };
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, null, error);
  }
  if (response.ok || alsoFine.includes(response.status)) return response;
  throw new ApiError(response.status, await detailFrom(response));
}

/**
 * The URL of a document in the API of `server`. The name is one segment of the path.
 *
 *     resource('team/plan', 'https://example.org') // 'https://example.org/api/documents/team%2Fplan'
 */
export function resource(document: string, server: string): string {
  return `${server}/api/documents/${encodeURIComponent(document)}`;
}

/** The document's last readable state on the server, as a Yjs update (V1). Rejects as `request` does. */
export async function fetchState(
  document: string,
  token: string | null,
  signal: AbortSignal,
  server: string,
): Promise<Uint8Array> {
  const response = await request(`${resource(document, server)}/state`, { token, signal });
  return new Uint8Array(await response.arrayBuffer());
}

/** The role and the user of `token` in the document. Rejects with status 401, 403 or 404 when it allows nothing. */
export async function fetchAccess(
  document: string,
  token: string | null,
  signal: AbortSignal,
  server: string,
): Promise<AccessInfo> {
  const response = await request(`${resource(document, server)}/access`, { token, signal });
  return response.json() as Promise<AccessInfo>;
}

/**
 * Exchanges a share link for a guest's token. If the server rejects the name, the guest gets a token without a name.
 * Rejects with status 404 when the link is not valid.
 */
export async function exchangeLink(body: NewGuest, signal: AbortSignal, server: string): Promise<IssuedToken> {
  try {
    const response = await request(`${server}/api/tokens`, { method: 'POST', token: null, body, signal });
    return (await response.json()) as IssuedToken;
  } catch (error) {
    const { name, ...nameless } = body;
    if (name === undefined || !(error instanceof ApiError) || error.status !== 400) throw error;
    return exchangeLink(nameless, signal, server);
  }
}

/** The sentence in a problem document (RFC 9457); null for the answer of a proxy. */
async function detailFrom(response: Response): Promise<string | null> {
  const body: unknown = await response.json().catch(() => null);
  const { detail, title } = (body ?? {}) as { detail?: unknown; title?: unknown };
  if (typeof detail === 'string' && detail !== '') return detail;
  if (typeof title === 'string' && title !== '') return `${title.replace(/\.$/, '')}.`;
  return null;
}
