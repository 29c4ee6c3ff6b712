// Stretches of the document that have to be shown anew, beside the lines that the editor shows. Pure: reads the body
// and the lines, and changes neither.

import { equalityDeep } from 'lib0/function';
import type { Item, Text } from 'yjs';

import type { Block } from '../../../protocol/format/body.ts';
import { pathOf } from '../../../protocol/format/container-paths.ts';
import { shownBlock } from '../../../protocol/format/schema.ts';
import { type Line, readBody, readLines, startOf } from '../../../protocol/format/shared-text.ts';
import type { Lines } from './lines.ts';

/** Lines of the document that take the place of the lines from `start` to `end`. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly Line[];
}

/** All blocks of a body, tables without their cells: each cell reads its own body. */
export function readAll(body: Text): Line[] {
  return orEmptyLine(readLines(startOf(body), () => false)[0]);
}

/** All blocks of a body, tables with their cells. */
export function readWithCells(body: Text): Line[] {
  return orEmptyLine(readBody(body));
}

/** A body without any blocks is shown as an empty paragraph. */
function orEmptyLine(lines: Line[]): Line[] {
  return lines.length > 0 ? lines : [{ marker: null, block: { keys: null, content: [] }, formats: {} }];
}

/** The lines that begin at these markers, read anew, with those that they run into. */
export function readRegions(body: Text, shown: Lines, markers: ReadonlySet<Item | null>): Region[] {
  const all = shown.all;
  const isEmpty = all.length === 1 && all[0]!.marker === null;
  const starts = [...markers].map((marker) => (marker === null ? 0 : shown.indexOfMarker(marker)!));
  const regions: Region[] = [];
  let done = 0;
  for (const start of [...(isEmpty ? [0] : starts)].sort((a, b) => a - b)) {
    if (start < done) continue;
    const isHead = start === 0 && (markers.has(null) || isEmpty);
    const place = isHead ? startOf(body) : shown.placeOf(start);
    const [lines, end] = readLines(place, (marker, formats) => {
      const index = shown.indexOfMarker(marker);
      if (index === undefined || index < start || (index === start && !isHead)) return false;
      return !markers.has(marker) && equalityDeep(all[index]!.formats, formats);
    });
    done = end.right === null ? all.length : shown.indexOfMarker(end.right)!;
    const isWhole = start === 0 && done === all.length && lines.length === 0;
    regions.push({ start, end: done, lines: isWhole ? readAll(body) : lines });
  }
  return regions;
}

/** Whether the editor shows these lines already. */
export function isShown(shown: Lines, { start, end, lines }: Region): boolean {
  return (
    end - start === lines.length &&
    lines.every(({ marker, block }, i) => {
      const line = shown.all[start + i]!;
      return line.marker === marker && equalityDeep(line.block, shownBlock(block));
    })
  );
}

/** Whether lines come, go or move, items change their list, or blocks what is around them. */
export function isRearranged(shown: Lines, { start, end, lines }: Region): boolean {
  const structure = ({ keys }: Block) => [
    keys?.['type'],
    keys?.['list'],
    keys?.['indent'],
    keys?.['start'],
    pathOf(keys),
  ];
  return (
    end - start !== lines.length ||
    lines.some(({ marker, block }, i) => {
      const line = shown.all[start + i]!;
      return line.marker !== marker || !equalityDeep(structure(line.block), structure(shownBlock(block)));
    })
  );
}

/** The lines around a region that are in one list or container with it. */
function withNeighbours(shown: Lines, { start, end, lines }: Region): [number, number] {
  const { all } = shown;
  const holds = (edges: readonly (Block | undefined)[], neighbour: Block | undefined) =>
    edges.some((edge) => isTogether(edge, neighbour));
  let [first, last] = [start, end];
  while (holds([all[first]?.block, ...(first === start ? [lines[0]?.block] : [])], all[first - 1]?.block)) first -= 1;
  while (holds([all[last - 1]?.block, ...(last === end ? [lines.at(-1)?.block] : [])], all[last]?.block)) last += 1;
  return [first, last];
}

/** Whether two neighbours are in one list, or in one container. */
function isTogether(one: Block | undefined, other: Block | undefined): boolean {
  const isItem = (block: Block | undefined) => block?.keys?.['type'] === 'listItem';
  if (one === undefined || other === undefined) return false;
  const [outer, otherOuter] = [pathOf(one.keys)[0]?.id, pathOf(other.keys)[0]?.id];
  return outer === otherOuter && (outer !== undefined || (isItem(one) && isItem(other)));
}

/** The lines whose nodes may be moved or made anew when a region is shown. */
export function affectedLines(shown: Lines, region: Region): [start: number, end: number] {
  return isRearranged(shown, region) ? withNeighbours(shown, region) : [region.start, region.end];
}
