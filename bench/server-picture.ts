// The results of the servers as a picture: two bars for each server in each scenario. Pure.

import type { Machine } from './machine.ts';
import { duration, kibibytes } from './numbers.ts';
import { type BarKind, draw, footerOf, type Row, type Section } from './picture.ts';
import { isLate, type Result } from './results.ts';
import type { Figures, Rest, Work } from './run.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { type Peer, peerOf, peers, type ServerName } from './servers.ts';

const late = '* Those who measured had no time to spare: some of it is their own delay.';

/** One column of bars. */
interface Measure<F> {
  readonly head: string;
  of(figures: F): number;
  inWords(value: number): string;
}

interface Group {
  readonly type: Scenario['type'];
  readonly title: string;
  readonly measures: readonly Measure<Figures>[];
}

const work = (cpu: string, wait: string): Measure<Work>[] => [
  { head: cpu, of: ({ cpuPerDelivery }) => cpuPerDelivery / 1000, inWords: duration },
  { head: wait, of: ({ p99 }) => p99, inWords: duration },
];
const inKibibytes = (bytes: number) => `${kibibytes(bytes)} KiB`;
const rest: Measure<Rest>[] = [
  { head: 'memory per open document', of: ({ memoryPerRoom }) => memoryPerRoom, inWords: inKibibytes },
  { head: 'per further connection', of: ({ memoryPerConnection }) => memoryPerConnection, inWords: inKibibytes },
];

const groups = [
  { type: 'writing', title: 'People write', measures: work('CPU per edit and reader', '99 % of edits arrive within') },
  { type: 'coming', title: 'People come', measures: work('CPU per person', '99 % have everything within') },
  { type: 'resting', title: 'Nobody does anything', measures: rest },
] as readonly unknown[] as readonly Group[];

/** The picture as the text of an SVG file. */
export function pictureOf(
  results: readonly Result[],
  machine: Machine,
  versions: Record<string, string>,
  date: string,
): string {
  const measured = peers.filter(({ name }) => results.some(({ server }) => server === name));
  const isLateAnywhere = results.some(({ medians }) => medians !== null && isLate(medians));
  return draw({
    heading: 'Quire beside other Yjs servers',
    lead: 'Shorter is better: the same people and the same machine for each.',
    legend: measured.map((peer) => ({ kind: kindOf(peer.name), words: nameOf(peer, versions) })),
    sections: groups.map((group) => sectionOf(group, results)),
    footer: [...footerOf(machine, date), ...(isLateAnywhere ? [late] : [])],
  });
}

function kindOf(name: ServerName): BarKind {
  if (peerOf(name).package === null) return 'own';
  return name === 'relay' ? 'outline' : 'plain';
}

function sectionOf({ type, title, measures }: Group, results: readonly Result[]): Section {
  const blocks = scenarios.flatMap((scenario) => {
    const those = results.filter((result) => result.scenario === scenario.name);
    if (scenario.type !== type || those.length === 0) return [];
    return [{ title: scenario.title, rows: those.map((result) => rowOf(result, measures)) }];
  });
  return { title, columns: measures.map(({ head }) => head), blocks };
}

function rowOf({ server, medians, failure }: Result, measures: Group['measures']): Row {
  const about = { label: peerOf(server).label, kind: kindOf(server) };
  if (medians === null) return { ...about, bars: failure! };
  const mark = (i: number) => (i === 1 && isLate(medians) ? ' *' : '');
  return {
    ...about,
    bars: measures.map(({ of, inWords }, i) => ({ value: of(medians), words: inWords(of(medians)) + mark(i) })),
  };
}

/** The server with its version, and when it keeps an edit. */
function nameOf({ name, title, keeps, durable }: Peer, versions: Record<string, string>): string {
  const full = title.replace(/^\S+/, (first) => `${first} ${versions[name] ?? ''}`.trim());
  return keeps ? `${full} · keeps ${durable}` : full;
}
