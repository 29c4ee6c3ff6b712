// One connection: who it is and what they may do, by what is true at each message; it reads the frames, hands the
// messages to the room, and keeps the connection alive or drops it. It speaks to a `Channel`, of which a WebSocket is
// the first kind. It ends exactly once, and leaves its room then.

import type { Logger } from 'pino';
import { accessInfo, type Authority, hasEnded, type Identity } from '../auth/authority.ts';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import {
  type AccessInfo,
  decodeClientMessage,
  encodeAwareness,
  encodeNotice,
  MessageType,
} from '../../protocol/messages.ts';
import type { Role, User } from '../../protocol/roles.ts';
import type { Member, RoomMessage } from '../rooms/room.ts';
import type { Membership } from '../rooms/open-room.ts';
import { type Rate, spend } from '../limits/rate.ts';
import type { JoinResult, Rooms } from '../rooms/rooms.ts';

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

/** Who came, and where to. */
export interface Visit {
  readonly document: string;
  /** The epoch of the document that the peer knows from before, or null. */
  readonly epoch: string | null;
  /** Has a role in the document. */
  readonly identity: Identity;
}

/** What sessions share. */
export interface SessionDeps {
  readonly rooms: Rooms;
  readonly authority: Authority;
  readonly log: Logger;
  readonly clock: Clock;
}

const keepAlive = encodeAwareness([]);

/** How much of each a connection may send. */
const rates = {
  messages: { perSecond: limits.messagesPerSecond, atOnce: limits.messagesAtOnce },
  bytes: { perSecond: limits.bytesPerSecond, atOnce: limits.bytesAtOnce },
  questions: { perSecond: limits.questionsPerSecond, atOnce: limits.questionsAtOnce },
} satisfies Record<string, Rate>;

export class Session implements Member {
  readonly speaksQuire: boolean;
  readonly #channel: Channel;
  readonly #document: string;
  readonly #authority: Authority;
  readonly #log: Logger;
  readonly #clock: Clock;
  #identity: Identity;
  /** What the peer was last told of, and what the room knows of. */
  #role: Role;
  #membership: Membership | null = null;
  #ended = false;
  /** What arrived before the room was there. */
  #waiting: RoomMessage[] = [];
  #waitingBytes = 0;
  #lastSeen: number;
  #lastSent: number;
  /** When it may again send as much of each at once as ever. */
  readonly #fullAt = { messages: 0, bytes: 0, questions: 0 };

  /** Takes the place in the room as soon as the document is loaded. */
  constructor({ document, epoch, identity }: Visit, channel: Channel, { rooms, authority, log, clock }: SessionDeps) {
    this.#document = document;
    this.#identity = identity;
    this.#role = identity.roleIn(document) ?? 'read'; // without any it is closed before it is heard
    this.#channel = channel;
    this.speaksQuire = channel.speaksQuire;
    this.#authority = authority;
    this.#log = log;
    this.#clock = clock;
    this.#lastSeen = clock.now();
    this.#lastSent = clock.now();
    void this.#enter(rooms, epoch);
  }

  get role(): Role {
    return this.#role;
  }

  get user(): User | null {
    return this.#identity.user;
  }

  get access(): AccessInfo {
    return accessInfo(this.#identity, this.#role, this.#clock.date());
  }

  async #enter(rooms: Rooms, epoch: string | null): Promise<void> {
    let joined: JoinResult;
    try {
      joined = await rooms.join(this.#document, epoch, this, () => !this.#ended);
    } catch (error) {
      this.#log.error({ document: this.#document, error }, 'a document could not be loaded');
      return this.close(CloseCode.overloaded, 'the document cannot be loaded now');
    }
    if (joined.type === 'cancelled') return; // the session ended while the document was loaded
    if (joined.type === 'rejected') return this.close(joined.code, joined.reason);
    const { membership } = joined;
    if (this.#ended) return membership.leave(); // it could not take what it was welcomed with
    this.#membership = membership;
    // Any of them may end this session and so empty `#membership`; the room takes nothing more of one who has left.
    for (const message of this.#waiting) membership.receive(message);
    this.#waiting = [];
  }

  /** Takes in one frame, binary as it must be, or text. */
  receive(frame: Uint8Array, isBinary: boolean): void {
    if (!this.#hear(frame.length) || !this.review()) return;
    if (!isBinary) return this.#refuse('a text frame');
    if (frame[0] === MessageType.awareness && frame.length > limits.awarenessBytes) {
      return this.close(CloseCode.tooLarge, 'the awareness is too large');
    }
    const message = decodeClientMessage(frame);
    if (message.type === 'malformed') return this.#refuse(message.reason);
    if (message.type === 'syncStep1' && !this.#affords('questions', 1)) return;
    if (message.type === 'token') return void this.#renew(message.token);
    if (this.#membership !== null) return this.#membership.receive(message);
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

  get congested(): boolean {
    return this.#channel.buffered > limits.congestion;
  }

  /** The peer has read what waited for it. */
  drained(): void {
    this.#membership?.drained();
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

  /**
   * Finds out what the peer may do now. To be called often, for nobody says when that changes: it takes effect with the
   * next message, and is told when this is called. False when it may not be here any more, and was closed.
   */
  review(): boolean {
    if (this.#ended) return false;
    const role = this.#identity.roleIn(this.#document);
    if (hasEnded(this.#identity, this.#clock.date())) {
      this.close(CloseCode.unauthorized, 'the token is not valid any more');
    } else if (role === null) this.close(CloseCode.forbidden, 'access was withdrawn');
    else if (role !== this.#role) this.#change(role);
    return !this.#ended;
  }

  /** The channel is closed, by whomever. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#membership?.leave();
    this.#membership = null;
    this.#waiting = [];
  }

  /** Goes on with another token. One that is no good changes nothing: the one before may be good for a while. */
  async #renew(token: string): Promise<void> {
    const identity = await this.#authority.identify(token).catch(() => null);
    const role = identity?.roleIn(this.#document) ?? null;
    if (this.#ended || identity === null || role === null) return;
    this.#identity = identity;
    this.#change(role);
  }

  #change(role: Role): void {
    this.#role = role;
    if (this.#membership === null) return; // it is welcomed with it
    if (this.speaksQuire) this.send(encodeNotice({ type: 'role', ...this.access }));
    this.#membership?.accessChanged();
  }

  /** Something arrived: false when it is not to be taken in, as the connection has ended or sends too much. */
  #hear(bytes: number): boolean {
    if (this.#ended) return false;
    this.#lastSeen = this.#clock.now();
    return this.#affords('messages', 1) && this.#affords('bytes', bytes);
  }

  /** Whether it may send so much more of a kind now; otherwise it is closed. */
  #affords(kind: keyof typeof rates, cost: number): boolean {
    const fullAt = spend(this.#fullAt[kind], cost, this.#clock.now(), rates[kind]);
    if (fullAt === null) this.close(CloseCode.overloaded, `too many ${kind}`);
    else this.#fullAt[kind] = fullAt;
    return fullAt !== null;
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
