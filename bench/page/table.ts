// The results of bench:page as text, in columns. Pure.

import { inColumns } from '../columns.ts';
import { short } from '../numbers.ts';
import { documents } from './documents.ts';
import { editorOf } from './editors.ts';
import type { PageFigures } from './page.ts';
import { type PageResult, type ReplayResult, targets } from './results.ts';
import { traces } from './traces.ts';

const opening: Column[] = [
  { head: 'first ms', of: ({ first }) => first },
  { head: 'again ms', of: ({ again }) => again },
  { head: 'main thread ms', of: ({ firstTask }) => firstTask },
];

const typing: Column[] = [
  { head: 'own key ms', of: ({ ownScript }) => ownScript },
  { head: "another's ms", of: ({ othersScript }) => othersScript },
  { head: 'own, all ms', of: ({ ownTask }) => ownTask },
  { head: "another's, all ms", of: ({ othersTask }) => othersTask },
  { head: 'pause ms', of: ({ pause }) => pause },
];

interface Column {
  readonly head: string;
  of(figures: PageFigures): number;
}

export function tableOf(pages: readonly PageResult[], replays: readonly ReplayResult[]): string {
  const blocks = [
    ...(pages.length === 0
      ? []
      : [
          blockOf('Opening a document', opening, pages, [targets.opening, targets.opening]),
          blockOf('A key in the middle of a document', typing, pages, [targets.key, targets.key]),
        ]),
    ...replayBlocks(replays),
  ];
  return blocks.join('\n\n');
}

function blockOf(
  title: string,
  columns: readonly Column[],
  results: readonly PageResult[],
  wanted: readonly number[],
): string {
  const rows = results.map(({ document, medians, failure }) => {
    const { title } = documents.find(({ name }) => name === document)!;
    return medians === null ? [title, `failed: ${failure}`] : [title, ...columns.map(({ of }) => short(of(medians)))];
  });
  const target = ['the target: at most', ...columns.map((_, i) => (wanted[i] === undefined ? '' : short(wanted[i])))];
  return inColumns(['', ...columns.map(({ head }) => head)], [{ title, rows: [...rows, target] }])[0]!;
}

/** A block for each trace, with the same column widths. */
function replayBlocks(results: readonly ReplayResult[]): string[] {
  const blocks = traces.flatMap(({ name, title }) => {
    const rows = results.filter(({ trace }) => trace === name).map(replayRow);
    return rows.length === 0 ? [] : [{ title: `${name}: ${title}`, rows }];
  });
  return inColumns(['', 'CPU µs a key', '× Quire', 'encoded kB', '× Quire'], blocks);
}

function replayRow({ editor, medians, timesQuire, failure }: ReplayResult): string[] {
  const { title } = editorOf(editor);
  if (medians === null) return [title, `failed: ${failure}`];
  const { cpuPerKey, bytes } = medians;
  const cell = (value: number | undefined) => (value === undefined ? '' : short(value));
  return [title, short(cpuPerKey), cell(timesQuire?.cpuPerKey), cell(bytes && bytes / 1000), cell(timesQuire?.bytes)];
}

export const legend = [
  'first, again: from the navigation until the text is shown and can be edited; in an empty browser, and with the copy',
  'that the first visit left. main thread: its processor time in the first.',
  "own key, another's: processor time of the page's scripts for each key of its person, or of somebody else.",
  'all: with styles, layout and painting. pause: scripts in the 2 s after the last key, when the page checks its text.',
  'CPU: processor time of the process. encoded: the document as one update, as others get it.',
].join('\n');
