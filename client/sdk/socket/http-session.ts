// A session over plain HTTP (PROTOCOL.md, HTTP1 to HTTP11), as a FallbackSocket uses one. Each frame goes up and comes
// down once and in order, whatever is lost, repeated or late. Now and then the session tries to go on over a WebSocket,
// and returns to HTTP when that breaks. This file comes on demand: most networks do not need it.

import { fromBase64 } from 'lib0/buffer';
import type { OpenedSession } from '../../../protocol/api.ts';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { decodeFrames, encodeFrames } from '../../../protocol/frame-bodies.ts';
import { subprotocol } from '../../../protocol/messages.ts';
import type { Carrier, HttpCarrier } from './carriers.ts';
import { EventStreamParser, type StreamEvent } from './event-stream.ts';
import { abnormal, Backoff, type Ending, endingIn, request, type RequestDeps } from './http-requests.ts';
import { Outbox } from './outbox.ts';
import { dropWebSocket, type WebSocketClass } from './web-socket.ts';

export interface SessionDeps extends RequestDeps {
  /** To go on over a WebSocket; null where there is none. */
  readonly WebSocket: WebSocketClass | null;
}

export interface SessionEvents {
  /** The server opened the session. Nothing else happens before `start`. */
  opened(protocol: string): void;
  received(frame: Uint8Array): void;
  /** The session goes on over another carrier, or its carrier has brought something for the first time. */
  carried(carrier: Carrier, works: boolean): void;
  /** The session is over. Nothing else happens after that. */
  ended(ending: Ending): void;
}

/** In milliseconds. */
export const sessionTimes = {
  /** How long the server may take to open the session. */
  opening: 8_000,
  /** How long a stream may take to its first event. Beyond that, something holds streams back. */
  streaming: 3_000,
  /** A stream that ends sooner is of no use. */
  shortest: 1_000,
  /** How long a stream may be silent. The server sends something every 10 s. */
  silent: 25_000,
  /** How long the server may take to answer a poll, which it does within 25 s. */
  polling: 35_000,
  /** How long the server may take to answer a body of frames, and how long each byte of the body may take to it. */
  taking: 10_000,
  takingByte: 0.1,
  /** The wait before a WebSocket is tried; it doubles with each attempt. */
  firstMove: 30_000,
  longestMove: 600_000,
  /** How long a WebSocket may take to its first message. Meanwhile no poll and no stream begins. */
  moving: 2_000,
  /** How often the server is asked on a WebSocket what it took. One that brings nothing in that time is silent. */
  beat: 10_000,
} as const;

/** The most bytes of frames in one body, but for a single longer frame. */
const bodyBytes = 1024 * 1024;
/** The bytes that are received, or sent on a WebSocket, before the two sides tell each other what they have. */
const confirmEvery = 64 * 1024;
/** What a browser sends for a page that has been left: 64 KiB. */
const lastBytes = 48 * 1024;
/** A stream that once worked may be useless so often in a row before polls take its place. */
const uselessStreams = 3;

/** A WebSocket that carries the session on, or is about to. */
interface Mover {
  readonly socket: WebSocket;
  /** The number of the last frame that came on it. */
  last: number;
  /** Whether something came since the last beat. */
  heard: boolean;
}

type Phase = 'opening' | 'ready' | 'open' | 'closing' | 'over';

export class HttpSession {
  readonly #deps: SessionDeps;
  readonly #events: SessionEvents;
  readonly #address: URL;
  readonly #protocols: readonly string[];
  readonly #outbox = new Outbox();
  readonly #over = new AbortController();
  readonly #up: Backoff;
  readonly #down: Backoff;
  #phase: Phase = 'opening';
  #http: HttpCarrier;
  #closeCode = 1000;
  /** The number of the last frame that came. */
  #received = 0;
  /** The bytes of the frames that came since the server was told. */
  #unconfirmed = 0;
  #owesConfirmation = false;
  /** The bytes of the frames that were sent on a WebSocket since the server was asked which ones it took. */
  #unasked = 0;
  #isSending = false;
  #isReceiving = false;
  #streamed = false;
  #useless = 0;
  #stopReceiving = () => {};
  /** What ends the waits that are under way. */
  readonly #sleepers = new Set<() => void>();
  /** A WebSocket that has brought nothing yet, and the number that the server was told as received. */
  #trial: (Mover & { readonly after: number }) | null = null;
  /** The WebSocket that carries the session now. */
  #mover: Mover | null = null;
  #moveDelay: number = sessionTimes.firstMove;
  #cancelMove = () => {};
  #cancelBeat = () => {};

  /** Opens a session at `address`, that of a WebSocket. `carrier` says what to begin with. */
  constructor(
    address: string,
    protocols: readonly string[],
    carrier: HttpCarrier,
    deps: SessionDeps,
    events: SessionEvents,
  ) {
    this.#address = new URL(address);
    this.#protocols = protocols;
    this.#http = carrier;
    this.#deps = deps;
    this.#events = events;
    this.#up = new Backoff(deps.timers);
    this.#down = new Backoff(deps.timers);
    void this.#open();
  }

  get carrier(): Carrier {
    return this.#mover === null ? this.#http : 'websocket';
  }

  /** The bytes of the frames that the server may not have yet. */
  get bufferedAmount(): number {
    return this.#outbox.bytes;
  }

  /** To be called after `opened`, when this session is the one that is used. */
  start(): void {
    if (this.#phase !== 'ready') return;
    this.#phase = 'open';
    void this.#receive();
    void this.#send();
    this.#moveLater();
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#outbox.add(frame);
    if (this.#mover === null) return void this.#send();
    this.#mover.socket.send(frame);
    this.#unasked += frame.length;
    if (this.#unasked > confirmEvery) this.#confirm(); // bounds the frames that are kept here
  }

  /** Sends what waits, and ends the session with `code`. `ended` follows. */
  close(code = 1000): void {
    if (this.#phase === 'closing' || this.#phase === 'over') return;
    this.#closeCode = code;
    if (this.#phase === 'opening') return void (this.#phase = 'closing');
    this.#phase = 'closing';
    this.#cancelMove();
    this.#stopMoving();
    this.#leaveWebSocket();
    this.#stopReceiving();
    void this.#send();
  }

  /**
   * Ends the session of a page that is left, without `ended`. If frames wait, the page sends those in place of the end:
   * nothing tells which of two requests would come first. The server ends the session by itself, a little later.
   */
  leave(): void {
    const isOpen = this.#phase === 'open' || this.#phase === 'ready';
    const frames = this.#outbox.isWaiting ? this.#outbox.batch(this.#outbox.next, lastBytes) : [];
    const parameters = frames.length > 0 ? this.#bodyParameters() : { close: 1000 };
    const init = { method: 'POST', body: encodeFrames(frames), keepalive: true };
    this.#finish();
    if (isOpen) this.#deps.fetch(this.#url(parameters), init).catch(() => {});
  }

  /** Tries a WebSocket at once, and soon again. To be called when the network changes. */
  networkChanged(): void {
    this.#moveDelay = sessionTimes.firstMove;
    this.#wake();
    if (this.#phase === 'open' && this.#mover === null) this.#move();
  }

  async #open(): Promise<void> {
    const url = this.#url(this.#protocols.includes(subprotocol) ? { protocol: subprotocol } : {});
    const { signal } = this.#over;
    const answer = await request(
      this.#deps,
      url,
      { method: 'POST' },
      sessionTimes.opening,
      signal,
      async (response) => {
        if (response.status !== 201) return (await endingIn(response)) ?? abnormal;
        const { session, protocol } = (await response.json()) as OpenedSession;
        this.#address.searchParams.set('session', session);
        return { protocol: protocol ?? '' };
      },
    );
    if (answer === null || 'code' in answer) return this.#end(answer ?? abnormal);
    if (this.#phase === 'closing') return this.#send();
    this.#phase = 'ready';
    this.#events.opened(answer.protocol);
  }

  // Up: one body at a time, again and again until the server says that it took the body.

  async #send(): Promise<void> {
    if (this.#isSending || this.#phase === 'opening' || this.#phase === 'ready') return;
    this.#isSending = true;
    while (this.#mover === null && (this.#outbox.isWaiting || this.#owesConfirmation) && this.#phase !== 'over') {
      if (await this.#post()) this.#up.succeeded();
      else if (this.#phase === 'closing') return this.#end(abnormal); // as a WebSocket that breaks while it closes
      else if (this.#mover === null) await this.#pause(this.#up.failed());
    }
    this.#isSending = false;
    if (this.#phase === 'closing') void this.#postClose();
  }

  async #post(): Promise<boolean> {
    const { next } = this.#outbox;
    const frames = this.#outbox.batch(next, bodyBytes);
    const body = encodeFrames(frames);
    const limit = sessionTimes.taking + body.length * sessionTimes.takingByte;
    const url = this.#url(this.#bodyParameters());
    this.#owesConfirmation = false;
    this.#unconfirmed = 0;
    const signal = this.#over.signal;
    const taken = await request(this.#deps, url, { method: 'POST', body }, limit, signal, async (response) => {
      if (response.status === 204) return true;
      await this.#endBy(response);
      return false;
    });
    if (taken) this.#outbox.taken(next - 1 + frames.length);
    else this.#owesConfirmation = true;
    return taken ?? false;
  }

  async #postClose(): Promise<void> {
    const url = this.#url({ close: this.#closeCode });
    const init = { method: 'POST', keepalive: true };
    await request(this.#deps, url, init, sessionTimes.taking, this.#over.signal, async () => true);
    this.#end({ code: this.#closeCode, reason: '' });
  }

  // Down: streams or polls, one after the other, each from where the one before ended.

  async #receive(): Promise<void> {
    if (this.#isReceiving) return;
    this.#isReceiving = true;
    while (this.#receives) {
      if (this.#trial !== null) {
        // A request would take the place of the WebSocket, which may already carry the session.
        await this.#pause(sessionTimes.moving);
        continue;
      }
      const controller = new AbortController();
      this.#stopReceiving = () => controller.abort();
      const worked = await (this.#http === 'stream' ? this.#stream(controller) : this.#poll(controller.signal));
      if (!this.#receives) break;
      if (worked) this.#down.succeeded();
      else await this.#pause(this.#down.failed());
    }
    this.#isReceiving = false;
  }

  get #receives(): boolean {
    return this.#phase === 'open' && this.#mover === null;
  }

  async #stream(controller: AbortController): Promise<boolean> {
    const { timers } = this.#deps;
    const began = timers.now();
    let heard = false;
    let isUseless = false;
    let cancel = timers.after(sessionTimes.streaming, () => {
      isUseless = true;
      controller.abort();
    });
    const init = { headers: { accept: 'text/event-stream' } };
    const worked = await request(this.#deps, this.#after(), init, Infinity, controller.signal, async (response) => {
      if (response.status !== 200) return this.#isStale(response);
      isUseless = response.body === null || !/^text\/event-stream/i.test(response.headers.get('content-type') ?? '');
      if (isUseless) return true;
      for await (const event of eventsOf(response.body!)) {
        cancel();
        cancel = timers.after(sessionTimes.silent, () => controller.abort());
        if (!heard) this.#works();
        heard = true;
        if (!this.#heardEvent(event)) return false;
      }
      return true;
    });
    cancel();
    controller.abort();
    const lasted = heard && timers.now() - began >= sessionTimes.shortest;
    if (lasted) this.#streamed = true;
    if (lasted) this.#useless = 0;
    else if ((isUseless || heard) && this.#receives && this.#trial === null) this.#streamIsUseless();
    return worked ?? (lasted || isUseless);
  }

  /** Takes an event; false when the stream is of no more use. */
  #heardEvent({ type, id, data }: StreamEvent): boolean {
    if (type === 'close') {
      const { code, reason } = JSON.parse(data) as Ending;
      this.#end({ code, reason });
    } else if (type === 'ping') {
      this.#confirm();
    } else if (type === 'message') {
      return this.#takeFrame(Number(id), () => fromBase64(data));
    }
    return true;
  }

  #streamIsUseless(): void {
    this.#useless++;
    if (this.#streamed && this.#useless < uselessStreams) return;
    this.#http = 'polling';
    this.#events.carried('polling', false);
  }

  async #poll(signal: AbortSignal): Promise<boolean> {
    const after = this.#received;
    const worked = await request(this.#deps, this.#after(), {}, sessionTimes.polling, signal, async (response) => {
      if (response.status === 204) return true;
      if (response.status !== 200) return this.#isStale(response);
      const frames = decodeFrames(new Uint8Array(await response.arrayBuffer()));
      if (frames === null) return false; // the page of a proxy
      if (!this.#receives) return true;
      let number = after;
      for (const frame of frames) this.#takeFrame(++number, () => frame);
      return true;
    });
    if (worked && this.#receives) this.#works();
    return worked ?? false;
  }

  #works(): void {
    this.#events.carried(this.#http, true);
  }

  /** Whether the request was late: meanwhile the server was told a higher number. Others may end the session. */
  async #isStale(response: Response): Promise<boolean> {
    if (response.status === 409) return true;
    await this.#endBy(response);
    return false;
  }

  /** Takes frame `number`, unless it came before; false when one before it is missing. */
  #takeFrame(number: number, frame: () => Uint8Array): boolean {
    if (number <= this.#received) return true;
    if (number !== this.#received + 1 || this.#phase !== 'open') return false;
    this.#received++;
    const bytes = frame();
    this.#unconfirmed += bytes.length;
    if (this.#unconfirmed > confirmEvery) this.#confirm();
    this.#events.received(bytes);
    return true;
  }

  /** Tells the server which frames came. On a WebSocket, the server answers which ones it took. */
  #confirm(): void {
    this.#owesConfirmation = true;
    if (this.#mover === null) return void this.#send();
    this.#unconfirmed = 0;
    this.#unasked = 0;
    this.#mover.socket.send(String(this.#received));
  }

  // The WebSocket that carries the session on.

  #moveLater(): void {
    this.#cancelMove();
    this.#cancelMove = this.#deps.timers.after(this.#moveDelay, () => this.#move());
    this.#moveDelay = Math.min(2 * this.#moveDelay, sessionTimes.longestMove);
  }

  /** Tries a WebSocket. Meanwhile the server keeps what the WebSocket begins with, and so does this side. */
  #move(): void {
    const { WebSocket, timers } = this.#deps;
    if (WebSocket === null || this.#trial !== null) return;
    this.#cancelMove();
    this.#outbox.held = true;
    const { first } = this.#outbox;
    const after = this.#received;
    const socket = new WebSocket(this.#url({ first, after }, this.#address.protocol), [...this.#protocols]);
    socket.binaryType = 'arraybuffer';
    const trial = { socket, after, last: after, heard: false };
    this.#trial = trial;
    const cancel = timers.after(sessionTimes.moving, () => this.#stopMoving());
    this.#cancelMove = cancel;
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => this.#webSocketClosed(trial, { code, reason });
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (this.#trial === trial) this.#moved(trial, first);
      trial.heard = true;
      if (typeof data === 'string') this.#outbox.taken(Number(data));
      else this.#takeFrame(++trial.last, () => new Uint8Array(data));
    };
  }

  /** Gives up the WebSocket that is tried, and tries another one later. */
  #stopMoving(): void {
    if (this.#trial === null) return;
    const { socket, after } = this.#trial;
    dropWebSocket(socket);
    this.#trial = null;
    this.#outbox.held = false;
    if (this.#phase === 'open') this.#moveLater();
    if (this.#received > after) this.#confirm();
    this.#wake();
  }

  #moved(mover: Mover, first: number): void {
    this.#cancelMove();
    this.#trial = null;
    this.#mover = mover;
    for (const frame of this.#outbox.batch(first)) mover.socket.send(frame);
    this.#outbox.held = false;
    this.#stopReceiving();
    this.#wake();
    mover.heard = true;
    this.#beat();
    this.#events.carried('websocket', true);
  }

  /** Asks the server what it took, and sees whether the WebSocket still brings anything. */
  #beat(): void {
    const mover = this.#mover;
    if (mover === null) return;
    this.#confirm();
    this.#cancelBeat();
    mover.heard = false;
    this.#cancelBeat = this.#deps.timers.after(sessionTimes.beat, () => {
      if (mover.heard) this.#beat();
      else this.#returnToHttp();
    });
  }

  #webSocketClosed(mover: Mover, ending: Ending): void {
    const isServers =
      ending.code >= 4000 || ending.code === CloseCode.restarting || ending.code === CloseCode.overloaded;
    if (isServers && (mover === this.#mover || mover === this.#trial)) return this.#end(ending);
    if (mover === this.#trial) this.#stopMoving();
    else if (mover === this.#mover) this.#returnToHttp();
  }

  #returnToHttp(): void {
    this.#leaveWebSocket();
    this.#owesConfirmation = true;
    void this.#receive();
    void this.#send();
    this.#moveLater();
    this.#events.carried(this.#http, false);
  }

  #leaveWebSocket(): void {
    this.#cancelBeat();
    if (this.#mover !== null) dropWebSocket(this.#mover.socket);
    this.#mover = null;
  }

  // Requests, waits, and the end.

  /** The address of a request, with `parameters`. */
  #url(parameters: Record<string, string | number>, protocol = this.#address.protocol.replace('ws', 'http')): string {
    const url = new URL(this.#address);
    url.protocol = protocol;
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    return url.href;
  }

  #after(): string {
    return this.#url({ after: this.#received });
  }

  #bodyParameters() {
    // While a WebSocket is tried, the server must keep what the WebSocket begins with.
    return { first: this.#outbox.next, after: this.#trial?.after ?? this.#received };
  }

  async #endBy(response: Response): Promise<void> {
    const ending = await endingIn(response);
    if (ending !== null) this.#end(ending);
  }

  /** Waits for `delay`, or until something changes; null ends the session. */
  async #pause(delay: number | null): Promise<void> {
    if (delay === null) return this.#end(abnormal);
    if (this.#phase === 'over') return;
    await new Promise<void>((resolve) => {
      const cancel = this.#deps.timers.after(delay, () => end());
      const end = () => {
        cancel();
        this.#sleepers.delete(end);
        resolve();
      };
      this.#sleepers.add(end);
    });
  }

  #wake(): void {
    for (const end of this.#sleepers) end();
  }

  #end(ending: Ending): void {
    if (this.#phase === 'over') return;
    this.#finish();
    this.#events.ended(ending);
  }

  #finish(): void {
    this.#phase = 'over';
    this.#cancelMove();
    this.#stopMoving();
    this.#leaveWebSocket();
    this.#stopReceiving();
    this.#over.abort();
    this.#wake();
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const parser = new EventStreamParser();
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield* parser.read(part.value);
}
