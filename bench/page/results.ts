// From the runs of bench:page to its results. Pure.

import { type Outcome, type Summary, summaryOf } from '../results.ts';
import type { DocumentName } from './documents.ts';
import type { EditorName } from './editors.ts';
import type { PageFigures } from './page.ts';
import type { ReplayFigures } from './replay.ts';
import type { TraceName } from './traces.ts';

export interface PageRun extends Outcome<PageFigures> {
  readonly document: DocumentName;
}

export interface ReplayRun extends Outcome<ReplayFigures> {
  readonly trace: TraceName;
  readonly editor: EditorName;
}

export interface PageResult extends Pick<Summary<PageFigures>, 'medians' | 'failure'> {
  readonly document: DocumentName;
}

export interface ReplayResult extends Summary<ReplayFigures> {
  readonly trace: TraceName;
  readonly editor: EditorName;
}

/** What a page may take on a document of 3,000 paragraphs and 300 kB, in milliseconds: to open, and for one key. */
export const targets = { opening: 1_500, key: 8 };

export function pageResultsOf(runs: readonly PageRun[]): PageResult[] {
  return [...Map.groupBy(runs, ({ document }) => document)].map(([document, group]) => {
    const { medians, failure } = summaryOf(group, []);
    return { document, medians, failure };
  });
}

/** The results, in the order in which traces and editors first appear. */
export function replayResultsOf(runs: readonly ReplayRun[]): ReplayResult[] {
  const groups = Map.groupBy(runs, ({ trace, editor }) => `${trace} ${editor}`);
  return [...groups.values()].map((group) => {
    const { trace, editor } = group[0]!;
    const quire = runs.filter((run) => run.trace === trace && run.editor === 'quire');
    return { trace, editor, ...summaryOf(group, quire) };
  });
}
