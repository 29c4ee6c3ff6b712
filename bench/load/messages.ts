// What the load process and the bench tell each other.

import type { Living, Scenario } from '../scenarios.ts';
import type { ServerName } from '../servers.ts';

/** What the load process is to do. */
export interface Job {
  readonly scenario: Scenario | Living;
  readonly server: ServerName;
  readonly port: number;
  /** For how long edits are made. */
  readonly seconds: number;
}

/** What the people of a run found. */
export interface Findings {
  /** Edits times those who read each; or the people who came. */
  readonly deliveries: number;
  /**
   * From sending an edit to reading it, by those who never stopped reading, or from setting out to having everything;
   * in milliseconds.
   */
  readonly p50: number;
  readonly p99: number;
  /** Frames with messages that all people together got. */
  readonly frames: number;
  /** From the first edit until everybody had everything, in seconds. */
  readonly seconds: number;
  /** The share of that time in which the load process was busy: near 1, it is the load that was measured. */
  readonly loadBusy: number;
}

/** Where the server is now: the answer to each message that waits for one. */
export interface Go {
  readonly port: number;
}

export type FromLoad =
  | { readonly type: 'progress'; readonly text: string }
  /** The server is to be ended in the way in which it usually is, and started on the same data. Waits for an answer. */
  | { readonly type: 'restart' }
  /** What is to be measured comes now, and nothing happens yet. Waits for an answer. */
  | { readonly type: 'ready' }
  /** The memory that is really in use is to be measured; `doing` is for those who watch. Waits for an answer. */
  | { readonly type: 'memory'; readonly doing: string }
  /** Everybody has everything, and it is acknowledged where the server does that. Waits for an answer. */
  | { readonly type: 'delivered'; readonly findings: Findings }
  /** And the documents are the same. */
  | { readonly type: 'whole' }
  | { readonly type: 'failed'; readonly reason: string };
