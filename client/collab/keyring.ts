// The keys that this device has: the token of an account, and the links of documents that it has opened. They are kept in
// the local storage, are sent to nobody but our own server, and never stand in a title, a log or a database's name.

import { type Keys, readFragment } from './credentials.ts';
import { deviceStorage } from './storage.ts';

const accountKey = 'quire.token';
const linkKey = (document: string): string => `quire.link/${document}`;

export class Keyring {
  readonly #storage: Storage;
  readonly #listeners = new Set<() => void>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** The token of the account that is signed in on this device; null when none is. */
  get account(): string | null {
    return this.#storage.getItem(accountKey);
  }

  /** What opens a document from this device. */
  keysOf(document: string): Keys {
    return { account: this.account, link: this.#storage.getItem(linkKey(document)) };
  }

  /** Takes what the fragment of an address brings, which is that of `document`'s page or another's, and gives what may stay. */
  takeIn(hash: string, document: string | null): string {
    const { token, link, rest } = readFragment(hash);
    if (link !== null && document !== null) this.#write(linkKey(document), link);
    if (token !== null) this.#write(accountKey, token);
    if (token !== null || link !== null) this.tell();
    return rest;
  }

  /** Keeps the token of an account: this device is signed in. */
  signIn(token: string): void {
    this.#write(accountKey, token);
    this.tell();
  }

  /** Forgets the account. The copies of documents stay. */
  signOut(): void {
    this.#write(accountKey, null);
    this.tell();
  }

  /** Forgets a token that the server calls invalid, unless another has taken its place. */
  dropAccount(token: string): void {
    if (this.account === token) this.#write(accountKey, null);
  }

  /** Whether what is remembered under `name` is a key, or (null) everything was forgotten. */
  holds(name: string | null): boolean {
    return name === null || name === accountKey || name.startsWith(linkKey(''));
  }

  /** Calls `listener` whenever there may be another key; the result ends it. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Tells everyone to look again, as when another tab has changed something. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #write(key: string, value: string | null): void {
    try {
      if (value === null) this.#storage.removeItem(key);
      else this.#storage.setItem(key, value);
    } catch {
      // No room: it has to be brought again.
    }
  }
}

/** This device's. */
export const keyring = new Keyring(deviceStorage());
