// How paragraphs stand in a document, for people who have no editor: the one module of the bench that knows the form.

import * as prng from 'lib0/prng';
import * as Y from 'yjs';
import { bodyOf, markerClientID, textClientID } from '../../protocol/format/body.ts';

/** Fills an empty document. */
export function writeBody(doc: Y.Doc, paragraphs: readonly string[]): void {
  const body = bodyOf(doc);
  const { clientID } = doc;
  doc.transact(() => {
    for (const words of paragraphs) {
      doc.clientID = markerClientID(clientID);
      body.insertEmbed(body.length, new Y.Map());
      doc.clientID = textClientID(clientID);
      body.insert(body.length, words);
    }
  });
}

/** The edits that many people make all over a document in a long time. */
export interface Wear {
  /** Characters, each inserted at some place. */
  readonly edits: number;
  /** Stretches made bold or italic. */
  readonly formats: number;
  /** The edits after which another Yjs client goes on. */
  readonly sitting: number;
}

export function wear(doc: Y.Doc, { edits, formats, sitting }: Wear, random: prng.PRNG): void {
  const body = bodyOf(doc);
  doc.transact(() => {
    for (let i = 0; i < edits; i++) {
      if (i % sitting === 0) doc.clientID = textClientID(prng.uint32(random, 0, 2 ** 32 - 1));
      body.insert(prng.uint32(random, 1, body.length), 'x');
    }
    for (let i = 0; i < formats; i++) {
      body.format(prng.uint32(random, 1, body.length - 8), 8, i % 2 === 0 ? { bold: true } : { italic: true });
    }
  });
}

/** The number of characters and markers before the words of a paragraph. */
export function startOfWords(doc: Y.Doc, paragraph: number): number {
  let [markers, at] = [0, 0];
  for (const { insert } of bodyOf(doc).toDelta() as { insert: unknown }[]) {
    at += typeof insert === 'string' ? insert.length : 1;
    if (typeof insert !== 'string' && markers++ === paragraph) return at;
  }
  throw new Error(`the document has no paragraph ${paragraph}`);
}

/** Inserts a character, and gives the caret behind it as awareness announces it. */
export function typeAt(doc: Y.Doc, at: number, key: string): Record<string, unknown> {
  const body = bodyOf(doc);
  body.insert(at, key);
  const caret = Y.createRelativePositionFromTypeIndex(body, at + 1, -1);
  return { anchorPos: caret, focusPos: caret, focusing: true };
}

/** All words without what parts them. */
export const wordsOf = (doc: Y.Doc): string => bodyOf(doc).toString();
