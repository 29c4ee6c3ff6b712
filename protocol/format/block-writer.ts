// Blocks as they come out of a stream of words: HTML's rules for white space, and bounds for what a file may make. What
// is beyond a bound stays as words in the last block, so that no word is lost.

import type { Block, Formats, InlineObject, Keys, Run } from './body.ts';
import { appendRun, holdsWords } from './schema.ts';

/** The blocks that one file can make. A thousand pages have some 30,000. */
export const mostBlocks = 100_000;

interface OpenBlock {
  readonly keys: Keys;
  readonly content: Run[];
  /** Whether white space is kept as it is. */
  readonly pre: boolean;
}

export class BlockWriter {
  readonly blocks: Block[] = [];
  #open: OpenBlock | null = null;
  /** Whether the next white space would show nothing: at the start of a line, and behind other white space. */
  #afterSpace = true;
  #breaks = false;

  /** Whether words would go on in a block. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Begins a block, also one without words. */
  begin(keys: Keys, pre = false): void {
    this.end();
    this.#open = { keys, content: [], pre };
    this.#afterSpace = true;
  }

  /** Adds words to the open block. `keysOf` gives the keys of a block that begins with them. */
  words(text: string, formats: Formats, keysOf: () => Keys, pre = false): void {
    const shown = pre ? text : text.replaceAll(/[ \t\n\r\f]+/g, ' ');
    const rest = !pre && (this.#afterSpace || this.#open === null || this.#breaks) ? shown.replace(/^ /, '') : shown;
    if (rest === '') return;
    this.#continue(keysOf, pre);
    appendRun(this.#open!.content, rest, formats);
    this.#afterSpace = rest.endsWith(' ');
  }

  object(insert: InlineObject, formats: Formats, keysOf: () => Keys): void {
    this.#continue(keysOf, false);
    appendRun(this.#open!.content, insert, formats);
    this.#afterSpace = false;
  }

  lineBreak(formats: Formats, keysOf: () => Keys): void {
    this.#continue(keysOf, false);
    appendRun(this.#open!.content, '\n', formats);
    this.#afterSpace = true;
  }

  /** The next words of the same block begin a line. */
  breakLine(): void {
    this.#breaks = this.#open !== null && this.#open.content.length > 0;
  }

  /** Adds a block that holds no more words than it has. */
  add(block: Block): void {
    this.end();
    this.#push(block);
  }

  end(): void {
    this.#breaks = false;
    if (this.#open === null) return;
    const { keys, content, pre } = this.#open;
    this.#open = null;
    trimEnd(content, pre);
    this.#push({ keys, content: pre ? content : content.map(softSpaces) });
  }

  #continue(keysOf: () => Keys, pre: boolean): void {
    if (this.#open === null) this.begin(keysOf(), pre);
    if (this.#breaks) appendRun(this.#open!.content, '\n', {});
    this.#breaks = false;
  }

  #push(block: Block): void {
    const last = this.blocks.at(-1);
    if (this.blocks.length < mostBlocks || last === undefined) {
      this.blocks.push(block);
    } else if (block.content.length > 0) {
      if (!holdsWords(last.keys)) this.blocks.push({ keys: {}, content: [] });
      const content = this.blocks.at(-1)!.content as Run[];
      appendRun(content, '\n', {});
      for (const { insert, formats } of block.content) appendRun(content, insert, formats);
    }
  }
}

/** Takes away what a browser would not show at the end of a block: a space, and the last of its line breaks. */
function trimEnd(content: Run[], pre: boolean): void {
  const last = content.at(-1);
  if (typeof last?.insert !== 'string') return;
  const insert = last.insert.replace(pre ? /\n$/ : / $|\n$/, '');
  content.pop();
  appendRun(content, insert, last.formats);
}

/** HTML says the spaces of which a browser would show one as hard spaces. */
function softSpaces(run: Run): Run {
  const { insert, formats } = run;
  if (typeof insert !== 'string') return run;
  return { insert: insert.replaceAll(/\u00a0+ /g, (spaces) => ' '.repeat(spaces.length)), formats };
}
