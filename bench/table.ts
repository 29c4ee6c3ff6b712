// The results as text, in columns: one kind of table for scenarios with work, another for resting ones. Pure.

import { inColumns } from './columns.ts';
import { kibibytes, mebibytes, short } from './numbers.ts';
import { busy, isLate, type Result } from './results.ts';
import type { Figures, Rest, Work } from './run.ts';
import { connectionsOf, type Scenario, scenarios } from './scenarios.ts';
import { peerOf } from './servers.ts';

interface Row<F> {
  readonly medians: F;
  readonly timesQuire: F | null;
  readonly durable: string;
  readonly connections: number;
}

interface Column<F> {
  readonly head: string;
  cell(row: Row<F>): string;
}

const times = (ratio: number | undefined) => (ratio === undefined ? '' : short(ratio));

const memory: Column<Figures>[] = [
  { head: 'MiB', cell: ({ medians }) => mebibytes(medians.memory) },
  { head: 'peak', cell: ({ medians }) => mebibytes(medians.peakMemory) },
];

const work: Column<Work>[] = [
  { head: 'CPU µs', cell: ({ medians }) => short(medians.cpuPerDelivery) },
  { head: '× Quire', cell: ({ timesQuire }) => times(timesQuire?.cpuPerDelivery) },
  { head: 'p50 ms', cell: ({ medians }) => short(medians.p50) },
  { head: 'p99 ms', cell: ({ medians }) => short(medians.p99) },
  { head: '× Quire', cell: ({ timesQuire }) => times(timesQuire?.p99) },
  { head: 'frames/s', cell: ({ medians, connections }) => short(medians.frames / medians.seconds / connections) },
  ...memory,
  { head: 'on the disk', cell: ({ durable }) => durable },
];

const rest: Column<Rest>[] = [
  { head: 'KiB a document', cell: ({ medians }) => kibibytes(medians.memoryPerRoom) },
  { head: '× Quire', cell: ({ timesQuire }) => times(timesQuire?.memoryPerRoom) },
  { head: 'KiB a further connection', cell: ({ medians }) => kibibytes(medians.memoryPerConnection) },
  { head: '× Quire', cell: ({ timesQuire }) => times(timesQuire?.memoryPerConnection) },
  ...memory,
];

/** A table of all results, a block for each scenario. */
export function tableOf(results: readonly Result[]): string {
  const tables = [
    blocksOf(
      results,
      work as Column<Figures>[],
      scenarios.filter(({ type }) => type !== 'resting'),
    ),
    blocksOf(
      results,
      rest as Column<Figures>[],
      scenarios.filter(({ type }) => type === 'resting'),
    ),
  ];
  return tables.flat().join('\n\n');
}

/** The blocks of one kind, with the same column widths. */
function blocksOf(
  results: readonly Result[],
  columns: readonly Column<Figures>[],
  those: readonly Scenario[],
): string[] {
  const blocks = those.flatMap((scenario) => {
    const rows = results
      .filter((result) => result.scenario === scenario.name)
      .map((result) => rowOf(result, columns, scenario));
    return rows.length === 0 ? [] : [{ title: `${scenario.name}: ${scenario.title}`, rows }];
  });
  return inColumns(['', ...columns.map(({ head }) => head)], blocks);
}

function rowOf(result: Result, columns: readonly Column<Figures>[], scenario: Scenario): string[] {
  const { server, medians, timesQuire, failure } = result;
  const { title, durable } = peerOf(server);
  if (medians === null) return [title, `failed: ${failure}`];
  const row = { medians, timesQuire, durable, connections: connectionsOf(scenario) };
  return [title + (isLate(medians) ? ' *' : ''), ...columns.map(({ cell }) => cell(row))];
}

export const legend = [
  "CPU: the server's processor time, with all its threads, for each edit that a reader gets, or each person who comes.",
  'p50, p99: from sending an edit to reading it, or from connecting to having everything.',
  'frames/s: to each connection, in the measured time. MiB, peak: resident memory, at the end and at the peak.',
  'KiB: the growth of that, after a garbage collection, for each document that one person has open, and for each',
  "further connection. × Quire: a multiple of Quire's figure, as the median over the rounds.",
  `* The load process was busy for more than ${busy * 100} % of the time: the latencies are partly its own.`,
].join('\n');
