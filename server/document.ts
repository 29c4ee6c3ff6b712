// The Y.Doc of a room, and all that is done to it. Yjs is trusted with nothing here: what waits for missing updates is
// taken out of it, so that it is neither encoded to every joiner nor tried again with each update, and after an apply that
// threw, the document is broken and good for nothing more than to be destroyed.

import * as Y from 'yjs';
import { type DecodedUpdate, holdsNews } from './news.ts';
import { longestTitle, titleName } from './protocol/title.ts';

/** What came of applying some updates. */
export interface Applied {
  /** All that was new in them, merged; null when nothing was. */
  readonly update: Uint8Array | null;
  /** Whether `update` holds more than they did, because Yjs tidied up formats. */
  readonly tidied: boolean;
  /** For each of them what waits for updates that are missing, and has to be applied again; null when nothing does. */
  readonly rests: readonly (Uint8Array | null)[];
}

export class Document {
  readonly #doc = new Y.Doc();
  readonly #title = this.#doc.getText(titleName);
  /** What the last transaction brought: one update, or two when Yjs tidied up formats after it. */
  #emitted: Uint8Array[] = [];

  /** Throws when one of `updates` cannot be applied. */
  constructor(updates: readonly Uint8Array[]) {
    this.#doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update);
    });
    this.#takeRest();
    this.#doc.on('update', (update: Uint8Array) => this.#emitted.push(update));
  }

  /** Applies `updates` in one transaction. When it throws, the document is broken. */
  apply(updates: readonly Uint8Array[]): Applied {
    let rests: readonly (Uint8Array | null)[] = [];
    this.#doc.transact(() => {
      rests = updates.map((update) => this.#applyOne(update));
      // What came later may be what an earlier one waits for.
      rests = rests.map((rest) => rest && this.#applyOne(rest));
    });
    const emitted = this.#emitted;
    this.#emitted = [];
    const update = emitted.length > 1 ? Y.mergeUpdates(emitted) : (emitted[0] ?? null);
    return { update, tidied: emitted.length > 1, rests };
  }

  /** Whether there is any work of the Yjs client `clientID`. */
  knows(clientID: number): boolean {
    return this.#doc.store.clients.has(clientID);
  }

  /** Whether the update would change the document. */
  lacks(update: DecodedUpdate): boolean {
    return holdsNews(this.#doc, update);
  }

  get title(): string {
    return this.#title.toString().slice(0, longestTitle);
  }

  get stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#doc);
  }

  /** All that `stateVector` lacks; everything when there is none. Throws when it cannot be read. */
  encode(stateVector?: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc, stateVector);
  }

  destroy(): void {
    this.#doc.destroy();
  }

  #applyOne(update: Uint8Array): Uint8Array | null {
    Y.applyUpdate(this.#doc, update);
    return this.#takeRest();
  }

  /** Takes out what waits for missing updates, if anything does. */
  #takeRest(): Uint8Array | null {
    const { store } = this.#doc;
    const rest = [store.pendingStructs?.update, store.pendingDs].filter((update) => update != null);
    store.pendingStructs = null;
    store.pendingDs = null;
    return rest.length === 0 ? null : Y.mergeUpdates(rest.map(Y.convertUpdateFormatV2ToV1));
  }
}
