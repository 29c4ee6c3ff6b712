// The numbers of the frames that came to one session. Each frame is taken once and in order, whatever carries it, and
// the server is told no higher number than the last that was taken.

import { sessionBytes } from './session-limits.ts';

export class Inbox {
  #received = 0;
  /** The number that the server is told while another carrier may begin behind it. */
  #held: number | null = null;
  /** The bytes of the frames that came since the server was told. */
  #unconfirmed = 0;

  /** The number of the last frame that came. */
  get received(): number {
    return this.#received;
  }

  /** The number to tell the server. It keeps the frames behind this one. */
  get after(): number {
    return this.#held ?? this.#received;
  }

  /** Whether so much came that the server should be told. */
  get isDue(): boolean {
    return this.#unconfirmed > sessionBytes.unconfirmed;
  }

  /** Takes frame `number`, unless it came before, or one before it is missing. Throws when `frame` does. */
  take(number: number, frame: () => Uint8Array): Uint8Array | 'repeated' | 'early' {
    if (number <= this.#received) return 'repeated';
    if (number !== this.#received + 1) return 'early';
    const bytes = frame(); // throws for a damaged frame, which then has not come
    this.#received++;
    this.#unconfirmed += bytes.length;
    return bytes;
  }

  /** Notes that the server is being told. */
  told(): void {
    this.#unconfirmed = 0;
  }

  /** While true, `after` stays: another carrier was told to begin behind it. */
  set held(value: boolean) {
    this.#held = value ? this.#received : null;
  }
}
