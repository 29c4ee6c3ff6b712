// Whether what a member wrote before, under its own Yjs client id, is what the document has under that id. Two pages
// with one id that both wrote offline have equal clocks, so neither would send anything to compare. So a member that
// comes back is asked once for some of its own work again, and what it sends before it answers is left out. Pure.

import * as Y from 'yjs';
import type { Document } from '../document/document.ts';
import { clientIDsOf } from '../../protocol/format/body.ts';
import type { AwarenessEntry } from '../../protocol/messages.ts';

export class OwnWork {
  #phase: 'due' | 'asked' | 'done' = 'due';
  #clientID: number | null = null;
  #stateVector: Uint8Array | null = null;

  /** The member sent awareness before it got any. A single entry is of its own Yjs client. */
  introduced(entries: readonly AwarenessEntry[]): void {
    if (entries.length === 1) this.#clientID ??= entries[0]!.clientID;
  }

  /** The member sent its state vector. */
  reached(stateVector: Uint8Array): void {
    if (this.#phase === 'due') this.#stateVector = stateVector;
  }

  /**
   * What to do with a sync message of the member: take it, or leave it out, and perhaps ask the question first. The
   * answer to the question brings again what was left out. `document` is null while it cannot be asked about.
   */
  receive(isAnswer: boolean, document: Document | null): { leaveOut: boolean; question: Uint8Array | null } {
    if (this.#phase === 'asked') {
      if (isAnswer) this.#phase = 'done';
      return { leaveOut: !isAnswer, question: null };
    }
    const take = { leaveOut: false, question: null };
    if (this.#phase === 'done' || this.#clientID === null || document === null) return take;
    const question = document.overlapQuestion(clientIDsOf(this.#clientID), clocksIn(this.#stateVector));
    this.#phase = question === null ? 'done' : 'asked';
    this.#stateVector = null;
    return { leaveOut: question !== null, question };
  }
}

/** The clock of each client; null when they are unknown. */
function clocksIn(stateVector: Uint8Array | null): ReadonlyMap<number, number> | null {
  try {
    return stateVector === null ? null : Y.decodeStateVector(stateVector);
  } catch {
    return null; // whoever sent it is closed
  }
}
