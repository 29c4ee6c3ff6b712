// From runs to results: the median of each figure over the rounds, and each server beside Quire in the same round.
// Pure. A server that failed in one round has no figures in that scenario.

import type { Figures } from './run.ts';
import type { ServerName } from './servers.ts';
import { median } from './statistics.ts';

/** What came of one run. */
export interface Run {
  readonly scenario: string;
  readonly server: ServerName;
  /** Counts from 1. */
  readonly round: number;
  /** Null when the run failed, and then the reason. */
  readonly figures: Figures | null;
  readonly failure: string | null;
}

/** What one server showed in one scenario. */
export interface Result {
  readonly scenario: string;
  readonly server: ServerName;
  /** Medians; null when a run failed. */
  readonly medians: Figures | null;
  /** The first failure. */
  readonly failure: string | null;
  /** How many times as much as Quire, each figure; null when either has no figures. */
  readonly timesQuire: Figures | null;
}

/** When the load process was busier than this, the times are partly its own. */
export const busy = 0.85;

export const isLate = (figures: Figures): boolean => 'loadBusy' in figures && figures.loadBusy > busy;

/** The results, in the order in which scenarios and servers first appear. */
export function resultsOf(runs: readonly Run[]): Result[] {
  const groups = Map.groupBy(runs, ({ scenario, server }) => `${scenario} ${server}`);
  return [...groups.values()].map((group) => {
    const { scenario, server } = group[0]!;
    const quire = runs.filter((run) => run.scenario === scenario && run.server === 'quire');
    const failure = group.find((run) => run.failure !== null)?.failure ?? null;
    return { scenario, server, failure, medians: mediansOf(group), timesQuire: timesQuire(group, quire) };
  });
}

/** Null when a run failed. */
function mediansOf(group: readonly Run[]): Figures | null {
  const all = group.map(({ figures }) => figures);
  return all.every((figures) => figures !== null) ? each(all, median) : null;
}

/** Medians of the ratios within a round, as what slows the machine for a while slows both; null when any run failed. */
function timesQuire(group: readonly Run[], quire: readonly Run[]): Figures | null {
  const ratios: Figures[] = [];
  for (const { round, figures } of group) {
    const beside = quire.find((run) => run.round === round)?.figures;
    if (!figures || !beside) return null;
    ratios.push(each([figures, beside], ([own, theirs]) => own! / theirs!));
  }
  return each(ratios, median);
}

/** Makes one of several figures of the same kind. */
function each(several: readonly Figures[], makeOne: (values: number[]) => number): Figures {
  const all = several as unknown as Record<string, number>[];
  const names = Object.keys(all[0]!);
  return Object.fromEntries(names.map((name) => [name, makeOne(all.map((one) => one[name]!))])) as unknown as Figures;
}
