// The secret of a share link: the link's id and a MAC of it (HMAC-SHA-256, RFC 2104) under the server's SECRET. So no
// secret has to be kept, a link can be shown again to whoever may share, and the database gives away none.

import { createHmac, timingSafeEqual } from 'node:crypto';

// Nothing that is signed as a token begins so: a token's first character is that of base64url text.
const purpose = 'share link: ';

const mac = (key: Uint8Array, id: string): Buffer =>
  createHmac('sha256', key)
    .update(purpose + id)
    .digest();

/** The secret of the link `id`: text that may stand in a URL. */
export function linkSecret(key: Uint8Array, id: string): string {
  return `${id}.${mac(key, id).toString('base64url')}`;
}

/** The id of the link whose secret this is; null when it is none of ours. */
export function linkIdOf(key: Uint8Array, secret: string): string | null {
  const [id, proof] = secret.split('.');
  const given = Buffer.from(proof ?? '', 'base64url');
  const expected = mac(key, id!);
  return given.length === expected.length && timingSafeEqual(given, expected) ? id! : null;
}
