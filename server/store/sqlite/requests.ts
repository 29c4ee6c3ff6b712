// The messages between the two sides of the store. The event loop asks in batches; the database's thread answers each
// batch as a whole, with one outcome for each append and each request, in their order.

import type { Compaction, CompactionInput } from '../compaction.ts';
import type { Outcome } from '../outcome.ts';
import type { DocumentSummary, ListOptions, Revocation, ShareLink, StoredFile } from '../store.ts';
import type { PackedAppends } from './appends.ts';

/** A snapshot and history that take the place of the head of a document's log. Times are ms since 1970, UTC. */
export interface PutCompaction {
  readonly type: 'putCompaction';
  readonly document: string;
  readonly epoch: string;
  /** The sequence of the last update that the snapshot covers. */
  readonly lastSequence: number;
  /** The number of the covered updates, and the bytes that they have together. */
  readonly length: number;
  readonly bytes: number;
  readonly compaction: Compaction;
  readonly at: number;
}

/** Everything but an append. Each is answered with what the method of `Store` of that name resolves to. */
export type Request =
  | { readonly type: 'load'; readonly document: string; readonly epoch: string | undefined }
  | { readonly type: 'create'; readonly document: string }
  | { readonly type: 'delete'; readonly document: string; readonly at: number }
  /** Answered with a StoredLog; with null when the document is gone, or its log not worth compacting. */
  | { readonly type: 'readLog'; readonly document: string }
  /** Answered with false, and nothing changed, when that life of the document is over. */
  | PutCompaction
  | ({ readonly type: 'list'; readonly limit: number } & Required<ListOptions>)
  | { readonly type: 'find'; readonly document: string }
  /** Answered with (ListedState | null)[]: null for a document that is gone or damaged. */
  | { readonly type: 'findEach'; readonly documents: readonly string[] }
  /** Answered with ListedState[], of all documents. */
  | { readonly type: 'listStates' }
  /** Answered with StoredContent; with null when the document is gone or damaged. */
  | { readonly type: 'readContent'; readonly document: string }
  | { readonly type: 'authors'; readonly document: string }
  | { readonly type: 'grants' }
  | { readonly type: 'putLink'; readonly link: ShareLink }
  | { readonly type: 'removeLink'; readonly id: string }
  | { readonly type: 'revoke'; readonly revocation: Revocation }
  | { readonly type: 'addFile'; readonly document: string; readonly file: StoredFile; readonly most: number }
  | { readonly type: 'findFile'; readonly document: string; readonly hash: string }
  | { readonly type: 'heldFiles'; readonly hashes: readonly string[] }
  /** Writes a copy of the database into `file`, in place of what that holds. */
  | { readonly type: 'backup'; readonly file: string }
  /** Answered once the files were compared with their names, as before every answer. */
  | { readonly type: 'check' }
  | { readonly type: 'close' };

/** A document as it is listed, and the state that its content has. */
export interface ListedState extends DocumentSummary {
  readonly epoch: string;
  /** The sequence of the last update. */
  readonly sequence: number;
}

/** The content of a document in one state. */
export interface StoredContent extends Pick<ListedState, 'epoch' | 'sequence'> {
  /** V1 updates that together are the document, in one piece of memory. */
  readonly updates: readonly Uint8Array[];
}

/** The input of a compaction, and the epoch that it belongs to. */
export interface StoredLog extends CompactionInput {
  readonly epoch: string;
  /** The bytes of all updates of the log together. */
  readonly bytes: number;
}

/** The thread stores the appends first, so that each request of the same batch knows of them. */
export interface Batch {
  readonly appends: PackedAppends;
  readonly requests: readonly Request[];
}

/** The outcome of an append. Null when the document's life is over, and nothing is stored. */
export type AppendOutcome = {
  /** The number of the last update of the log. */
  readonly last: number;
  /** Whether the log is now so long that compacting it is due. */
  readonly isLong: boolean;
} | null;

export interface Answers {
  readonly appended: readonly Outcome<AppendOutcome>[];
  readonly outcomes: readonly Outcome[];
  /** Why some of the journal could not be settled: that part stays in the journal. Null when nothing went wrong. */
  readonly unsettled: string | null;
  /** Sentences for the log, on damage to the files and on files that were taken away. */
  readonly warnings: readonly string[];
}
