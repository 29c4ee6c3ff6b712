// The results of bench:page as a picture. Pure.

import type { Machine } from '../machine.ts';
import { duration, short } from '../numbers.ts';
import { type Bar, type Block, draw, footerOf, type Row, type Section } from '../picture.ts';
import { documents } from './documents.ts';
import { editorOf, editors } from './editors.ts';
import type { PageFigures } from './page.ts';
import { type PageResult, type ReplayResult, targets } from './results.ts';
import { traces } from './traces.ts';

/** The picture as the text of an SVG file. */
export function pictureOf(
  pages: readonly PageResult[],
  replays: readonly ReplayResult[],
  machine: Machine,
  versions: Record<string, string>,
  date: string,
): string {
  const page = (title: string, columns: string[], target: number, ...of: ((figures: PageFigures) => number)[]) => ({
    title,
    columns,
    blocks: pages.length === 0 ? [] : [pageBlock(pages, target, of)],
  });
  return draw({
    heading: 'The page of Quire',
    lead: 'Shorter is better. All are medians, and all but the opening is processor time.',
    legend: editors.map(({ name, title, kind }) => ({ kind, words: withVersion(title, versions[name]) })),
    sections: [
      page(
        'Opening a document',
        ['the first time', 'again'],
        targets.opening,
        ({ first }) => first,
        ({ again }) => again,
      ),
      page(
        'A key in the middle of it',
        ['scripts for an own key', "for somebody else's key"],
        targets.key,
        ({ ownScript }) => ownScript,
        ({ othersScript }) => othersScript,
      ),
      replaySection(replays),
    ],
    footer: [...footerOf(machine, date), `Chromium ${versions['chromium'] ?? ''}`.trim()],
  });
}

const withVersion = (title: string, version = '') =>
  title.replace(/^[^\s:,]+/, (first) => `${first} ${version}`.trim());

const barOf = (milliseconds: number): Bar => ({ value: milliseconds, words: duration(milliseconds) });

function pageBlock(
  results: readonly PageResult[],
  target: number,
  measures: readonly ((figures: PageFigures) => number)[],
): Block {
  const rows = results.map(({ document, medians, failure }): Row => {
    const { label } = documents.find(({ name }) => name === document)!;
    return { label, kind: 'own', bars: medians === null ? failure! : measures.map((of) => barOf(of(medians))) };
  });
  return {
    title: null,
    rows: [...rows, { label: 'at most', kind: 'outline', bars: measures.map(() => barOf(target)) }],
  };
}

function replaySection(results: readonly ReplayResult[]): Section {
  const blocks = traces.flatMap(({ name, title }): Block[] => {
    const rows = results.filter(({ trace }) => trace === name).map(replayRow);
    return rows.length === 0 ? [] : [{ title, rows }];
  });
  return { title: 'The same keys in two bindings', columns: ['CPU per key', 'the encoded document'], blocks };
}

function replayRow({ editor, medians, failure }: ReplayResult): Row {
  const { label, kind } = editorOf(editor);
  if (medians === null) return { label, kind, bars: failure! };
  const { cpuPerKey, bytes } = medians;
  const size = bytes === undefined ? null : { value: bytes, words: `${short(bytes / 1000)} kB` };
  return { label, kind, bars: [barOf(cpuPerKey / 1000), size] };
}
