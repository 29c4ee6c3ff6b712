// The words of a document as plain text, for search and previews: a line for each block, and for each of a table's
// cells. Pure.

import type { Block } from './body.ts';

/** The words of blocks, at most `most` UTF-16 units. An object in a line is a space. */
export function plainText(blocks: readonly Block[], most = Infinity): string {
  const lines: string[] = [];
  let length = 0;
  for (const { content, cells } of blocks) {
    const words = content.map(({ insert }) => (typeof insert === 'string' ? insert : ' ')).join('');
    const inner = Object.values(cells ?? {}).map((cell) => plainText(cell, most - length));
    for (const line of [words, ...inner]) {
      if (line === '' || length >= most) continue;
      lines.push(line);
      length += line.length + 1;
    }
    if (length >= most) break;
  }
  return lines.join('\n').slice(0, most).toWellFormed();
}
