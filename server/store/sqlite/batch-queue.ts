// Gathers what all rooms ask into batches for the database's thread, so that one commit, and one fsync, serves
// everyone. The thread has one batch at a time, so none overtakes another. Appends alone wait until the next commit is
// due; everything else leaves in the same turn of the event loop, and takes the waiting appends with it.

import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import type { Outcome } from '../outcome.ts';
import { pack, type StoreAppend } from './appends.ts';
import type { Answers, AppendOutcome, Batch, Request } from './requests.ts';
import type { Thread } from '../thread.ts';

interface Pending<Asked, Value> {
  readonly asked: Asked;
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

export class BatchQueue {
  readonly #thread: Thread<Batch, Answers>;
  readonly #log: Logger;
  readonly #clock: Clock;
  /** Everything that is asked and not yet with the thread. */
  #appends: Pending<StoreAppend, AppendOutcome>[] = [];
  #requests: Pending<Request, unknown>[] = [];
  /** Whether the thread has a batch. */
  #busy = false;
  /** By the clock: when appends may be committed again. */
  #nextCommit = 0;
  /** By the clock: when the next batch is sent; Infinity while none is scheduled. */
  #due = Infinity;
  #cancelTimer = () => {};

  constructor(thread: Thread<Batch, Answers>, log: Logger, clock: Clock) {
    this.#thread = thread;
    this.#log = log;
    this.#clock = clock;
  }

  /** Resolves once the updates are durable. Rejects when they may be stored or not. */
  append(asked: StoreAppend): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      this.#appends.push({ asked, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves with what requests.ts says of this request. Rejects when it failed. */
  ask<Value>(asked: Request): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#requests.push({ asked, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    const at = this.#requests.length > 0 ? 0 : this.#nextCommit;
    if (this.#busy || at >= this.#due) return;
    this.#cancelTimer();
    this.#due = at;
    this.#cancelTimer = this.#clock.after(Math.max(0, at - this.#clock.now()), () => void this.#send());
  }

  async #send(): Promise<void> {
    const [appends, requests] = [this.#appends, this.#requests];
    this.#appends = [];
    this.#requests = [];
    this.#due = Infinity;
    this.#busy = true;
    if (appends.length > 0) this.#nextCommit = this.#clock.now() + limits.commitInterval;
    try {
      const batch = { appends: pack(appends.map(({ asked }) => asked)), requests: requests.map(({ asked }) => asked) };
      const { appended, outcomes, unsettled, warnings } = await this.#thread.ask(batch, [batch.appends.bytes.buffer]);
      appends.forEach((append, i) => settle(append, appended[i]!));
      requests.forEach((request, i) => settle(request, outcomes[i]!));
      for (const warning of warnings) this.#log.error(warning);
      if (unsettled !== null) {
        this.#log.error({ reason: unsettled }, 'stored updates stay in the journal; settling them is tried again');
      }
    } catch (error) {
      // the thread died: the updates may be stored or not
      for (const { reject } of [...appends, ...requests]) reject(error);
    }
    this.#busy = false;
    if (this.#appends.length + this.#requests.length > 0) this.#schedule();
  }
}

function settle<Value>({ resolve, reject }: Pending<unknown, Value>, outcome: Outcome<Value>): void {
  if (outcome.type === 'failed') reject(new Error(outcome.reason));
  else resolve(outcome.value);
}
