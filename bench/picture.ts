// The results as a picture (SVG) for light and dark pages: a group of bars for each scenario, scaled to its longest. Pure.

import type { Machine } from './machine.ts';
import { duration, short } from './numbers.ts';
import type { Result } from './results.ts';
import { scenarios } from './scenarios.ts';
import { peers } from './servers.ts';

const heading = 'What a server works to bring people together';
const width = 820;
const left = 250;
/** Where bars may end: the figures stand behind them. */
const right = 600;
const row = 22;

const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 17px; font-weight: 600 }
  .scenario { font-weight: 600 }
  .quiet { fill: #57606a; font-size: 12px }
  .page { fill: #ffffff }
  .bar { fill: #b6bec8 }
  .quire { fill: #2f6fde }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .page { fill: #0d1117 }
    .bar { fill: #484f58 }
    .quire { fill: #58a6ff }
  }`;

/** The picture as the text of an SVG file. */
export function pictureOf(results: readonly Result[], machine: Machine, versions: Record<string, string>, date: string): string {
  const parts: string[] = [];
  let y = 34;
  const text = (words: string, kind: string) => parts.push(`<text x="24" y="${y}" class="${kind}">${escaped(words)}</text>`);
  text(heading, 'title');
  y += 20;
  text('processor time for an edit at a reader, or for someone who comes · 99 % have it within · shorter is better', 'quiet');
  for (const { name, title } of scenarios) {
    const those = results.filter(({ scenario }) => scenario === name);
    if (those.length === 0) continue;
    y += 36;
    text(title, 'scenario');
    const longest = Math.max(...those.map(({ medians }) => medians?.cpuPerDelivery ?? 0));
    for (const result of those) {
      y += row;
      parts.push(...barOf(result, longest, y));
    }
  }
  y += 12;
  for (const words of footer(machine, versions, date)) {
    y += 18;
    text(words, 'quiet');
  }
  const height = y + 22;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="${heading}">\n<style>${style}\n</style>\n` +
    `<rect class="page" width="${width}" height="${height}" rx="8"/>\n${parts.join('\n')}\n</svg>\n`
  );
}

function barOf({ server, medians }: Result, longest: number, y: number): string[] {
  const { title } = peers.find(({ name }) => name === server)!;
  const label = `<text x="${left - 12}" y="${y}" text-anchor="end">${escaped(title)}</text>`;
  if (medians === null) return [label, `<text x="${left}" y="${y}" class="quiet">failed: not everybody got everything</text>`];
  const { cpuPerDelivery, p99 } = medians;
  const length = Math.max(2, (cpuPerDelivery / longest) * (right - left));
  return [
    label,
    `<rect class="bar ${server}" x="${left}" y="${y - 12}" width="${length.toFixed(1)}" height="15" rx="2"/>`,
    `<text x="${(left + length + 8).toFixed(1)}" y="${y}">${duration(cpuPerDelivery / 1000)} · ${duration(p99)}</text>`,
  ];
}

function footer({ processor, cores, memory, system, node }: Machine, versions: Record<string, string>, date: string): string[] {
  const servers = peers.filter(({ name }) => versions[name] !== undefined);
  return [
    `${processor}, ${cores} cores, ${short(memory / 2 ** 30)} GiB, ${system}, Node ${node.replace('v', '')}, ${date}`,
    servers.map(({ title, name }) => `${title.split(/[ :]/)[0]} ${versions[name]}`).join(' · '),
    'Only Quire has each edit on the disk (fsync) and acknowledged.',
  ];
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
