// The server's documents over HTTP: the list, new ones, and what becomes of old ones. A failure is an Error whose message
// can be shown as it is.

/** A document as the list shows it. */
export interface DocumentSummary {
  readonly name: string;
  readonly title: string;
  readonly updatedAt: Date;
}

interface Listing {
  documents: { name: string; title: string; updatedAt: string }[];
}

/** All documents, the one changed last first. */
export async function listDocuments(signal?: AbortSignal): Promise<DocumentSummary[]> {
  const response = await request('/api/documents', signal ? { signal } : {});
  const { documents } = (await response.json()) as Listing;
  return documents.map(({ name, title, updatedAt }) => ({ name, title, updatedAt: new Date(updatedAt) }));
}

/** Makes a new, empty document and tells its name. */
export async function createDocument(): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
  const response = await request('/api/documents', init);
  const { name } = (await response.json()) as { name: string };
  return name;
}

/** Deletes a document for everyone; one that is gone already is no failure. */
export async function deleteDocument(name: string): Promise<void> {
  await request(resource(name), { method: 'DELETE' }, [404, 410]);
}

/** The last state of a document that the server can read, as an update of Yjs (V1). */
export async function fetchState(name: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await request(`${resource(name)}/state`, { signal });
  return new Uint8Array(await response.arrayBuffer());
}

/** Where a document is edited. */
export function documentPath(name: string): string {
  return `/d/${name}`;
}

/** A document in the API: its name is one segment, whatever slashes it has. */
function resource(name: string): string {
  return `/api/documents/${encodeURIComponent(name)}`;
}

/** Fetches `path`; throws unless the answer is a success or one of `alsoFine`. */
async function request(path: string, init: RequestInit, alsoFine: readonly number[] = []): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Error('The server could not be reached.', { cause: error });
  }
  if (!response.ok && !alsoFine.includes(response.status)) throw new Error(await problem(response));
  return response;
}

/** The sentence in an RFC 9457 problem, or one of our own where a proxy answered something else. */
async function problem(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const { detail, title } = (body ?? {}) as { detail?: unknown; title?: unknown };
  if (typeof detail === 'string' && detail !== '') return detail;
  if (typeof title === 'string' && title !== '') return `${title.replace(/\.$/, '')}.`;
  return `The server answered with an error (${response.status}).`;
}
