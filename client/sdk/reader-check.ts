// Finds out whether the server has everything that a reader's page holds. The server asks only writers for what it
// lacks. So a page that may only read compares its document with the server's state by itself.

import * as Y from 'yjs';
import { ApiError } from './api.ts';
import type { Ledger } from './ledger.ts';
import { systemTimers, type Timers } from './timers.ts';

/** How long to wait before the server is asked again after a failure, in milliseconds. */
export const retryDelay = 5_000;

export interface ReaderCheckDeps {
  readonly doc: Y.Doc;
  readonly ledger: Ledger;
  /** Whether the person may read and not write. */
  isReader(): boolean;
  isConnected(): boolean;
  /** The server's state as an update (V1). A rejection with status 404 means that there is no document. */
  fetchState(): Promise<Uint8Array>;
  /** Receives whether the server has everything. */
  onResult(complete: boolean): void;
}

export class ReaderCheck {
  readonly #deps: ReaderCheckDeps;
  readonly #timers: Timers;
  #stopped = false;
  #cancelRetry: () => void = () => {};

  constructor(deps: ReaderCheckDeps, timers = systemTimers) {
    this.#deps = deps;
    this.#timers = timers;
  }

  /** Compares, if there is anything unsaved on a reader's page. Tries again by itself while the server fails. */
  async run(): Promise<void> {
    this.#cancelRetry();
    const { doc, ledger, isReader, isConnected, onResult } = this.#deps;
    if (!isReader() || !isConnected() || ledger.pendingSince === null) return;
    const { changes } = ledger;
    const ours = Y.encodeStateAsUpdate(doc); // before the fetch, since others may write meanwhile
    const theirs = await this.#fetchState();
    if (this.#stopped || !isReader()) return;
    if (theirs === null) {
      this.#cancelRetry = this.#timers.after(retryDelay, () => void this.run());
      return;
    }
    const complete = containsUpdate(theirs, ours);
    if (complete) ledger.confirmedElsewhere(changes, this.#timers.now());
    onResult(complete);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry();
  }

  /** Null when the server could not be asked. */
  async #fetchState(): Promise<Uint8Array | null> {
    try {
      return await this.#deps.fetchState();
    } catch (error) {
      const hasNoDocument = error instanceof ApiError && error.status === 404;
      return hasNoDocument ? Y.encodeStateAsUpdate(new Y.Doc()) : null;
    }
  }
}

/**
 * Whether the document made by the update `state` contains everything in the update `ours`: the insertions and the
 * deletions.
 */
export function containsUpdate(state: Uint8Array, ours: Uint8Array): boolean {
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, state);
    return Y.snapshotContainsUpdate(Y.snapshot(doc), ours);
  } finally {
    doc.destroy();
  }
}
