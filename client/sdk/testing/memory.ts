// The stores that a page hands to the SDK, in memory: keys, a profile, and copies of documents.

import * as Y from 'yjs';
import type { Role } from '../../../protocol/roles.ts';
import type { Keys, KeyStore } from '../credentials.ts';
import type { CopyState, CopyStore, LocalCopy } from '../local-copy.ts';
import { palette } from '../palette.ts';
import type { Profile, ProfileStore } from '../profile.ts';

/** One pair of keys for every document. */
export class MemoryKeys implements KeyStore {
  readonly #listeners = new Set<() => void>();
  #keys: Keys;

  constructor(account: string | null) {
    this.#keys = { account, link: null };
  }

  keysOf(): Keys {
    return this.#keys;
  }

  dropAccount(token: string): void {
    if (this.#keys.account === token) this.#keys = { ...this.#keys, account: null };
  }

  signIn(account: string): void {
    this.#keys = { ...this.#keys, account };
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export function memoryProfiles(name: string): ProfileStore {
  let profile: Profile = { name, color: palette[0]!.value };
  const listeners = new Set<() => void>();
  return {
    device: `device of ${name}`,
    load: () => profile,
    save: (changed) => {
      profile = changed;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The stored parts of one document. */
interface Stored {
  readonly update: Uint8Array | null;
  readonly epoch: string | null;
  readonly role: Role | null;
}

export class MemoryCopies implements CopyStore {
  readonly stored = new Map<string, Stored>();
  /** What a page waits for before it knows anything of a copy. */
  answer: Promise<void> = Promise.resolve();

  copyOf(document: string, doc: Y.Doc, onChange: () => void): LocalCopy {
    const { stored } = this;
    const none: Stored = { update: null, epoch: null, role: null };
    const store = (change: Partial<Stored>) => {
      stored.set(document, { ...none, ...stored.get(document), ...change });
      onChange();
    };
    const { answer } = this;
    let state: CopyState = 'opening';
    return {
      get state() {
        return state;
      },
      get epoch() {
        return stored.get(document)?.epoch ?? null;
      },
      get role() {
        return stored.get(document)?.role ?? null;
      },
      get unkeptSince() {
        return state === 'keeping' ? null : -Infinity;
      },
      keptAt: null,
      open: () => answer,
      async load() {
        const { update = null } = stored.get(document) ?? {};
        if (update !== null) Y.applyUpdate(doc, update);
        state = 'keeping';
        onChange();
        doc.on('update', () => {
          if (state === 'keeping') store({ update: Y.encodeStateAsUpdate(doc) });
        });
      },
      saveEpoch: (epoch) => state === 'keeping' && store({ epoch }),
      saveRole: (role) => state === 'keeping' && store({ role }),
      async erase() {
        if (state !== 'opening') stored.delete(document);
        state = 'absent';
        onChange();
      },
    };
  }
}

/** Resolves once `condition` holds. The test's own timeout bounds the wait. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
