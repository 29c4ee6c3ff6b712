// A document from a file of any kind that can be imported. What a file is called says how it is read; a file that is
// something else is rejected, and nothing comes of it.

import { longestTitle } from '../title.ts';
import type { Block } from './body.ts';
import { truncate } from './graphemes.ts';
import type { DocumentContent } from './json.ts';

/** Why a file is not imported. */
export type FileProblem = 'unknownKind' | 'notText' | 'notWord' | 'notJson' | 'tooLarge';

export type FromFile =
  | ({ readonly type: 'document' } & DocumentContent)
  | { readonly type: 'rejected'; readonly problem: FileProblem };

/** What a file picker should offer. */
export const importable = '.md,.markdown,.html,.htm,.docx,.txt,.text,.json';

/** Reads a file. The code for a format comes when the first file of that format does. */
export async function documentFromFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<FromFile> {
  const kind = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  if (kind === 'docx') {
    const { blocksFromDocx } = await import('./from-docx.ts');
    const read = await blocksFromDocx(bytes);
    return read.type === 'blocks' ? titled(name, read.blocks) : { type: 'rejected', problem: read.reason };
  }
  const isKnown = kind !== undefined && importable.split(',').includes(`.${kind}`);
  if (!isKnown) return { type: 'rejected', problem: 'unknownKind' };
  const text = textIn(bytes);
  if (text === null) return { type: 'rejected', problem: 'notText' };
  switch (kind) {
    case 'md':
    case 'markdown':
      return titled(name, (await import('./from-markdown.ts')).blocksFromMarkdown(text));
    case 'html':
    case 'htm':
      return titled(name, (await import('./from-html.ts')).blocksFromHtml(text));
    case 'json': {
      const read = (await import('./json.ts')).fromJson(text);
      if (read.type === 'invalid') return { type: 'rejected', problem: 'notJson' };
      return { ...read, title: read.title || nameOf(name) };
    }
    default: {
      const { blocksFromText } = await import('./from-text.ts');
      return { type: 'document', title: nameOf(name), blocks: blocksFromText(text) };
    }
  }
}

/** The text of a file in UTF-8, in UTF-16 with a mark of its order, or in the old code of Windows; null for no text. */
function textIn(bytes: Uint8Array): string | null {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const codes = isUtf16 ? [bytes[0] === 0xff ? 'utf-16le' : 'utf-16be'] : ['utf-8', 'windows-1252'];
  for (const code of codes) {
    try {
      const text = new TextDecoder(code, { fatal: true }).decode(bytes);
      // oxlint-disable-next-line no-control-regex -- these are in no text
      return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? null : text;
    } catch {
      continue; // not in this code
    }
  }
  return null;
}

function titled(name: string, blocks: readonly Block[]): FromFile {
  return { type: 'document', ...takeTitle(blocks, nameOf(name)) };
}

/** The first heading becomes the title, if it is of the first level and no words stand before it. */
export function takeTitle(blocks: readonly Block[], otherwise: string): DocumentContent {
  const first = blocks.findIndex(({ content }) => content.length > 0);
  const { keys, content = [] } = blocks[first] ?? {};
  const words = content.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('');
  const title = words.replaceAll(/\s+/g, ' ').trim();
  const isTitle = keys?.['type'] === 'heading' && keys['level'] === 1 && keys['in'] === undefined;
  if (!isTitle || title === '' || title.length > longestTitle) return { title: otherwise, blocks };
  return { title, blocks: blocks.filter((_, i) => i !== first) };
}

/** The name of a file without its ending. */
function nameOf(file: string): string {
  return truncate(
    file
      .replace(/\.\w+$/, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
    longestTitle,
  );
}
