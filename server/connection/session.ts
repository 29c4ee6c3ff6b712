// One connection. A session reads frames, judges each message by the client's access at that moment, and hands it to
// the room. It keeps the connection alive, and drops one that is dead or slow. It ends exactly once, and then leaves
// the room.

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
import type { Channel } from './channel.ts';

/** Which document a client joins, and as whom. */
export interface JoinRequest {
  /** The address that the client counts for. */
  readonly address: string;
  readonly document: string;
  /** The epoch of the document that the client knows from before, or null. */
  readonly epoch: string | null;
  /** Has a role in the document. */
  readonly identity: Identity;
  /** To be called when the server closes the connection with `code`. */
  closed(code: CloseCode): void;
}

/** The parts of the server that all sessions share. */
export interface SessionDeps {
  readonly rooms: Rooms;
  readonly authority: Authority;
  readonly log: Logger;
  readonly clock: Clock;
}

const keepAlive = encodeAwareness([]);

/** For a client of another server, such as one that speaks JSON. */
const textFrame = 'this is a text frame; Quire speaks y-websocket, whose frames are binary';

/** The rate limits of a connection. */
const rates = {
  messages: { perSecond: limits.messagesPerSecond, atOnce: limits.messagesAtOnce },
  bytes: { perSecond: limits.bytesPerSecond, atOnce: limits.bytesAtOnce },
  questions: { perSecond: limits.questionsPerSecond, atOnce: limits.questionsAtOnce },
} satisfies Record<string, Rate>;

export class Session implements Member {
  readonly speaksQuire: boolean;
  readonly #channel: Channel;
  /** What a line of the log tells of this connection. */
  readonly #names: { readonly address: string; readonly document: string };
  readonly #document: string;
  readonly #onClose: (code: CloseCode) => void;
  readonly #authority: Authority;
  readonly #log: Logger;
  readonly #clock: Clock;
  #identity: Identity;
  /** The role that the room and the peer know of. */
  #role: Role;
  #membership: Membership | null = null;
  #ended = false;
  /** Whether the log says that the client wrote without permission: one line is enough. */
  #refusalLogged = false;
  /** Messages that arrived before the document was loaded. */
  #early: RoomMessage[] = [];
  #earlyBytes = 0;
  #lastReceived: number;
  /** `Channel.received` at the last heartbeat. */
  #receivedBytes = 0;
  #lastSent: number;
  /** The state of each rate limit, as `spend` defines it. */
  readonly #fullAt = { messages: 0, bytes: 0, questions: 0 };

  /** Joins the room as soon as the document is loaded. */
  constructor(
    { address, document, epoch, identity, closed }: JoinRequest,
    channel: Channel,
    { rooms, authority, log, clock }: SessionDeps,
  ) {
    this.#names = { address, document };
    this.#document = document;
    this.#onClose = closed;
    this.#identity = identity;
    this.#role = identity.roleIn(document) ?? 'read'; // without a role, the first message closes it
    this.#channel = channel;
    this.speaksQuire = channel.speaksQuire;
    this.#authority = authority;
    this.#log = log;
    this.#clock = clock;
    this.#lastReceived = clock.now();
    this.#lastSent = clock.now();
    void this.#join(rooms, epoch);
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

  async #join(rooms: Rooms, epoch: string | null): Promise<void> {
    let joined: JoinResult;
    try {
      joined = await rooms.join(this.#document, epoch, this, () => !this.#ended);
    } catch (error) {
      this.#log.error({ document: this.#document, error }, 'a document could not be loaded; its clients try again');
      return this.close(CloseCode.overloaded, 'the document cannot be loaded now; try again later');
    }
    if (joined.type === 'cancelled') return; // the session ended while the document was loaded
    if (joined.type === 'rejected') return this.close(joined.code, joined.reason);
    const { membership } = joined;
    if (this.#ended) return membership.leave(); // the peer did not read its Welcome
    this.#membership = membership;
    // A message may end this session, and so empty `#membership`. The room ignores messages of a member that has left.
    for (const message of this.#early) membership.receive(message);
    this.#early = [];
  }

  /** Takes one message of the peer; a text message closes the connection. */
  receive(frame: Uint8Array, isBinary: boolean): void {
    if (!this.#count(frame.length) || !this.recheckAccess()) return;
    if (!isBinary) return this.close(CloseCode.malformed, textFrame);
    if (frame[0] === MessageType.awareness && frame.length > limits.awarenessBytes) {
      return this.close(CloseCode.tooLarge, 'the awareness is too large; nothing of it was taken');
    }
    const message = decodeClientMessage(frame);
    if (message.type === 'malformed') return this.close(CloseCode.malformed, message.reason);
    if (message.type === 'syncStep1' && !this.#withinRate('questions', 1)) return;
    if (message.type === 'token') return void this.#replaceToken(message.token);
    if (this.#membership !== null) return this.#membership.receive(message);
    this.#earlyBytes += frame.length;
    if (this.#earlyBytes > limits.bytesWhileLoading) {
      return this.close(
        CloseCode.overloaded,
        'too much was sent before the document was loaded; reconnect to send it again',
      );
    }
    this.#early.push(message);
  }

  send(frame: Uint8Array): void {
    this.#lastSent = this.#clock.now();
    this.#channel.send(frame);
    if (this.#channel.buffered > limits.bufferedBytes) this.#drop('the peer reads too slowly');
  }

  get congested(): boolean {
    return this.#channel.buffered > limits.congestion;
  }

  /** To be called when the peer has read everything that was buffered for it. */
  drained(): void {
    this.#membership?.drained();
  }

  refused(): void {
    if (this.speaksQuire) return this.send(encodeNotice({ type: 'refused' }));
    if (this.#refusalLogged) return;
    this.#refusalLogged = true;
    this.#log.warn(
      { document: this.#document, user: this.user?.id ?? null },
      'a client that may only read wrote; it reads on, and its writes are dropped',
    );
  }

  close(code: CloseCode, reason: string): void {
    if (this.#ended) return;
    this.#log.warn({ ...this.#names, code, reason }, 'the server closed a connection');
    this.#onClose(code);
    this.#channel.close(code, reason);
    this.end();
  }

  /** Takes a ping or pong of the peer, with a payload of `bytes`. */
  receiveControlFrame(bytes: number): void {
    this.#count(bytes);
  }

  /** To be called every `limits.heartbeatInterval`: drops a dead connection and keeps a living one open. */
  heartbeat(): void {
    const now = this.#clock.now();
    // A large message takes minutes on a slow line, and a pong may have to wait behind it.
    if (this.#channel.received !== this.#receivedBytes) this.#lastReceived = now;
    this.#receivedBytes = this.#channel.received;
    if (now - this.#lastReceived > 2 * limits.heartbeatInterval) return this.#drop('the peer gave no sign of life');
    this.#channel.ping();
    if (now - this.#lastSent > limits.keepAliveAfter) this.send(keepAlive);
  }

  /**
   * Applies a change of the client's access, and tells the client. To be called often, since no event announces the
   * change. Each message calls it too. False when the session has ended, or ends here because access was withdrawn.
   */
  recheckAccess(): boolean {
    if (this.#ended) return false;
    const role = this.#identity.roleIn(this.#document);
    if (hasEnded(this.#identity, this.#clock.date())) {
      this.close(CloseCode.unauthorized, 'the token expired or was revoked; reconnect with a valid one');
    } else if (role === null) this.close(CloseCode.forbidden, 'access to the document was withdrawn');
    else if (role !== this.#role) this.#changeRole(role);
    return !this.#ended;
  }

  /** To be called when the channel is closed, by either side. Leaves the room. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#membership?.leave();
    this.#membership = null;
    this.#early = [];
  }

  /** Puts another token in place of the current one. An invalid one changes nothing: the current one may still hold. */
  async #replaceToken(token: string): Promise<void> {
    const identity = await this.#authority.identify(token).catch(() => null);
    const role = identity?.roleIn(this.#document) ?? null;
    if (this.#ended || identity === null || role === null) return;
    this.#identity = identity;
    this.#changeRole(role);
  }

  #changeRole(role: Role): void {
    this.#role = role;
    if (this.#membership === null) return; // the Welcome will tell it
    if (this.speaksQuire) this.send(encodeNotice({ type: 'role', ...this.access }));
    this.#membership?.accessChanged(); // unless the Notice ended this session
  }

  /** Counts something that arrived. False when it must be ignored: the session has ended, or a rate limit ends it. */
  #count(bytes: number): boolean {
    if (this.#ended) return false;
    this.#lastReceived = this.#clock.now();
    return this.#withinRate('messages', 1) && this.#withinRate('bytes', bytes);
  }

  /** Spends `cost` of a rate limit; closes the connection when that exceeds the limit. */
  #withinRate(kind: keyof typeof rates, cost: number): boolean {
    const fullAt = spend(this.#fullAt[kind], cost, this.#clock.now(), rates[kind]);
    if (fullAt === null) this.close(CloseCode.overloaded, `too many ${kind}; reconnect to send the rest`);
    else this.#fullAt[kind] = fullAt;
    return fullAt !== null;
  }

  /** Ends the session without a closing handshake, which the peer would not answer. */
  #drop(reason: string): void {
    if (this.#ended) return;
    this.#log.info({ ...this.#names, reason }, 'the server dropped a connection');
    this.#channel.terminate();
    this.end();
  }
}
