// The server's documents over HTTP: the list, new ones, and what becomes of old ones. A failure is an ApiError whose
// message can be shown as it is.

import { request, resource } from '../../sdk/api.ts';
import { keyring } from '../device.ts';

/** A document as the list shows it. */
export interface DocumentSummary {
  readonly name: string;
  readonly title: string;
  readonly updatedAt: Date;
}

interface Listing {
  documents: { name: string; title: string; updatedAt: string }[];
}

/**
 * All documents that this person may read, the one changed last first. Rejects with status 401 when nobody is signed
 * in.
 */
export async function listDocuments(signal: AbortSignal): Promise<DocumentSummary[]> {
  const response = await request('/api/documents', { token: keyring.account, signal });
  const { documents } = (await response.json()) as Listing;
  return documents.map(({ name, title, updatedAt }) => ({ name, title, updatedAt: new Date(updatedAt) }));
}

/** Makes a new, empty document and tells its name. */
export async function createDocument(): Promise<string> {
  const response = await request('/api/documents', { method: 'POST', token: keyring.account, body: {} });
  const { name } = (await response.json()) as { name: string };
  return name;
}

/** Deletes a document for everyone; one that is gone already is no failure. */
export async function deleteDocument(name: string, token: string | null): Promise<void> {
  await request(resource(name), { method: 'DELETE', token, alsoFine: [404, 410] });
}

/** Where a document is edited. */
export function documentPath(name: string): string {
  return `/d/${name}`;
}
