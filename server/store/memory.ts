// A store for tests. It keeps documents in a Map, which stands for the disk and outlives the store. Every call goes
// through `around`, with which a test delays the call, or lets it fail before or after its effect, or hang.

import { DatabaseSync } from 'node:sqlite';
import { matches } from '../../protocol/document-name.ts';
import { compact, type LogEntry, type Segment } from './compaction.ts';
import { newEpoch } from './epoch.ts';
import { documentText } from './search/document-text.ts';
import { SearchIndex } from './search/search-index.ts';
import type {
  Appended,
  Author,
  DocumentSummary,
  FoundDocument,
  ListOptions,
  Loaded,
  LogEnd,
  Revocation,
  SearchOptions,
  ShareLink,
  Store,
  StoredFile,
} from './store.ts';
import { inOrder } from './list-order.ts';

interface MemoryDocument {
  readonly epoch: string;
  title: string;
  readonly createdAt: number;
  updatedAt: number;
  lastSequence: number;
  snapshot: Uint8Array | null;
  readonly history: Segment[];
  log: LogEntry[];
  readonly authors: Map<number, Author>;
  readonly links: Map<string, ShareLink>;
  readonly files: Map<string, StoredFile>;
}

/** Documents by their names. */
export type Disk = Map<string, MemoryDocument | 'deleted'>;

function updatesOf({ snapshot, log }: MemoryDocument): Uint8Array[] {
  const updates = log.map(({ update }) => update);
  return snapshot === null ? updates : [snapshot, ...updates];
}

export class MemoryStore implements Store {
  readonly #disk: Disk;
  readonly #revocations = new Map<string, Revocation>();
  readonly #around: <Result>(act: () => Result) => Promise<Result>;

  constructor(disk: Disk = new Map(), around: <Result>(act: () => Result) => Promise<Result> = async (act) => act()) {
    this.#disk = disk;
    this.#around = around;
  }

  load = (name: string, newDocumentEpoch?: string): Promise<Loaded> =>
    this.#around(() => {
      const created = !this.#disk.has(name) && this.#make(name, newDocumentEpoch);
      const document = this.#disk.get(name)!;
      if (document === 'deleted') return { type: 'deleted' };
      const { epoch, lastSequence: sequence } = document;
      return { type: 'whole', created, epoch, sequence, updates: updatesOf(document) };
    });

  create = (name: string): Promise<boolean> => this.#around(() => this.#live(name) === null && this.#make(name));

  append = (
    name: string,
    epoch: string,
    updates: readonly Uint8Array[],
    title: string,
    authors: readonly Author[] = [],
  ): Promise<Appended | null> =>
    this.#around(() => {
      const document = this.#live(name);
      if (document?.epoch !== epoch) return null;
      const at = Date.now();
      for (const update of updates) {
        document.log.push({ sequence: ++document.lastSequence, at, update: update.slice() });
      }
      for (const author of authors) {
        if (!document.authors.has(author.clientID)) document.authors.set(author.clientID, author);
      }
      document.title = title;
      document.updatedAt = at;
      return { first: document.lastSequence - updates.length + 1, last: document.lastSequence };
    });

  since = (name: string, epoch: string, sequence: number): Promise<LogEnd | null> =>
    this.#around(() => {
      const document = this.#live(name);
      if (document?.epoch !== epoch) return null;
      const updates = document.lastSequence > sequence ? updatesOf(document) : [];
      return { sequence: document.lastSequence, updates };
    });

  compact = (name: string): Promise<void> =>
    this.#around(() => {
      const document = this.#live(name);
      if (document === null || document.log.length === 0) return;
      const { snapshot, log } = document;
      const compaction = compact({ base: snapshot === null ? [] : [snapshot], log });
      document.snapshot = compaction.snapshot;
      document.history.push(...compaction.segments);
      document.log = [];
    });

  delete = (name: string): Promise<boolean> =>
    this.#around(() => this.#live(name) !== null && this.#disk.set(name, 'deleted') !== undefined);

  list = (
    limit: number,
    { patterns = ['*'], prefix = '', after = null, order = 'updated' }: ListOptions = {},
  ): Promise<DocumentSummary[]> =>
    this.#around(() =>
      [...this.#disk.keys()]
        .filter((name) => name.startsWith(prefix) && patterns.some((pattern) => matches(pattern, name)))
        .flatMap((name) => this.#summary(name) ?? [])
        .filter((document) => after === null || inOrder(order, after, document) < 0)
        .sort((a, b) => inOrder(order, a, b))
        .slice(0, limit),
    );

  /** Indexes everything anew, so that each search knows everything. */
  search = (
    typed: string,
    limit: number,
    { patterns = ['*'], prefix = '', after = null }: SearchOptions = {},
  ): Promise<FoundDocument[]> =>
    this.#around(() => {
      const database = new DatabaseSync(':memory:');
      const index = new SearchIndex(database);
      for (const name of this.#disk.keys()) {
        const document = this.#live(name);
        if (document === null) continue;
        const { epoch, lastSequence: sequence, title, updatedAt } = document;
        index.put({ name, epoch, sequence, title, text: documentText(updatesOf(document)), updatedAt });
      }
      const hits = index.search(typed, limit, { patterns, prefix, after });
      database.close();
      return hits.map(({ position, title, text }) => {
        return { document: this.#summary(position.name)!, position, title, text };
      });
    });

  find = (name: string): Promise<DocumentSummary | 'deleted' | null> =>
    this.#around(() => (this.#disk.get(name) === 'deleted' ? 'deleted' : this.#summary(name)));

  authors = (name: string): Promise<Author[]> => this.#around(() => [...(this.#live(name)?.authors.values() ?? [])]);

  grants = (): Promise<{ links: ShareLink[]; revocations: Revocation[] }> =>
    this.#around(() => ({
      links: [...this.#disk.keys()].flatMap((name) => [...(this.#live(name)?.links.values() ?? [])]),
      revocations: [...this.#revocations.values()],
    }));

  putLink = (link: ShareLink): Promise<boolean> =>
    this.#around(() => this.#live(link.document)?.links.set(link.id, link) !== undefined);

  removeLink = ({ id }: Pick<ShareLink, 'id'>): Promise<void> =>
    this.#around(() => {
      for (const name of this.#disk.keys()) this.#live(name)?.links.delete(id);
    });

  revoke = (revocation: Revocation): Promise<void> =>
    this.#around(() => {
      const { token, user, document } = revocation;
      this.#revocations.set(JSON.stringify([token, user, document]), revocation);
    });

  addFile = (name: string, file: StoredFile, most: number): Promise<'added' | 'full' | 'gone'> =>
    this.#around(() => {
      const files = this.#live(name)?.files;
      if (files === undefined) return 'gone';
      const others = [...files.values()].filter(({ hash }) => hash !== file.hash);
      if (others.reduce((sum, { size }) => sum + size, file.size) > most) return 'full';
      files.set(file.hash, file);
      return 'added';
    });

  findFile = (name: string, hash: string): Promise<StoredFile | null> =>
    this.#around(() => this.#live(name)?.files.get(hash) ?? null);

  heldFiles = (hashes: readonly string[]): Promise<string[]> =>
    this.#around(() =>
      hashes.filter((hash) => [...this.#disk.keys()].some((name) => this.#live(name)?.files.has(hash))),
    );

  close = async (): Promise<void> => {};

  #live(name: string): MemoryDocument | null {
    const document = this.#disk.get(name);
    return document === undefined || document === 'deleted' ? null : document;
  }

  #make(name: string, epoch = newEpoch()): true {
    const now = Date.now();
    const empty = {
      title: '',
      lastSequence: 0,
      snapshot: null,
      history: [],
      log: [],
      authors: new Map(),
      links: new Map(),
      files: new Map(),
    };
    this.#disk.set(name, { epoch, createdAt: now, updatedAt: now, ...empty });
    return true;
  }

  #summary(name: string): DocumentSummary | null {
    const document = this.#live(name);
    return document && { name, title: document.title, createdAt: document.createdAt, updatedAt: document.updatedAt };
  }
}
