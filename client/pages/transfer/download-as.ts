// A document as a file of the person's choice. The conversions are those of the server; that for Word comes on demand.

import type { Doc } from 'yjs';

import { safeHref } from '../../../protocol/format/addresses.ts';
import { contentOf, contentTypes, shownContentOf, writeContent } from '../../../protocol/format/content.ts';
import { download, type DownloadFile, fileName } from '../../ui/download.ts';

export const downloadFormats = ['markdown', 'html', 'docx', 'json'] as const;
export type DownloadFormat = (typeof downloadFormats)[number];

const endings = { markdown: 'md', html: 'html', docx: 'docx', json: 'json' };
const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Makes the browser download the document as it is now. */
export async function downloadAs(format: DownloadFormat, doc: Doc): Promise<void> {
  download(await fileOf(format, doc));
}

export async function fileOf(format: DownloadFormat, doc: Doc): Promise<DownloadFile> {
  const content = contentOf(doc);
  const name = `${fileName(content.title)}.${endings[format]}`;
  if (format !== 'docx') return { name, content: writeContent(content, format), type: contentTypes[format] };
  const { docxOf } = await import('../../../protocol/format/to-docx.ts');
  return { name, content: await docxOf(shownContentOf(content), safeHref), type: wordType };
}
