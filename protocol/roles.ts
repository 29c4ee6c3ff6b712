// Roles in a document, each of which may do everything that the roles before it may; and the users who have them.

export const roles = ['read', 'comment', 'write', 'admin'] as const;

/**
 * - `read`: sees the document and who is in it, and is seen there.
 * - `comment`: the same, for now.
 * - `write`: changes the document.
 * - `admin`: shares and deletes the document.
 */
export type Role = (typeof roles)[number];

/** Whether the role `held` allows everything that `needed` allows. No role allows anything. */
export function permits(held: Role | null, needed: Role): boolean {
  return held !== null && roles.indexOf(held) >= roles.indexOf(needed);
}

/** The longest name of a person, in UTF-16 units: the name is shown beside a caret. */
export const longestPersonName = 40;

/** A person as the server knows them, by their token. */
export interface User {
  /** The id that the token's issuer gave; the same for the same person. */
  readonly id: string;
  /** 1 to `longestPersonName` characters. */
  readonly name: string;
  /** CSS hex, such as `#0b7a75`; null leaves the colour to the person. */
  readonly color: string | null;
  /** Whether the person came by a share link, and chose the name. */
  readonly guest: boolean;
}
