// The keys that this device has: the token of an account, and the links of documents that it has opened. They are kept
// in the local storage, are sent to nobody but our own server, and never stand in a title, a log or a database's name.
// An address that brings another's token does not sign out who is signed in: anybody can make such an address. It
// counts in its tab alone.

import { type Keys, readFragment, sameAccount } from '../sdk/credentials.ts';
import { deviceStorage, tabStorage } from './storage.ts';

const accountKey = 'quire.token';
const linkKey = (document: string): string => `quire.link/${document}`;

export class Keyring {
  readonly #storage: Storage;
  readonly #tab: Storage;
  readonly #listeners = new Set<() => void>();

  /** `storage` is the device's, `tab` that of this tab. */
  constructor(storage: Storage, tab: Storage) {
    this.#storage = storage;
    this.#tab = tab;
  }

  /** The token of the account that is signed in; null when none is. */
  get account(): string | null {
    return this.#tab.getItem(accountKey) ?? this.#storage.getItem(accountKey);
  }

  /** What opens a document from this device. */
  keysOf(document: string): Keys {
    return { account: this.account, link: this.#storage.getItem(linkKey(document)) };
  }

  /**
   * Takes what the fragment of an address brings, which is that of `document`'s page or another's, and gives what may
   * stay.
   */
  importFragment(hash: string, document: string | null): string {
    const { token, link, rest } = readFragment(hash);
    if (link !== null && document !== null) write(this.#storage, linkKey(document), link);
    if (token !== null) this.#takeToken(token);
    if (token !== null || link !== null) this.notify();
    return rest;
  }

  /** Keeps the token of an account: this device is signed in. */
  signIn(token: string): void {
    write(this.#storage, accountKey, token);
    write(this.#tab, accountKey, null);
    this.notify();
  }

  /** Forgets the account. The copies of documents stay. */
  signOut(): void {
    for (const storage of [this.#storage, this.#tab]) write(storage, accountKey, null);
    this.notify();
  }

  /** Forgets a token that the server calls invalid, unless another has taken its place. */
  dropAccount(token: string): void {
    for (const storage of [this.#storage, this.#tab]) {
      if (storage.getItem(accountKey) === token) write(storage, accountKey, null);
    }
  }

  /** Whether what is remembered under `name` is a key, or (null) everything was forgotten. */
  isKeyItem(name: string | null): boolean {
    return name === null || name === accountKey || name.startsWith(linkKey(''));
  }

  /** Calls `listener` whenever there may be another key; the result ends it. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Tells everyone to look again, as when another tab has changed something. */
  notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #takeToken(token: string): void {
    const signedIn = this.#storage.getItem(accountKey);
    const isTheirs = signedIn === null || sameAccount(signedIn, token);
    if (isTheirs) write(this.#storage, accountKey, token);
    write(this.#tab, accountKey, isTheirs ? null : token);
  }
}

function write(storage: Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // No room: it has to be brought again.
  }
}

/** This device's. */
export const keyring = new Keyring(deviceStorage(), tabStorage());
