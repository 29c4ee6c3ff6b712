// The kit's default editor: Quire's own pages and server. Reads only what the pages show, by their test ids.
import { resolve } from 'node:path';
import { expect } from '@playwright/test';
import type { Editor } from './editor.ts';
import { eventually } from './eventually.ts';
import type { ServerSetup } from './server.ts';

const root = resolve(import.meta.dirname, '../..');

/** Quire's server as a clone of the project runs it. */
export const quireServer: ServerSetup = {
  command: [process.execPath, resolve(root, 'server/start.js')],
  env: (port, dataDir) => ({ HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir }),
  listening: /Quire is listening on http:\/\/[^\s/]+:(\d+)/,
};

/** Some of the colours of client/sdk/palette.ts, far apart. */
const colors = ['#1e6fca', '#bb4d03', '#3f7d00', '#9752b4', '#027c7c', '#c04356', '#966503', '#b3468a'];

/** The states of the connection in which one can write and is read. */
const connected = /^(saved|saving|restored)$/;

export const quire: Editor = {
  faults: /the editor differed from the document/,

  // The editor looks for faults when it has been quiet for a moment, and when its person turns to another window.
  check: (page) => page.evaluate(() => void window.dispatchEvent(new Event('blur'))),

  path: (document) => `/d/${document}`,

  async introduce(context, { name, index }) {
    // Only where there is none yet: what people change themselves is remembered. An empty page has no storage.
    const identity = JSON.stringify({ name, color: colors[index % colors.length] });
    await context.addInitScript((value) => {
      if (origin !== 'null' && !localStorage.getItem('quire.identity')) localStorage.setItem('quire.identity', value);
    }, identity);
  },

  async ready(page) {
    const state = (found: (HTMLElement | SVGElement)[]) => found[0]?.dataset.state ?? 'not there';
    await eventually(() => page.getByTestId('status').evaluateAll(state), { message: 'the state of the page' }).toMatch(
      connected,
    );
    await expect(page.getByTestId('editor')).toHaveAttribute('contenteditable', 'true');
  },

  surface: (page) => page.getByTestId('editor'),

  read: (page) => page.getByTestId('editor').evaluate(readDocument),

  cursors: (page) =>
    page.getByTestId('remote-cursor').evaluateAll((carets) =>
      (carets as HTMLElement[]).map((caret) => {
        const { x, y, width, height } = caret.getBoundingClientRect();
        return { name: caret.dataset.name ?? '', rect: { x, y, width, height } };
      }),
    ),

  present: (page) =>
    page
      .getByTestId('person')
      .evaluateAll((people) => (people as HTMLElement[]).map(({ dataset }) => dataset.name ?? '')),
};

/**
 * Runs in the page. A line for the title, if there is one, and for each block, such as `h1: Plans`, `quote: …`,
 * `image: its caption`, `p: We <b>must</b> go`, `ul: milk`, `  ol: nested`, `check: [x] done`, with the formats as one
 * sees them. A block that the page does not know is the line `unknown block`, an object in a line `[unknown]`, a
 * formula its source. A table has a line for each row, such as `row: [Town] | [People]`. Before a
 * block in a callout stands its tone, as in `note> p: …`, and before one in a toggle `toggle>`.
 */
function readDocument(editor: HTMLElement | SVGElement): string[] {
  const kinds: Record<string, string> = { P: 'p', BLOCKQUOTE: 'quote', H1: 'h1', H2: 'h2', H3: 'h3', PRE: 'pre' };
  const tags: Record<string, string> = { STRONG: 'b', EM: 'i', CODE: 'code', MARK: 'mark' };
  const unknownBlock = '[data-testid=unknown-block]';
  const unknownObject = '[data-testid=unknown-object]';
  const formula = '[data-testid=formula]';

  /** The formats of a text, outermost first, always in the same order. */
  const formatsOf = (text: Text, block: Element): string[] => {
    const found = new Set<string>();
    for (let up = text.parentElement; up && up !== block; up = up.parentElement) {
      if (up.tagName === 'A') found.add(`a ${up.getAttribute('href')}`);
      const tag = tags[up.tagName];
      if (tag) found.add(tag);
      const { color, backgroundColor } = (up as HTMLElement).style;
      for (const named of [color, backgroundColor]) if (named) found.add(named.slice('var(--'.length, -1));
      if (getComputedStyle(up).fontStyle !== getComputedStyle(block).fontStyle) found.add('i');
      const lines = up.tagName === 'A' ? '' : getComputedStyle(up).textDecorationLine;
      if (lines.includes('underline')) found.add('u');
      if (lines.includes('line-through')) found.add('s');
    }
    return [...found].sort();
  };

  /** A block's text with its formats as tags; neighbours of the same format are one run. */
  const runsOf = (block: Element): string => {
    const runs: { formats: string[]; text: string }[] = [];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
      node.parentElement?.closest(`${unknownObject}, ${formula}`) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const isBreak = node.nodeName === 'BR' && node.nextSibling !== null;
      const isUnknown = node instanceof Element && node.matches(unknownObject);
      const isFormula = node instanceof Element && node.matches(formula);
      if (!(node instanceof Text) && !isBreak && !isUnknown && !isFormula) continue;
      const formats = node instanceof Text ? formatsOf(node, block) : [];
      const text =
        node instanceof Text ? node.data : isBreak ? '⏎' : isFormula ? `[${(node as Element).ariaLabel}]` : '[unknown]';
      const last = runs.at(-1);
      if (last && String(last.formats) === String(formats)) last.text += text;
      else runs.push({ formats, text });
    }
    return runs
      .map(({ formats, text }) =>
        formats.reduceRight((inner, format) => `<${format}>${inner}</${format.split(' ')[0]}>`, text),
      )
      .join('');
  };

  const listItem = (item: Element, depth: number): string[] => {
    const nested = [...item.children].filter((child) => child.tagName === 'UL' || child.tagName === 'OL');
    if (nested.length > 0) {
      return nested.flatMap((list) => [...list.children].flatMap((one) => listItem(one, depth + 1)));
    }
    const checked = item.getAttribute('aria-checked');
    const kind = checked === null ? item.parentElement!.tagName.toLowerCase() : 'check';
    const box = checked === null ? '' : checked === 'true' ? '[x] ' : '[ ] ';
    return [`${'  '.repeat(depth)}${kind}: ${box}${runsOf(item)}`];
  };

  /** The cells of a row; those of a header in brackets. */
  const rowOf = (row: HTMLTableRowElement): string => {
    const cells = [...row.cells].map((cell) => {
      const words = [...cell.children].map(runsOf).join('⏎');
      return cell.tagName === 'TH' ? `[${words}]` : words;
    });
    return `row: ${cells.join(' | ')}`;
  };

  const title = document.querySelector<HTMLInputElement>('[data-testid=title]')?.value;
  const linesOf = (block: Element): string[] => {
    if (block instanceof HTMLElement && block.matches('.container')) {
      const name = block.dataset['tone'] ?? block.dataset['container'];
      const within = [...block.children].filter((child) => !child.matches('.container-handle'));
      return within.flatMap(linesOf).map((line) => `${name}> ${line}`);
    }
    if ([block, ...block.children].some((element) => element.matches(unknownBlock))) return ['unknown block'];
    if (block.matches(formula)) return [`formula: ${block.ariaLabel}`];
    const table = block.querySelector(':scope > table');
    if (table !== null) return [...table.querySelectorAll('tr')].map(rowOf);
    if (block.tagName === 'UL' || block.tagName === 'OL') {
      return [...block.children].flatMap((item) => listItem(item, 0));
    }
    if (block.tagName === 'IMG') return []; // where a caret can stand beside a block that holds none
    if (block.tagName === 'FIGURE') return [`image: ${runsOf(block.querySelector('figcaption')!)}`];
    if (block.matches('[data-testid=file]')) return [`file: ${block.querySelector('.file-name')!.textContent}`];
    return [`${kinds[block.tagName] ?? block.tagName.toLowerCase()}: ${runsOf(block)}`];
  };
  return [...(title ? [`title: ${title}`] : []), ...[...editor.children].flatMap(linesOf)];
}
