// A document as Markdown (CommonMark with ~~struck~~ words and check boxes), for downloads and for the clipboard. It is
// pure, and needs no DOM. Only what Markdown would read as a mark is escaped, since people read the text as it is, too.
// The blocks are as `shownBlock` gives them; a block of an unknown type is left out.

import type { Block, Run } from './body.ts';
import { gatherItems, type ListGroup, listGroups } from './list-groups.ts';
import { wordsOfObject } from './object-words.ts';
import { formulaIn, isKnown } from './schema.ts';
import { groupByLink, textOf } from './to-html.ts';

/** The blocks as Markdown. An empty paragraph is one more empty line. */
export function markdownOf(blocks: readonly Block[]): string {
  let markdown = '';
  for (const part of gatherItems(blocks.filter(({ keys }) => isKnown(keys)))) {
    const lines = Array.isArray(part) ? listsMarkdown(listGroups(part)) : blockMarkdown(part as Block);
    if (markdown !== '' && !markdown.endsWith('\n\n')) markdown += '\n\n';
    markdown += lines === '' ? '\n' : lines;
  }
  return markdown;
}

function blockMarkdown(block: Block): string {
  const { type, level, language } = block.keys ?? {};
  if (type === 'rule') return '---';
  if (type === 'formula') return `$$\n${formulaIn(block.keys!) ?? ''}\n$$`;
  if (type === 'code') return fenced(textOf(block), typeof language === 'string' ? language : '');
  const words = inlineMarkdown(block.content);
  if (type === 'heading') return `${'#'.repeat(Number(level ?? 1))} ${words.replaceAll('\n', ' ')}`;
  return type === 'quote' ? words.replaceAll(/^/gm, '> ') : words;
}

function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code === '' ? '' : `${code}\n`}${fence}`;
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
      if (block === null) return deeper;
      const mark = kind === 'number' ? `${number++}. ` : kind === 'bullet' ? '- ' : `- [${tick(block)}] `;
      return [indent + mark + inlineMarkdown(block.content).replaceAll('\n', `\n${indent}    `), ...deeper];
    });
  });
}

function tick({ keys }: Block): string {
  return keys?.['checked'] === true ? 'x' : ' ';
}

/** The marks of formats, from the outermost in. Other formats are not told. */
const marks: Readonly<Record<string, string>> = { bold: '**', italic: '*', strikethrough: '~~' };

function inlineMarkdown(content: readonly Run[]): string {
  const words = groupByLink(content)
    .map(({ link, runs }) => (link === null ? formatted(runs) : `[${formatted(runs)}](${destination(link)})`))
    .join('');
  return words.replaceAll(/^([ \t]*)(?:(#{1,6}|[-+])(?=\s|$)|(>|`{3}|---)|(\d+)(?=[.)]\s))/gm, escapeStart);
}

/** Escapes what would make something else of a line. */
function escapeStart(_start: string, space: string, mark?: string, other?: string, number?: string): string {
  return number === undefined ? `${space}\\${mark ?? other}` : `${space}${number}\\`;
}

function destination(link: string): string {
  return link.replaceAll(/[\s()<>]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Runs with the marks of their formats, each of which begins and ends beside a word. */
function formatted(runs: readonly Run[]): string {
  let markdown = '';
  const open: string[] = [];
  const closeTo = (count: number) => {
    const trimmed = markdown.trimEnd();
    const space = markdown.slice(trimmed.length);
    if (open.length > count) markdown = trimmed + open.splice(count).reverse().join('') + space;
  };
  for (const run of runs) {
    const { formats } = run;
    const insert = typeof run.insert === 'string' ? run.insert : wordsOfObject(run.insert);
    const isSpace = insert.trim() === '';
    const wanted = isSpace ? [] : Object.keys(marks).flatMap((name) => (formats[name] === true ? [marks[name]!] : []));
    let same = 0;
    while (same < open.length && open[same] === wanted[same]) same += 1;
    closeTo(same);
    const opening = wanted.slice(same);
    open.push(...opening);
    const isFormula = typeof run.insert !== 'string' && formulaIn(run.insert) !== null;
    const text = isFormula ? insert : formats['code'] === true ? codeSpan(insert) : escapeMarks(insert);
    const start = text.trimStart();
    markdown += text.slice(0, text.length - start.length) + opening.join('') + start;
  }
  closeTo(0);
  return markdown;
}

function codeSpan(code: string): string {
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const padding = /^`|`$/.test(code) ? ' ' : '';
  return `${fence}${padding}${code}${padding}${fence}`;
}

/** Where Markdown would read a mark: not in `2 * 3`, nor in `snake_case`. */
const readAsMark = new RegExp(
  [
    /\\(?=[!-/:-@[-`{-~])/,
    /`/,
    /(?<!\s|^)\*/,
    /\*(?!\s|$)/,
    /(?<![\p{L}\p{N}])_(?!\s|$)/u,
    /(?<!\s|^)_(?![\p{L}\p{N}])/u,
    /~(?=~)/,
    /\[(?=[^\]\n]{0,999}\]\()/,
    /<(?=[a-z/!])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
);

function escapeMarks(text: string): string {
  return text.replaceAll(readAsMark, '\\$&');
}
