// Figures as a picture (SVG) for light and dark pages, narrow enough for a phone: rows with one or two bars, each
// scaled to the longest in its column and block. Labels repeat what colours show. Pure.

import type { Machine } from './machine.ts';
import { short } from './numbers.ts';

/** How a bar is drawn: Quire's, another's, or one that others are compared with. */
export type BarKind = 'own' | 'plain' | 'outline';

export interface Bar {
  readonly value: number;
  /** The value as it stands behind the bar. */
  readonly words: string;
}

export interface Row {
  readonly label: string;
  readonly kind: BarKind;
  /** A bar or none for each column; or the reason of a failure. */
  readonly bars: readonly (Bar | null)[] | string;
}

export interface Block {
  readonly title: string | null;
  readonly rows: readonly Row[];
}

export interface Section {
  readonly title: string;
  /** What the bars of each column stand for. */
  readonly columns: readonly string[];
  readonly blocks: readonly Block[];
}

export interface Picture {
  readonly heading: string;
  readonly lead: string;
  readonly legend: readonly { readonly kind: BarKind; readonly words: string }[];
  readonly sections: readonly Section[];
  readonly footer: readonly string[];
}

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
  .own { fill: #2f6fde; stroke: #2f6fde }
  .outline { fill: none; stroke: #818b98; stroke-dasharray: 3 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    .failed { fill: #ff8f85 }
    .page { fill: #0d1117; stroke: #3d444d }
    .line { stroke: #3d444d }
    .bar { fill: #59636e; stroke: #59636e }
    .own { fill: #58a6ff; stroke: #58a6ff }
    .outline { fill: none; stroke: #9198a1 }
  }`;

/** The picture as the text of an SVG file. */
export function draw({ heading, lead, legend, sections, footer }: Picture): string {
  const page = new Page();
  page.text(heading, 'heading', 44);
  page.text(lead, 'quiet', 24);
  page.down(8);
  for (const { kind, words } of legend) {
    page.down(row);
    page.bar(kind, margin, 16);
    page.words(words, kind === 'own' ? 'small strong' : 'small', margin + 26);
  }
  for (const section of sections) drawSection(page, section);
  page.down(14);
  for (const words of footer) page.text(words, 'quiet', 20);
  return page.svg(heading);
}

function drawSection(page: Page, { title, columns: heads, blocks }: Section): void {
  if (blocks.length === 0) return;
  page.down(24);
  page.line();
  page.text(title, 'section', 30);
  page.down(22);
  heads.forEach((head, i) => page.words(head, 'quiet', columns[i]!));
  for (const { title, rows } of blocks) {
    if (title === null) page.down(8);
    else page.text(title, 'strong', 30);
    const bars = rows.map(({ bars }) => (typeof bars === 'string' ? [] : bars));
    const most = heads.map((_, i) => Math.max(...bars.map((those) => those[i]?.value ?? 0)));
    for (const row of rows) drawRow(page, row, most);
  }
}

function drawRow(page: Page, { label, kind, bars }: Row, most: readonly number[]): void {
  const strength = kind === 'own' ? 'strong' : '';
  page.down(row);
  page.words(label, strength, columns[0] - 10, 'end');
  if (typeof bars === 'string') return page.words(`✕ failed: ${clipped(bars)}`, 'failed small', columns[0]);
  bars.forEach((bar, i) => {
    if (bar === null) return;
    const length = Math.max(2, (bar.value / most[i]!) * longest);
    page.bar(kind, columns[i]!, length);
    page.words(bar.words, strength, columns[i]! + length + 7);
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

  bar(kind: BarKind, x: number, length: number): void {
    this.#parts.push(
      `<rect class="bar ${kind}" x="${x + 0.5}" y="${this.#y - 11.5}" ` +
        `width="${length.toFixed(1)}" height="13" rx="2"/>`,
    );
  }

  line(): void {
    this.#parts.push(`<path class="line" d="M${margin} ${this.#y}H${width - margin}"/>`);
  }

  svg(heading: string): string {
    const height = this.#y + margin;
    const frame = `<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(heading)}">\n<style>${style}\n</style>\n` +
      `${frame}\n${this.#parts.join('\n')}\n</svg>\n`
    );
  }
}

/** The reason of a failure, cut to the room for it. */
const clipped = (reason: string): string => (reason.length > 48 ? `${reason.slice(0, 47).trimEnd()}…` : reason);

/** The machine and the day, as lines for the footer. */
export function footerOf({ processor, cores, memory, system, node }: Machine, date: string): string[] {
  return [
    `${processor}, ${cores} cores, ${short(memory / 2 ** 30)} GiB`,
    `${system}, Node ${node.replace('v', '')}, ${date}`,
  ];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
