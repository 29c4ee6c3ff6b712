// What somebody may do in a document. Each role may do all that those before it may.

export const roles = ['read', 'comment', 'write', 'admin'] as const;

/**
 * - `read`: sees the document and who is in it, and is seen there.
 * - `comment`: as yet the same.
 * - `write`: changes it.
 * - `admin`: shares and deletes it.
 */
export type Role = (typeof roles)[number];

/** Whether somebody in the role `held` may do what takes the role `needed`; with no role nothing. */
export function permits(held: Role | null, needed: Role): boolean {
  return held !== null && roles.indexOf(held) >= roles.indexOf(needed);
}

/** A person as the server knows them, by the token that they came with. */
export interface User {
  /** Of whoever made the token; the same for the same person. */
  readonly id: string;
  /** 1 to 40 characters. */
  readonly name: string;
  /** CSS hex, such as `#0b7a75`; null leaves it to the person. */
  readonly color: string | null;
  /** Whether they came by a share link, and the name is of their own choice. */
  readonly guest: boolean;
}
