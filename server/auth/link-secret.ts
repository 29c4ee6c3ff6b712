// The secret of a share link: the link's id, and a MAC of the id (HMAC-SHA-256, RFC 2104) with the server's SECRET. So
// the database holds no secrets, and an administrator of the document can still see a link again.

import { createHmac, timingSafeEqual } from 'node:crypto';

// Keeps the MACs of links apart from those of tokens: a token is base64url text, and does not begin like this.
const purpose = 'share link: ';

const mac = (key: Uint8Array, id: string): Buffer =>
  createHmac('sha256', key)
    .update(purpose + id)
    .digest();

/** The secret of the link `id`: text that a URL holds without escapes. */
export function linkSecret(key: Uint8Array, id: string): string {
  return `${id}.${mac(key, id).toString('base64url')}`;
}

/** The id of the link with this secret; null when the secret was not made with `key`. */
export function linkIdOf(key: Uint8Array, secret: string): string | null {
  const [id, proof] = secret.split('.');
  const given = Buffer.from(proof ?? '', 'base64url');
  const expected = mac(key, id!);
  return given.length === expected.length && timingSafeEqual(given, expected) ? id! : null;
}
