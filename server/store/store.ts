// The interface of the store: it keeps the documents, and the grants of access to them. Every implementation keeps the
// promises below; testing/store-contract.ts tests them.

import type { Readable } from 'node:stream';
import type { Role } from '../../protocol/roles.ts';

/** A document as the store keeps it. */
export interface StoredDocument {
  /** Names one life of the document, from its creation to its deletion. Each document of the same name has another. */
  readonly epoch: string;
  /** V1 updates that together are the document: the snapshot, if there is one, then the log in order. */
  readonly updates: readonly Uint8Array[];
}

/** The content of the store under a name. */
export type Loaded =
  /**
   * `created` is true when this load created the document, because the name was new. `sequence` is the number of
   * updates that were appended in this life of it.
   */
  | ({ readonly type: 'whole'; readonly created: boolean; readonly sequence: number } & StoredDocument)
  /** Part of the log cannot be read. `updates` are those before that part; `damage` is a sentence on it. */
  | ({ readonly type: 'damaged'; readonly damage: string } & StoredDocument)
  /** The document was deleted, and not created again. */
  | { readonly type: 'deleted' };

/** Where appended updates are in the log of their document, in which updates are numbered from 1. */
export interface Appended {
  /** The number of the first; null when an earlier attempt may have stored some of them before. */
  readonly first: number | null;
  /** The number of the last update of the log at that moment: of the last of these, unless `first` is null. */
  readonly last: number;
}

/** The arguments of `Store.append`. */
export interface AppendArguments {
  readonly document: string;
  readonly epoch: string;
  readonly updates: readonly Uint8Array[];
  readonly title: string;
  readonly authors: readonly Author[];
}

/** The end of a log. */
export interface LogEnd {
  /** The number of the last update of the log. */
  readonly sequence: number;
  /** V1 updates with all that is beyond the place that was asked for, and maybe with more. */
  readonly updates: readonly Uint8Array[];
}

/** A document as the home page lists it. */
export interface DocumentSummary {
  readonly name: string;
  /** May be empty. */
  readonly title: string;
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number;
  /** The time of the last append or, before the first one, of the creation; milliseconds since 1970, UTC. */
  readonly updatedAt: number;
}

/** The order of a list: the last changed first, the last created first, or by title. */
export type ListOrder = 'updated' | 'created' | 'title';

/** A place in the list of documents: after this document, as it was when it was listed. */
export type ListPosition = DocumentSummary;

/** Which documents to list; by default all, from the first. */
export interface ListOptions {
  /** Patterns such as `team/*` or `plan`, of which a name matches at least one. */
  readonly patterns?: readonly string[];
  /** How the names begin. */
  readonly prefix?: string;
  readonly after?: ListPosition | null;
  /** By default `updated`. */
  readonly order?: ListOrder;
}

/** A text in parts, with what was found marked. */
export type MarkedText = readonly { readonly text: string; readonly found: boolean }[];

/** A place among the found documents: after the document of this name, which was indexed like this. */
export interface SearchPosition extends Pick<DocumentSummary, 'name' | 'updatedAt'> {
  /** Whether the title has all words of the search. */
  readonly inTitle: boolean;
}

/** Which documents to search; by default all, from the first. */
export interface SearchOptions extends Pick<ListOptions, 'patterns' | 'prefix'> {
  readonly after?: SearchPosition | null;
}

/** A document that a search found. */
export interface FoundDocument {
  readonly document: DocumentSummary;
  readonly position: SearchPosition;
  /** The title, and an excerpt of the text: the beginning, where only the title has the words. */
  readonly title: MarkedText;
  readonly text: MarkedText;
}

/** The user who first brought work of a Yjs client. */
export interface Author {
  readonly clientID: number;
  /** `User.id`. */
  readonly user: string;
  /** The user's name at that time. */
  readonly name: string;
}

/** A share link: it gives its bearer a role in one document. The store does not keep its secret. */
export interface ShareLink {
  readonly id: string;
  readonly document: string;
  readonly role: Role;
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number;
  /** The name of the person who created the link; null when unknown. */
  readonly createdBy: string | null;
  /** Milliseconds since 1970, UTC; null for never. */
  readonly expiresAt: number | null;
}

/** A file of a document, as the server found it in the bytes. The bytes themselves are in a FileStorage. */
export interface StoredFile {
  /** The SHA-256 of the bytes, in lower-case hexadecimal digits. */
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
  /** The media type. */
  readonly type: string;
  /** In pixels, as the image is shown; null for what is no image. */
  readonly width: number | null;
  readonly height: number | null;
}

/**
 * Revokes the token with the id `token`, or all tokens that `user` was issued until `at`. Holds in `document` or, when
 * that is null, everywhere.
 */
export interface Revocation {
  readonly token: string | null;
  readonly user: string | null;
  readonly document: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/** A copy of everything that a store keeps. */
export interface Backup {
  /** In bytes. */
  readonly size: number;
  readonly content: Readable;
}

/** Every method rejects with an Error while the store cannot be reached. Calling it again later is always harmless. */
export interface Store {
  /**
   * Loads a document. A name that is new gets an empty document, with `epoch`, or by default with a new epoch. Rejects
   * rather than give part of a sound document.
   */
  load(document: string, epoch?: string): Promise<Loaded>;

  /** Creates an empty document with a new epoch, also where one was deleted. False when the document exists. */
  create(document: string): Promise<boolean>;

  /**
   * Appends one or more V1 updates, all or none of them, in order, and sets the title. Resolves with their place in the
   * log only when the updates are durable: no crash of the process or the machine loses them. Resolves with null, and
   * keeps nothing, when the document's epoch is not `epoch`: that life of it is over. When this rejects, the updates
   * may be kept or not; appending them again is harmless. Of each client it keeps the first author alone.
   *
   * @example
   * const loaded = await store.load('plan');
   * if (loaded.type === 'whole') await store.append('plan', loaded.epoch, [update], 'Our plan');
   */
  append(
    document: string,
    epoch: string,
    updates: readonly Uint8Array[],
    title: string,
    authors?: readonly Author[],
  ): Promise<Appended | null>;

  /**
   * What the log has beyond its first `sequence` updates. Null when that life of the document is over. Rejects when the
   * document is damaged.
   */
  since(document: string, epoch: string, sequence: number): Promise<LogEnd | null>;

  /**
   * Replaces the log by a snapshot, which loads faster, and keeps the log as history. Does nothing when the log is
   * short. A crash at any moment leaves the document as it was.
   */
  compact(document: string): Promise<void>;

  /**
   * Removes the document, its history, its links and its hold on files; keeps that it was deleted. False when there is
   * no document.
   */
  delete(document: string): Promise<boolean>;

  /**
   * Lists at most `limit` documents, the last changed first; of those that changed at the same time, the last by name
   * first. With another order of `options`, by creation in the same way, or by title and then by name.
   */
  list(limit: number, options?: ListOptions): Promise<DocumentSummary[]>;

  /**
   * Searches titles and texts for all words of `typed`, the last of which may go on: first the documents whose titles
   * have them all, then the others, each the last changed first. Knows a change soon after it, and a deletion at once.
   */
  search(typed: string, limit: number, options?: SearchOptions): Promise<FoundDocument[]>;

  /** Finds one document: `deleted` when it was deleted, null when there never was one. Creates none. */
  find(document: string): Promise<DocumentSummary | 'deleted' | null>;

  /** The author of each Yjs client's work. Empty when there is no such document. */
  authors(document: string): Promise<Author[]>;

  /** All links and all revocations. */
  grants(): Promise<{ links: ShareLink[]; revocations: Revocation[] }>;

  /** Keeps a link, in place of one with the same id. False, and nothing is kept, when there is no such document. */
  putLink(link: ShareLink): Promise<boolean>;

  /** Removes the link with this id, if there is one. */
  removeLink(link: Pick<ShareLink, 'id' | 'document'>): Promise<void>;

  /** Keeps a revocation, in place of an earlier one of the same token, user and document. */
  revoke(revocation: Revocation): Promise<void>;

  /**
   * Keeps that a document holds a file. `full`, and nothing is kept, when its files would have more than `most` bytes;
   * `gone` when there is no such document. Call it once the bytes are durable, so that no row is without its file.
   */
  addFile(document: string, file: StoredFile, most: number): Promise<'added' | 'full' | 'gone'>;

  /** The file with this hash that the document holds; null for none. */
  findFile(document: string, hash: string): Promise<StoredFile | null>;

  /** Which of these hashes are of files that some document holds. Rejects when a damaged row may hide one. */
  heldFiles(hashes: readonly string[]): Promise<string[]>;

  /** Completes all earlier calls, then releases the store. No method may be called afterwards. */
  close(): Promise<void>;
}
