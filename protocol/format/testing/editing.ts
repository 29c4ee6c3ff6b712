// What people do to a document, as functions of its blocks: each gives the blocks after it, the caret, and the changes
// that it needs at most. Pure. Places count the units of the one text, as in changes.ts.

import type { Assignments, Change } from '../changes.ts';
import { applyChanges } from '../changes.ts';
import type { Block, Formats, Keys } from '../body.ts';
import { type Container, deepestContainer, pathOf, withPath } from '../container-paths.ts';
import { flatten, type Step, unflatten } from '../flatten.ts';
import { boundaryAfter, boundaryBefore } from '../graphemes.ts';
import { holdsWords } from '../schema.ts';
import { unitsIn } from './bodies.ts';
import { character } from './characters.ts';
import type { Kind, Operation } from './operations.ts';

/** The state of an editor. */
export interface State {
  readonly blocks: readonly Block[];
  readonly caret: number;
  readonly clipboard: Block | null;
  /** Gives the number of the next character that nobody has typed yet. */
  readonly next: () => number;
}

export interface Edit {
  readonly after: readonly Block[];
  readonly caret: number;
  /** The changes that the edit is; null for one that moves or replaces blocks. */
  readonly changes: readonly Change[] | null;
  /** The characters that are typed, by the block. */
  readonly typed: readonly (readonly number[])[];
  readonly clipboard?: Block;
}

/** Keys that a block may be given, by a number. */
export const blockKinds: readonly Keys[] = [
  {},
  { type: 'heading', level: 1 },
  { type: 'listItem', list: 'bullet' },
  { type: 'quote' },
  { type: 'listItem', list: 'check' },
  { type: 'code', language: 'js' },
  { type: 'heading', level: 2 },
  { type: 'listItem', list: 'number' },
];

/** A document in its views. */
class Document {
  readonly text: readonly Step[];
  /** The text, with a control character for whatever is no text: no cluster goes across it. */
  readonly symbols: string;
  /** Where the blocks begin. */
  readonly starts: readonly number[];
  readonly blocks: readonly Block[];

  constructor(blocks: readonly Block[]) {
    this.blocks = blocks;
    this.text = flatten(blocks);
    this.symbols = this.text
      .map((step) => (step.type === 'run' && typeof step.insert === 'string' ? step.insert : '\u0001'))
      .join('');
    let at = 0;
    this.starts = blocks.map((block) => (at += unitsIn([block])) - unitsIn([block]));
  }

  /** A place where a caret may be. Nothing is typed before the first marker. */
  place(number: number): number {
    const first = this.blocks[0]?.keys ? 1 : 0;
    return Math.max(first, boundaryBefore(this.symbols, number % (this.symbols.length + 1)));
  }

  /** The index of the block that a place is in. */
  blockAt(place: number): number {
    return this.starts.findLastIndex((start, i) => start + (this.blocks[i]!.keys === null ? 0 : 1) <= place);
  }

  /** Where the words of a block begin. */
  wordsOf(index: number): number {
    return this.starts[index]! + (this.blocks[index]!.keys === null ? 0 : 1);
  }

  endOf(index: number): number {
    return this.starts[index + 1] ?? this.symbols.length;
  }
}

type Editing = (document: Document, operation: Operation, state: State) => Edit | null;

/** What an operation does to a document; null when there is nothing to do. */
export function edited(operation: Operation, state: State): Edit | null {
  return editings[operation.kind]?.(new Document(state.blocks), operation, state) ?? null;
}

function made(document: Document, changes: readonly Change[], caret: number): Edit {
  return { after: unflatten(applyChanges(document.text, changes)), caret, changes, typed: [] };
}

const keep = (length: number): Change => ({ type: 'keep', length });
const remove = (length: number): Change => ({ type: 'delete', length });
const insertMarker = (keys: Keys): Change => ({ type: 'insert', step: { type: 'marker', keys } });
const insertText = (insert: string, formats: Formats = {}): Change => ({
  type: 'insert',
  step: { type: 'run', insert, formats },
});

function deletion(document: Document, from: number, to: number): Edit | null {
  return from < to ? made(document, [keep(from), remove(to - from)], from) : null;
}

const placeIn = (document: Document, at: number, caret: number) => (at === 0 ? caret : document.place(at));

/** Two places in order, with at most so many units between them. */
function range(document: Document, { at, length }: Operation, { caret }: State): [number, number] {
  const from = placeIn(document, at, caret);
  return [from, boundaryAfter(document.symbols, Math.min(document.symbols.length, from + length))];
}

/** Changes of the keys of each block from one place to another. */
function rekeyed(document: Document, [from, to]: [number, number], keysOf: (keys: Keys) => Keys | null, caret: number) {
  const changes: Change[] = [];
  let at = 0;
  for (let i = document.blockAt(from); i >= 0 && i < document.blocks.length && document.starts[i]! <= to; i++) {
    const { keys } = document.blocks[i]!;
    const wanted = keys !== null && holdsWords(keys) ? keysOf(keys) : null;
    if (wanted === null) continue;
    const removed = Object.keys(keys!).map((key): [string, null] => [key, null]);
    changes.push(keep(document.starts[i]! - at), {
      type: 'keep',
      length: 1,
      keys: { ...Object.fromEntries(removed), ...wanted } as Assignments,
    });
    at = document.starts[i]! + 1;
  }
  return changes.length === 0 ? null : made(document, changes, caret);
}

function formatted(formatsOf: (pick: number) => Assignments): Editing {
  return (document, operation, state) => {
    const [from, to] = range(document, operation, state);
    if (from === to) return null;
    const changes: Change[] = [keep(from), { type: 'keep', length: to - from, formats: formatsOf(operation.pick) }];
    return made(document, changes, state.caret);
  };
}

/** Blocks that were put in another order, or replaced. */
function rearranged(blocks: readonly Block[], caret: number, typed: readonly (readonly number[])[] = []): Edit {
  const after = unflatten(flatten(blocks));
  return { after, caret: new Document(after).place(Math.min(caret, unitsIn(after))), changes: null, typed };
}

const editings: { readonly [kind in Kind]?: Editing } = {
  type(document, { at, pick }, { caret, next }) {
    const place = placeIn(document, at, caret);
    const typed = Array.from({ length: 1 + (pick % 4) }, next);
    const text = typed.map(character).join('');
    const formats: Formats = pick % 5 === 0 ? { bold: true } : formatsAt(document, place);
    const edit = made(document, [keep(place), insertText(text, formats)], place + text.length);
    return { ...edit, typed: [typed] };
  },

  /** Letters that repeat, or line breaks, cannot be traced. */
  typePlain(document, { at, pick }, { caret, next }) {
    const place = placeIn(document, at, caret);
    const typed = next();
    const text = (pick % 2 === 0 ? '\n' : 'aa') + character(typed);
    const edit = made(document, [keep(place), insertText(text, formatsAt(document, place))], place + text.length);
    return { ...edit, typed: [[typed]] };
  },

  enter(document, { at }, { caret }) {
    const place = placeIn(document, at, caret);
    const index = document.blockAt(place);
    const block = document.blocks[index];
    const { checked: _, ...keys } = block?.keys ?? {};
    const goesOn = keys['type'] === 'listItem' || keys['type'] === 'quote';
    const isBefore = block?.keys && place === document.wordsOf(index) && place < document.endOf(index);
    const plain = withPath({}, pathOf(keys));
    if (isBefore) return made(document, [keep(place - 1), insertMarker(goesOn ? keys : plain)], place + 1);
    const isAtEnd = place === document.endOf(index);
    const isKept = block?.keys && holdsWords(block.keys) && (goesOn || !isAtEnd);
    return made(document, [keep(place), insertMarker(isKept ? keys : plain)], place + 1);
  },

  backspace(document, { at }, { caret }) {
    const place = placeIn(document, at, caret);
    if (place === 0) return null;
    const index = document.blockAt(place);
    if (place > document.wordsOf(index)) return deletion(document, boundaryBefore(document.symbols, place - 1), place);
    const before = document.blocks[index - 1];
    if (before === undefined) return rekeyed(document, [place, place], () => ({}), place);
    // A block without words goes before its neighbour's marker does.
    const isEmpty = before.keys !== null && before.content.length === 0;
    if (
      isEmpty &&
      (document.blocks[index]!.keys === null || !holdsWords(before.keys) || place < document.endOf(index))
    ) {
      return deletion(document, document.starts[index - 1]!, document.starts[index - 1]! + 1);
    }
    return deletion(document, place - 1, place);
  },

  deleteForward(document, { at }, { caret }) {
    const place = placeIn(document, at, caret);
    return deletion(document, place, boundaryAfter(document.symbols, Math.min(document.symbols.length, place + 1)));
  },

  deleteRange(document, operation, state) {
    return deletion(document, ...range(document, operation, state));
  },

  deleteBlock(document, { at }, { caret }) {
    const index = document.blockAt(placeIn(document, at, caret));
    if (index < 0) return null;
    const isOnly = document.blocks.length === 1;
    return deletion(document, isOnly ? document.wordsOf(index) : document.starts[index]!, document.endOf(index));
  },

  deleteAll(document, { pick }, { caret }) {
    if (pick % 3 > 0 || document.blocks.length === 0) return null;
    const first = document.wordsOf(0);
    const keys = document.blocks[0]!.keys;
    const emptied = deletion(document, first, document.symbols.length);
    if (emptied === null || keys === null || !holdsWords(keys)) return emptied;
    return rekeyed(new Document(emptied.after), [first, first], () => ({}), Math.min(caret, first)) === null
      ? emptied
      : made(
          document,
          [
            { type: 'keep', length: 1, keys: Object.fromEntries(Object.keys(keys).map((key) => [key, null])) },
            remove(document.symbols.length - 1),
          ],
          1,
        );
  },

  retype(document, operation, state) {
    const wanted = blockKinds[operation.pick % blockKinds.length]!;
    return rekeyed(
      document,
      range(document, operation, state),
      (keys) => withPath(withIndent(wanted, keys['indent']), pathOf(keys)),
      state.caret,
    );
  },

  indent(document, operation, state) {
    const step = operation.pick % 2 === 0 ? 1 : -1;
    return rekeyed(
      document,
      range(document, operation, state),
      (keys) => withIndent(keys, Math.min(8, Math.max(0, Number(keys['indent'] ?? 0) + step))),
      state.caret,
    );
  },

  wrap(document, operation, state) {
    const container: Container = { id: `c${state.next()}`, type: operation.pick % 2 === 0 ? 'callout' : 'toggle' };
    const wrap = (keys: Keys) =>
      pathOf(keys).length < deepestContainer ? withPath(keys, [...pathOf(keys), container]) : null;
    return rekeyed(document, range(document, operation, state), wrap, state.caret);
  },

  unwrap(document, operation, state) {
    const unwrap = (keys: Keys) => (pathOf(keys).length > 0 ? withPath(keys, pathOf(keys).slice(0, -1)) : null);
    return rekeyed(document, range(document, operation, state), unwrap, state.caret);
  },

  setTone(document, operation, state) {
    const tone = operation.pick % 2 === 0 ? 'tip' : 'danger';
    const setTone = (keys: Keys) => {
      const path = pathOf(keys);
      return path.length > 0 ? withPath(keys, [...path.slice(0, -1), { ...path.at(-1)!, tone }]) : null;
    };
    return rekeyed(document, range(document, operation, state), setTone, state.caret);
  },

  check(document, { at, pick }, { caret }) {
    const place = placeIn(document, at, caret);
    const check = (keys: Keys): Keys | null =>
      keys['list'] !== 'check' ? null : pick % 2 === 0 ? { ...keys, checked: true } : without(keys, 'checked');
    return rekeyed(document, [place, place], check, caret);
  },

  bold: formatted((pick) => ({ bold: pick % 3 === 0 ? null : true, ...(pick % 5 === 0 && { color: 'red' }) })),
  link: formatted((pick) => ({ link: pick % 3 === 0 ? null : `https://example.org/${pick % 2}` })),
  clearFormats: formatted(() => ({ bold: null, link: null })),

  moveBlock(document, { at, pick }, { caret }) {
    const index = document.blockAt(placeIn(document, at, caret));
    const block = document.blocks[index];
    if (block === undefined || block.keys === null) return null;
    const others = document.blocks.filter((_, i) => i !== index);
    const to = pick % (others.length + 1);
    return rearranged([...others.slice(0, to), block, ...others.slice(to)], caret);
  },

  cut(document, operation, state) {
    const index = document.blockAt(placeIn(document, operation.at, state.caret));
    const edit = editings.deleteBlock!(document, operation, state);
    return edit && { ...edit, clipboard: document.blocks[index]! };
  },

  paste(document, { at }, { caret, clipboard }) {
    const index = document.blockAt(placeIn(document, at, caret));
    if (clipboard === null || index < 0) return null;
    const end = document.endOf(index);
    const steps = flatten([{ ...clipboard, keys: clipboard.keys ?? {} }]);
    const inserts = steps.map((step): Change => ({ type: 'insert', step }));
    return made(document, [keep(end), ...inserts], end + unitsIn([{ ...clipboard, keys: {} }]));
  },

  sort(document, { pick }, { caret }) {
    if (pick % 2 > 0) return null;
    const words = ({ content }: Block) => content.map(({ insert }) => String(insert)).join('');
    const compare = (a: Block, b: Block) => (words(a) < words(b) ? -1 : words(a) > words(b) ? 1 : 0);
    return rearranged([...document.blocks].sort(compare), caret);
  },

  pasteOver(_document, { length, pick }, { next }) {
    if (pick % 3 > 0) return null;
    const typed = Array.from({ length: 1 + (length % 3) }, () => Array.from({ length: 3 }, next));
    const blocks = typed.map((numbers, i): Block => ({
      keys: blockKinds[(pick + i) % blockKinds.length]!,
      content: [{ insert: numbers.map(character).join(''), formats: {} }],
    }));
    return rearranged(blocks, unitsIn(blocks), typed);
  },
};

function withIndent(keys: Keys, indent: Keys[string] | undefined): Keys {
  return indent === undefined || indent === 0 ? without(keys, 'indent') : { ...keys, indent };
}

function without(keys: Keys, name: string): Keys {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => key !== name));
}

/** The formats of what is typed at a place: those of the character before it in its block. A link ends there. */
function formatsAt(document: Document, place: number): Formats {
  let at = 0;
  for (const step of document.text) {
    at += step.type === 'run' && typeof step.insert === 'string' ? step.insert.length : 1;
    if (at < place) continue;
    if (step.type === 'marker') return {};
    const { link: _, ...formats } = step.formats;
    return formats;
  }
  return {};
}
