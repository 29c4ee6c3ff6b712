// The document of a room, and all that is done to it. It is encoded, nothing but its stored bytes, until somebody
// brings something new or asks for a part of it; then it is a Y.Doc. Yjs is trusted with little here: what waits for
// missing updates is taken out of it, so that it is neither encoded to every joiner nor tried again with each update;
// what a transaction may cost is bounded; and after an apply that threw, the document is broken and good for nothing
// but to be destroyed.

import * as Y from 'yjs';
import { limits } from '../limits/limits.ts';
import { encodeSyncStep1, encodeSyncStep2 } from '../../protocol/messages.ts';
import { longestTitle, titleName } from '../../protocol/title.ts';
import { noState, nothing, sameBytes } from './bytes.ts';
import { type WorkBudget, enforceBudget } from './budget.ts';
import { type DecodedUpdate, wouldChange } from './would-change.ts';
import { encodeStored } from './encoded.ts';

/** What came of applying some updates. */
export interface Applied {
  /** All that was new in them, merged; null when nothing was. */
  readonly update: Uint8Array | null;
  /** Whether `update` holds more than they did, because Yjs hasCleanup up formats. */
  readonly hasCleanup: boolean;
  /** For each of them what waits for updates that are missing, and has to be applied again; null when nothing does. */
  readonly pending: readonly (Uint8Array | null)[];
}

/** What is made of the document once, until it changes. */
interface Encodings {
  whole?: Uint8Array;
  stateVector?: Uint8Array;
  /** What it lacks to whoever has its own state vector: all deletions. */
  deletions?: Uint8Array;
  question?: Uint8Array;
  wholeFrame?: Uint8Array;
  deletionsFrame?: Uint8Array;
}

export class Document {
  /** Null as long as it is encoded, and `#encodings` has the whole. */
  #doc: Y.Doc | null = null;
  #encodings: Encodings = {};
  /** Null when it has changed. */
  #title: string | null = null;
  /** What the last transaction brought: one update, or two when Yjs hasCleanup up formats after it. */
  #emitted: Uint8Array[] = [];
  /** The names of all formats. */
  readonly #formats = new Set<string>();
  /** At most so many bytes does the document have when it is encoded: what was measured last, and what came since. */
  #measured = 0;
  #since = 0;

  /**
   * The document that `updates` are: as `encoded`, or a Y.Doc at once when that is null. Throws then when one of them
   * cannot be applied.
   */
  constructor(updates: readonly Uint8Array[], encoded: Encodings | null = encodeStored(updates)) {
    this.#measured = updates.reduce((bytes, { length }) => bytes + length, 0);
    if (encoded === null) this.#doc = this.#build(updates);
    else this.#encodings = encoded;
  }

  /**
   * Makes the Y.Doc if it is not there; all that needs it does so too. Throws when the stored bytes cannot be applied.
   */
  hydrate(): void {
    this.#doc ??= this.#build([this.#encodings.whole!]);
  }

  /** Applies `updates` in one transaction. When it throws, the document is broken. */
  apply(updates: readonly Uint8Array[]): Applied {
    if (updates.every((update) => sameBytes(update, nothing))) {
      return { update: null, hasCleanup: false, pending: updates.map(() => null) };
    }
    let pending: readonly (Uint8Array | null)[] = [];
    const { steps, moves, typeDepth: depth } = limits;
    this.#transact(this.#open(), { trusted: false, steps, moves, depth, formats: this.#formats }, (transaction) => {
      pending = updates.map((update) => this.#applyOne(update, transaction));
      // What came later may be what an earlier one waits for.
      if (updates.length > 1) pending = pending.map((rest) => rest && this.#applyOne(rest, transaction));
    });
    const emitted = this.#emitted;
    this.#emitted = [];
    const update = emitted.length > 1 ? Y.mergeUpdates(emitted) : (emitted[0] ?? null);
    this.#since += update?.length ?? 0;
    if (update !== null) this.#encodings = {};
    return { update, hasCleanup: emitted.length > 1, pending };
  }

  /** Whether there is any work of the Yjs client `clientID`. */
  knows(clientID: number): boolean {
    return this.#open().store.clients.has(clientID);
  }

  /** Whether the update would change the document. */
  wouldChange(update: DecodedUpdate): boolean {
    return wouldChange(this.#open(), update);
  }

  /**
   * Whether there is room for so many bytes more. Only what has grown by a good deal is measured, for that takes a
   * while.
   */
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
    let item = this.#open().getText(titleName)._start;
    for (let i = 0; i < limits.titleItems && item !== null && title.length < longestTitle; i++, item = item.right) {
      if (!item.deleted && item.content instanceof Y.ContentString) title += item.content.str;
    }
    return (this.#title = title.slice(0, longestTitle));
  }

  get stateVector(): Uint8Array {
    return (this.#encodings.stateVector ??= Y.encodeStateVector(this.#open()));
  }

  /** All that `stateVector` lacks; everything when there is none. Throws when it cannot be read. */
  encode(stateVector: Uint8Array = noState): Uint8Array {
    if (sameBytes(stateVector, noState)) return (this.#encodings.whole ??= Y.encodeStateAsUpdate(this.#open()));
    if (!sameBytes(stateVector, this.stateVector)) return Y.encodeStateAsUpdate(this.#open(), stateVector);
    return (this.#encodings.deletions ??= Y.encodeStateAsUpdate(this.#open(), stateVector));
  }

  /** The SyncStep1 that asks for all that the document lacks; the same array until it changes. */
  get question(): Uint8Array {
    return (this.#encodings.question ??= encodeSyncStep1(this.stateVector));
  }

  /**
   * The SyncStep2 with all that `stateVector` lacks; the same array, until the document changes, for all who have
   * nothing of it, and for all who have as much. Throws when it cannot be read.
   */
  answer(stateVector: Uint8Array): Uint8Array {
    if (sameBytes(stateVector, noState)) return this.#wholeFrame;
    if (sameBytes(stateVector, this.stateVector)) {
      return (this.#encodings.deletionsFrame ??= encodeSyncStep2(this.encode(stateVector)));
    }
    return encodeSyncStep2(this.encode(stateVector));
  }

  /** Whether the document has to be hydrated to answer this. */
  needsHydration(stateVector: Uint8Array): boolean {
    return this.#doc === null && !sameBytes(stateVector, noState) && !sameBytes(stateVector, this.stateVector);
  }

  /**
   * Whether `update` is all deletions, as those send it who come back with all that there is. Makes nothing to find
   * out.
   */
  isOwnDeleteSet(update: Uint8Array): boolean {
    return this.#encodings.deletions !== undefined && sameBytes(update, this.#encodings.deletions);
  }

  destroy(): void {
    this.#doc?.destroy();
  }

  #open(): Y.Doc {
    this.hydrate();
    return this.#doc!;
  }

  #build(updates: readonly Uint8Array[]): Y.Doc {
    const doc = new Y.Doc();
    doc.getText(titleName);
    this.#transact(doc, { trusted: true, steps: 0, moves: 0, depth: 0, formats: this.#formats }, () => {
      for (const update of updates) Y.applyUpdate(doc, update);
    });
    if (takePending(doc) !== null) this.#encodings = {}; // it waits for ever, and was not part of it
    doc.on('update', (update: Uint8Array) => this.#emitted.push(update));
    return doc;
  }

  /** The frame and what it is made of are one copy. */
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
        this.#keepToTidy(doc, transaction.changed);
      }
    });
  }

  /**
   * Nobody here wants to hear of changes, except that Yjs then tidies up formats, which is left to peers where it is
   * dear.
   */
  #keepToTidy(doc: Y.Doc, changed: Y.Transaction['changed']): void {
    const dear = this.#formats.size > 0 && structsOf(doc) * this.#formats.size > limits.tidying;
    const root = doc.getText(titleName);
    for (const type of changed.keys()) {
      if ((type as unknown) === root) this.#title = null;
      if (dear || !(type instanceof Y.Text)) changed.delete(type);
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

function structsOf({ store }: Y.Doc): number {
  let structs = 0;
  for (const { length } of store.clients.values()) structs += length;
  return structs;
}

/** Takes out what waits for missing updates, if anything does. */
function takePending({ store }: Y.Doc): Uint8Array | null {
  const rest = [store.pendingStructs?.update, store.pendingDs].filter((update) => update != null);
  store.pendingStructs = null;
  store.pendingDs = null;
  return rest.length === 0 ? null : Y.mergeUpdates(rest.map(Y.convertUpdateFormatV2ToV1));
}
