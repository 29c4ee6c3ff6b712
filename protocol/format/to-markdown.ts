// A document as Markdown: CommonMark with GitHub's struck words, check boxes, tables and alerts, and formulas between
// dollars. It is pure, and needs no DOM. Only what Markdown would read as a mark is escaped, since people read the text
// as it is, too. The blocks are as `shownBlock` gives them; a block of a type that has no form here is left out.

import { safeHref } from './addresses.ts';
import { type Block, type InlineObject, type Json, mapCells, type Run } from './body.ts';
import { type Tone, toneOf } from './container-paths.ts';
import { parseSource } from './file-source.ts';
import { gridOf } from './grid.ts';
import { type ListGroup, listGroups } from './list-groups.ts';
import { type Part, partsOf } from './nesting.ts';
import {
  type FileAddress,
  groupByLink,
  inlineHtml,
  levelOf,
  ownAddress,
  summaryOf,
  textFrom,
  textOf,
  typeOf,
} from './to-html.ts';

/** The blocks as Markdown. An empty paragraph is one more empty line. `addressOf` gives the address of a file. */
export function markdownOf(blocks: readonly Block[], addressOf: FileAddress = ownAddress): string {
  return partsMarkdown(partsOf(blocks.map((block) => withAddress(block, addressOf))));
}

/** A block, and those in its cells, with the addresses of files in place of their sources. */
function withAddress({ keys, content, cells }: Block, addressOf: FileAddress): Block {
  const src = keys?.['src'];
  return {
    keys: typeof src === 'string' && parseSource(src) !== null ? { ...keys, src: addressOf(src) } : keys,
    content,
    ...(cells && { cells: mapCells(cells, (body) => body.map((block) => withAddress(block, addressOf))) }),
  };
}

function partsMarkdown(parts: readonly Part[]): string {
  const texts = parts.map(partMarkdown).filter((text) => text !== null);
  return texts.map((text, i) => (i === 0 || (texts[i - 1] === '' && i > 1) ? '' : '\n\n') + (text || '\n')).join('');
}

/** Null for what has no form in Markdown. */
function partMarkdown(part: Part): string | null {
  if (part.type === 'items') return listsMarkdown(listGroups(part.items));
  if (part.type === 'block') return blockMarkdown(part.block);
  const { container, parts } = part;
  if (container.type === 'callout') {
    return `[!${alerts[toneOf(container)]}]\n${partsMarkdown(parts)}`
      .replaceAll(/^(?=.)/gm, '> ')
      .replaceAll(/^$/gm, '>');
  }
  const { summary, rest } = summaryOf(parts);
  const words = summary === null ? '' : inlineHtml(summary, safeHref); // Markdown reads no marks in HTML
  return `<details>\n<summary>${words}</summary>\n\n${partsMarkdown(rest)}\n\n</details>`;
}

/** The alerts of GitHub, by the tone of a callout. */
const alerts: Readonly<Record<Tone, string>> = { note: 'NOTE', tip: 'TIP', warning: 'WARNING', danger: 'CAUTION' };

/** Blocks by type. What is not here is left out. */
const writers: Readonly<Record<string, (block: Block) => string | null>> = {
  paragraph: ({ content }) => inlineMarkdown(content),
  heading: (block) => {
    return `${'#'.repeat(levelOf(block))} ${inlineMarkdown(block.content).replaceAll(/\s*\n/g, ' ')}`;
  },
  quote: ({ content }) => inlineMarkdown(content).replaceAll(/^/gm, '> '),
  rule: () => '---',
  code: (block) => fenced(textOf(block), textFrom(block.keys?.['language'])),
  table: tableMarkdown,
  image: ({ keys, content }) => {
    const image = `![${linkText(keys?.['alt'])}](${destination(textFrom(keys?.['src']))})`;
    return content.length === 0 ? image : `${image}\n\n${inlineMarkdown(content)}`;
  },
  file: ({ keys }) => `[${linkText(keys?.['name'])}](${destination(textFrom(keys?.['src']))})`,
  formula: ({ keys }) => `$$\n${textFrom(keys?.['formula'])}\n$$`,
};

function blockMarkdown(block: Block): string | null {
  const type = typeOf(block);
  return Object.hasOwn(writers, type) ? writers[type]!(block) : null;
}

function fenced(code: string, language: string): string {
  const fence = '`'.repeat(Math.max(2, longestTicks(code)) + 1);
  return `${fence}${language}\n${code === '' ? '' : `${code}\n`}${fence}`;
}

function longestTicks(code: string): number {
  return (code.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);
}

/** A table of GitHub, which always has a header: an empty one says that there is none. */
function tableMarkdown(block: Block): string | null {
  const { rows, headerRow } = gridOf(block);
  if (rows.length === 0) return null;
  const all = headerRow ? rows : [rows[0]!.map((): Block[] => []), ...rows];
  const lines = all.map((cells) => `| ${cells.map(cellMarkdown).join(' | ')} |`);
  lines.splice(1, 0, `|${' --- |'.repeat(rows[0]!.length)}`);
  return lines.join('\n');
}

function cellMarkdown(cell: readonly Block[]): string {
  return cell
    .map(({ content }) =>
      inlineMarkdown(content)
        .replaceAll('|', '\\|')
        .replaceAll(/ *\\?\n/g, '<br>'),
    )
    .join('<br>');
}

function listsMarkdown(groups: readonly ListGroup[]): string {
  return groups.map((group) => listLines([group]).join('\n')).join('\n\n');
}

function listLines(groups: readonly ListGroup[], level = 0): string[] {
  const indent = '    '.repeat(level);
  return groups.flatMap(({ kind, start, items }) => {
    let number = start;
    return items.flatMap(({ block, nested }) => {
      const deeper = listLines(nested, level + 1);
      if (nested[0]?.kind === 'number' && nested[0].start !== 1) deeper.unshift(''); // or it would be words of the item
      if (block === null) return deeper;
      const mark = kind === 'number' ? `${number++}. ` : kind === 'bullet' ? '- ' : `- [${tick(block)}] `;
      return [indent + mark + itemMarkdown(block).replaceAll('\n', `\n${indent}    `), ...deeper];
    });
  });
}

/** Of which a box to tick at the start is only words. */
function itemMarkdown({ content }: Block): string {
  return inlineMarkdown(content).replace(/^\[(?=[ x]\]\s)/i, '\\[');
}

function tick({ keys }: Block): string {
  return keys?.['checked'] === true ? 'x' : ' ';
}

/** The marks of formats, from the outermost in. Other formats are not told. */
const marks: Readonly<Record<string, string>> = { bold: '**', italic: '*', strikethrough: '~~' };

function inlineMarkdown(content: readonly Run[]): string {
  const mayHoldFormulas = dollarsIn(content) > 1;
  const words = groupByLink(content)
    .map(({ link, runs }) => {
      const markdown = formatted(runs, mayHoldFormulas);
      return link === null ? markdown : `[${markdown}](${destination(link)})`;
    })
    .join('');
  return hardBreaks(words.replaceAll(startMarks, escapeStart));
}

/** The dollars in the words. Each object counts as one, too. */
function dollarsIn(content: readonly Run[]): number {
  return content.reduce((sum, { insert }) => {
    return sum + (typeof insert === 'string' ? (insert.match(/\$/g)?.length ?? 0) : 1);
  }, 0);
}

/** A quote, code, the line below a heading, a rule, a definition, an alert, the line below the header of a table. */
const otherMarks = [
  />|`{3}|~{3}|---|[=-]+[ \t]*$/,
  /\[(?=[^\]\n]{1,999}\]:|![a-zA-Z])/,
  /[|:][-:| \t]{2,}$|-+(?=[ \t]*\|)/,
];

/** What would make something else of a line. */
const startMarks = new RegExp(
  `^([ \\t]*)(?:(#{1,6}|[-+*])(?=\\s|$)|(${sources(otherMarks)})|(\\d+)(?=[.)](?:\\s|$)))`,
  'gm',
);

function escapeStart(_start: string, space: string, mark?: string, other?: string, number?: string): string {
  return number === undefined ? `${space}\\${mark ?? other}` : `${space}${number}\\`;
}

/** A line break is two spaces and a line end. On an empty line, which would end the paragraph, it is a backslash. */
function hardBreaks(markdown: string): string {
  const lines = markdown.split('\n');
  return lines
    .map((line, i) => (i === lines.length - 1 ? line : line.trim() === '' ? '\\' : `${line.trimEnd()}  `))
    .join('\n');
}

function destination(link: string): string {
  return link.replaceAll(/[\s()<>]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Runs with the marks of their formats, each of which begins and ends beside a word. */
function formatted(runs: readonly Run[], mayHoldFormulas: boolean): string {
  const pieces: string[] = [];
  const open: string[] = [];
  let space = '';
  for (const { insert, formats } of runs) {
    const said = typeof insert === 'string' ? textMarkdown(insert, formats['code'] === true) : objectMarkdown(insert);
    const isText = mayHoldFormulas && typeof insert === 'string' && formats['code'] !== true;
    const text = isText ? said.replaceAll(/\$(?=\S)/g, '\\$') : said;
    const core = text.trim();
    const has = (name: string) => core !== '' && formats[name] === true;
    const wanted = Object.keys(marks).flatMap((name) => (has(name) ? [marks[name]!] : []));
    let same = 0;
    while (same < open.length && open[same] === wanted[same]) same += 1;
    pieces.push(...open.splice(same).reverse());
    if (core === '') {
      space += text;
      continue;
    }
    const start = text.indexOf(core);
    pieces.push(space, text.slice(0, start), ...wanted.slice(same), core);
    open.push(...wanted.slice(same));
    space = text.slice(start + core.length);
  }
  return [...pieces, ...open.reverse(), space].join('');
}

function textMarkdown(text: string, isCode: boolean): string {
  return isCode ? codeSpan(text) : escapeMarks(text);
}

function objectMarkdown({ type, name, date, formula }: InlineObject): string {
  if (type === 'mention') return `@${escapeMarks(textFrom(name))}`;
  if (type === 'date') return textFrom(date);
  return type === 'formula' ? `$${textFrom(formula).trim().replaceAll(/\s+/g, ' ')}$` : '';
}

function codeSpan(code: string): string {
  const fence = '`'.repeat(longestTicks(code) + 1);
  const padding = /^`|`$/.test(code) ? ' ' : '';
  return `${fence}${padding}${code}${padding}${fence}`;
}

/** Where Markdown would read a mark: not in `2 * 3`, nor in `snake_case`. */
const readAsMark = new RegExp(
  sources([
    /\\(?=[!-/:-@[-`{-~]|\n|$)/,
    /`/,
    /(?<!\s|^)\*/,
    /\*(?!\s|$)/,
    /(?<![\p{L}\p{N}])_(?!\s|$)/u,
    /(?<!\s|^)_(?![\p{L}\p{N}])/u,
    /~(?=\S)|(?<=\S)~/,
    /\](?=\()/, // which ends the words of a link
    /<(?=[a-z/!])/,
    /&(?=#?[a-z\d]{1,31};)/,
  ]),
  'giu',
);

function sources(forms: readonly RegExp[]): string {
  return forms.map(({ source }) => source).join('|');
}

/** The text that a peer says in a key, between brackets. */
function linkText(value: Json | undefined): string {
  return escapeMarks(textFrom(value)).replaceAll(/(?<!\\)[[\]]/g, '\\$&');
}

function escapeMarks(text: string): string {
  return text.replaceAll(readAsMark, '\\$&');
}
