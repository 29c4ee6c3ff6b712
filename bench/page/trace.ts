// The keys that are replayed into editors: a paper as somebody writes it, and paragraphs typed straight through. Pure,
// and drawn from a seed, so all editors get the same keys.

import * as prng from 'lib0/prng';

/** A key at a place: a character, Enter or Backspace. */
export interface Edit {
  /** The paragraph, and the number of characters before the caret in it. */
  readonly line: number;
  readonly offset: number;
  readonly key: string;
}

export const enter = '\n';
export const backspace = '\b';

export interface Trace {
  readonly edits: readonly Edit[];
  /** The paragraphs in the end. */
  readonly lines: readonly string[];
}

/** The characters typed and deleted in the editing trace B4 of crdt-benchmarks, from the paper behind Automerge. */
const b4 = { typed: 182_315, deleted: 77_463 };
/** The mean number of keys in one place: with this number, the trace is in Yjs as large as B4, of some 160 kB. */
const spurt = 90;
/** One of this number of typed characters is Enter, as in the lines of a LaTeX source. */
const lineLength = 80;

const letters = 'etaoin shrdlu cmfwyp vbgkjq xz ';

/** A paper as somebody writes it: spurts of typing and of deleting, here, nearby or anywhere. */
export function writePaper(seed: number, keys = b4): Trace {
  const random = prng.create(seed);
  const below = (end: number) => Math.floor(prng.real53(random) * end);
  const sheet = new Sheet();
  let { typed, deleted } = keys;
  while (typed + deleted > 0) {
    moveCaret(sheet, below);
    const length = 1 + Math.floor(-Math.log(1 - prng.real53(random)) * (spurt - 1));
    if (below(typed + deleted) < deleted) {
      for (let i = Math.min(length, deleted); i > 0 && !sheet.isAtStart; i--, deleted--) sheet.press(backspace);
    } else {
      for (let i = Math.min(length, typed); i > 0; i--, typed--) {
        sheet.press(below(lineLength) === 0 ? enter : letters[below(letters.length)]!);
      }
    }
  }
  return sheet;
}

/** Leaves the caret where it is half of the time, and else puts it nearby or anywhere. */
function moveCaret(sheet: Sheet, below: (end: number) => number): void {
  if (below(2) === 0) return;
  const line = below(3) === 0 ? below(sheet.lines.length) : sheet.line + below(7) - 3;
  sheet.goTo(line, below);
}

/** Paragraphs of this number of characters, typed straight through. */
export function writeParagraphs(paragraphs: number, characters: number, seed: number): Trace {
  const random = prng.create(seed);
  const sheet = new Sheet();
  for (let i = 0; i < paragraphs; i++) {
    if (i > 0) sheet.press(enter);
    for (const letter of paragraph(random, characters)) sheet.press(letter);
  }
  return sheet;
}

/** One paragraph of this number of characters. */
export function paragraph(random: prng.PRNG, characters: number): string {
  return Array.from({ length: characters }, () => letters[Math.floor(prng.real53(random) * letters.length)]!).join('');
}

/** Paragraphs with a caret, and the keys that made them. */
class Sheet implements Trace {
  readonly edits: Edit[] = [];
  readonly lines: string[] = [''];
  line = 0;
  #offset = 0;

  get isAtStart(): boolean {
    return this.line === 0 && this.#offset === 0;
  }

  /** Puts the caret into the line of this number, or else the nearest, at an offset that `below` draws. */
  goTo(line: number, below: (end: number) => number): void {
    this.line = Math.max(0, Math.min(this.lines.length - 1, line));
    this.#offset = below(this.lines[this.line]!.length + 1);
  }

  press(key: string): void {
    this.edits.push({ line: this.line, offset: this.#offset, key });
    const words = this.lines[this.line]!;
    const [before, after] = [words.slice(0, this.#offset), words.slice(this.#offset)];
    if (key === enter) {
      this.lines.splice(this.line, 1, before, after);
      this.line += 1;
      this.#offset = 0;
    } else if (key !== backspace) {
      this.lines[this.line] = before + key + after;
      this.#offset += 1;
    } else if (this.#offset > 0) {
      this.lines[this.line] = before.slice(0, -1) + after;
      this.#offset -= 1;
    } else {
      this.line -= 1;
      this.#offset = this.lines[this.line]!.length;
      this.lines.splice(this.line, 2, this.lines[this.line]! + words);
    }
  }
}
