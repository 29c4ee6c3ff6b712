// One connection: reads its frames, hands its messages to the room, and keeps it alive or drops it.
// It speaks to a `Channel`, of which a WebSocket is the first kind. It ends exactly once, and leaves its room then.

import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { limits } from './limits.ts';
import { CloseCode } from './protocol/close.ts';
import { type AccessInfo, decodeClientMessage, encodeAwareness } from './protocol/messages.ts';
import type { Member, RoomMessage } from './room.ts';
import type { Refusal, Seat } from './open-room.ts';
import { type Rate, spend } from './rate.ts';
import type { Rooms } from './rooms.ts';

/** A two-way stream of binary frames to one peer. */
export interface Channel {
  /** Whether the peer offered `quire.1`. */
  readonly speaksQuire: boolean;
  /** Sends one frame, in order. Does nothing once the channel is closed. */
  send(frame: Uint8Array): void;
  /** How many bytes wait to be sent, as the peer has not read what was sent before. */
  readonly buffered: number;
  /** Says goodbye with a WebSocket close code and a reason of at most 123 bytes. */
  close(code: number, reason: string): void;
  /** Asks the peer for a sign of life, which the channel's owner reports by `Session.alive`. */
  ping(): void;
  /** Ends the channel without a word. */
  terminate(): void;
}

const keepAlive = encodeAwareness([]);

const messageRate: Rate = { perSecond: limits.messagesPerSecond, atOnce: limits.messagesAtOnce };
const byteRate: Rate = { perSecond: limits.bytesPerSecond, atOnce: limits.bytesAtOnce };

export class Session implements Member {
  readonly speaksQuire: boolean;
  readonly access: AccessInfo = { role: 'admin', user: null, expiresIn: null };
  readonly #channel: Channel;
  readonly #document: string;
  readonly #log: Logger;
  readonly #clock: Clock;
  #seat: Seat | null = null;
  #ended = false;
  /** What arrived before the room was there. */
  #waiting: RoomMessage[] = [];
  #waitingBytes = 0;
  #lastSeen: number;
  #lastSent: number;
  /** When it may again send as many messages, and bytes, at once as ever. */
  #messagesFull = 0;
  #bytesFull = 0;

  /**
   * Takes the place in the room as soon as the document is loaded. `epoch` is that of the document which the peer knows
   * from before, or null.
   */
  constructor(document: string, epoch: string | null, channel: Channel, rooms: Rooms, log: Logger, clock: Clock) {
    this.#document = document;
    this.#channel = channel;
    this.speaksQuire = channel.speaksQuire;
    this.#log = log;
    this.#clock = clock;
    this.#lastSeen = clock.now();
    this.#lastSent = clock.now();
    void this.#enter(rooms, epoch);
  }

  async #enter(rooms: Rooms, epoch: string | null): Promise<void> {
    let joined: Seat | Refusal | null;
    try {
      joined = await rooms.join(this.#document, epoch, this, () => !this.#ended);
    } catch (error) {
      this.#log.error({ document: this.#document, error }, 'a document could not be loaded');
      return this.close(CloseCode.overloaded, 'the document cannot be loaded now');
    }
    if (joined === null) return; // it ended while the document was loaded
    if ('code' in joined) return this.close(joined.code, joined.reason);
    if (this.#ended) return joined.leave(); // it could not take what it was welcomed with
    this.#seat = joined;
    // Any of them may end this session and so empty `#seat`; the room takes nothing more of one who has left.
    for (const message of this.#waiting) joined.receive(message);
    this.#waiting = [];
  }

  /** Takes in one frame, binary as it must be, or text. */
  receive(frame: Uint8Array, isBinary: boolean): void {
    if (!this.#hear(frame.length)) return;
    if (!isBinary) return this.#refuse('a text frame');
    const message = decodeClientMessage(frame);
    if (message.type === 'malformed') return this.#refuse(message.reason);
    if (message.type === 'token') return; // with AUTH=open nobody needs one
    if (this.#seat !== null) return this.#seat.receive(message);
    this.#waitingBytes += frame.length;
    if (this.#waitingBytes > limits.bytesWhileLoading) {
      return this.close(CloseCode.overloaded, 'too much was sent before the document was loaded');
    }
    this.#waiting.push(message);
  }

  send(frame: Uint8Array): void {
    this.#lastSent = this.#clock.now();
    this.#channel.send(frame);
    if (this.#channel.buffered > limits.bufferedBytes) this.#drop('dropped a connection that reads too slowly');
  }

  close(code: CloseCode, reason: string): void {
    if (this.#ended) return;
    this.#log.warn({ document: this.#document, code, reason }, 'closed a connection');
    this.#channel.close(code, reason);
    this.end();
  }

  /** The peer gave a sign of life, of so many bytes, that is no frame. */
  alive(bytes: number): void {
    this.#hear(bytes);
  }

  /** To be called every `limits.heartbeatInterval`: drops a dead connection and keeps a living one. */
  beat(): void {
    const now = this.#clock.now();
    if (now - this.#lastSeen > 2 * limits.heartbeatInterval) return this.#drop('dropped a silent connection');
    this.#channel.ping();
    if (now - this.#lastSent > limits.keepAliveAfter) this.send(keepAlive);
  }

  /** The channel is closed, by whomever. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#seat?.leave();
    this.#seat = null;
    this.#waiting = [];
  }

  /** Something arrived: false when it is not to be taken in, as the connection has ended or sends too much. */
  #hear(bytes: number): boolean {
    if (this.#ended) return false;
    const now = this.#clock.now();
    this.#lastSeen = now;
    const messagesFull = spend(this.#messagesFull, 1, now, messageRate);
    const bytesFull = spend(this.#bytesFull, bytes, now, byteRate);
    if (messagesFull === null || bytesFull === null) {
      this.close(CloseCode.overloaded, messagesFull === null ? 'too many messages' : 'too many bytes');
      return false;
    }
    this.#messagesFull = messagesFull;
    this.#bytesFull = bytesFull;
    return true;
  }

  /** Ends it without a word, which it would not hear. */
  #drop(why: string): void {
    if (this.#ended) return;
    this.#log.info({ document: this.#document }, why);
    this.#channel.terminate();
    this.end();
  }

  #refuse(reason: string): void {
    this.close(CloseCode.malformed, reason);
  }
}
