// The Y.Doc of a room, and all that is done to it. Yjs is trusted with little here: what waits for missing updates is
// taken out of it, so that it is neither encoded to every joiner nor tried again with each update; what a transaction may
// cost is bounded; and after an apply that threw, the document is broken and good for nothing but to be destroyed.

import * as Y from 'yjs';
import { limits } from '../limits.ts';
import { longestTitle, titleName } from '../protocol/title.ts';
import { type Effort, watch } from './effort.ts';
import { type DecodedUpdate, holdsNews } from './news.ts';

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
  readonly #root = this.#doc.getText(titleName);
  /** Null when it has changed. */
  #title: string | null = null;
  /** What the last transaction brought: one update, or two when Yjs tidied up formats after it. */
  #emitted: Uint8Array[] = [];
  /** The names of all formats. */
  readonly #formats = new Set<string>();
  /** At most so many bytes does the document have when it is encoded: what was measured last, and what came since. */
  #measured = 0;
  #since = 0;

  /** Throws when one of `updates` cannot be applied. */
  constructor(updates: readonly Uint8Array[]) {
    this.#transact({ trusted: true, steps: 0, moves: 0, depth: 0, formats: this.#formats }, () => {
      for (const update of updates) Y.applyUpdate(this.#doc, update);
    });
    this.#takeRest();
    this.#measured = updates.reduce((bytes, { length }) => bytes + length, 0);
    this.#doc.on('update', (update: Uint8Array) => this.#emitted.push(update));
  }

  /** Applies `updates` in one transaction. When it throws, the document is broken. */
  apply(updates: readonly Uint8Array[]): Applied {
    let rests: readonly (Uint8Array | null)[] = [];
    const { steps, moves, typeDepth: depth } = limits;
    this.#transact({ trusted: false, steps, moves, depth, formats: this.#formats }, (transaction) => {
      rests = updates.map((update) => this.#applyOne(update, transaction));
      // What came later may be what an earlier one waits for.
      if (updates.length > 1) rests = rests.map((rest) => rest && this.#applyOne(rest, transaction));
    });
    const emitted = this.#emitted;
    this.#emitted = [];
    const update = emitted.length > 1 ? Y.mergeUpdates(emitted) : (emitted[0] ?? null);
    this.#since += update?.length ?? 0;
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

  /** Whether there is room for so many bytes more. Only what has grown by a good deal is measured, for that takes a while. */
  hasRoomFor(bytes: number): boolean {
    if (this.#measured + this.#since + bytes > limits.documentBytes && this.#since > limits.measureAgainAfter) {
      this.#measured = this.encode().length;
      this.#since = 0;
    }
    return this.#measured + this.#since + bytes <= limits.documentBytes;
  }

  /** Of what is under the name of the title the characters, as far as the title goes. */
  get title(): string {
    if (this.#title !== null) return this.#title;
    let title = '';
    let item = this.#root._start;
    for (let i = 0; i < limits.titleItems && item !== null && title.length < longestTitle; i++, item = item.right) {
      if (!item.deleted && item.content instanceof Y.ContentString) title += item.content.str;
    }
    return (this.#title = title.slice(0, longestTitle));
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

  #transact(effort: Effort, act: (transaction: Y.Transaction) => void): void {
    this.#doc.transact((transaction) => {
      watch(transaction, effort);
      try {
        act(transaction);
      } finally {
        this.#keepToTidy(transaction.changed);
      }
    });
  }

  /** Nobody here wants to hear of changes, except that Yjs then tidies up formats, which is left to peers where it is dear. */
  #keepToTidy(changed: Y.Transaction['changed']): void {
    const dear = this.#formats.size > 0 && this.#structs * this.#formats.size > limits.tidying;
    for (const type of changed.keys()) {
      if ((type as unknown) === this.#root) this.#title = null;
      if (dear || !(type instanceof Y.Text)) changed.delete(type);
    }
  }

  get #structs(): number {
    let structs = 0;
    for (const { length } of this.#doc.store.clients.values()) structs += length;
    return structs;
  }

  #applyOne(update: Uint8Array, transaction: Y.Transaction): Uint8Array | null {
    Y.applyUpdate(this.#doc, update);
    if (this.#doc.share.size > limits.roots) throw new Error('there are too many root types');
    if (this.#doc.subdocs.size + transaction.subdocsAdded.size > limits.subdocuments) {
      throw new Error('there are too many subdocuments');
    }
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
