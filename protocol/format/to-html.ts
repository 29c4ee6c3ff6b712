// A document as HTML: elements that say what things are, and no classes or styles. A colour is a name in `data-color`.
// It is pure, and needs no DOM. The blocks are as `shownBlock` gives them; a block of an unknown type is left out.

import type { Block, Formats, InlineObject, Keys, Run } from './body.ts';
import { gatherItems, type ListGroup, listGroups } from './list-groups.ts';
import { wordsOfObject } from './object-words.ts';
import { formulaIn, isKnown } from './schema.ts';

/** The value for the `href` of a link; null for an address that is not safe. */
export type HrefOf = (address: string) => string | null;

/** The blocks as HTML. */
export function htmlOf(blocks: readonly Block[], hrefOf: HrefOf): string {
  return gatherItems(blocks.filter(({ keys }) => isKnown(keys)))
    .map((part) => (Array.isArray(part) ? listsHtml(listGroups(part), hrefOf) : blockHtml(part as Block, hrefOf)))
    .join('\n');
}

/** The words of a block with their formats, without the block. */
export function inlineHtml({ content }: Block, hrefOf: HrefOf): string {
  return groupByLink(content)
    .map(({ link, runs }) => {
      const words = runs.map(runHtml).join('');
      const href = link === null ? null : hrefOf(link);
      return href === null ? words : `<a href="${escape(href)}">${words}</a>`;
    })
    .join('');
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

function blockHtml(block: Block, hrefOf: HrefOf): string {
  const { type, level, language } = block.keys ?? {};
  if (type === 'rule') return '<hr>';
  if (type === 'formula') return `<p>${formulaHtml(block.keys!)}</p>`;
  if (type === 'code') {
    const named = typeof language === 'string' ? ` class="language-${escape(language)}"` : '';
    return `<pre><code${named}>${escape(textOf(block))}</code></pre>`;
  }
  const tag = type === 'heading' ? `h${Number(level ?? 1)}` : type === 'quote' ? 'blockquote' : 'p';
  return `<${tag}>${inlineHtml(block, hrefOf) || '<br>'}</${tag}>`;
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

function formulaHtml(said: Keys): string {
  const formula = formulaIn(said);
  return formula === null ? '' : `<code class="language-math">${escape(formula)}</code>`;
}

function runHtml({ insert, formats }: Run): string {
  if (typeof insert !== 'string') return objectHtml(insert);
  const text = escape(insert).replaceAll('\n', '<br>').replaceAll(/ {2,}/g, hardSpaces);
  const words = tagsOf(formats).reduceRight((inner, tag) => `<${tag}>${inner}</${tag}>`, text);
  const { color, highlight } = formats;
  const marked = typeof highlight === 'string' ? `<mark data-color="${escape(highlight)}">${words}</mark>` : words;
  return typeof color === 'string' ? `<span data-color="${escape(color)}">${marked}</span>` : marked;
}

function objectHtml(object: InlineObject): string {
  if (formulaIn(object) !== null) return formulaHtml(object);
  const words = escape(wordsOfObject(object));
  return object['type'] === 'date' && words !== '' ? `<time datetime="${words}">${words}</time>` : words;
}

function tagsOf(formats: Formats): string[] {
  return Object.entries(tags).flatMap(([format, tag]) => (formats[format] === true ? [tag] : []));
}

/** Spaces of which a browser would show one. */
function hardSpaces(spaces: string): string {
  return `${'&nbsp;'.repeat(spaces.length - 1)} `;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
