// The server's REST API for documents as a whole: list, create, delete. A failure is an ApiError.

import type { CreatedDocument, DocumentList } from '../../../protocol/api.ts';
import { request, resource } from '../../sdk/api.ts';
import { keyring } from '../device.ts';
import { server } from '../server.ts';

/** A document in the list. */
export interface DocumentSummary {
  readonly name: string;
  readonly title: string;
  readonly updatedAt: Date;
}

/** The documents that the server gives in one answer at most. */
const longestPage = 1000;

export interface DocumentsPage {
  readonly documents: readonly DocumentSummary[];
  /** Whether there are more documents. */
  readonly more: boolean;
}

/**
 * The first `count` documents that this person may read, the last changed first. Rejects with status 401 without a
 * valid token.
 */
export async function listDocuments(count: number, signal: AbortSignal): Promise<DocumentsPage> {
  const documents: DocumentSummary[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(Math.min(count - documents.length, longestPage)) });
    if (cursor !== null) query.set('cursor', cursor);
    const response = await request(`${server}/api/documents?${query}`, { token: keyring.account, signal });
    const page = (await response.json()) as DocumentList;
    documents.push(
      ...page.documents.map(({ name, title, updatedAt }) => ({ name, title, updatedAt: new Date(updatedAt) })),
    );
    cursor = page.nextCursor;
  } while (cursor !== null && documents.length < count);
  return { documents, more: cursor !== null };
}

/** Creates an empty document with a name of the server's choice, which is the result. */
export async function createDocument(): Promise<string> {
  const response = await request(`${server}/api/documents`, { method: 'POST', token: keyring.account, body: {} });
  const { name } = (await response.json()) as CreatedDocument;
  return name;
}

/** Deletes a document for everyone. Does not fail when the document is gone already. */
export async function deleteDocument(name: string, token: string | null): Promise<void> {
  await request(resource(name, server), { method: 'DELETE', token, alsoFine: [404, 410] });
}
