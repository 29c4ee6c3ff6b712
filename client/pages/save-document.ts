// Saves what is in a document as a file.

import type { Doc } from 'yjs';

import type { Block } from '../../protocol/format/body.ts';
import { oldTreeText } from '../../protocol/format/old-tree.ts';
import type { FileAddress } from '../../protocol/format/to-html.ts';
import { markdownOf } from '../../protocol/format/to-markdown.ts';
import { download, markdownFile, textFile } from '../ui/download.ts';
import { titleOf } from './bar/title.ts';

/**
 * Downloads the document as Markdown, or a document of an older Quire, which has no `blocks`, as plain text.
 * `addressOf` gives the addresses of its files.
 */
export function saveDocument(doc: Doc, blocks: readonly Block[] | null, addressOf?: FileAddress): void {
  const title = titleOf(doc);
  download(blocks === null ? textFile(title, oldTreeText(doc)) : markdownFile(title, markdownOf(blocks, addressOf)));
}
