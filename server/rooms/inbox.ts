// The updates that a room has accepted and not applied yet, in the order of their arrival. Pure.

import { limits } from '../limits/limits.ts';
import type { Starts } from '../document/overlap.ts';
import type { Author } from '../store/store.ts';

/** An update that a room has accepted. */
export interface ReceivedUpdate<Member> {
  /** The sender. */
  readonly member: Member;
  readonly update: Uint8Array;
  /** The number of structs, values and deletions in the update. */
  readonly parts: number;
  /** Where the structs of each client begin in the update. */
  readonly starts: Starts;
  /** Whether the update came in a SyncStep2: it then holds all that the document lacked. */
  readonly isAnswer: boolean;
  /** Whether the sender was not allowed to write when the update arrived. */
  readonly unauthorized: boolean;
  /** Whether the update was left out, and not to be acknowledged: the sender was asked for it again. */
  readonly isLeftOut?: boolean;
  /** The authors of the Yjs clients whose structs are in the update; empty when the sender has no user. */
  readonly authors: readonly Author[];
}

export class Inbox<Member> {
  #updates: ReceivedUpdate<Member>[] = [];
  #bytes = 0;
  #parts = 0;

  get isEmpty(): boolean {
    return this.#updates.length === 0;
  }

  /** The size of all updates in the inbox. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The parts of all updates in the inbox. */
  get parts(): number {
    return this.#parts;
  }

  push(update: ReceivedUpdate<Member>): void {
    this.#updates.push(update);
    this.#bytes += update.update.length;
    this.#parts += update.parts;
  }

  /** Takes out the first updates: as many as one flush may apply, and at least one. */
  take(): ReceivedUpdate<Member>[] {
    let count = 0;
    for (let bytes = 0; count < this.#updates.length && count < limits.flushUpdates; count++) {
      bytes += this.#updates[count]!.update.length;
      if (count > 0 && bytes > limits.flushBytes) break;
    }
    const taken = this.#updates.splice(0, count);
    this.#bytes -= totalBytes(taken);
    this.#parts -= totalParts(taken);
    return taken;
  }

  /** Discards the updates of `member`. */
  discard(member: Member): void {
    this.#updates = this.#updates.filter((update) => update.member !== member);
    this.#bytes = totalBytes(this.#updates);
    this.#parts = totalParts(this.#updates);
  }

  clear(): void {
    this.#updates = [];
    this.#bytes = 0;
    this.#parts = 0;
  }
}

/** The size of some updates in bytes. */
export function totalBytes(updates: readonly ReceivedUpdate<unknown>[]): number {
  return updates.reduce((bytes, { update }) => bytes + update.length, 0);
}

const totalParts = (updates: readonly ReceivedUpdate<unknown>[]): number =>
  updates.reduce((sum, { parts }) => sum + parts, 0);
