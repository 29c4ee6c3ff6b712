// The results as a picture (SVG) for light and dark pages, narrow enough for a phone: two bars for each server in each
// scenario, each scaled to the longest in its column. Labels repeat what colours show. Pure.

import type { Machine } from './machine.ts';
import { duration, kibibytes, short } from './numbers.ts';
import { isLate, type Result } from './results.ts';
import type { Figures, Rest, Work } from './run.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { type Peer, peerOf, peers } from './servers.ts';

const heading = 'Quire beside other Yjs servers';
const late = '* Those who measured had no time to spare: some of it is their own delay.';
const width = 600;
const margin = 24;
/** The start of the bars of both columns, and the longest bar: its figure stands behind it. */
const columns = [134, 368] as const;
const longest = 136;
const row = 20;

const style = `
  text { font: 15px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }
  .heading { font-size: 24px; font-weight: 700 }
  .section { font-size: 18px; font-weight: 700 }
  .strong { font-weight: 700 }
  .small { font-size: 14px }
  .quiet { fill: #59636e; font-size: 14px }
  .failed { fill: #b42318 }
  .page { fill: #ffffff; stroke: #d1d9e0 }
  .line { stroke: #d1d9e0 }
  .bar { fill: #b4bdc7; stroke: #b4bdc7 }
  .quire { fill: #2f6fde; stroke: #2f6fde }
  .relay { fill: none; stroke: #818b98; stroke-dasharray: 3 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    .failed { fill: #ff8f85 }
    .page { fill: #0d1117; stroke: #3d444d }
    .line { stroke: #3d444d }
    .bar { fill: #59636e; stroke: #59636e }
    .quire { fill: #58a6ff; stroke: #58a6ff }
    .relay { fill: none; stroke: #9198a1 }
  }`;

/** One column of bars. */
interface Measure<F> {
  readonly head: string;
  of(figures: F): number;
  inWords(value: number): string;
}

interface Section {
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

const sections = [
  { type: 'writing', title: 'People write', measures: work('CPU per edit and reader', '99 % of edits arrive within') },
  { type: 'coming', title: 'People come', measures: work('CPU per person', '99 % have everything within') },
  { type: 'resting', title: 'Nobody does anything', measures: rest },
] as readonly unknown[] as readonly Section[];

/** The picture as the text of an SVG file. */
export function pictureOf(
  results: readonly Result[],
  machine: Machine,
  versions: Record<string, string>,
  date: string,
): string {
  const page = new Page();
  page.text(heading, 'heading', 44);
  page.text('Shorter is better: the same people and the same machine for each.', 'quiet', 24);
  page.down(8);
  for (const peer of peers.filter(({ name }) => results.some(({ server }) => server === name))) {
    page.down(row);
    page.bar(peer, margin, 16);
    page.words(nameOf(peer, versions), peer.name === 'quire' ? 'small strong' : 'small', margin + 26);
  }
  for (const section of sections) drawSection(page, section, results);
  page.down(14);
  for (const words of footer(machine, date)) page.text(words, 'quiet', 20);
  if (results.some(({ medians }) => medians !== null && isLate(medians))) page.text(late, 'quiet', 20);
  return page.toString();
}

function drawSection(page: Page, { type, title, measures }: Section, results: readonly Result[]): void {
  const blocks = scenarios.filter((one) => one.type === type && results.some(({ scenario }) => scenario === one.name));
  if (blocks.length === 0) return;
  page.down(24);
  page.line();
  page.text(title, 'section', 30);
  page.down(22);
  measures.forEach(({ head }, i) => page.words(head, 'quiet', columns[i]!));
  for (const { name, title } of blocks) {
    page.text(title, 'strong', 30);
    const those = results.filter(({ scenario }) => scenario === name);
    const most = measures.map(({ of }) =>
      Math.max(...those.map(({ medians }) => (medians === null ? 0 : of(medians)))),
    );
    for (const result of those) drawRow(page, result, measures, most);
  }
}

function drawRow(page: Page, result: Result, measures: Section['measures'], most: readonly number[]): void {
  const { server, medians, failure } = result;
  const peer = peerOf(server);
  const kind = server === 'quire' ? 'strong' : '';
  page.down(row);
  page.words(peer.label, kind, columns[0] - 10, 'end');
  if (medians === null) return page.words(`✕ failed: ${clipped(failure!)}`, 'failed small', columns[0]);
  measures.forEach(({ of, inWords }, i) => {
    const length = Math.max(2, (of(medians) / most[i]!) * longest);
    page.bar(peer, columns[i]!, length);
    page.words(inWords(of(medians)) + (i === 1 && isLate(medians) ? ' *' : ''), kind, columns[i]! + length + 7);
  });
}

/** The elements drawn so far, from top to bottom. */
class Page {
  readonly #parts: string[] = [];
  #y = 0;

  down(by: number): void {
    this.#y += by;
  }

  /** A line of text, this distance below the last. */
  text(words: string, kind: string, below: number): void {
    this.down(below);
    this.words(words, kind, margin);
  }

  words(words: string, kind: string, x: number, anchor: 'start' | 'end' = 'start'): void {
    const place = `x="${x.toFixed(1)}" y="${this.#y}" text-anchor="${anchor}"`;
    this.#parts.push(`<text ${place} class="${kind}">${escaped(words)}</text>`);
  }

  bar({ name }: Peer, x: number, length: number): void {
    this.#parts.push(
      `<rect class="bar ${name}" x="${x + 0.5}" y="${this.#y - 11.5}" ` +
        `width="${length.toFixed(1)}" height="13" rx="2"/>`,
    );
  }

  line(): void {
    this.#parts.push(`<path class="line" d="M${margin} ${this.#y}H${width - margin}"/>`);
  }

  toString(): string {
    const height = this.#y + margin;
    const frame = `<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="img" aria-label="${heading}">\n<style>${style}\n</style>\n` +
      `${frame}\n${this.#parts.join('\n')}\n</svg>\n`
    );
  }
}

/** The reason of a failure, cut to the room for it. */
const clipped = (reason: string): string => (reason.length > 48 ? `${reason.slice(0, 47).trimEnd()}…` : reason);

/** The server with its version, and when it keeps an edit. */
function nameOf({ name, title, keeps, durable }: Peer, versions: Record<string, string>): string {
  const full = title.replace(/^\S+/, (first) => `${first} ${versions[name] ?? ''}`.trim());
  return keeps ? `${full} · keeps ${durable}` : full;
}

function footer({ processor, cores, memory, system, node }: Machine, date: string): string[] {
  return [
    `${processor}, ${cores} cores, ${short(memory / 2 ** 30)} GiB`,
    `${system}, Node ${node.replace('v', '')}, ${date}`,
  ];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
