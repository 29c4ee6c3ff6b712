// The document of a room. It stays encoded, nothing but its stored bytes, until a member brings something new or asks
// for a part of it; then it is hydrated to a Y.Doc. Yjs is trusted with little: pending structs are taken out, so that
// they are neither sent to joiners nor tried again with each update, and the work of a transaction is bounded. When an
// apply throws, the document is broken, and good for nothing but to be destroyed.

import * as Y from 'yjs';
import { limits } from '../limits/limits.ts';
import { encodeSyncStep1, encodeSyncStep2 } from '../../protocol/messages.ts';
import { truncate } from '../../protocol/format/graphemes.ts';
import { longestTitle, titleName } from '../../protocol/title.ts';
import { noState, nothing, sameBytes } from './bytes.ts';
import { type WorkBudget, enforceBudget } from './budget.ts';
import { type DecodedUpdate, wouldChange } from './would-change.ts';
import { encodeStored } from './encoded.ts';

/** The result of applying some updates. */
export interface Applied {
  /** All that was new in the updates, merged; null when nothing was. */
  readonly update: Uint8Array | null;
  /** Whether `update` holds more than the updates did, because Yjs cleaned up formats. */
  readonly hasCleanup: boolean;
  /** For each update the part that depends on missing updates, and is to be applied again; null when there is none. */
  readonly pending: readonly (Uint8Array | null)[];
}

/** Encodings of the document, each made once and kept until the document changes. */
interface Encodings {
  /** The whole document as a V1 update. */
  whole?: Uint8Array;
  stateVector?: Uint8Array;
  /** The delete set as a V1 update: what a peer lacks that has the document's state vector. */
  deleteSet?: Uint8Array;
  question?: Uint8Array;
  wholeFrame?: Uint8Array;
  deleteSetFrame?: Uint8Array;
}

export class Document {
  /** Null as long as the document is encoded; `#encodings.whole` is set then. */
  #doc: Y.Doc | null = null;
  #encodings: Encodings = {};
  /** Null when it may have changed. */
  #title: string | null = null;
  /** The updates that the last transaction emitted: one, or two when Yjs cleaned up formats after it. */
  #emitted: Uint8Array[] = [];
  /** The names of all formats. */
  readonly #formats = new Set<string>();
  /** The size that was measured last, and the size of all updates since. The document is never larger than the sum. */
  #measuredBytes = 0;
  #bytesSince = 0;

  /**
   * The document that V1 `updates` make. With null for `encoded` it is hydrated at once, which throws when one of the
   * updates cannot be applied.
   */
  constructor(updates: readonly Uint8Array[], encoded: Encodings | null = encodeStored(updates)) {
    this.#measuredBytes = updates.reduce((bytes, { length }) => bytes + length, 0);
    if (encoded === null) this.#doc = this.#build(updates);
    else this.#encodings = encoded;
  }

  /** Makes the Y.Doc, if there is none, as everything does that needs it. Throws when the bytes cannot be applied. */
  hydrate(): void {
    this.#doc ??= this.#build([this.#encodings.whole!]);
  }

  /** Applies V1 updates in one transaction. When it throws, the document is broken. */
  apply(updates: readonly Uint8Array[]): Applied {
    if (updates.every((update) => sameBytes(update, nothing))) {
      return { update: null, hasCleanup: false, pending: updates.map(() => null) };
    }
    let pending: readonly (Uint8Array | null)[] = [];
    const { scannedItems, movedStructs, typeDepth } = limits;
    const budget = { trusted: false, scannedItems, movedStructs, typeDepth, formats: this.#formats };
    this.#transact(this.#hydrated(), budget, (transaction) => {
      pending = updates.map((update) => this.#applyOne(update, transaction));
      // An earlier update may depend on a later one.
      if (updates.length > 1) pending = pending.map((rest) => rest && this.#applyOne(rest, transaction));
    });
    const emitted = this.#emitted;
    this.#emitted = [];
    const update = emitted.length > 1 ? Y.mergeUpdates(emitted) : (emitted[0] ?? null);
    this.#bytesSince += update?.length ?? 0;
    if (update !== null) this.#encodings = {};
    return { update, hasCleanup: emitted.length > 1, pending };
  }

  /** Whether the document has any struct of the Yjs client `clientID`. */
  knows(clientID: number): boolean {
    return this.#hydrated().store.clients.has(clientID);
  }

  /** Whether the update would change the document, now or when what the update depends on has arrived. */
  wouldChange(update: DecodedUpdate): boolean {
    return wouldChange(this.#hydrated(), update);
  }

  /** Whether the document may grow by `bytes`. Measures the document only when it has grown a good deal since. */
  hasRoomFor(bytes: number): boolean {
    if (this.#measuredBytes + this.#bytesSince + bytes <= limits.documentBytes) return true;
    if (this.#bytesSince <= limits.measureAgainAfter) return false;
    this.#measuredBytes = this.encode().length;
    this.#bytesSince = 0;
    return this.#measuredBytes + bytes <= limits.documentBytes;
  }

  /** The text of the `title` root, at most `longestTitle` characters. */
  get title(): string {
    if (this.#title !== null) return this.#title;
    let title = '';
    let item = this.#hydrated().getText(titleName)._start;
    for (let i = 0; i < limits.titleItems && item !== null && title.length < longestTitle; i++, item = item.right) {
      if (!item.deleted && item.content instanceof Y.ContentString) title += item.content.str;
    }
    return (this.#title = truncate(title, longestTitle));
  }

  get stateVector(): Uint8Array {
    return (this.#encodings.stateVector ??= Y.encodeStateVector(this.#hydrated()));
  }

  /** A V1 update with all that a peer with `stateVector` lacks. Throws when the state vector cannot be read. */
  encode(stateVector: Uint8Array = noState): Uint8Array {
    if (sameBytes(stateVector, noState)) return (this.#encodings.whole ??= Y.encodeStateAsUpdate(this.#hydrated()));
    if (!sameBytes(stateVector, this.stateVector)) return Y.encodeStateAsUpdate(this.#hydrated(), stateVector);
    return (this.#encodings.deleteSet ??= Y.encodeStateAsUpdate(this.#hydrated(), stateVector));
  }

  /** The SyncStep1 frame that asks for all that the document lacks; the same array until the document changes. */
  get question(): Uint8Array {
    return (this.#encodings.question ??= encodeSyncStep1(this.stateVector));
  }

  /**
   * The SyncStep2 frame with all that a peer with `stateVector` lacks. Peers with nothing get the same array until the
   * document changes, and so do peers with the document's own state vector. Throws when the state vector cannot be
   * read.
   */
  answer(stateVector: Uint8Array): Uint8Array {
    if (sameBytes(stateVector, noState)) return this.#wholeFrame;
    if (sameBytes(stateVector, this.stateVector)) {
      return (this.#encodings.deleteSetFrame ??= encodeSyncStep2(this.encode(stateVector)));
    }
    return encodeSyncStep2(this.encode(stateVector));
  }

  /** Whether `answer(stateVector)` would hydrate the document. */
  needsHydration(stateVector: Uint8Array): boolean {
    return this.#doc === null && !sameBytes(stateVector, noState) && !sameBytes(stateVector, this.stateVector);
  }

  /**
   * Whether `update` is the document's whole delete set and nothing else: a client that comes back with everything
   * sends it. Compares bytes only; false as long as the delete set is not encoded.
   */
  isOwnDeleteSet(update: Uint8Array): boolean {
    return this.#encodings.deleteSet !== undefined && sameBytes(update, this.#encodings.deleteSet);
  }

  destroy(): void {
    this.#doc?.destroy();
  }

  #hydrated(): Y.Doc {
    this.hydrate();
    return this.#doc!;
  }

  #build(updates: readonly Uint8Array[]): Y.Doc {
    const doc = new Y.Doc();
    doc.getText(titleName);
    const budget = { trusted: true, scannedItems: 0, movedStructs: 0, typeDepth: 0, formats: this.#formats };
    this.#transact(doc, budget, () => {
      for (const update of updates) Y.applyUpdate(doc, update);
    });
    // The pending structs of a stored document stay pending for ever, and are no part of it.
    if (takePending(doc) !== null) this.#encodings = {};
    doc.on('update', (update: Uint8Array) => this.#emitted.push(update));
    return doc;
  }

  /** The encoded document becomes a part of the frame, so that there is only one copy of it. */
  get #wholeFrame(): Uint8Array {
    if (this.#encodings.wholeFrame === undefined) {
      const frame = encodeSyncStep2(this.encode());
      this.#encodings.wholeFrame = frame;
      this.#encodings.whole = frame.subarray(frame.length - this.#encodings.whole!.length);
    }
    return this.#encodings.wholeFrame;
  }

  #transact(doc: Y.Doc, budget: WorkBudget, act: (transaction: Y.Transaction) => void): void {
    doc.transact((transaction) => {
      enforceBudget(transaction, budget);
      try {
        act(transaction);
      } finally {
        this.#keepForCleanup(doc, transaction.changed);
      }
    });
  }

  /**
   * Removes types from the set of changed types, which Yjs goes through after the transaction. Nobody observes them
   * here; but Yjs cleans up formats in the texts among them. That is left to peers in documents where it is expensive.
   */
  #keepForCleanup(doc: Y.Doc, changed: Y.Transaction['changed']): void {
    const isExpensive = this.#formats.size > 0 && structsIn(doc) * this.#formats.size > limits.formatCleanup;
    const root = doc.getText(titleName);
    for (const type of changed.keys()) {
      if ((type as unknown) === root) this.#title = null;
      if (isExpensive || !(type instanceof Y.Text)) changed.delete(type);
    }
  }

  #applyOne(update: Uint8Array, { doc, subdocsAdded }: Y.Transaction): Uint8Array | null {
    Y.applyUpdate(doc, update);
    if (doc.share.size > limits.roots) throw new Error('there are too many root types');
    if (doc.subdocs.size + subdocsAdded.size > limits.subdocuments) {
      throw new Error('there are too many subdocuments');
    }
    return takePending(doc);
  }
}

function structsIn({ store }: Y.Doc): number {
  let structs = 0;
  for (const { length } of store.clients.values()) structs += length;
  return structs;
}

/** Takes out what depends on missing updates, as a V1 update; null when there is nothing. */
function takePending({ store }: Y.Doc): Uint8Array | null {
  const pending = [store.pendingStructs?.update, store.pendingDs].filter((update) => update != null);
  store.pendingStructs = null;
  store.pendingDs = null;
  return pending.length === 0 ? null : Y.mergeUpdates(pending.map(Y.convertUpdateFormatV2ToV1));
}
