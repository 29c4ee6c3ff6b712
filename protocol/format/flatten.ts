// A document in its two forms: as blocks, and as one text in which a marker begins each block. Both functions are pure,
// and each undoes the other.

import { type Block, type Formats, type InlineObject, type Keys, mapCells } from './body.ts';
import { appendRun, holdsWords } from './schema.ts';

/** A step of the one text: characters of the same formats, an object in a line, or a marker. */
export type Step =
  | { readonly type: 'run'; readonly insert: string | InlineObject; readonly formats: Formats }
  | { readonly type: 'marker'; readonly keys: Keys; readonly cells?: Readonly<Record<string, readonly Step[]>> };

/** The text of these blocks. */
export function flatten(blocks: readonly Block[]): Step[] {
  return blocks.flatMap(({ keys, content, cells }): Step[] => [
    ...(keys === null ? [] : [{ type: 'marker' as const, keys, ...(cells && { cells: mapCells(cells, flatten) }) }]),
    ...content.map((run) => ({ type: 'run' as const, ...run })),
  ]);
}

/** The blocks of this text. Words before the first marker, or behind a block that holds none, are one without keys. */
export function unflatten(text: readonly Step[]): Block[] {
  const blocks: (Block & { content: Block['content'][number][] })[] = [];
  for (const step of text) {
    const last = blocks.at(-1);
    if (step.type === 'marker') {
      blocks.push({ keys: step.keys, content: [], ...(step.cells && { cells: mapCells(step.cells, unflatten) }) });
    } else if (last === undefined || !(last.keys === null || holdsWords(last.keys))) {
      blocks.push({ keys: null, content: [{ insert: step.insert, formats: step.formats }] });
    } else {
      appendRun(last.content, step.insert, step.formats);
    }
  }
  return blocks;
}

/** The number of places of a step in a Y.Text: UTF-16 units; a marker and an object count as one. */
export function lengthOf(step: Step): number {
  return step.type === 'run' && typeof step.insert === 'string' ? step.insert.length : 1;
}

/** The number of places of a text in a Y.Text. */
export function textLength(text: readonly Step[]): number {
  return text.reduce((sum, step) => sum + lengthOf(step), 0);
}
