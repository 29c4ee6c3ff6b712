// The server's REST API for documents as a whole: list, search, create, rename, copy, delete. A failure is an ApiError.

import type {
  CreatedDocument,
  DocumentChange,
  DocumentList,
  DocumentSummary as WireSummary,
  NewCopy,
  NewDocument,
  Presence,
} from '../../../protocol/api.ts';
import { ApiError, request, resource } from '../../sdk/api.ts';
import type { Role } from '../../../protocol/roles.ts';
import type { SortOrder } from '../../device/arrangement.ts';
import { keyring } from '../device.ts';
import { server } from '../server.ts';

export type MarkedText = NonNullable<DocumentList['documents'][number]['match']>['text'];

/** A document in the list. */
export interface DocumentSummary {
  readonly name: string;
  readonly title: string;
  readonly updatedAt: Date;
  /** The role of this person. */
  readonly role: Role;
  /** In a search: the title and an excerpt of the text, with what was found. */
  readonly match: { readonly title: MarkedText; readonly text: MarkedText } | null;
}

/** The documents that the server gives in one answer at most. */
const longestPage = 1000;

export interface DocumentsPage {
  readonly documents: readonly DocumentSummary[];
  /** Whether there are more documents. */
  readonly more: boolean;
}

/** Which documents: those with all words of `search`, or all in an order. */
export interface ListQuery {
  readonly search: string;
  readonly sort: SortOrder;
}

/**
 * The first `count` documents that this person may read. Rejects with status 401 without a valid token.
 */
export async function listDocuments(
  count: number,
  { search, sort }: ListQuery,
  signal: AbortSignal,
): Promise<DocumentsPage> {
  const documents = new Map<string, DocumentSummary>();
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams(search === '' ? { sort } : { q: search });
    query.set('limit', String(Math.min(count - documents.size, longestPage)));
    if (cursor !== null) query.set('cursor', cursor);
    const response = await request(`${server}/api/documents?${query}`, { token: keyring.account, signal });
    const page = (await response.json()) as DocumentList;
    for (const { match = null, ...summary } of page.documents) documents.set(summary.name, { ...read(summary), match });
    cursor = page.nextCursor;
  } while (cursor !== null && documents.size < count);
  return { documents: [...documents.values()], more: cursor !== null };
}

/** Some documents by their names. `gone` are the names of those that are there no longer. */
export async function findDocuments(
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ found: DocumentSummary[]; gone: string[] }> {
  const found: DocumentSummary[] = [];
  const gone: string[] = [];
  const find = async (name: string) => {
    const options = { token: keyring.account, signal, alsoFine: [403, 404, 410] };
    const response = await request(resource(name, server), options);
    if (response.ok) found.push({ ...read((await response.json()) as WireSummary), match: null });
    else if (response.status !== 403) gone.push(name); // another account may read it
  };
  await Promise.all(names.map(find));
  return { found, gone };
}

/** Who is in which document now. */
export async function fetchPresence(signal: AbortSignal): Promise<Presence['documents']> {
  const response = await request(`${server}/api/presence`, { token: keyring.account, signal });
  return ((await response.json()) as Presence).documents;
}

/** Creates a document with a name of the server's choice, which is the result. It is empty by default. */
export async function createDocument(body: NewDocument = {}): Promise<string> {
  return nameIn(await request(`${server}/api/documents`, { method: 'POST', token: keyring.account, body }));
}

/** Copies a document, with another title or its own. The result is the name of the copy. */
export async function duplicateDocument(name: string, body: NewCopy): Promise<string> {
  const address = `${resource(name, server)}/duplicate`;
  return nameIn(await request(address, { method: 'POST', token: keyring.account, body }));
}

/** Gives a document another title. Resolves once that is stored. */
export async function renameDocument(name: string, title: string): Promise<void> {
  const body: DocumentChange = { title };
  await request(resource(name, server), { method: 'PATCH', token: keyring.account, body });
}

/** Deletes a document for everyone, also when the page is left meanwhile. Does not fail when it is gone already. */
export async function deleteDocument(name: string, token: string | null): Promise<void> {
  await request(resource(name, server), { method: 'DELETE', token, alsoFine: [404, 410], keepalive: true });
}

/** Whether a request failed because the document is gone, or not for this person. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && [403, 404, 410].includes(error.status);
}

const read = ({ name, title, updatedAt, role }: WireSummary) => ({ name, title, role, updatedAt: new Date(updatedAt) });

const nameIn = async (response: Response) => ((await response.json()) as CreatedDocument).name;
