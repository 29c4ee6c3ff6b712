// The messages between the load process and the bench.

import type { Living, Scenario } from '../scenarios.ts';
import type { Protocol } from '../servers.ts';

/** The task of the load process. */
export interface Job {
  readonly scenario: Scenario | Living;
  readonly server: Protocol;
  /** The ports of the servers that share the documents. */
  readonly ports: readonly number[];
  /** Whether all people of a document meet on one of them. */
  readonly affinity: boolean;
  /** The time in which edits are made. */
  readonly seconds: number;
}

/** The findings of the people of a run. */
export interface Findings {
  /** Edits times the readers of each; or the people who came. */
  readonly deliveries: number;
  /**
   * In milliseconds: from sending an edit to reading it, for readers that never stop; or from connecting to having
   * everything.
   */
  readonly p50: number;
  readonly p99: number;
  /** Frames with messages that all people together received. */
  readonly frames: number;
  /** From the first edit until everybody has everything, in seconds. */
  readonly seconds: number;
  /** The share of that time in which the load process was busy. Near 1, the load measured itself. */
  readonly loadBusy: number;
}

/** The present ports: the answer to each message that waits for one. */
export interface Go {
  readonly ports: readonly number[];
}

export type FromLoad =
  | { readonly type: 'progress'; readonly text: string }
  /** Asks the bench to end the server with SIGTERM and to start it on the same data. Waits for an answer. */
  | { readonly type: 'restart' }
  /** The measured part is about to begin; nothing happens yet. Waits for an answer. */
  | { readonly type: 'ready' }
  /** Asks the bench to measure the memory in use; `doing` is shown to people. Waits for an answer. */
  | { readonly type: 'memory'; readonly doing: string }
  /** Everybody has everything, acknowledged where the server acknowledges. Waits for an answer. */
  | { readonly type: 'delivered'; readonly findings: Findings }
  /** The documents are equal. */
  | { readonly type: 'whole' }
  | { readonly type: 'failed'; readonly reason: string };
