// What keeps the documents. Every implementation holds to the promises below; contract.ts is the test of them.

/** A document as it was kept. */
export interface StoredDocument {
  /** Made when the document is; another document under the same name has another. */
  readonly epoch: string;
  /** V1 updates that together are the document, in the order in which they were appended. */
  readonly updates: readonly Uint8Array[];
}

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

export interface Store {
  /** The document with all that was appended; makes it, empty, when there is none. Rejects rather than give a part. */
  load(document: string): Promise<StoredDocument>;

  /**
   * Adds a V1 update to a document that was loaded, and makes `title` its title. Resolves only when a crash of the
   * process or the machine can no longer lose it. Rejects when nothing of it was kept.
   */
  append(document: string, update: Uint8Array, title: string): Promise<void>;

  /** At most `limit` documents, the last changed first. */
  list(limit: number): Promise<DocumentSummary[]>;

  /** One document, or null when there is none. Makes nothing. */
  find(document: string): Promise<DocumentSummary | null>;

  /** Waits for what was asked before, then lets go of the store. Nothing may be asked after. */
  close(): Promise<void>;
}
