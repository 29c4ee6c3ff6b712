// The server's list of documents, as the home page uses it. A failure is an Error whose message can be shown as it is.

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
  const { documents } = await request<Listing>('/api/documents', signal ? { signal } : {});
  return documents.map(({ name, title, updatedAt }) => ({ name, title, updatedAt: new Date(updatedAt) }));
}

/** Makes a new, empty document and tells its name. */
export async function createDocument(): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
  return (await request<{ name: string }>('/api/documents', init)).name;
}

/** Where a document is edited. */
export function documentPath(name: string): string {
  return `/d/${name}`;
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Error('The server could not be reached.', { cause: error });
  }
  if (!response.ok) throw new Error(await problem(response));
  return (await response.json()) as T;
}

/** The sentence in an RFC 9457 problem, or one of our own where a proxy answered something else. */
async function problem(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const { detail, title } = (body ?? {}) as { detail?: unknown; title?: unknown };
  if (typeof detail === 'string' && detail !== '') return detail;
  if (typeof title === 'string' && title !== '') return `${title.replace(/\.$/, '')}.`;
  return `The server answered with an error (${response.status}).`;
}
