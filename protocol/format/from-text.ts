// Blocks from plain text: a paragraph for each line, as editors of text show it.

import type { Block } from './body.ts';
import { BlockWriter } from './block-writer.ts';

/** The blocks of a text, with the line ends of any system. A line end at the end of the text begins no line. */
export function blocksFromText(text: string): Block[] {
  const writer = new BlockWriter();
  for (const line of text.replace(/\r?\n$|\r$/, '').split(/\r\n?|\n/)) {
    writer.begin({}, true);
    writer.words(line, {}, () => ({}), true);
    writer.end();
  }
  return writer.blocks;
}
