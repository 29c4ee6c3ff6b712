// The messages between the event loop and the thread that knows the words of texts, which answers one at a time.

import type { MarkedText } from '../store.ts';

/** A document as it was indexed. */
export interface IndexedText {
  readonly name: string;
  readonly title: string;
  readonly body: string;
}

export type TextRequest =
  /** Answered with Words: those of a document that V1 updates make. */
  | { readonly type: 'read'; readonly title: string; readonly updates: readonly Uint8Array[] }
  /** Answered with a query that every match of what was typed fulfils, and maybe others; null when there is no word. */
  | { readonly type: 'query'; readonly typed: string }
  /** Answered with Excerpt[], of the documents that match, in any order. */
  | { readonly type: 'excerpts'; readonly typed: string; readonly documents: readonly IndexedText[] };

export interface Words {
  readonly body: string;
  /** The words of the title, and those of title and body. */
  readonly titleWords: readonly string[];
  readonly words: readonly string[];
}

/** What a search shows of a document. */
export interface Excerpt {
  readonly name: string;
  readonly title: MarkedText;
  readonly text: MarkedText;
}
