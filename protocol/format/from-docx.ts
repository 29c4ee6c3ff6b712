// Blocks from a Word document: mammoth makes HTML of it by the names of its styles, and from-html.ts reads that. Images
// are left out, as there is nowhere to keep them yet when a file is read; their descriptions stay.

import mammoth from 'mammoth';

import type { Block } from './body.ts';
import { blocksFromHtml } from './from-html.ts';
import { checkZip } from './zip.ts';

export type FromDocx =
  | { readonly type: 'blocks'; readonly blocks: Block[] }
  | { readonly type: 'rejected'; readonly reason: 'notWord' | 'tooLarge' };

/** Styles of Word, LibreOffice, Google Docs and to-docx.ts. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Quote'] => blockquote:fresh",
  "p[style-name='Intense Quote'] => blockquote:fresh",
  "p[style-name='Quotations'] => blockquote:fresh",
  "p[style-name='Source Code'] => pre:separator('\\n')",
  "p[style-name='HTML Preformatted'] => pre:separator('\\n')",
  "p[style-name='Preformatted Text'] => pre:separator('\\n')",
  "p[style-name='Horizontal Line'] => hr:fresh",
  "r[style-name='Source Text'] => code",
  "r[style-name='HTML Code'] => code",
  'u => u',
  'strike => s',
  'highlight => mark',
];

/** Reads the bytes of a .docx file. */
export async function blocksFromDocx(bytes: Uint8Array<ArrayBuffer>): Promise<FromDocx> {
  const checked = await checkZip(bytes, (name) => /\.(?:xml|rels)$/i.test(name));
  if (checked !== 'sound') return { type: 'rejected', reason: checked === 'noZip' ? 'notWord' : 'tooLarge' };
  const arrayBuffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  try {
    // In a browser mammoth reads `arrayBuffer`, and elsewhere `buffer`.
    const { value } = await mammoth.convertToHtml(
      { arrayBuffer, buffer: arrayBuffer as unknown as Buffer },
      {
        styleMap,
        ignoreEmptyParagraphs: false,
        externalFileAccess: false,
        convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
      },
    );
    return { type: 'blocks', blocks: blocksFromHtml(value) };
  } catch {
    return { type: 'rejected', reason: 'notWord' }; // a ZIP of something else, or a document that is damaged
  }
}
