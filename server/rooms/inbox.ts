// What a room has taken in and not yet applied, in the order in which it came. Pure.

import * as decoding from 'lib0/decoding';
import { limits } from '../limits/limits.ts';
import type { Author } from '../store/store.ts';

/** An update, and who sent it. */
export interface Sent<Member> {
  readonly member: Member;
  readonly update: Uint8Array;
  /** Whether it answers a SyncStep1, and so holds all that was lacking. */
  readonly isAnswer: boolean;
  /** Whether it came from one who might not write then. */
  readonly unauthorized: boolean;
  /** The clients whose work is in it, under the name of the user who brought it; none when nobody is known. */
  readonly authors: readonly Author[];
}

export class Inbox<Member> {
  #sent: Sent<Member>[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#sent.length === 0;
  }

  /** Of all updates in it. */
  get bytes(): number {
    return this.#bytes;
  }

  push(sent: Sent<Member>): void {
    this.#sent.push(sent);
    this.#bytes += sent.update.length;
  }

  /** Takes out what came first, as much as may be applied at once. */
  take(): Sent<Member>[] {
    let count = 0;
    for (let bytes = 0; count < this.#sent.length && count < limits.flushUpdates; count++) {
      bytes += this.#sent[count]!.update.length;
      if (count > 0 && bytes > limits.flushBytes) break;
    }
    const taken = this.#sent.splice(0, count);
    this.#bytes -= sizeOf(taken);
    return taken;
  }

  /** Forgets what `member` sent. */
  drop(member: Member): void {
    this.#sent = this.#sent.filter((sent) => sent.member !== member);
    this.#bytes = sizeOf(this.#sent);
  }

  clear(): void {
    this.#sent = [];
    this.#bytes = 0;
  }
}

/** Whether so much waits for updates that are missing that it has to be dropped. */
export function isTooMuch(waiting: readonly Sent<unknown>[]): boolean {
  if (waiting.length > limits.pendingUpdates || sizeOf(waiting) > limits.pendingBytes) return true;
  // An update begins with the number of its clients.
  const clients = waiting.reduce((sum, { update }) => sum + decoding.readVarUint(decoding.createDecoder(update)), 0);
  return clients > limits.pendingClients;
}

const sizeOf = (sent: readonly Sent<unknown>[]): number => sent.reduce((bytes, { update }) => bytes + update.length, 0);
