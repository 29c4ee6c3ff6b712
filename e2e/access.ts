// What Quire's specs need of a server that lets nobody in without a token: its keys, tokens for people whom a host
// application knows, and share links.
import { expect, type Person, type Server } from './kit/index.ts';

const adminKey = 'e2e-admin-key-Xw4uQ9rT2mZ7pL5kV8nB3cD6';

/** The environment of such a server, for `test.use`. */
export const tokenMode = {
  AUTH: 'token',
  SECRET: 'e2e-secret-Hf8sJ3vN6yR1tG9qM4xK7wC2bZ5d',
  ADMIN_KEY: adminKey,
} as const;

/** What a token is to say; by default that somebody may do everything, for an hour. */
interface Wanted {
  sub: string;
  name: string;
  color?: string;
  documents?: Record<string, string>;
  expiresIn?: number;
}

/** The fields of the server's answers that stories look at. */
interface Answer {
  token: string;
  id: string;
  secret: string;
}

/** Asks the API, which must not refuse. An answer without a body has no fields. */
async function ask(server: Server, method: string, path: string, key: string, body?: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(`${server.url}/api${path}`, {
    method,
    headers,
    body: body ? JSON.stringify(body) : null,
  });
  expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
  return (response.status === 204 ? {} : await response.json()) as Answer;
}

/** A token as the host application would ask for it. */
export async function tokenOf(server: Server, { documents = { '*': 'admin' }, ...who }: Wanted): Promise<string> {
  return (await ask(server, 'POST', '/tokens', adminKey, { documents, ...who })).token;
}

/** A token of somebody who may do everything and is on no page. */
const nobodysToken = (server: Server) => tokenOf(server, { sub: 'test', name: 'Test' });

export interface Link {
  id: string;
  /** The path of the document with the link, as one follows it. */
  path: string;
}

/** Makes a document, and a link to it. */
export async function share(server: Server, document: string, role: 'read' | 'write'): Promise<Link> {
  const token = await nobodysToken(server);
  await ask(server, 'POST', '/documents', token, { name: document });
  const { id, secret } = await ask(server, 'POST', `/documents/${document}/links`, token, { role });
  return { id, path: `/d/${document}#link=${secret}` };
}

/** Changes what a link lets people do. */
export async function letThem(server: Server, document: string, { id }: Link, role: 'read' | 'write'): Promise<void> {
  await ask(server, 'PATCH', `/documents/${document}/links/${id}`, await nobodysToken(server), { role });
}

/** Ends a link. */
export async function withdraw(server: Server, document: string, { id }: Link): Promise<void> {
  await ask(server, 'DELETE', `/documents/${document}/links/${id}`, await nobodysToken(server));
}

/** Waits until a person can write on their page. */
export async function canWrite({ page }: Person): Promise<void> {
  await expect(page.getByTestId('editor')).toHaveAttribute('contenteditable', 'true');
}

/** Changes the fragment of a person's page, as the page that frames it does: nothing is loaded. */
export async function bring({ page }: Person, fragment: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), fragment);
}
