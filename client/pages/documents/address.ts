// The addresses of documents on this server.

import { homePath, server } from '../server.ts';

/** The path of the page of a document. */
export function documentPath(document: string): string {
  return `${homePath}d/${document}`;
}

/**
 * The whole address of a document, to send to other people. With the secret of a share link, the address opens the
 * document for anyone. The secret stands in the fragment, which browsers send to no server.
 */
export function documentAddress(document: string, linkSecret: string | null): string {
  const address = `${server}/d/${document}`;
  return linkSecret === null ? address : `${address}#link=${encodeURIComponent(linkSecret)}`;
}
