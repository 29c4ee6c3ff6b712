// The body of a document: one Y.Text, in which each block begins with a marker, an embedded Y.Map. The keys of the
// marker say what the block is; the formats of words are attributes of their characters. So nobody copies a character
// to retype, split or join blocks, and words that somebody else types meanwhile stay whole.

import type { Doc, Text, Transaction } from 'yjs';

/** The name of the body in a document's Y.Doc. */
export const bodyName = 'body';

/** The body of a document. A doc whose body was asked for once deletes no formats by itself. */
export function bodyOf(doc: Doc): Text {
  doc.on('afterTransaction', keepFormats);
  return doc.getText(bodyName);
}

/**
 * Yjs would look through the whole text after each format of another, and delete the formats that end where they begin.
 * These come into effect again when somebody types there meanwhile, or an undo brings the words between them back. The
 * search takes time by the square of what was deleted, which is minutes for a long document with one bold word.
 */
function keepFormats(transaction: Transaction): void {
  transaction._needFormattingCleanup = false;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The keys of a block's marker. A marker without `type` is a paragraph. */
export type Keys = Readonly<Record<string, Json>>;

/** The formats of a character by their names, such as `{ bold: true, link: 'https://example.org' }`. */
export type Formats = Readonly<Record<string, Json>>;

/** Something in a line that is no text, such as a mention. */
export type InlineObject = { readonly [key: string]: Json };

/** Characters with the same formats, or one object. */
export interface Run {
  readonly insert: string | InlineObject;
  readonly formats: Formats;
}

/**
 * A block. `keys` is null for words without a marker of their own: they stand before the first marker, or after a
 * marker that can hold no words, and are a paragraph. A table has its cells in `cells`, by `row:column`.
 */
export interface Block {
  readonly keys: Keys | null;
  readonly content: readonly Run[];
  readonly cells?: Readonly<Record<string, readonly Block[]>>;
}

/** The cells of a table, each as `map` makes it. */
export function mapCells<From, To>(
  cells: Readonly<Record<string, From>>,
  map: (cell: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(cells).map(([place, cell]) => [place, map(cell)]));
}

/**
 * The Yjs client id under which a page with this client id inserts words: below 2^30. Of what is inserted at the same
 * place at the same time, Yjs puts the lower client id first. So words stand before a marker, in the block of the words
 * before them, and nobody who presses Enter behind a word parts it from its next letter.
 */
export function textClientID(clientID: number): number {
  return clientID % 2 ** 30;
}

/** The Yjs client id under which the same page sets formats: they begin behind new words, and end before new blocks. */
export function formatClientID(clientID: number): number {
  return textClientID(clientID) + 2 ** 30;
}

/** The Yjs client id under which the same page inserts markers, and line breaks in the place of markers. */
export function markerClientID(clientID: number): number {
  return textClientID(clientID) + 2 * 2 ** 30;
}

/**
 * The Yjs client id under which the same page restores what was deleted. Yjs puts what is restored directly before its
 * old place. What others insert there stays before it, as it stood before the old place.
 */
export function restoringClientID(clientID: number): number {
  return textClientID(clientID) + 3 * 2 ** 30;
}

export function isRestoringClientID(clientID: number): boolean {
  return clientID >= restoringClientID(0) && clientID < 2 ** 32;
}

/** All Yjs client ids under which a page with this client id writes into a body. */
export function clientIDsOf(clientID: number): number[] {
  return [textClientID, formatClientID, markerClientID, restoringClientID].map((idOf) => idOf(clientID));
}
