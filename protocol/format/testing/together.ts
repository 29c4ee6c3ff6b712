// A life of a document: people edit it at once over a bad network. At the end all have the same, and everything that
// they did counts. The same life always goes the same way.

import assert from 'node:assert/strict';
import { applyUpdate, ContentString, Doc, encodeStateAsUpdate, type Text, type Transaction } from 'yjs';

import { type Block, bodyOf } from '../body.ts';
import { blocksOf, docOf } from './bodies.ts';
import { character, charactersIn } from './characters.ts';
import { blockKinds } from './editing.ts';
import { elementsOf, formatsOf, Intentions } from './intentions.ts';
import { Network, type Peer } from './network.ts';
import type { Kind, Life, Operation } from './operations.ts';

/** What an operation did in an editor. */
export interface Act {
  /** The characters that were typed, by the block. */
  readonly typed: readonly (readonly number[])[];
  /** Whether they were typed at the caret, wherever it was. */
  readonly isAtCaret: boolean;
  readonly isHistory: boolean;
  /** Whether the editor showed an older state of the document. */
  readonly isBlind: boolean;
}

/** An editor that one person has open. */
export interface Editor extends Peer {
  /** Does what the person wants; null when nothing came of it. */
  act(operation: Operation): Act | null;
  /** The words of the block before the caret; null while that is not to be asked. */
  wordsBeforeCaret(): string | null;
  /** Checks that the editor shows what the document holds. */
  check?(): void;
}

export type OpenEditor = (clientID: number, start: Uint8Array, next: () => number) => Editor;

/** How often each kind of operation did something. */
export type Report = Partial<Record<Kind, number>>;

/** Lives one life. Throws an AssertionError when a promise was broken. */
export function live({ start, people, operations }: Life, open: OpenEditor): Report {
  let count = 0;
  const next = () => count++;
  const first = docOf(firstBlocks(start, next), 10);
  const update = encodeStateAsUpdate(first);
  const persons = people.map((clientID) => new Person(open(clientID, update, next)));
  const network = new Network(persons.map(({ editor }) => editor));
  const intentions = new Intentions(elementsOf(bodyOf(first)), formatsOf(bodyOf(first)));
  const report: Report = {};
  for (const operation of operations) {
    const who = operation.who % persons.length;
    if (!happens(network, persons[who]!.editor, operation) && !persons[who]!.does(operation, who, intentions)) continue;
    report[operation.kind] = (report[operation.kind] ?? 0) + 1;
    for (const person of persons) person.check(intentions);
  }
  network.settle();
  for (const person of persons) person.check(intentions);
  checkSame(persons.map(({ editor }) => editor.doc));
  const end = bodyOf(persons[0]!.editor.doc);
  intentions.check(elementsOf(end), formatsOf(end));
  return report;
}

/** What the document begins with. */
function firstBlocks(start: Life['start'], next: () => number): Block[] {
  return start.map(([kind, length], i): Block => {
    if (kind > 20) return inToggle(firstBlocks([[kind % 20, length]], next)[0]!);
    const insert = Array.from({ length }, () => character(next())).join('');
    if (kind === 20) return { keys: { type: 'rule' }, content: [] };
    if (kind === 19) {
      return { keys: { type: 'table', table: `t${i}`, rows: ['r'], columns: ['c'] }, content: [], cells: {} };
    }
    if (kind === 18) return { keys: { in: ['callout'] }, content: [{ insert: { type: 'mention', i }, formats: {} }] };
    return {
      keys: blockKinds[kind % blockKinds.length]!,
      content: insert === '' ? [] : [{ insert, formats: kind % 4 === 0 ? { bold: true } : {} }],
    };
  });
}

function inToggle(block: Block): Block {
  return { ...block, keys: { ...block.keys, in: [{ id: 'first', type: 'toggle' }] } };
}

/** Lets happen what becomes of the network; false for what a person does. */
function happens(network: Network, peer: Peer, { kind, pick }: Operation): boolean {
  if (kind === 'deliver') network.deliver(peer, pick);
  else if (kind === 'deliverAll') network.deliverAll(peer);
  else if (kind === 'cutLine') network.cut(peer);
  else if (kind === 'restoreLine') network.restore(peer);
  else return false;
  return true;
}

class Person {
  readonly editor: Editor;
  /** The last character that the person typed, behind which the caret has been since. */
  #last: number | null = null;

  constructor(editor: Editor) {
    this.editor = editor;
  }

  does(operation: Operation, who: number, intentions: Intentions): boolean {
    const body = bodyOf(this.editor.doc);
    const [before, formatsBefore] = [elementsOf(body), formatsOf(body)];
    const goesOn = this.#last !== null && before.includes(this.#last);
    const { act, inserted } = watched(body, () => this.editor.act(operation));
    if (act === null) return false;
    const after = elementsOf(body);
    intentions.acted(who, {
      before,
      after,
      formatsBefore,
      formatsAfter: formatsOf(body),
      inserted,
      typed: act.typed,
      goesOn: goesOn && act.isAtCaret,
      isHistory: act.isHistory,
      isBlind: act.isBlind,
    });
    this.#last = act.typed.at(-1)?.at(-1) ?? null;
    return true;
  }

  check(intentions: Intentions): void {
    this.editor.check?.();
    const words = this.#last === null || !intentions.isFollowed(this.#last) ? null : this.editor.wordsBeforeCaret();
    if (words === null || !elementsOf(bodyOf(this.editor.doc)).includes(this.#last!)) return;
    assert.ok(words.endsWith(character(this.#last!)), `a caret is not behind ${this.#last}, but behind "${words}"`);
  }
}

/** Runs a step, and says which characters it brought into the body, in their order there. */
function watched(body: Text, step: () => Act | null): { act: Act | null; inserted: number[] } {
  const doc = body.doc!;
  const inserted: number[] = [];
  const watch = (transaction: Transaction) => {
    for (let item = body._start; item !== null; item = item.right) {
      const isNew = item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0);
      if (isNew && !item.deleted && item.content instanceof ContentString) {
        inserted.push(...charactersIn(item.content.str));
      }
    }
  };
  doc.on('afterTransaction', watch);
  const act = step();
  doc.off('afterTransaction', watch);
  return { act, inserted };
}

/** Checks that all have the same, and that somebody who comes later gets it, too. */
function checkSame(docs: readonly Doc[]): void {
  const latecomer = new Doc();
  applyUpdate(latecomer, encodeStateAsUpdate(docs[0]!));
  const expected = blocksOf(latecomer);
  for (const doc of docs) assert.deepEqual(blocksOf(doc), expected, 'two people have different documents');
  const words = expected.flatMap(({ content }) => content.map(({ insert }) => insert)).join('');
  assert.ok(words.isWellFormed() && !words.includes('\uFFFD'), 'a surrogate pair was cut');
}
