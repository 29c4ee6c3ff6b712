// The content of a document in the forms that people and other software read: whole files, with the title, that come
// back as the same document. The server's API and the page's downloads are the same.

import type { Doc } from 'yjs';

import { titleName } from '../title.ts';
import { safeHref } from './addresses.ts';
import { type Block, bodyOf } from './body.ts';
import { parseSource } from './file-source.ts';
import { gridOf } from './grid.ts';
import { type DocumentContent, jsonOf } from './json.ts';
import { isOldTree, oldTreeBlocks } from './old-tree.ts';
import { shownBlock, withoutIdleStarts } from './schema.ts';
import { readBody } from './shared-text.ts';
import { escapeHtml, htmlOf, textOf } from './to-html.ts';
import { markdownOf } from './to-markdown.ts';

export type ContentFormat = 'markdown' | 'html' | 'json' | 'text';

export const contentTypes: Readonly<Record<ContentFormat, string>> = {
  markdown: 'text/markdown',
  html: 'text/html',
  json: 'application/json',
  text: 'text/plain',
};

/** The title and the blocks of a document, as peers wrote them. A document of an older Quire has its words. */
export function contentOf(doc: Doc): DocumentContent {
  const blocks = isOldTree(doc) ? oldTreeBlocks(doc).map(paragraph) : readBody(bodyOf(doc)).map(({ block }) => block);
  return { title: doc.getText(titleName).toString(), blocks };
}

/** The hashes of the files that blocks name, those in cells included, each once. */
export function filesIn(blocks: readonly Block[]): string[] {
  const within = ({ keys, cells = {} }: Block): string[] => {
    const inCells = Object.values(cells).flatMap(filesIn);
    const source = parseSource(keys?.['src']);
    return source === null ? inCells : [source.hash, ...inCells];
  };
  return [...new Set(blocks.flatMap(within))];
}

function paragraph(words: string): Block {
  return { keys: {}, content: words === '' ? [] : [{ insert: words, formats: {} }] };
}

/** The content as a page shows it. JSON alone has the rest, too. */
export function shownContentOf({ title, blocks }: DocumentContent): DocumentContent {
  return { title: title.replaceAll(/\s+/g, ' ').trim(), blocks: withoutIdleStarts(blocks.map(shownBlock)) };
}

/** The content as the text of a file. */
export function writeContent(content: DocumentContent, format: ContentFormat): string {
  if (format === 'json') return jsonOf(content);
  const { title, blocks } = shownContentOf(content);
  const all = title === '' ? blocks : [heading(title), ...blocks];
  if (format === 'html') return pageOf(title, htmlOf(all, safeHref));
  return `${(format === 'markdown' ? markdownOf(all) : all.map(plainText).join('\n')).trim()}\n`;
}

function heading(title: string): Block {
  return { keys: { type: 'heading', level: 1 }, content: [{ insert: title, formats: {} }] };
}

/** The words of a block. The cells of a table are lines with tabs, as spreadsheets take them. */
function plainText(block: Block): string {
  if (block.keys?.['type'] !== 'table') return textOf(block);
  const words = (cell: readonly Block[]) => cell.map(plainText).join(' ').replaceAll(/\s+/g, ' ');
  return gridOf(block)
    .rows.map((cells) => cells.map(words).join('\t'))
    .join('\n');
}

const style = `
body { max-width: 40rem; margin: 3rem auto; padding: 0 1.5rem; font: 1.0625rem/1.65 Georgia, serif; }
h1, h2, h3 { line-height: 1.25; }
pre, code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.9em; }
pre { padding: 0.75rem 1rem; overflow-x: auto; background: #8881; }
blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid #8886; }
aside { padding: 0.25rem 1rem; background: #8881; }
table { border-collapse: collapse; }
td, th { padding: 0.25rem 0.75rem; border: 1px solid #8886; text-align: start; vertical-align: top; }
img { max-width: 100%; }
:root { color-scheme: light dark; }
`;

function pageOf(title: string, body: string): string {
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
