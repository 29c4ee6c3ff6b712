// The title of a document to which a link leads, if it is one of this server, and the person may read it.

import type { DocumentSummary } from '../../../protocol/api.ts';
import { request, resource } from '../../sdk/api.ts';
import { keyring } from '../device.ts';
import { server } from '../server.ts';

/** Null for an address of another site, which is asked nothing, and for a document that the person may not read. */
export async function linkedTitle(address: string): Promise<string | null> {
  const start = `${server}/d/`;
  try {
    const { origin, pathname } = new URL(address, window.location.href);
    if (!`${origin}${pathname}`.startsWith(start)) return null;
    const name = decodeURIComponent(`${origin}${pathname}`.slice(start.length));
    const response = await request(resource(name, server), { token: keyring.account });
    return ((await response.json()) as DocumentSummary).title;
  } catch {
    return null;
  }
}
