// The document of a room. It stays encoded, nothing but its stored bytes, until a member brings something new or asks
// for a part of it; then it is hydrated to a Y.Doc. Yjs is trusted with little: pending structs are taken out, so that
// they are neither sent to joiners nor tried again with each update, and the work of a transaction is bounded. When an
// apply throws, the document is broken, and good for nothing but to be destroyed.

import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { limits } from '../limits/limits.ts';
import { encodeSyncStep1, encodeSyncStep2 } from '../../protocol/messages.ts';
import { bodyName, textClientID } from '../../protocol/format/body.ts';
import { firstLine } from '../../protocol/format/first-line.ts';
import { truncate } from '../../protocol/format/graphemes.ts';
import { longestTitle, titleName } from '../../protocol/title.ts';
import { noState, nothing, sameBytes } from './bytes.ts';
import { createBudget, enforceBudget, type WorkBudget } from './budget.ts';
import { isComplete } from './completeness.ts';
import { conflicts, overlaps, type Starts } from './overlap.ts';
import { type DecodedUpdate, wouldChange } from './would-change.ts';
import { encodeStored } from './encoded.ts';
import { createDoc } from './merging.ts';
import { applyInOrder, takePending } from './pending.ts';
import { validateUpdate } from './scan.ts';

/** The result of applying some updates. */
export interface Applied {
  /** All that was new in the updates, merged; null when nothing was. */
  readonly update: Uint8Array | null;
  /** For each update the part that depends on missing updates, and is to be applied again; null when there is none. */
  readonly pending: readonly (Uint8Array | null)[];
  /** The sources whose updates conflict with the document. Nothing of the first such update, or later, was applied. */
  readonly conflicting: ReadonlySet<unknown>;
  /** Whether `update` also holds a part of the stored document that had waited for these updates. */
  readonly completes: boolean;
}

/** What is known of an update beside its bytes. */
export interface Origin {
  /** Who sent it: an object that is the same for all of its updates. */
  readonly source: unknown;
  readonly starts: Starts;
}

/** What an update would add to a document at most. */
export interface Growth {
  readonly bytes: number;
  /** Structs, values and deletions. */
  readonly parts: number;
  /** The Yjs clients whose structs are in the update. */
  readonly clients: ReadonlySet<number>;
}

/** An update that depends on others which are missing. */
interface Remainder {
  readonly update: Uint8Array;
  /** The Yjs clients whose structs are missing, each with the document's state of it. */
  readonly states: ReadonlyMap<number, number>;
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
  /** The part of the stored document that depends on updates which were not stored by then. */
  #remainder: Remainder | null = null;
  /** The update that the last transaction emitted; null when the transaction changed nothing. */
  #emitted: Uint8Array | null = null;
  /** What was measured last, and the size of all updates since. A part takes at least a byte. */
  #measured = { bytes: 0, parts: 0 };
  #bytesSince: number;

  /**
   * The document that V1 `updates` make. With null for `encoded` it is hydrated at once, which throws when one of the
   * updates cannot be applied.
   */
  constructor(updates: readonly Uint8Array[], encoded: Encodings | null = encodeStored(updates)) {
    this.#bytesSince = updates.reduce((bytes, { length }) => bytes + length, 0);
    if (encoded === null) this.#doc = this.#build(updates);
    else this.#encodings = encoded;
  }

  /** Makes the Y.Doc, if there is none, as everything does that needs it. Throws when the bytes cannot be applied. */
  hydrate(): void {
    this.#doc ??= this.#build([this.#encodings.whole!]);
  }

  /**
   * Applies V1 updates in one transaction, within `budget`. An update that has its origin in `origins` is applied only
   * when it does not conflict with the document. When this throws, the document is broken.
   */
  apply(updates: readonly Uint8Array[], budget: WorkBudget = createBudget(), origins: readonly Origin[] = []): Applied {
    const conflicting = new Set<unknown>();
    if (updates.every((update) => sameBytes(update, nothing))) {
      return { update: null, pending: updates.map(() => null), conflicting, completes: false };
    }
    const pending = updates.map((): Uint8Array | null => null);
    this.#emitted = null;
    this.#transact(this.#hydrated(), budget, (transaction) => {
      const applyOne = (i: number, update: Uint8Array) => {
        const part = partToApply(transaction.doc, update, origins[i], conflicting);
        return part && this.#applyOne(part, transaction);
      };
      for (const i of quickestOrder(updates)) pending[i] = applyOne(i, updates[i]!);
      // An update may depend on another that came before it, or after it.
      if (updates.length > 1) {
        for (const [i, rest] of pending.entries()) if (rest !== null) pending[i] = applyOne(i, rest);
      }
      if (structsIn(transaction.doc) > limits.structs) throw new Error('the document has too many structs');
    });
    const change = this.#emitted as Uint8Array | null;
    const update = this.#withRemainder(change);
    this.#bytesSince += update?.length ?? 0;
    if (update !== null) this.#encodings = {};
    return { update, pending, conflicting, completes: update !== change };
  }

  /** Whether the document has any struct of the Yjs client `clientID`. */
  knows(clientID: number): boolean {
    return this.#hydrated().store.clients.has(clientID);
  }

  /** Whether the update would change the document, now or when what the update depends on has arrived. */
  wouldChange(update: DecodedUpdate): boolean {
    return wouldChange(this.#hydrated(), update);
  }

  /** Whether the document has everything that the update depends on. */
  completes(update: DecodedUpdate): boolean {
    return isComplete(this.#hydrated(), update);
  }

  /**
   * Whether the document may grow so: it must fit in one message, whoever sends it. An update that only deletes has
   * some more room. Measures the document only when it has grown a good deal since.
   */
  hasRoomFor({ bytes, parts, clients }: Growth): boolean {
    const onlyDeletes = clients.size === 0;
    if (this.#doc !== null && !onlyDeletes && !this.#hasRoomForStructs(this.#doc, clients)) return false;
    const factor = onlyDeletes ? limits.deletionRoom : 1;
    const fits = () =>
      this.#measured.bytes + this.#bytesSince + bytes <= limits.documentBytes * factor &&
      this.#measured.parts + this.#bytesSince + parts <= limits.documentParts * factor;
    if (fits()) return true;
    if (this.#bytesSince <= limits.measureAgainAfter) return false;
    const whole = this.encode();
    const validation = validateUpdate(whole);
    this.#measured = { bytes: whole.length, parts: validation.type === 'valid' ? validation.parts : Infinity };
    this.#bytesSince = 0;
    return fits();
  }

  /** The text of the `title` root, or else the first line of the body; at most `longestTitle` characters. */
  get title(): string {
    if (this.#title !== null) return this.#title;
    let title = '';
    const doc = this.#hydrated();
    let item = doc.getText(titleName)._start;
    for (let i = 0; i < limits.titleItems && item !== null && title.length < longestTitle; i++, item = item.right) {
      if (!item.deleted && item.content instanceof Y.ContentString) title += item.content.str;
    }
    // The body has no type here: Yjs would look after its formats.
    const isUntitled = title.trim() === '';
    this.#title = isUntitled ? firstLine(doc.share.get(bodyName), limits.titleItems) : truncate(title, longestTitle);
    return this.#title;
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
   * A SyncStep1 frame that asks for all that the document lacks, and for the last structs of some clients that it has:
   * what comes shows whether the sender has the same. `theirs` are the clocks that the sender has reached, null when
   * unknown. Null when sender and document have nothing of those clients in common.
   */
  overlapQuestion(clients: readonly number[], theirs: ReadonlyMap<number, number> | null): Uint8Array | null {
    const state = Y.decodeStateVector(this.stateVector);
    let overlaps = false;
    for (const client of clients) {
      const common = Math.min(state.get(client) ?? 0, theirs === null ? Infinity : (theirs.get(client) ?? 0));
      if (common === 0) continue;
      state.set(client, Math.max(0, common - limits.overlap));
      overlaps = true;
    }
    return overlaps ? encodeSyncStep1(Y.encodeStateVector(state)) : null;
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

  #hasRoomForStructs(doc: Y.Doc, clients: ReadonlySet<number>): boolean {
    if (structsIn(doc) >= limits.structs) return false;
    const { clients: known } = doc.store;
    if (known.size + clients.size <= limits.documentClients) return true;
    const newcomers = [...clients].filter((client) => !known.has(client)).length;
    return newcomers === 0 || known.size + newcomers <= limits.documentClients;
  }

  #hydrated(): Y.Doc {
    this.hydrate();
    return this.#doc!;
  }

  #build(updates: readonly Uint8Array[]): Y.Doc {
    const doc = createDoc();
    doc.getText(titleName);
    // The work is not bounded: what was stored once has to be loaded.
    this.#transact(doc, null, () => applyInOrder(doc, updates));
    // What is pending is no part of the document. Servers that share a log may append an update before another one that
    // it depends on, and one of them may die in between.
    this.#remainder = remainderOf(doc);
    if (this.#remainder !== null) this.#encodings = {};
    doc.on('update', (update: Uint8Array) => (this.#emitted = update));
    return doc;
  }

  /** The change, with as much of the remainder as it completes. No member's budget pays for that. */
  #withRemainder(change: Uint8Array | null): Uint8Array | null {
    const [doc, remainder] = [this.#doc!, this.#remainder];
    const hasCome = ([client, state]: [number, number]) => Y.getState(doc.store, client) !== state;
    if (change === null || remainder === null || ![...remainder.states].some(hasCome)) return change;
    this.#emitted = null;
    this.#transact(doc, null, () => Y.applyUpdate(doc, remainder.update));
    this.#remainder = remainderOf(doc);
    return this.#emitted === null ? change : Y.mergeUpdates([change, this.#emitted]);
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

  #transact(doc: Y.Doc, budget: WorkBudget | null, act: (transaction: Y.Transaction) => void): void {
    doc.transact((transaction) => {
      if (budget !== null) enforceBudget(transaction, budget);
      try {
        act(transaction);
      } finally {
        const changed = transaction.changed as Map<unknown, unknown>;
        if (changed.has(doc.getText(titleName)) || changed.has(doc.share.get(bodyName))) this.#title = null;
        // Nobody observes types here. But after a change Yjs would clean up the formats of texts, in a time that grows
        // with the square of what was deleted. That is left to peers.
        transaction.changed.clear();
      }
    });
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

/**
 * The indexes of the updates, those of the highest client first, as Yjs orders the clients within an update: an item is
 * then compared with few of those that others wrote at the same place. Updates of one page keep their order.
 */
function quickestOrder(updates: readonly Uint8Array[]): number[] {
  const pages = updates.map(pageOf);
  return [...updates.keys()].sort((a, b) => pages[b]! - pages[a]!);
}

/** The client that writes the words of the page that made an update; 0 for one without structs. */
function pageOf(update: Uint8Array): number {
  const decoder = decoding.createDecoder(update);
  if (decoding.readVarUint(decoder) === 0) return 0;
  decoding.readVarUint(decoder); // the number of structs of the first client
  return textClientID(decoding.readVarUint(decoder));
}

/** What to apply of an update; null when it, or one of the same source before, conflicts with the document. */
function partToApply(
  doc: Y.Doc,
  update: Uint8Array,
  origin: Origin | undefined,
  conflicting: Set<unknown>,
): Uint8Array | null {
  if (origin === undefined) return update;
  const { source, starts } = origin;
  if (conflicting.has(source)) return null;
  if (!overlaps(doc, starts)) return update;
  if (!conflicts(doc, Y.decodeUpdate(update))) return withoutKnown(doc, update, starts);
  conflicting.add(source);
  return null;
}

/**
 * An update without the structs that the document has. Yjs would split the document's text where such a struct begins.
 * A question for the last units of a client can cut a surrogate pair, and so can what the client answers. Yjs puts
 * U+FFFD in the place of both halves of a pair that it splits.
 */
function withoutKnown(doc: Y.Doc, update: Uint8Array, starts: Starts): Uint8Array {
  const state = new Map([...starts.keys()].map((client) => [client, Y.getState(doc.store, client)]));
  return Y.diffUpdate(update, Y.encodeStateVector(state));
}

function structsIn({ store }: Y.Doc): number {
  let structs = 0;
  for (const { length } of store.clients.values()) structs += length;
  return structs;
}

/** Takes out what depends on missing updates; null when there is nothing. */
function remainderOf(doc: Y.Doc): Remainder | null {
  const { pendingStructs, pendingDs } = doc.store;
  const deleted = pendingDs === null ? [] : Y.decodeUpdateV2(pendingDs).ds.clients.keys();
  const clients = [...(pendingStructs?.missing.keys() ?? []), ...deleted];
  const update = takePending(doc);
  return update && { update, states: new Map(clients.map((client) => [client, Y.getState(doc.store, client)])) };
}
