// What keeps the documents, and who may do what with them. Every implementation holds to the promises below;
// contract.ts is the test of them.

import type { Role } from '../../protocol/roles.ts';

/** A document as it was kept. */
export interface StoredDocument {
  /** Names this life of the document: another document under the same name, before or after it, has another. */
  readonly epoch: string;
  /**
   * V1 updates that together are the document: a snapshot, if there is one, and in order what was appended after it.
   */
  readonly updates: readonly Uint8Array[];
}

/** What there is under a name. */
export type Loaded =
  /** `created` says whether this load made it: nobody had before. */
  | ({ readonly type: 'whole'; readonly created: boolean } & StoredDocument)
  /** Something of it cannot be read: `updates` are those before that, and `damage` says in a sentence what it is. */
  | ({ readonly type: 'damaged'; readonly damage: string } & StoredDocument)
  /** There was one, and it was deleted. */
  | { readonly type: 'deleted' };

/** A document as the home page lists it. */
export interface DocumentSummary {
  readonly name: string;
  /** May be empty. */
  readonly title: string;
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number;
  /** When it was last appended to or, before that, made; milliseconds since 1970, UTC. */
  readonly updatedAt: number;
}

/** Under a Yjs client's id a user brought work that nobody had brought before. */
export interface Author {
  readonly clientID: number;
  /** `User.id`. */
  readonly user: string;
  /** As it was then. */
  readonly name: string;
}

/** A share link: whoever has it has a role in one document. Its secret is not kept. */
export interface ShareLink {
  readonly id: string;
  readonly document: string;
  readonly role: Role;
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number;
  /** The name of whoever made it; null when nobody's was known. */
  readonly createdBy: string | null;
  /** Milliseconds since 1970, UTC; null for never. */
  readonly expiresAt: number | null;
}

/**
 * What takes the effect from tokens: from the one called `token`, or from all that `user` was given until then, in
 * `document` or, when that is null, everywhere.
 */
export interface Revocation {
  readonly token: string | null;
  readonly user: string | null;
  readonly document: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/** Everything rejects with an Error while the store cannot be reached; asking again later is always harmless. */
export interface Store {
  /**
   * What there is under this name; where nothing ever was, an empty document is made. Rejects rather than give a part.
   */
  load(document: string): Promise<Loaded>;

  /** Makes an empty document with an epoch of its own, also where one was deleted. False when there is one already. */
  create(document: string): Promise<boolean>;

  /**
   * Adds V1 updates, one or more, in order and together, to the document that was loaded with this epoch, and makes
   * `title` its title. Resolves only when a crash of the process or the machine can no longer lose them. False, and
   * nothing is kept, when that life of the document is over. When it rejects they may be kept or not; adding them again
   * is harmless. Keeps `authors`, too, each where there is none yet for the client.
   */
  append(
    document: string,
    epoch: string,
    updates: readonly Uint8Array[],
    title: string,
    authors?: readonly Author[],
  ): Promise<boolean>;

  /**
   * Puts what was appended to the document into a snapshot, so that it is soon loaded, and keeps the way there as its
   * history. Does nothing when that is not worth it. A crash at any moment leaves the document as it was.
   */
  compact(document: string): Promise<void>;

  /** Removes the document, its history and its links; what stays is that it was deleted. False when there is none. */
  delete(document: string): Promise<boolean>;

  /**
   * At most `limit` documents, the last changed first, of those that a pattern (`team/*`, `plan`) names; by default of
   * all.
   */
  list(limit: number, patterns?: readonly string[]): Promise<DocumentSummary[]>;

  /** One document; `deleted` when it was, null when there never was one. Makes nothing. */
  find(document: string): Promise<DocumentSummary | 'deleted' | null>;

  /** Who brought the work of each Yjs client, by its id. Empty when there is no such document. */
  authors(document: string): Promise<Author[]>;

  /** All links and all revocations. */
  grants(): Promise<{ links: ShareLink[]; revocations: Revocation[] }>;

  /** Keeps a link, in place of one of the same id. False, and nothing is kept, when there is no such document. */
  putLink(link: ShareLink): Promise<boolean>;

  /** Removes a link, if there is one of this id. */
  removeLink(link: Pick<ShareLink, 'id' | 'document'>): Promise<void>;

  /** Keeps a revocation, in place of an earlier one of the same. */
  revoke(revocation: Revocation): Promise<void>;

  /** Waits for what was asked before, then lets go of the store. Nothing may be asked after. */
  close(): Promise<void>;
}
