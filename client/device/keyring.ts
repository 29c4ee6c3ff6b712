// The keys of this device: an account's token, and the share links of documents that were opened here. The browser's
// storage keeps them. They go to our own server alone, and into no title, no log and no database name.
//
// Anybody can send a person an address with a token of another account. Such a token is used in its tab alone, so that
// it does not sign the person out.

import { type Keys, type KeyStore, readFragment, sameAccount } from '../sdk/credentials.ts';

const accountKey = 'quire.token';
const linkKey = (document: string): string => `quire.link/${document}`;

export class Keyring implements KeyStore {
  readonly #device: Storage;
  readonly #tab: Storage;
  readonly #listeners = new Set<() => void>();

  /** `device` is shared by all tabs; `tab` belongs to this tab. */
  constructor(device: Storage, tab: Storage) {
    this.#device = device;
    this.#tab = tab;
  }

  /** The token of the account that is signed in; null when none is. */
  get account(): string | null {
    return this.#tab.getItem(accountKey) ?? this.#device.getItem(accountKey);
  }

  keysOf(document: string): Keys {
    return { account: this.account, link: this.#device.getItem(linkKey(document)) };
  }

  /**
   * Stores the keys in the fragment of an address. `document` names the document of the page; a link on any other page
   * (null) is not stored. Returns the fragment that may stay in the address: the one without a token.
   */
  importFragment(hash: string, document: string | null): string {
    const { token, link, rest } = readFragment(hash);
    if (link !== null && document !== null) write(this.#device, linkKey(document), link);
    if (token !== null) this.#importToken(token);
    if (token !== null || link !== null) this.notify();
    return rest;
  }

  /** Stores the token of an account for all tabs. */
  signIn(token: string): void {
    write(this.#device, accountKey, token);
    write(this.#tab, accountKey, null);
    this.notify();
  }

  /** Forgets the account's token. The copies of documents stay. */
  signOut(): void {
    for (const storage of [this.#device, this.#tab]) write(storage, accountKey, null);
    this.notify();
  }

  dropAccount(token: string): void {
    for (const storage of [this.#device, this.#tab]) {
      if (storage.getItem(accountKey) === token) write(storage, accountKey, null);
    }
  }

  /** Whether a change of this storage item may change the keys. Null stands for a storage that was cleared. */
  isKeyItem(name: string | null): boolean {
    return name === null || name === accountKey || name.startsWith(linkKey(''));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls all listeners. To be called when another tab changed the storage. */
  notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #importToken(token: string): void {
    const signedIn = this.#device.getItem(accountKey);
    const isForDevice = signedIn === null || sameAccount(signedIn, token);
    if (isForDevice) write(this.#device, accountKey, token);
    write(this.#tab, accountKey, isForDevice ? null : token);
  }
}

function write(storage: Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // The storage is full: the person has to bring the key again.
  }
}
