// A document as HTML: elements that say what things are, and no classes or styles. It is pure, and needs no DOM. The
// blocks are as `shownBlock` gives them; a block of a type that has no form here is left out. from-html.ts reads it.

import type { Block, Formats, InlineObject, Json, Keys, Run } from './body.ts';
import { toneOf } from './container-paths.ts';
import { parseSource } from './file-source.ts';
import { gridOf, spansOf } from './grid.ts';
import { type ListGroup, listGroups } from './list-groups.ts';
import { type Part, partsOf } from './nesting.ts';
import { wordsOfObject } from './object-words.ts';

/** The value for the `href` of a link; null for an address that is not safe. */
export type HrefOf = (address: string) => string | null;

/** The address of the file that a `src` names. */
export type FileAddress = (src: string) => string;

/** Without a server, a file has its name in the document as its address. */
export const ownAddress: FileAddress = (src) => src;

/**
 * The blocks as HTML. `hrefOf` gives the address of a link, and `addressOf` that of a file of the document.
 */
export function htmlOf(blocks: readonly Block[], hrefOf: HrefOf, addressOf: FileAddress = ownAddress): string {
  const either: HrefOf = (address) => (parseSource(address) === null ? hrefOf(address) : addressOf(address));
  return partsHtml(partsOf(blocks), either);
}

function partsHtml(parts: readonly Part[], hrefOf: HrefOf): string {
  return parts
    .map((part) => {
      if (part.type === 'items') return listsHtml(listGroups(part.items), hrefOf);
      return part.type === 'block' ? blockHtml(part.block, hrefOf) : containerHtml(part, hrefOf);
    })
    .filter((html) => html !== '')
    .join('\n');
}

function containerHtml({ container, parts }: Extract<Part, { type: 'container' }>, hrefOf: HrefOf): string {
  if (container.type === 'callout') {
    return `<aside data-tone="${toneOf(container)}">\n${partsHtml(parts, hrefOf)}\n</aside>`;
  }
  const { summary, rest } = summaryOf(parts);
  const title = summary === null ? '<summary></summary>' : wordsHtml('summary', summary, hrefOf);
  return ['<details open>', title, partsHtml(rest, hrefOf), '</details>'].filter(Boolean).join('\n');
}

/** The first block of a toggle, if it has words, and the parts behind. */
export function summaryOf(parts: readonly Part[]): { summary: Block | null; rest: readonly Part[] } {
  const [first, ...rest] = parts;
  const isWords = first?.type === 'block' && wordTypes.has(typeOf(first.block));
  return isWords ? { summary: first.block, rest } : { summary: null, rest: parts };
}

const wordTypes = new Set(['paragraph', 'heading', 'quote']);

/** The type of a block. One that says none that could be a type is a paragraph. */
export function typeOf({ keys }: Block): string {
  const type = keys?.['type'] ?? 'paragraph';
  return typeof type === 'string' ? type : 'paragraph';
}

/** Whether a value is the name of a colour. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z]{1,20}$/.test(value);
}

/** The words of a block with their formats, without the block. */
export function inlineHtml({ content }: Block, hrefOf: HrefOf): string {
  const html = groupByLink(content).map(({ link, runs }) => {
    const words = runs.map(runHtml).join('');
    const href = link === null ? null : hrefOf(link);
    return href === null ? words : `<a href="${escapeHtml(href)}">${words}</a>`;
  });
  return html.join('') + (endsWithBreak(content) ? '<br>' : '');
}

function endsWithBreak(content: readonly Run[]): boolean {
  const last = content.at(-1)?.insert;
  return typeof last === 'string' && last.endsWith('\n');
}

/** Neighbouring runs of the same link. */
export function groupByLink(content: readonly Run[]): { link: string | null; runs: Run[] }[] {
  const groups: { link: string | null; runs: Run[] }[] = [];
  for (const run of content) {
    const said = run.formats['link'];
    const link = typeof said === 'string' ? said : null;
    const last = groups.at(-1);
    if (last !== undefined && last.link === link) last.runs.push(run);
    else groups.push({ link, runs: [run] });
  }
  return groups;
}

/** The text of a block, without formats. An object is there by its words. */
export function textOf({ content }: Block): string {
  return content.map(({ insert }) => (typeof insert === 'string' ? insert : wordsOfObject(insert))).join('');
}

/** Blocks by type. What is not here is left out. */
const writers: Readonly<Record<string, (block: Block, hrefOf: HrefOf) => string>> = {
  paragraph: (block, hrefOf) => wordsHtml('p', block, hrefOf),
  heading: (block, hrefOf) => wordsHtml(`h${levelOf(block)}`, block, hrefOf),
  quote: (block, hrefOf) => wordsHtml('blockquote', block, hrefOf),
  rule: () => '<hr>',
  code: (block) => {
    const language = block.keys?.['language'];
    const named = typeof language === 'string' ? ` class="language-${escapeHtml(language)}"` : '';
    return `<pre><code${named}>${withLastLine(escapeHtml(textOf(block)), '\n')}</code></pre>`;
  },
  table: tableHtml,
  image: imageHtml,
  file: ({ keys }, hrefOf) => {
    const name = escapeHtml(textFrom(keys?.['name']));
    const href = sourceOf(keys, hrefOf);
    return href === null ? `<p>${name}</p>` : `<p><a href="${escapeHtml(href)}" download="${name}">${name}</a></p>`;
  },
  formula: ({ keys }) => `<pre data-formula>${escapeHtml(textFrom(keys?.['formula']))}</pre>`,
};

function blockHtml(block: Block, hrefOf: HrefOf): string {
  const type = typeOf(block);
  return Object.hasOwn(writers, type) ? writers[type]!(block, hrefOf) : '';
}

function wordsHtml(tag: string, block: Block, hrefOf: HrefOf): string {
  return `<${tag}>${inlineHtml(block, hrefOf) || '<br>'}</${tag}>`;
}

/** The level of a heading, 1 to 6. */
export function levelOf({ keys }: Block): number {
  const level = keys?.['level'];
  return typeof level === 'number' && level >= 1 ? Math.min(Math.floor(level), 6) : 1;
}

/** The text that a peer says in a key; empty for what is none. */
export function textFrom(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function tableHtml(block: Block, hrefOf: HrefOf): string {
  const grid = gridOf(block);
  const spans = spansOf(block, grid);
  const lines = grid.rows.map((cells, r) => {
    const html = cells.map((cell, c) => {
      const span = spans[r]![c];
      if (!span) return '';
      const scope = grid.headerRow && r === 0 ? 'col' : grid.headerColumn && c === 0 ? 'row' : null;
      const [tag, attribute] = scope === null ? ['td', ''] : ['th', ` scope="${scope}"`];
      const height = span.rows > 1 ? ` rowspan="${span.rows}"` : '';
      const width = span.columns > 1 ? ` colspan="${span.columns}"` : '';
      return `<${tag}${attribute}${height}${width}>${cellHtml(cell, hrefOf)}</${tag}>`;
    });
    return `<tr>${html.join('')}</tr>`;
  });
  return lines.length === 0 ? '' : ['<table>', ...lines, '</table>'].join('\n');
}

/** A single paragraph needs no element of its own. */
function cellHtml(cell: readonly Block[], hrefOf: HrefOf): string {
  const [only, ...more] = cell;
  const isWords = only !== undefined && more.length === 0 && typeOf(only) === 'paragraph' && only.content.length > 0;
  return isWords ? inlineHtml(only, hrefOf) : partsHtml(partsOf(cell), hrefOf);
}

/** The address of an image or a file; null for none that is safe. */
function sourceOf(keys: Keys | null, hrefOf: HrefOf): string | null {
  const src = textFrom(keys?.['src']);
  return src === '' ? null : hrefOf(src);
}

function imageHtml(block: Block, hrefOf: HrefOf): string {
  const { src, alt, width } = block.keys ?? {};
  const address = sourceOf(block.keys, hrefOf);
  const caption = inlineHtml(block, hrefOf);
  if (address === null) return caption === '' ? '' : `<p>${caption}</p>`;
  const pixels = parseSource(src)?.pixels ?? null;
  const size = pixels === null ? '' : ` width="${pixels.width}" height="${pixels.height}"`;
  const part = Number.isInteger(width) ? ` data-width="${Number(width)}"` : '';
  const image = `<img src="${escapeHtml(address)}" alt="${escapeHtml(textFrom(alt))}"${size}${part}>`;
  return `<figure>${image}${caption && `<figcaption>${caption}</figcaption>`}</figure>`;
}

/** Browsers show no line end at the end of a block, so one that should show stands there twice. */
function withLastLine(html: string, lineEnd: string): string {
  return html.endsWith(lineEnd) ? html + lineEnd : html;
}

function listsHtml(groups: readonly ListGroup[], hrefOf: HrefOf): string {
  return groups
    .map(({ kind, start, items }) => {
      const tag = kind === 'number' ? 'ol' : 'ul';
      const attribute = kind === 'number' && start !== 1 ? ` start="${start}"` : '';
      const lines = items.map(({ block, nested }) => {
        const within = nested.length === 0 ? '' : `\n${listsHtml(nested, hrefOf)}\n`;
        return block === null ? within.trim() : `<li>${boxHtml(kind, block)}${inlineHtml(block, hrefOf)}${within}</li>`;
      });
      return `<${tag}${attribute}>\n${lines.join('\n')}\n</${tag}>`;
    })
    .join('\n');
}

function boxHtml(kind: ListGroup['kind'], { keys }: Block): string {
  if (kind !== 'check') return '';
  return `<input type="checkbox"${keys?.['checked'] === true ? ' checked' : ''} disabled> `;
}

const tags: Readonly<Record<string, string>> = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  highlight: 'mark',
  subscript: 'sub',
  superscript: 'sup',
  code: 'code',
};

function runHtml({ insert, formats }: Run): string {
  const text =
    typeof insert === 'string'
      ? escapeHtml(insert).replaceAll('\n', '<br>').replaceAll(/ {2,}/g, hardSpaces)
      : objectHtml(insert);
  return tagsOf(formats).reduceRight((inner, [tag, attribute]) => `<${tag}${attribute}>${inner}</${tag}>`, text);
}

function objectHtml({ type, ...said }: InlineObject): string {
  const [name, date, formula] = ['name', 'date', 'formula'].map((key) => escapeHtml(textFrom(said[key])));
  if (type === 'mention') return `<span data-mention="${name}">@${name}</span>`;
  if (type === 'date') return `<time datetime="${date}">${date}</time>`;
  return type === 'formula' ? `<code data-formula>${formula}</code>` : '';
}

function tagsOf(formats: Formats): [tag: string, attribute: string][] {
  const { color, highlight } = formats;
  const flags = Object.entries(tags).flatMap(([format, tag]): [string, string][] =>
    formats[format] === true ? [[tag, '']] : [],
  );
  if (isName(highlight)) flags.unshift(['mark', ` data-color="${highlight}"`]);
  if (isName(color)) flags.unshift(['span', ` data-color="${color}"`]);
  return flags;
}

/** Spaces of which a browser would show one. */
function hardSpaces(spaces: string): string {
  return `${'&nbsp;'.repeat(spaces.length - 1)} `;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
