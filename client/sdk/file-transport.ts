// Files over HTTP, and addresses for them in the page. The token travels in a header, so an image cannot ask for
// itself. The page fetches the bytes and shows them under an address of its own (`blob:`).

import { ApiError, request, resource } from './api.ts';
import type { FileTransport } from './files.ts';

/** `token` gives the token to show to the server; null for none. */
export function fileTransport(document: string, server: string, token: () => Promise<string | null>): FileTransport {
  const address = `${resource(document, server)}/files`;
  return {
    fetch: async (hash) => (await request(`${address}/${hash}`, { token: await token() })).blob(),
    send: async (bytes, onProgress) => send(address, await token(), bytes, onProgress),
    addressOf: (hash) => `${address}/${hash}`,
    urlOf: (bytes) => URL.createObjectURL(bytes),
    revoke: (url) => URL.revokeObjectURL(url),
  };
}

/** `fetch` tells no progress of what it sends. */
function send(address: string, token: string | null, bytes: Blob, onProgress: (part: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('POST', address);
    if (token !== null) sending.setRequestHeader('Authorization', `Bearer ${token}`);
    sending.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    sending.onload = () => {
      if (sending.status === 201) resolve();
      else reject(new ApiError(sending.status, `The server answered with an error (${sending.status}).`));
    };
    sending.onerror = () => reject(new ApiError(0, 'The server could not be reached.'));
    sending.send(bytes);
  });
}
