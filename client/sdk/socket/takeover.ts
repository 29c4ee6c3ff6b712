// A takeover tries WebSockets now and then, one at a time, to carry a session on, and returns the session to plain HTTP
// when one breaks. A WebSocket carries the session once it has brought something. Until then, both sides keep what the
// WebSocket begins with.

import { CloseCode } from '../../../protocol/close-codes.ts';
import type { Carrier } from './carriers.ts';
import type { Ending, SessionRequests } from './http-requests.ts';
import type { Inbox } from './inbox.ts';
import type { Outbox } from './outbox.ts';
import { sessionBytes, sessionTimes } from './session-limits.ts';
import { dropWebSocket } from './web-socket.ts';

/** What the takeover needs of its session. */
export interface TakeoverHost {
  isOpen(): boolean;
  /** Takes frame `number`, unless it came before; false when one before it is missing. */
  take(number: number, frame: () => Uint8Array): boolean;
  /** Tells the server which frames came, here with `Takeover.confirm`, and over HTTP while no WebSocket carries. */
  confirm(): void;
  /** A WebSocket carries the session from now on: nothing is to come over HTTP. */
  tookOver(): void;
  carried(carrier: Carrier, works: boolean): void;
  /** The session is to go on over HTTP again. */
  gaveBack(): void;
  end(ending: Ending): void;
}

interface Link {
  readonly socket: WebSocket;
  /** Whether the WebSocket has brought something. */
  carries: boolean;
  /** The number of the last frame that came on it. */
  last: number;
  /** Whether something came since the last beat. */
  heard: boolean;
}

export class Takeover {
  readonly #connect: ((url: string) => WebSocket) | null;
  readonly #requests: SessionRequests;
  readonly #outbox: Outbox;
  readonly #inbox: Inbox;
  readonly #host: TakeoverHost;
  #link: Link | null = null;
  #delay: number = sessionTimes.firstMove;
  /** What comes next: an attempt, the end of one, or a beat. */
  #cancelTimer = () => {};
  /** The bytes of the frames that were sent on the WebSocket since the server was asked which ones it took. */
  #unasked = 0;

  /** `connect` makes a WebSocket; null where there is none. */
  constructor(
    connect: ((url: string) => WebSocket) | null,
    requests: SessionRequests,
    outbox: Outbox,
    inbox: Inbox,
    host: TakeoverHost,
  ) {
    this.#connect = connect;
    this.#requests = requests;
    this.#outbox = outbox;
    this.#inbox = inbox;
    this.#host = host;
  }

  /** Whether a WebSocket carries the session. */
  get carries(): boolean {
    return this.#link?.carries ?? false;
  }

  /** Whether a WebSocket is tried. */
  get isTrying(): boolean {
    return this.#link !== null && !this.#link.carries;
  }

  /** Tries a WebSocket after a while, which doubles with each attempt. */
  tryLater(): void {
    this.#setTimer(this.#delay, () => this.#try());
    this.#delay = Math.min(2 * this.#delay, sessionTimes.longestMove);
  }

  /** Tries a WebSocket at once, if none is there, and soon again. */
  tryNow(): void {
    this.#delay = sessionTimes.firstMove;
    if (this.#host.isOpen() && this.#link === null) this.#try();
  }

  /** Sends a frame on the WebSocket that carries the session. */
  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#link!.socket.send(frame);
    this.#unasked += frame.length;
    if (this.#unasked > sessionBytes.unconfirmed) this.#host.confirm(); // bounds the frames in the outbox
  }

  /** Tells the server which frames came, if a WebSocket carries the session. The server answers which ones it took. */
  confirm(): void {
    if (!this.carries) return;
    this.#inbox.told();
    this.#unasked = 0;
    this.#link!.socket.send(String(this.#inbox.received));
  }

  /** Leaves the WebSocket. To be called when the session closes, or is over. */
  stop(): void {
    if (this.isTrying) this.#giveUp();
    else this.#leave();
  }

  /** Meanwhile the server keeps what the WebSocket begins with, and so does this side. */
  #try(): void {
    if (this.#connect === null) return;
    this.#hold(true);
    const { after } = this.#inbox;
    const socket = this.#connect(this.#requests.webSocketUrl({ first: this.#outbox.first, after }));
    socket.binaryType = 'arraybuffer';
    const link = { socket, carries: false, last: after, heard: false };
    this.#link = link;
    this.#setTimer(sessionTimes.moving, () => this.#giveUp());
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => this.#closed(link, { code, reason });
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (!link.carries) this.#begin(link);
      link.heard = true;
      if (typeof data === 'string') this.#outbox.taken(Number(data));
      else this.#host.take(++link.last, () => new Uint8Array(data));
    };
  }

  /** Gives up the WebSocket that is tried, and tries another one later. */
  #giveUp(): void {
    this.#leave();
    const isBehind = this.#inbox.after < this.#inbox.received;
    this.#hold(false);
    if (this.#host.isOpen()) this.tryLater();
    if (isBehind) this.#host.confirm();
    this.#requests.wake();
  }

  #begin(link: Link): void {
    link.carries = true;
    for (const frame of this.#outbox.batch(this.#outbox.first)) link.socket.send(frame);
    this.#hold(false);
    this.#host.tookOver();
    this.#requests.wake();
    this.#beat(link);
    this.#host.carried('websocket', true);
  }

  /** Asks the server what it took, and sees whether the WebSocket still brings anything. */
  #beat(link: Link): void {
    this.#host.confirm();
    link.heard = false;
    this.#setTimer(sessionTimes.beat, () => (link.heard ? this.#beat(link) : this.#giveBack()));
  }

  #closed(link: Link, ending: Ending): void {
    const { code } = ending;
    if (code >= 4000 || code === CloseCode.restarting || code === CloseCode.overloaded) this.#host.end(ending);
    else if (link.carries) this.#giveBack();
    else this.#giveUp();
  }

  #giveBack(): void {
    this.#leave();
    this.tryLater();
    this.#host.gaveBack();
  }

  #leave(): void {
    this.#cancelTimer();
    if (this.#link !== null) dropWebSocket(this.#link.socket);
    this.#link = null;
  }

  #hold(value: boolean): void {
    this.#outbox.held = value;
    this.#inbox.held = value;
  }

  #setTimer(delay: number, action: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#requests.timers.after(delay, action);
  }
}
