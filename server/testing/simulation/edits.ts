// The edits of a simulated person, drawn at random. Each is made as a page makes it, by changes of the one text: to
// split is to insert a marker, to join to delete one, to retype to set keys. Undo takes back a person's own edits only.

import * as Y from 'yjs';
import { bodyOf, type Formats, type Keys } from '../../../protocol/format/body.ts';
import { BodyUndo } from '../../../protocol/format/body-undo.ts';
import type { Assignments, Change } from '../../../protocol/format/changes.ts';
import { boundaryBefore } from '../../../protocol/format/graphemes.ts';
import { isLiveMarker, startOf, writeChanges } from '../../../protocol/format/shared-text.ts';
import { titleName } from '../../../protocol/title.ts';
import type { Random } from '../random.ts';

const words = ['a', 'to', 'word ', 'é', '👩‍👩‍👧', '🇫🇷', '\n'];

/** Keys that a page gives the marker of a new block. */
const newBlocks: readonly Keys[] = [{}, {}, { type: 'listItem', list: 'check', indent: 1 }, { type: 'code' }];

/** Keys that a page sets on a marker; null removes one. */
const retypings: readonly Assignments[] = [
  { type: 'heading', level: 2 },
  { type: 'listItem', list: 'bullet' },
  { type: null, level: null, list: null, checked: null, indent: null },
  { checked: true },
  { checked: null },
  { indent: 1 },
  { indent: 2 },
];

/** An edit that is listed twice happens twice as often. */
const kinds = [
  ...['type', 'type', 'type', 'type', 'split', 'split', 'retype', 'retype', 'join', 'format', 'link'],
  ...['delete', 'delete block', 'undo', 'undo', 'redo', 'title'],
] as const;

/** A person who edits one document. */
export class Editing {
  readonly #doc: Y.Doc;
  /** The origin of the person's own edits. Each is a step of its own to undo: no clock of this machine takes part. */
  readonly #own = Symbol('own edit');
  readonly #undo: BodyUndo;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#undo = new BodyUndo(bodyOf(doc), { trackedOrigins: new Set([this.#own]), captureTimeout: 0 });
  }

  /** Makes one random edit. One for which the document has no place changes nothing. */
  edit(random: Random): void {
    const symbols = symbolsOf(bodyOf(this.#doc));
    const at = boundaryBefore(symbols, random.below(symbols.length + 1));
    const end = boundaryBefore(symbols, Math.min(symbols.length, at + random.below(20)));
    const some = Math.max(0, end - at);
    switch (random.oneOf(kinds)) {
      case 'type':
        return this.#change(at, insertion(random.oneOf(words), random.chance(0.2) ? { bold: true } : {}));
      case 'split':
        return this.#change(at, { type: 'insert', step: { type: 'marker', keys: random.oneOf(newBlocks) } });
      case 'retype':
        return this.#atBlock(symbols, random, () => ({ type: 'keep', length: 1, keys: random.oneOf(retypings) }));
      case 'join':
        return this.#atBlock(symbols, random, () => ({ type: 'delete', length: 1 }));
      case 'format':
        return this.#change(at, { type: 'keep', length: some, formats: { bold: random.chance(0.5) || null } });
      case 'link':
        return this.#change(at, { type: 'keep', length: some, formats: { link: 'https://example.org' } });
      case 'delete':
        return this.#change(at, { type: 'delete', length: some });
      case 'delete block':
        return this.#atBlock(symbols, random, (blockLength) => ({ type: 'delete', length: blockLength }));
      case 'undo':
        return void this.#undo.undo();
      case 'redo':
        return void this.#undo.redo();
      case 'title':
        return this.#doc.getText(titleName).insert(0, random.oneOf(words));
    }
  }

  /** Inserts a word. */
  write(random: Random): void {
    const symbols = symbolsOf(bodyOf(this.#doc));
    this.#change(boundaryBefore(symbols, random.below(symbols.length + 1)), insertion(random.oneOf(words), {}));
  }

  /** Makes a change at the place of the text with this index. */
  #change(at: number, change: Change): void {
    const body = bodyOf(this.#doc);
    this.#doc.transact((transaction) => {
      writeChanges(transaction, body, startOf(body), [{ type: 'keep', length: at }, change]);
    }, this.#own);
  }

  /** Makes a change at the marker of a random block; `changeOf` is given the length of the block. */
  #atBlock(symbols: string, random: Random, changeOf: (length: number) => Change): void {
    const markers = [...symbols.matchAll(/\uFFFC/g)].map(({ index }) => index);
    if (markers.length === 0) return;
    const block = random.below(markers.length);
    const at = markers[block]!;
    this.#change(at, changeOf((markers[block + 1] ?? symbols.length) - at));
  }
}

function insertion(insert: string, formats: Formats): Change {
  return { type: 'insert', step: { type: 'run', insert, formats } };
}

/** The body as a string, in which U+FFFC stands for each marker. */
function symbolsOf(body: Y.Text): string {
  let symbols = '';
  for (let item = body._start; item !== null; item = item.right) {
    if (isLiveMarker(item)) symbols += '\uFFFC';
    else if (!item.deleted && item.content instanceof Y.ContentString) symbols += item.content.str;
  }
  return symbols;
}
