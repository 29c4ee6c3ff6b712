// The channel of a session over plain HTTP, which outlives what carries its frames: a stream of events, answers to
// polls, or a WebSocket. Each frame of the server is kept until the client has confirmed it. Each frame of the client
// is taken once and in order, whatever is lost, repeated or late on the way. There is at most one carrier at a time.

import { CloseCode, type CloseReason } from '../../protocol/close-codes.ts';
import { decodeFrames } from '../../protocol/frame-bodies.ts';
import { limits } from '../limits/limits.ts';
import type { Channel } from './channel.ts';
import type { Session } from './session.ts';
import type { Connection } from './sessions.ts';

/** What carries frames to the client for a while. */
export interface Carrier {
  /** Whether it takes frames now. An answer to a poll takes them once. */
  readonly ready: boolean;
  /** The bytes of frames that wait to be sent. */
  readonly buffered: number;
  /** The bytes that have arrived on it; only grows. */
  readonly received: number;
  /** Sends frames, the first of which has the number `first`. */
  send(frames: readonly Uint8Array[], first: number): void;
  /** Asks the client for a sign of life, unless the carrier is one by itself: then the result is true. */
  ping(): boolean;
  /** Ends without a word, in favour of another carrier. What still waits to be sent is dropped. */
  end(): void;
  /** Tells the client the end of the session, then calls `closed`; without an answer within `limits.closing`, too. */
  close(code: number, reason: string, closed: () => void): void;
  /** Ends at once. */
  terminate(): void;
}

/** What a request says with a number that no client can have: the session ends. */
const notANumber = 'a number of a frame is missing or wrong; nothing of the request was taken';

export class ResumableChannel implements Channel, Connection {
  readonly speaksQuire: boolean;
  /** The session on this channel, once there is one. */
  #session: Pick<Session, 'receive' | 'receiveControlFrame' | 'drained' | 'close'> | null = null;
  #carrier: Carrier | null = null;
  /** The frames that the client has not confirmed, and their bytes. The first has the number `#confirmed + 1`. */
  #frames: Uint8Array[] = [];
  #bytes = 0;
  #confirmed = 0;
  /** The last frame that the present carrier took, and the last that any carrier took. */
  #carried = 0;
  #everCarried = 0;
  #isScheduled = false;
  /** The frames of the client that were taken. */
  #taken = 0;
  #received = 0;
  #isCongested = false;
  #ended: CloseReason | 'gone' | null = null;
  #listeners: (() => void)[] = [];

  constructor(speaksQuire: boolean) {
    this.speaksQuire = speaksQuire;
  }

  /** To be called once, before the first request of the client. */
  serve(session: Pick<Session, 'receive' | 'receiveControlFrame' | 'drained' | 'close'>): void {
    this.#session = session;
  }

  /** Null while the session lives; then how the server closed it, or 'gone' when it ended without a code. */
  get ended(): CloseReason | 'gone' | null {
    return this.#ended;
  }

  /** How many frames of the client were taken. */
  get taken(): number {
    return this.#taken;
  }

  get received(): number {
    return this.#received + (this.#carrier?.received ?? 0);
  }

  get buffered(): number {
    return Math.max(this.#carrier?.buffered ?? 0, this.#bytes - limits.unconfirmedBytes);
  }

  /** Calls `listener` when the session is over, and the client was told if it could be. */
  on(_event: 'close', listener: () => void): void {
    this.#listeners.push(listener);
  }

  // ── What the session does ──────────────────────────────────────────────────────────────────────

  send(frame: Uint8Array): void {
    if (this.#ended !== null) return;
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (this.buffered > limits.congestion) this.#isCongested = true;
    if (this.#carrier === null || this.#isScheduled) return;
    this.#isScheduled = true; // all frames of one turn of the event loop are one write
    queueMicrotask(() => this.#deliver());
  }

  ping(): void {
    if (this.#ended === null && this.#carrier?.ping()) this.#received++; // one that has ended takes no more
  }

  close(code: number, reason: string): void {
    if (this.#ended !== null) return;
    this.#deliver(); // what was sent before goes first
    this.#ended = { code: code as CloseCode, reason };
    if (this.#carrier === null) this.#end();
    else this.#carrier.close(code, reason, () => this.#end());
  }

  terminate(): void {
    this.#ended ??= 'gone';
    this.#carrier?.terminate();
    this.#end();
  }

  // ── What the client does ───────────────────────────────────────────────────────────────────────

  /** Counts a request, or another sign of life with a payload of `bytes`. */
  hear(bytes = 0): void {
    this.#session?.receiveControlFrame(bytes);
  }

  /** Counts bytes of a body that is not whole yet: its client lives. */
  arrive(bytes: number): void {
    this.#received += bytes;
  }

  /** Whether a carrier that begins after the frame `after` comes late: the client has confirmed later frames. */
  isLate(after: number): boolean {
    return after < this.#confirmed;
  }

  /** The client got all frames up to the number `after`. */
  confirm(after: number): void {
    if (this.#ended !== null) return;
    if (!isCount(after) || after > this.#everCarried) return this.#session?.close(CloseCode.malformed, notANumber);
    const count = after - this.#confirmed;
    if (count <= 0) return;
    for (let i = 0; i < count; i++) this.#bytes -= this.#frames[i]!.length;
    this.#frames = this.#frames.slice(count);
    this.#confirmed = after;
    this.#carried = Math.max(this.#carried, after);
    this.relieve();
  }

  /**
   * Puts `carrier` in place of the present one. It goes on after the frame `after`, which the client has just
   * confirmed. Frames that another carrier took before count as if the client had sent them: they cost as much.
   */
  carry(carrier: Carrier, after: number): void {
    const former = this.#carrier;
    this.#carrier = carrier;
    this.#carried = after;
    former?.end();
    if (former !== null) this.#received += former.received;
    const again = this.#frames.slice(0, this.#everCarried - after);
    if (again.length > 0) this.hear(again.reduce((sum, { length }) => sum + length, 0));
    this.#deliver();
  }

  /** To be called when `carrier` can carry no more. */
  drop(carrier: Carrier): void {
    if (this.#carrier !== carrier) return;
    this.#received += carrier.received;
    this.#carrier = null;
    this.relieve();
  }

  /** To be called when the carrier has sent something that waited. Tells the session when it is no longer congested. */
  relieve(): void {
    if (!this.#isCongested || this.buffered > limits.congestion) return;
    this.#isCongested = false;
    this.#session?.drained();
  }

  /** Takes the frames in `body`, the first of which has the number `first`. Takes all, or ends the session. */
  take(body: Uint8Array, first: number): void {
    if (this.#ended !== null) return;
    const frames = decodeFrames(body);
    if (frames === null) return this.#session?.close(CloseCode.malformed, 'the body is no frames; none was taken');
    if (!this.isNext(first)) return this.#session?.close(CloseCode.malformed, notANumber);
    let number = first;
    let repeated = 0;
    for (const frame of frames) {
      if (number <= this.#taken) repeated += frame.length;
      this.takeFrame(number++, frame);
      if (this.#ended !== null) return;
    }
    if (repeated > 0) this.hear(repeated);
  }

  /** Whether a client may send the frame `first` next: it repeats known ones, or goes on after the last. */
  isNext(first: number): boolean {
    return isCount(first) && first > 0 && first <= this.#taken + 1;
  }

  /** Takes one frame, at most the next one, unless it was taken before. */
  takeFrame(number: number, frame: Uint8Array): void {
    if (number <= this.#taken || this.#ended !== null) return;
    this.#taken = number;
    this.#session?.receive(frame, true);
  }

  /** The client ends the session. */
  leave(): void {
    this.#ended ??= 'gone';
    this.#carrier?.end();
    this.#end();
  }

  #deliver(): void {
    this.#isScheduled = false;
    const last = this.#confirmed + this.#frames.length;
    const carrier = this.#carrier;
    if (carrier === null || !carrier.ready || this.#ended !== null || this.#carried === last) return;
    const first = this.#carried + 1;
    this.#carried = this.#everCarried = last;
    carrier.send(this.#frames.slice(first - this.#confirmed - 1), first);
  }

  #end(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    this.#frames = [];
    this.#carrier = null;
    for (const listener of listeners) listener();
  }
}

const isCount = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;
