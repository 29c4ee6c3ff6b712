// The forms of content.ts, read. Apart from it, since a page that only writes needs no parsers.

import type { ContentFormat } from './content.ts';
import { takeTitle } from './from-file.ts';
import { blocksFromHtml } from './from-html.ts';
import { blocksFromMarkdown } from './from-markdown.ts';
import { blocksFromText } from './from-text.ts';
import { fromJson, type FromJson } from './json.ts';

/** Reads the text of a file; only JSON can be invalid. */
export function readContent(text: string, format: ContentFormat): FromJson {
  switch (format) {
    case 'json':
      return fromJson(text);
    case 'text':
      return { type: 'document', title: '', blocks: blocksFromText(text) };
    case 'html':
      return { type: 'document', ...takeTitle(blocksFromHtml(text), '') };
    case 'markdown':
      return { type: 'document', ...takeTitle(blocksFromMarkdown(text), '') };
  }
}
