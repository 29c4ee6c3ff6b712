// The documents that the page opens. All are drawn from a seed, so they are the same in each run.

import * as prng from 'lib0/prng';
import * as Y from 'yjs';
import { wear, type Wear, writeBody } from './content.ts';
import { paragraph } from './trace.ts';

export type DocumentName = 'note' | 'article' | 'book' | 'worn';

export interface BenchDocument {
  readonly name: DocumentName;
  readonly title: string;
  /** The title in a word or two. */
  readonly label: string;
  readonly paragraphs: number;
  readonly wear?: Wear;
}

/** The characters of a paragraph. */
const characters = 100;

export const documents: readonly BenchDocument[] = [
  { name: 'note', title: '30 paragraphs, 3 kB', label: '30 ¶', paragraphs: 30 },
  { name: 'article', title: '300 paragraphs, 30 kB', label: '300 ¶', paragraphs: 300 },
  { name: 'book', title: '3,000 paragraphs, 300 kB', label: '3,000 ¶', paragraphs: 3_000 },
  {
    name: 'worn',
    title: 'the same after 30,000 scattered edits by 300 clients, and 2,000 formats',
    label: 'worn 3,000',
    paragraphs: 3_000,
    wear: { edits: 30_000, formats: 2_000, sitting: 100 },
  },
];

/** The document as one update. */
export function writeDocument({ paragraphs, wear: edits }: BenchDocument): Uint8Array {
  const random = prng.create(1);
  const doc = new Y.Doc();
  doc.clientID = 1_234_567_890;
  writeBody(
    doc,
    Array.from({ length: paragraphs }, () => paragraph(random, characters)),
  );
  if (edits !== undefined) wear(doc, edits, random);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}
