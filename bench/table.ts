// The results as text, in columns. Pure.

import { mebibytes, short } from './numbers.ts';
import type { Result } from './results.ts';
import { connectionsOf, scenarios } from './scenarios.ts';
import { peers } from './servers.ts';

const heads = ['', 'CPU µs', '× Quire', 'p50 ms', 'p99 ms', '× Quire', 'frames/s', 'MiB', 'peak', 'on the disk'];

/** When the load process was busier than this, the times are partly its own. */
export const busy = 0.85;

/** A table of all results, a block for each scenario. */
export function tableOf(results: readonly Result[]): string {
  const blocks = scenarios.flatMap((scenario) => {
    const those = results.filter((result) => result.scenario === scenario.name);
    if (those.length === 0) return [];
    const rows = those.map((result) => rowOf(result, connectionsOf(scenario)));
    return [{ title: `${scenario.name}: ${scenario.title}`, rows }];
  });
  // What failed is a name and a sentence, which may run over all columns.
  const rows = blocks.flatMap(({ rows }) => rows).map((row) => (row.length === heads.length ? row : row.slice(0, 1)));
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const isText = (i: number) => i === 0 || i === heads.length - 1;
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (isText(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ').trimEnd();
  return blocks.map(({ title, rows }) => [title, line(heads), ...rows.map(line)].join('\n')).join('\n\n');
}

function rowOf({ server, medians, failure, timesQuire }: Result, connections: number): string[] {
  const { title, durable } = peers.find(({ name }) => name === server)!;
  if (medians === null) return [title, `failed: ${failure}`];
  const { cpuPerDelivery, p50, p99, frames, seconds, memory, peakMemory, loadBusy } = medians;
  return [
    title + (loadBusy > busy ? ' *' : ''),
    short(cpuPerDelivery),
    timesQuire === null ? '' : short(timesQuire.cpu),
    short(p50),
    short(p99),
    timesQuire === null ? '' : short(timesQuire.p99),
    short(frames / seconds / connections),
    mebibytes(memory),
    mebibytes(peakMemory),
    durable,
  ];
}

export const legend = `CPU: the server's processor time for each edit that one reader gets, or for each who comes, all its threads counted.
p50, p99: from sending an edit to reading it, or from setting out to having everything. frames/s: to each connection, in
the time that was measured. MiB, peak: resident memory, at the end and at most. × Quire: how many times Quire's, the
median over the rounds. * The load had its processor busy for more than ${busy * 100} % of the time: the times are partly its own.`;
