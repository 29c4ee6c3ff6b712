// The share links of a document over HTTP, and in words. A failure is an ApiError whose message can be shown as it is.

import { request, resource } from '../../sdk/api.ts';
import { documentPath } from '../documents/documents-api.ts';

/** What a link can let people do. */
export type LinkRole = 'read' | 'comment' | 'write';

export const linkRoles: readonly { readonly role: LinkRole; readonly label: string }[] = [
  { role: 'read', label: 'Can read' },
  { role: 'comment', label: 'Can comment (as yet: read)' },
  { role: 'write', label: 'Can write' },
];

const day = 24 * 60 * 60;

/** How long a link can last, in seconds; null for until it is withdrawn. */
export const linkLifetimes: readonly { readonly seconds: number | null; readonly label: string }[] = [
  { seconds: null, label: 'Never ends' },
  { seconds: day, label: 'Ends in a day' },
  { seconds: 7 * day, label: 'Ends in a week' },
  { seconds: 30 * day, label: 'Ends in a month' },
];

export interface ShareLink {
  readonly id: string;
  readonly role: LinkRole;
  readonly secret: string;
  readonly createdAt: Date;
  /** The name of who made it, where that is known. */
  readonly createdBy: string | null;
  readonly expiresAt: Date | null;
}

interface WireLink extends Omit<ShareLink, 'createdAt' | 'expiresAt'> {
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

/** The address that lets people in by a link; without one, that of the document. */
export function linkAddress(document: string, secret: string | null): string {
  return `${window.location.origin}${documentPath(document)}${secret === null ? '' : `#link=${encodeURIComponent(secret)}`}`;
}

const linksOf = (document: string) => `${resource(document)}/links`;

/** All links of a document that are valid, as the server orders them. */
export async function listLinks(document: string, token: string | null, signal: AbortSignal): Promise<ShareLink[]> {
  const response = await request(linksOf(document), { token, signal });
  const { links } = (await response.json()) as { links: WireLink[] };
  return links.map(fromWire);
}

/** Makes a link. */
export async function makeLink(
  document: string,
  token: string | null,
  { role, expiresIn }: { role: LinkRole; expiresIn: number | null },
): Promise<ShareLink> {
  const body = expiresIn === null ? { role } : { role, expiresIn };
  return fromWire((await (await request(linksOf(document), { method: 'POST', token, body })).json()) as WireLink);
}

/** Changes what a link lets people do, also those who have come by it. */
export async function changeLink(
  document: string,
  token: string | null,
  id: string,
  role: LinkRole,
): Promise<ShareLink> {
  const path = `${linksOf(document)}/${encodeURIComponent(id)}`;
  return fromWire((await (await request(path, { method: 'PATCH', token, body: { role } })).json()) as WireLink);
}

/** Ends a link for all who have come by it; one that is gone already is no failure. */
export async function withdrawLink(document: string, token: string | null, id: string): Promise<void> {
  await request(`${linksOf(document)}/${encodeURIComponent(id)}`, { method: 'DELETE', token, alsoFine: [404] });
}

function fromWire(link: WireLink): ShareLink {
  const { createdAt, expiresAt } = link;
  return { ...link, createdAt: new Date(createdAt), expiresAt: expiresAt === null ? null : new Date(expiresAt) };
}
