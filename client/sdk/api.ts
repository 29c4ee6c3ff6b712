// Talking to our own server over HTTP, and to no other: addresses are paths. A failure is an ApiError whose message can
// be shown as it is. A token goes into the Authorization header, where no log has it.

import type { AccessInfo } from '../../protocol/messages.ts';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The answer's HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** By whose right; null for nobody's. */
  readonly token: string | null;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Statuses that are no failure beside those that are a success. */
  readonly alsoFine?: readonly number[];
}

/**
 * Asks the server. Rejects with an ApiError unless the answer is a success; with whatever ended it when it was aborted.
 */
export async function request(
  path: string,
  { method = 'GET', token, body, signal, alsoFine = [] }: Request,
): Promise<Response> {
  const headers = new Headers();
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('content-type', 'application/json');
  const init = { method, headers, body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null };
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'The server could not be reached.', error);
  }
  if (response.ok || alsoFine.includes(response.status)) return response;
  throw new ApiError(response.status, await problem(response));
}

/** A document in the API: its name is one segment, whatever slashes it has. */
export function resource(document: string): string {
  return `/api/documents/${encodeURIComponent(document)}`;
}

/** The last state of a document that the server can read, as an update of Yjs (V1). */
export async function fetchState(document: string, token: string | null, signal: AbortSignal): Promise<Uint8Array> {
  const response = await request(`${resource(document)}/state`, { token, signal });
  return new Uint8Array(await response.arrayBuffer());
}

/** What `token` allows in the document. Rejects with status 401, 403 or 404 when that is nothing. */
export async function fetchAccess(document: string, token: string | null, signal: AbortSignal): Promise<AccessInfo> {
  return (await request(`${resource(document)}/access`, { token, signal })).json() as Promise<AccessInfo>;
}

/** A token, and in how many seconds it ends. */
export interface Ticket {
  readonly token: string;
  readonly expiresIn: number;
}

/** What a guest shows: a share link, a name to go by, and a token that they had before. */
export interface Guest {
  readonly link: string;
  readonly name?: string;
  readonly renews?: string | undefined;
}

/**
 * Exchanges a share link for a token, of a guest without a name if it is one that the server does not take. Rejects
 * with status 404 when the link is not valid.
 */
export async function exchangeLink(guest: Guest, signal: AbortSignal): Promise<Ticket> {
  const { name, ...nameless } = guest;
  try {
    return (await (
      await request('/api/tokens', { method: 'POST', token: null, body: guest, signal })
    ).json()) as Ticket;
  } catch (error) {
    if (name === undefined || !(error instanceof ApiError) || error.status !== 400) throw error;
    return exchangeLink(nameless, signal);
  }
}

/** The sentence in an RFC 9457 problem, or one of our own where a proxy answered something else. */
async function problem(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const { detail, title } = (body ?? {}) as { detail?: unknown; title?: unknown };
  if (typeof detail === 'string' && detail !== '') return detail;
  if (typeof title === 'string' && title !== '') return `${title.replace(/\.$/, '')}.`;
  return `The server answered with an error (${response.status}).`;
}
