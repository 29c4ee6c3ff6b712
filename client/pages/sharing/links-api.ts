// The server's REST API for the share links of a document. A failure is an ApiError.

import type * as api from '../../../protocol/api.ts';
import { request, resource } from '../../sdk/api.ts';
import { server } from '../server.ts';

/** The role that a link gives to people. */
export type LinkRole = api.NewLink['role'];

export interface ShareLink {
  readonly id: string;
  readonly role: api.ShareLink['role'];
  readonly secret: string;
  readonly createdAt: Date;
  /** The name of the person who created the link; null when the server does not know it. */
  readonly createdBy: string | null;
  /** Null for a link that lasts until it is withdrawn. */
  readonly expiresAt: Date | null;
}

const linksOf = (document: string) => `${resource(document, server)}/links`;
const linkOf = (document: string, id: string) => `${linksOf(document)}/${encodeURIComponent(id)}`;

/** All valid links of a document, in the server's order. */
export async function listLinks(document: string, token: string | null, signal: AbortSignal): Promise<ShareLink[]> {
  const response = await request(linksOf(document), { token, signal });
  const { links } = (await response.json()) as api.LinkList;
  return links.map(parseLink);
}

/** Creates a link; `expiresIn` is in seconds, and null for a link that lasts until it is withdrawn. */
export async function createLink(
  document: string,
  token: string | null,
  { role, expiresIn }: { role: LinkRole; expiresIn: number | null },
): Promise<ShareLink> {
  const body: api.NewLink = { role, expiresIn };
  const response = await request(linksOf(document), { method: 'POST', token, body });
  return parseLink((await response.json()) as api.ShareLink);
}

/** Changes what a link lets people do, also for people who have come by it already. */
export async function changeLink(
  document: string,
  token: string | null,
  id: string,
  role: LinkRole,
): Promise<ShareLink> {
  const response = await request(linkOf(document, id), { method: 'PATCH', token, body: { role } });
  return parseLink((await response.json()) as api.ShareLink);
}

/** Withdraws a link, also for people who have come by it. Does not fail when the link is gone already. */
export async function withdrawLink(document: string, token: string | null, id: string): Promise<void> {
  await request(linkOf(document, id), { method: 'DELETE', token, alsoFine: [404] });
}

function parseLink(link: api.ShareLink): ShareLink {
  const { createdAt, expiresAt } = link;
  return { ...link, createdAt: new Date(createdAt), expiresAt: expiresAt === null ? null : new Date(expiresAt) };
}
