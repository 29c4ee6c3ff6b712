// A document as a file to download. The title comes first and names the file.

import { truncate } from '../../protocol/format/graphemes.ts';
import { texts } from '../texts/first-texts.ts';

export interface DownloadFile {
  readonly name: string;
  readonly content: string | ArrayBuffer | Blob;
  /** The media type. */
  readonly type: string;
}

/** In UTF-16 units, without the ending: the shortest limit of common file systems is 255 bytes. */
const longestFileName = 80;

/** Characters that Markdown would read as markup. */
const markup = /[\\`*_[\]<]/g;
/** Characters that some file system forbids in a name. */
const forbidden = /[\\/:*?"<>|\p{Cc}]/gu;

/** The file for a document; `text` is Markdown already. */
export function markdownFile(title: string, text: string): DownloadFile {
  const line = title.trim();
  const heading = line === '' ? '' : `# ${line.replace(markup, '\\$&')}`;
  return { name: `${fileName(line)}.md`, content: joined(heading, text.trim()), type: 'text/markdown' };
}

/** The file for a document whose words are all that is known of it. */
export function textFile(title: string, text: string): DownloadFile {
  return { name: `${fileName(title)}.txt`, content: joined(title.trim(), text), type: 'text/plain' };
}

/** The name of a file for a document of this title, without an ending. */
export function fileName(title: string): string {
  const oneLine = title.toWellFormed().replace(forbidden, ' ').replace(/\s+/g, ' ');
  return truncate(oneLine, longestFileName).replace(/^[.\s]+|[.\s]+$/g, '') || texts.bar.untitled;
}

/** The parts that are not empty, with an empty line between them. */
function joined(...parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Makes the browser download the file. */
export function download({ name, content, type }: DownloadFile): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read the URL only after the click
}
