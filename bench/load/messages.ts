// What the load process and the bench tell each other.

import type { Scenario } from '../scenarios.ts';
import type { ServerName } from '../servers.ts';

/** What the load process is to do. */
export interface Job {
  readonly scenario: Scenario;
  readonly server: ServerName;
  readonly port: number;
  /** For how long edits are made. */
  readonly seconds: number;
}

/** What the people of a run found. */
export interface Findings {
  /** Edits times those who read each. */
  readonly deliveries: number;
  /** From sending an edit to reading it, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Frames with messages that all people together got. */
  readonly frames: number;
  /** From the first edit until everybody had everything, in seconds. */
  readonly seconds: number;
  /** The share of that time in which the load process was busy: near 1, it is the load that was measured. */
  readonly loadBusy: number;
}

export type FromLoad =
  | { readonly type: 'progress'; readonly text: string }
  /** All are in and warm, and nothing happens: it goes on with any message. */
  | { readonly type: 'ready' }
  /** All that was written has been read by everybody, and acknowledged where the server does that: it goes on with any
   * message. */
  | { readonly type: 'delivered'; readonly findings: Findings }
  /** And the documents are the same. */
  | { readonly type: 'whole' }
  | { readonly type: 'failed'; readonly reason: string };
