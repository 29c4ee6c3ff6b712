// A document as a Markdown file to download. The title is the first heading and the name of the file.

import { truncate } from '../../protocol/format/graphemes.ts';

export interface MarkdownFile {
  readonly name: string;
  readonly content: string;
}

/** In UTF-16 units, without the ending: the shortest limit of common file systems is 255 bytes. */
const longestFileName = 80;

/** Characters that Markdown would read as markup. */
const markup = /[\\`*_[\]<]/g;
/** Characters that some file system forbids in a name. */
const forbidden = /[\\/:*?"<>|\p{Cc}]/gu;

/** The file for a document; `text` is Markdown already. */
export function markdownFile(title: string, text: string): MarkdownFile {
  const line = title.trim();
  const oneLine = line.toWellFormed().replace(forbidden, ' ').replace(/\s+/g, ' ');
  const name = truncate(oneLine, longestFileName).replace(/^[.\s]+|[.\s]+$/g, '');
  const heading = line === '' ? [] : [`# ${line.replace(markup, '\\$&')}`];
  const parts = [...heading, text.trim()].filter((part) => part !== '');
  return { name: `${name || 'Untitled'}.md`, content: `${parts.join('\n\n')}\n` };
}

/** Makes the browser download the file. */
export function download({ name, content }: MarkdownFile): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'text/markdown' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read the URL only after the click
}
