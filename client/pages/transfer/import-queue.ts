// The files that a person imports, and how far each is. A few are imported at once, in the order in which they came; a
// file that fails keeps no other from its turn.

import { problemText } from '../../ui/problem-text.ts';

/** The files that are imported at once: each has a connection of its own. */
export const mostAtOnce = 4;

export type ImportState =
  | { readonly type: 'waiting' }
  | { readonly type: 'importing' }
  | ({ readonly type: 'done' } & Imported)
  /** `reason` is a sentence for the person. */
  | { readonly type: 'failed'; readonly reason: string };

/** The document that a file has become. */
export interface Imported {
  readonly document: string;
  readonly title: string;
}

export interface ImportRow {
  readonly id: number;
  readonly file: File;
  readonly state: ImportState;
}

export class ImportQueue {
  readonly #importFile: (file: File) => Promise<Imported>;
  readonly #listeners = new Set<() => void>();
  #rows: readonly ImportRow[] = [];
  #count = 0;

  /** `importFile` resolves when the server has saved the document. */
  constructor(importFile: (file: File) => Promise<Imported>) {
    this.#importFile = importFile;
  }

  /** The same array until something changes. */
  get rows(): readonly ImportRow[] {
    return this.#rows;
  }

  /** Whether leaving the page now would leave files behind. */
  get isBusy(): boolean {
    return this.#rows.some(({ state }) => state.type === 'waiting' || state.type === 'importing');
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add = (files: readonly File[]): void => {
    const added = files.map((file): ImportRow => ({ id: ++this.#count, file, state: { type: 'waiting' } }));
    this.#change([...this.#rows, ...added]);
    this.#startNext();
  };

  /** Forgets the files that are done or failed. */
  clear = (): void => {
    this.#change(this.#rows.filter(({ state }) => state.type === 'waiting' || state.type === 'importing'));
  };

  #startNext(): void {
    const running = this.#rows.filter(({ state }) => state.type === 'importing').length;
    const waiting = this.#rows.filter(({ state }) => state.type === 'waiting');
    for (const row of waiting.slice(0, mostAtOnce - running)) void this.#run(row);
  }

  async #run({ id, file }: ImportRow): Promise<void> {
    this.#set(id, { type: 'importing' });
    try {
      this.#set(id, { type: 'done', ...(await this.#importFile(file)) });
    } catch (error) {
      this.#set(id, { type: 'failed', reason: problemText(error) });
    }
    this.#startNext();
  }

  #set(id: number, state: ImportState): void {
    this.#change(this.#rows.map((row) => (row.id === id ? { ...row, state } : row)));
  }

  #change(rows: readonly ImportRow[]): void {
    this.#rows = rows;
    for (const listener of this.#listeners) listener();
  }
}
