// The messages between the event loop and the thread of the search index, which answers one at a time.

import type { IndexedDocument } from '../search/search-index.ts';
import type { SearchOptions } from '../store.ts';

export type SearchRequest =
  /** Answered with IndexedState[]. */
  | { readonly type: 'states' }
  /** Puts a document in place of what the index has of it: V1 updates that together are the document. */
  | ({ readonly type: 'put'; readonly updates: readonly Uint8Array[] } & Omit<IndexedDocument, 'text'>)
  | { readonly type: 'remove'; readonly name: string }
  /** Answered with Hit[]. */
  | {
      readonly type: 'search';
      readonly typed: string;
      readonly limit: number;
      readonly options: Required<SearchOptions>;
    };

export type SearchOutcome =
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly reason: string }
  /** The index was damaged, and is now empty. */
  | { readonly type: 'rotten' };
