// From runs to results: the median of each figure over the rounds, and each server beside Quire in the same round.
// Pure. A server that failed in one round has no figures in that scenario.

import type { Figures } from './run.ts';
import type { ServerName } from './servers.ts';
import { median } from './statistics.ts';

/** The outcome of one run. */
export interface Outcome<F> {
  /** Counts from 1. */
  readonly round: number;
  /** The figures, or null and the reason of the failure. */
  readonly figures: F | null;
  readonly failure: string | null;
}

/** What all rounds together give. */
export interface Summary<F> {
  /** Medians; null when a run failed. */
  readonly medians: F | null;
  /** The first failure. */
  readonly failure: string | null;
  /** Each figure as a multiple of Quire's; null when either has no figures. */
  readonly timesQuire: F | null;
}

/** The outcome of one server in one scenario. */
export interface Run extends Outcome<Figures> {
  readonly scenario: string;
  readonly server: ServerName;
}

/** The result of one server in one scenario. */
export interface Result extends Summary<Figures> {
  readonly scenario: string;
  readonly server: ServerName;
}

/** Above this share of busy time of the load process, the latencies are partly its own. */
export const busy = 0.85;

export const isLate = (figures: Figures): boolean => 'loadBusy' in figures && figures.loadBusy > busy;

/** The results, in the order in which scenarios and servers first appear. */
export function resultsOf(runs: readonly Run[]): Result[] {
  const groups = Map.groupBy(runs, ({ scenario, server }) => `${scenario} ${server}`);
  return [...groups.values()].map((group) => {
    const { scenario, server } = group[0]!;
    const quire = runs.filter((run) => run.scenario === scenario && run.server === 'quire');
    return { scenario, server, ...summaryOf(group, quire) };
  });
}

/** Summarises the rounds of one; `quire` has the same rounds of Quire. */
export function summaryOf<F extends object>(group: readonly Outcome<F>[], quire: readonly Outcome<F>[]): Summary<F> {
  const failure = group.find((run) => run.failure !== null)?.failure ?? null;
  return { medians: mediansOf(group), failure, timesQuire: timesQuire(group, quire) };
}

/** Null when a run failed. */
function mediansOf<F extends object>(group: readonly Outcome<F>[]): F | null {
  const all = group.map(({ figures }) => figures);
  return all.every((figures) => figures !== null) ? each(all, median) : null;
}

/** Medians of the ratios within a round, in which the machine is equally fast for both. Null when any run failed. */
function timesQuire<F extends object>(group: readonly Outcome<F>[], quire: readonly Outcome<F>[]): F | null {
  const ratios: F[] = [];
  for (const { round, figures } of group) {
    const beside = quire.find((run) => run.round === round)?.figures;
    if (!figures || !beside) return null;
    ratios.push(each([figures, beside], ([own, theirs]) => own! / theirs!));
  }
  return each(ratios, median);
}

/** Combines several figures of the same kind into one. */
function each<F extends object>(several: readonly F[], makeOne: (values: number[]) => number): F {
  const all = several as unknown as Record<string, number>[];
  const names = Object.keys(all[0]!);
  return Object.fromEntries(names.map((name) => [name, makeOne(all.map((one) => one[name]!))])) as unknown as F;
}
