// Gathers the appends of all rooms into batches, one under way at a time: one statement and one commit serve everyone.
// No update is stored twice, also when a connection breaks during a commit and nobody knows what became of it.
//
// Each append has a number, higher than all before it of this writer, and the database keeps the last number of each
// writer in each document. A room that was refused comes again with the same updates, and maybe more. Those that may be
// stored then keep their number: under the lock of the document, the first of both attempts stores them, and the other
// finds the number there. An attempt that was believed dead and runs later still finds its own number, or a higher one.
// No update is left out for that: a number is given when its append is sent, and taken up again only while nothing else
// of its document was sent since.

import { crc32 } from 'node:zlib';
import type { Clock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import { isLong } from '../compaction.ts';
import { titleKey } from '../list-order.ts';
import { joined } from '../pieces.ts';
import type { AppendArguments, Appended } from '../store.ts';
import { codeOf, isCertain, type Row } from './database.ts';

/** The place of the updates, and whether the log is now long. Null when the document's life is over. */
export type AppendOutcome = (Appended & { readonly isLong: boolean }) | null;

/** Updates that have a number together. */
interface NumberedUpdates {
  readonly number: number;
  readonly updates: readonly Uint8Array[];
}

interface Pending {
  readonly asked: AppendArguments;
  resolve(outcome: AppendOutcome): void;
  reject(reason: unknown): void;
}

/** An append that is being sent, in one or more parts. */
interface Sending extends Pending {
  readonly parts: readonly NumberedUpdates[];
  /** Whether it may be stored already, in part or as a whole. */
  readonly isUncertain: boolean;
}

/** What was last sent to a document, and may be stored or not. */
interface Uncertain {
  readonly epoch: string;
  readonly parts: readonly NumberedUpdates[];
}

/** Calls the function of the database with these values, behind its writer. */
export type CallAppend = (values: readonly unknown[]) => Promise<Row[]>;

export class AppendBatches {
  readonly #call: CallAppend;
  readonly #clock: Clock;
  #waiting: Pending[] = [];
  #lastNumber = 0;
  /** By document, the oldest first. */
  readonly #uncertain = new Map<string, Uncertain>();
  #isBusy = false;
  /** By the clock: when the next batch may be sent. */
  #nextCommit = 0;
  #isScheduled = false;
  #idle: (() => void)[] = [];

  constructor(call: CallAppend, clock: Clock) {
    this.#call = call;
    this.#clock = clock;
  }

  /** Resolves once the updates are durable. Rejects when they may be stored or not. */
  append(asked: AppendArguments): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when everything that waits has its answer. Nothing waits for the next commit any more. */
  async finish(): Promise<void> {
    if (!this.#isBusy && this.#waiting.length === 0) return;
    this.#nextCommit = 0;
    this.#isScheduled = false;
    this.#schedule();
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#isBusy || this.#isScheduled) return;
    this.#isScheduled = true;
    this.#clock.after(Math.max(0, this.#nextCommit - this.#clock.now()), () => void this.#send());
  }

  async #send(): Promise<void> {
    this.#isScheduled = false;
    if (this.#isBusy || this.#waiting.length === 0) return;
    this.#isBusy = true;
    this.#nextCommit = this.#clock.now() + limits.commitInterval;
    await this.#commit(this.#take());
    this.#isBusy = false;
    if (this.#waiting.length > 0) return this.#schedule();
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** The first that wait, with at most `batchBytes` and `batchUpdates`, or one. */
  #take(): Sending[] {
    let bytes = 0;
    let updates = 0;
    let count = 0;
    for (const { asked } of this.#waiting) {
      bytes += asked.updates.reduce((sum, { length }) => sum + length, 0);
      updates += asked.updates.length;
      if (count > 0 && (bytes > limits.batchBytes || updates > limits.batchUpdates)) break;
      count++;
    }
    return this.#waiting.splice(0, count).map((pending) => {
      const last = this.#lastNumber;
      const parts = this.#numbered(pending.asked);
      return { ...pending, parts, isUncertain: parts[0]!.number <= last };
    });
  }

  /** The updates with their numbers: those that may be stored with the one that they had. */
  #numbered({ document, epoch, updates }: AppendArguments): NumberedUpdates[] {
    const known = this.#uncertain.get(document);
    this.#uncertain.delete(document);
    const parts = known?.epoch === epoch ? leading(known.parts, updates) : [];
    const rest = updates.slice(parts.reduce((sum, part) => sum + part.updates.length, 0));
    const left = known?.parts.slice(parts.length) ?? [];
    if (parts.length > 0 && rest.length === 0 && left.length > 0) this.#uncertain.set(document, { epoch, parts: left });
    return rest.length === 0 && parts.length > 0 ? parts : [...parts, { number: ++this.#lastNumber, updates: rest }];
  }

  /** Sends a batch. When it cannot be stored as a whole, each half is tried for itself, down to a single append. */
  async #commit(batch: readonly Sending[], wait = true): Promise<'connected' | 'lost'> {
    try {
      this.#settle(batch, await this.#call(valuesOf(batch, wait)));
      return 'connected';
    } catch (error) {
      if (isCertain(error)) {
        if (wait && codeOf(error) === lockTimeout) return this.#commit(batch, false);
        if (batch.length > 1) return this.#commitHalves(batch, wait, error);
      }
      for (const sending of batch) this.#refuse(sending, error);
      return isCertain(error) ? 'connected' : 'lost';
    }
  }

  async #commitHalves(batch: readonly Sending[], wait: boolean, reason: unknown): Promise<'connected' | 'lost'> {
    const [first, second] = [batch.slice(0, batch.length / 2), batch.slice(batch.length / 2)];
    if ((await this.#commit(first, wait)) === 'connected') return this.#commit(second, wait);
    for (const sending of second) this.#refuse(sending, reason);
    return 'lost';
  }

  #settle(batch: readonly Sending[], rows: readonly Row[]): void {
    const answers = new Map(rows.map((row) => [row['append'] as number, row]));
    let part = 0;
    const isSole = (document: string) => batch.filter(({ asked }) => asked.document === document).length === 1;
    for (const sending of batch) {
      part += sending.parts.length;
      const row = answers.get(part);
      if (row?.['outcome'] === 'busy') this.#refuse(sending, new Error('another transaction holds the document'));
      else this.#resolve(sending, row, isSole(sending.asked.document));
    }
  }

  /** `row` is missing where the document's life is over. */
  #resolve(sending: Sending, row: Row | undefined, isSole: boolean): void {
    const { asked, parts, resolve } = sending;
    const { document, updates } = asked;
    const last = parts.at(-1)!.number;
    const known = this.#uncertain.get(document);
    const later = known?.parts.filter(({ number }) => number > last) ?? [];
    if (known === undefined || later.length === 0) this.#uncertain.delete(document);
    else this.#uncertain.set(document, { ...known, parts: later });
    if (row === undefined) return resolve(null);
    const sequence = row['last_sequence'] as number;
    const first = isSole && !sending.isUncertain ? sequence - updates.length + 1 : null;
    resolve({ first, last: sequence, isLong: isLongLog(row) });
  }

  /** Several appends of a batch may be of one document. */
  #refuse({ asked: { document, epoch }, parts, reject }: Sending, reason: unknown): void {
    const known = this.#uncertain.get(document);
    const earlier = known?.epoch === epoch ? known.parts.filter(({ number }) => number < parts[0]!.number) : [];
    this.#uncertain.delete(document);
    this.#uncertain.set(document, { epoch, parts: [...earlier, ...parts] });
    if (this.#uncertain.size > limits.uncertainAppends) this.#uncertain.delete(this.#uncertain.keys().next().value!);
    reject(reason);
  }
}

/** SQLSTATE lock_not_available. */
const lockTimeout = '55P03';

/** The parts with which `updates` begins, as a whole each. */
function leading(parts: readonly NumberedUpdates[], updates: readonly Uint8Array[]): NumberedUpdates[] {
  let end = 0;
  const found: NumberedUpdates[] = [];
  for (const part of parts) {
    const same = part.updates.every((update, i) => updates[end + i] && Buffer.compare(update, updates[end + i]!) === 0);
    if (!same) break;
    end += part.updates.length;
    found.push(part);
  }
  return found;
}

/** The values for the function of the database, behind its writer: in columns, with all bytes in one piece. */
function valuesOf(batch: readonly Sending[], wait: boolean): unknown[] {
  const parts = batch.flatMap(({ asked, parts: own }) => own.map((part) => ({ ...part, asked })));
  const updates = parts.flatMap((part, i) => part.updates.map((update) => ({ owner: i + 1, update })));
  const authors = parts.flatMap(({ asked }, i) => asked.authors.map((author) => ({ owner: i + 1, author })));
  let end = 0;
  return [
    limits.lockTime,
    wait,
    parts.map(({ asked }) => asked.document),
    parts.map(({ asked }) => asked.epoch),
    parts.map(({ number }) => number),
    parts.map(({ asked }) => asked.title),
    parts.map(({ asked }) => sortKey(asked.title)),
    parts.map((part) => part.updates.length),
    parts.map((part) => part.updates.reduce((sum, { length }) => sum + length, 0)),
    updates.map(({ owner }) => owner),
    updates.map(({ update }) => (end += update.length) - update.length),
    updates.map(({ update }) => update.length),
    updates.map(({ update }) => crc32(update)),
    joined(updates.map(({ update }) => update)),
    authors.map(({ owner }) => owner),
    authors.map(({ author }) => author.clientID),
    authors.map(({ author }) => author.user),
    authors.map(({ author }) => author.name),
    limits.indexPause,
    limits.indexWait,
    limits.indexBytesPerMillisecond,
  ];
}

/** The text by which the database sorts a title. */
export const sortKey = (title: string): string => titleKey(title).slice(0, limits.sortedCharacters).toWellFormed();

function isLongLog(row: Row): boolean {
  const [length, bytes, snapshotBytes] = ['log_length', 'log_bytes', 'snapshot_bytes'].map(
    (name) => row[name] as number,
  );
  return isLong({ length: length!, bytes: bytes!, snapshotBytes: snapshotBytes! });
}
