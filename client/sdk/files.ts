// The files of one open document: fetched when a block shows them, sent to the server when a person adds them. What is
// not on the server yet waits on the device and is sent once the page is connected, also on a later visit.

import { imageTypes, mostFileBytes, parseSource } from '../../protocol/format/file-source.ts';
import { ApiError } from './api.ts';
import { earliest } from './ledger.ts';
import type { Timers } from './timers.ts';

/** Where this device keeps files, by document and hash. */
export interface FileStore {
  /** The files of a document that the server may lack, and since when. */
  pending(document: string): Promise<readonly { readonly hash: string; readonly since: number }[]>;
  /** The bytes; null when they are not here. */
  get(document: string, hash: string): Promise<Blob | null>;
  /** The bytes, of whatever document; null when they are not here. */
  find(hash: string): Promise<Blob | null>;
  /** Keeps a file. `since` is null for one that the server has. Resolves when the file is kept for good. */
  put(document: string, hash: string, bytes: Blob, since: number | null): Promise<void>;
  remove(document: string, hash: string): Promise<void>;
  /** Keeps all files of a document for another one too, where they wait to be sent. */
  copy(from: string, to: string): Promise<void>;
  /** Removes all files of a document. */
  forget(document: string): Promise<void>;
}

/** How the server and the browser are reached; a test has others. */
export interface FileTransport {
  fetch(hash: string): Promise<Blob>;
  /** `onProgress` gets the part that was sent, from 0 to 1. Rejects with an ApiError. */
  send(bytes: Blob, onProgress: (part: number) => void): Promise<void>;
  /** The address of a file on the server, for people and other programs. */
  addressOf(hash: string): string;
  /** An address under which the page can show the bytes. */
  urlOf(bytes: Blob): string;
  revoke(url: string): void;
}

/** Why the server does not take a file. */
export type Refusal = 'tooLarge' | 'forbidden' | 'refused';

/** How far a file that was added here is on its way to the server. */
export type Sending =
  | { readonly type: 'saved' }
  | { readonly type: 'waiting' }
  | { readonly type: 'sending'; readonly part: number }
  | { readonly type: 'refused'; readonly refusal: Refusal };

/**
 * - `loading`: not here yet, and being fetched.
 * - `awaited`: the server does not have the file yet; whoever added it is still sending it.
 * - `unreachable`: the file is not on this device, and the page is not connected.
 * - `here`: `url` shows it. `isImage` is false for what a browser must not show.
 */
export type FileState =
  | { readonly type: 'loading' | 'awaited' | 'unreachable' }
  | { readonly type: 'here'; readonly url: string; readonly isImage: boolean; readonly sending: Sending };

/** What of the files is not on the server yet, as Collaboration has it of the document. */
export interface FileWork {
  readonly pendingSince: number | null;
  /** When the oldest file was added that may not be on this device; null when all are. */
  readonly unkeptSince: number | null;
}

export interface FilesDeps {
  readonly document: string;
  readonly store: FileStore;
  readonly transport: FileTransport;
  readonly timers: Timers;
  readonly isConnected: () => boolean;
  /** Called when `work` has changed. */
  readonly onWork: (work: FileWork) => void;
  readonly onEnd?: () => void;
}

/** In milliseconds: the first wait before the server is asked again, which doubles, and the longest. */
export const fileTimes = { firstRetry: 1_000, longestRetry: 30_000 } as const;

interface Entry {
  state: FileState;
  bytes: Blob | null;
  /** When a person added the file here; null once the server has it. */
  since: number | null;
  kept: boolean;
  /** Whether a block names the file, or may still. */
  used: boolean;
  /** The next wait, and what ends it. */
  delay: number;
  cancel: () => void;
}

export class Files {
  readonly #deps: FilesDeps;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(hash: string) => void>();
  /** Resolves when it is known what waits: until then, a file on this device may not be on the server. */
  #found: Promise<void> = Promise.resolve();
  #isSending = false;
  #isEnded = false;

  constructor(deps: FilesDeps) {
    this.#deps = deps;
  }

  /** Finds what waits on this device, and sends it. */
  async open(): Promise<void> {
    this.#found = this.#findWaiting();
    await this.#found;
    this.#workChanged();
    void this.#sendNext();
  }

  async #findWaiting(): Promise<void> {
    const { store, document } = this.#deps;
    for (const { hash, since } of await store.pending(document).catch(() => [])) {
      const bytes = await store.get(document, hash).catch(() => null);
      if (bytes === null || this.#isEnded || this.#entries.get(hash)?.bytes) continue;
      this.#setHere(hash, bytes, { type: 'waiting' }, { since, kept: true });
    }
  }

  /** Adds a file: a block may name it at once. Resolves when the file is on this device, or cannot be kept there. */
  async add(hash: string, bytes: Blob): Promise<void> {
    const entry = this.#entries.get(hash);
    if (entry?.state.type === 'here' && entry.since === null) return; // the server has it
    const isTooLarge = bytes.size > mostFileBytes;
    const since = this.#deps.timers.now();
    this.#setHere(hash, bytes, isTooLarge ? { type: 'refused', refusal: 'tooLarge' } : { type: 'waiting' }, { since });
    this.#workChanged();
    void this.#sendNext();
    await this.#keep(hash, bytes, since);
  }

  /** Adds a file that was copied from another document, if this device has it. */
  async adopt(hash: string): Promise<void> {
    const bytes = await this.#deps.store.get(this.#deps.document, hash).catch(() => null);
    const copied = bytes === null ? await this.#deps.store.find(hash).catch(() => null) : null;
    if (copied !== null && !this.#isEnded) await this.add(hash, copied);
  }

  /** The state of a file that a block names. The file is fetched if it is not here. */
  use(hash: string): FileState {
    const known = this.#entries.get(hash);
    if (known !== undefined) {
      if (!known.used) {
        known.used = true;
        this.#workChanged();
      }
      return known.state;
    }
    this.#entries.set(hash, newEntry());
    void this.#load(hash);
    return { type: 'loading' };
  }

  /** Tells that no block names the file any more. One that the server refuses is then no unsaved work. */
  drop(hash: string): void {
    const entry = this.#entries.get(hash);
    if (entry === undefined) return;
    entry.used = false;
    this.#workChanged();
  }

  /** Tries again what the server refused. */
  retry(hash: string): void {
    const entry = this.#entries.get(hash);
    if (entry?.state.type !== 'here' || entry.state.sending.type !== 'refused') return;
    if (entry.bytes!.size > mostFileBytes) return;
    this.#setSending(hash, { type: 'waiting' });
    void this.#sendNext();
  }

  /** The address on the server of the file that a `src` names, for a copy of the document outside of it. */
  addressOf = (src: string): string => {
    const source = parseSource(src);
    return source === null ? src : this.#deps.transport.addressOf(source.hash);
  };

  /** The bytes, for a download. Rejects when they cannot be fetched. */
  async bytesOf(hash: string): Promise<Blob> {
    return this.#entries.get(hash)?.bytes ?? this.#deps.transport.fetch(hash);
  }

  /** To be called when the page is connected again. */
  connected(): void {
    for (const [hash, { state, cancel }] of this.#entries) {
      cancel();
      if (state.type === 'unreachable' || state.type === 'awaited') void this.#load(hash);
    }
    void this.#sendNext();
  }

  /** Calls `listener` with the hash of a file whose state changes. The result ends that. */
  subscribe(listener: (hash: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  destroy(): void {
    this.#isEnded = true;
    this.#deps.onEnd?.();
    for (const { state, cancel } of this.#entries.values()) {
      cancel();
      if (state.type === 'here') this.#deps.transport.revoke(state.url);
    }
  }

  async #load(hash: string): Promise<void> {
    const { document, store, transport, isConnected } = this.#deps;
    await this.#found;
    if (this.#isEnded || this.#entries.get(hash)!.bytes !== null) return;
    const kept = await store.get(document, hash).catch(() => null);
    if (this.#isEnded || this.#entries.get(hash)!.bytes !== null) return;
    if (kept !== null) return this.#setHere(hash, kept, { type: 'saved' }, { kept: true });
    if (!isConnected()) return this.#setState(hash, { type: 'unreachable' });
    try {
      const bytes = await transport.fetch(hash);
      if (this.#isEnded || this.#entries.get(hash)!.bytes !== null) return;
      this.#setHere(hash, bytes, { type: 'saved' });
      if (isImage(bytes)) void this.#keep(hash, bytes, null);
    } catch (error) {
      if (this.#isEnded || this.#entries.get(hash)!.bytes !== null) return;
      const isMissing = error instanceof ApiError && error.status === 404;
      this.#setState(hash, { type: isMissing ? 'awaited' : 'unreachable' });
      this.#later(this.#entries.get(hash)!, () => void this.#load(hash));
    }
  }

  async #keep(hash: string, bytes: Blob, since: number | null): Promise<void> {
    const { store, document } = this.#deps;
    try {
      await store.put(document, hash, bytes, since);
    } catch {
      return; // the storage is full or forbidden: what waits to be sent is in this page alone
    }
    const entry = this.#entries.get(hash)!;
    entry.kept = true;
    // The server may have got the file meanwhile.
    if (since !== null && entry.since === null) await store.put(document, hash, bytes, null).catch(() => {});
    this.#workChanged();
  }

  /** Sends one file after another. */
  async #sendNext(): Promise<void> {
    if (this.#isSending || this.#isEnded || !this.#deps.isConnected()) return;
    const next = [...this.#entries].find(([, { state }]) => state.type === 'here' && state.sending.type === 'waiting');
    if (next === undefined) return;
    const [hash, entry] = next;
    this.#isSending = true;
    this.#setSending(hash, { type: 'sending', part: 0 });
    let isLater = false;
    try {
      await this.#deps.transport.send(entry.bytes!, (part) => {
        if (!this.#isEnded) this.#setSending(hash, { type: 'sending', part });
      });
      if (!this.#isEnded) await this.#sent(hash, entry);
    } catch (error) {
      const refusal = refusalOf(error);
      isLater = refusal === null;
      if (!this.#isEnded) this.#setSending(hash, refusal === null ? { type: 'waiting' } : { type: 'refused', refusal });
      if (isLater && !this.#isEnded) this.#later(entry, () => void this.#sendNext());
    } finally {
      this.#isSending = false;
    }
    if (!isLater) void this.#sendNext();
  }

  async #sent(hash: string, entry: Entry): Promise<void> {
    entry.since = null;
    this.#setSending(hash, { type: 'saved' });
    if (entry.kept) await this.#keep(hash, entry.bytes!, null);
  }

  /** Acts after a wait, which doubles each time. */
  #later(entry: Entry, act: () => void): void {
    const { timers } = this.#deps;
    entry.cancel();
    entry.cancel = timers.after(entry.delay * (0.5 + timers.random() / 2), act);
    entry.delay = Math.min(fileTimes.longestRetry, entry.delay * 2);
  }

  #setHere(hash: string, bytes: Blob, sending: Sending, more: Partial<Entry> = {}): void {
    const entry = this.#entries.get(hash) ?? newEntry();
    this.#entries.set(hash, entry);
    entry.cancel();
    if (entry.state.type === 'here') this.#deps.transport.revoke(entry.state.url);
    const shown = isImage(bytes) ? bytes : bytes.slice(0, bytes.size, 'application/octet-stream');
    Object.assign(entry, { bytes: shown, since: null, ...more });
    this.#setState(hash, { type: 'here', url: this.#deps.transport.urlOf(shown), isImage: isImage(bytes), sending });
  }

  #setSending(hash: string, sending: Sending): void {
    const { state } = this.#entries.get(hash)!;
    if (state.type === 'here') this.#setState(hash, { ...state, sending });
    if (sending.type !== 'sending') this.#workChanged();
  }

  #setState(hash: string, state: FileState): void {
    this.#entries.get(hash)!.state = state;
    for (const listener of this.#listeners) listener(hash);
  }

  #workChanged(): void {
    if (this.#isEnded) return;
    const unsaved = [...this.#entries.values()].filter(({ since, used, state }) => {
      const isRefused = state.type === 'here' && state.sending.type === 'refused';
      return since !== null && (used || !isRefused);
    });
    this.#deps.onWork({
      pendingSince: earliest(unsaved.map(({ since }) => since)),
      unkeptSince: earliest(unsaved.map(({ since, kept }) => (kept ? null : since))),
    });
  }
}

function newEntry(): Entry {
  return {
    state: { type: 'loading' },
    bytes: null,
    since: null,
    kept: false,
    used: true,
    delay: fileTimes.firstRetry,
    cancel: () => {},
  };
}

function isImage({ type }: Blob): boolean {
  return imageTypes.includes(type);
}

/** Null for what may go better later: no connection, a busy server, or a document that the server does not know yet. */
function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof ApiError)) throw error;
  const { status } = error;
  if ([0, 401, 404, 408, 429].includes(status) || status >= 500) return null;
  return status === 413 ? 'tooLarge' : status === 403 ? 'forbidden' : 'refused';
}
