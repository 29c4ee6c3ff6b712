// A line over plain HTTP. Frames go up in requests, one at a time, each with all frames that wait. They come down on a
// second connection: as the events of a stream, or as the answers to polls, each of which follows the one before.

import { decodeFrames, encodeFrames } from '../../protocol/frame-bodies.ts';
import { type Answer, EventReader, getOf, postOf, type StreamEvent } from './http-wire.ts';
import type { Line, Listener, Place, Transport } from './line.ts';
import { Requests } from './requests.ts';

/** A client that gets more than this number of bytes confirms them with a request of its own: PROTOCOL.md. */
const unconfirmed = 64 * 1024;

const pack = (message: Uint8Array) => encodeFrames([message]);

export const streams: Transport = { pack, connect: (place, listener) => new StreamLine(place, listener) };
export const polls: Transport = { pack, connect: (place, listener) => new PollLine(place, listener) };

abstract class HttpLine implements Line {
  /** The connection on which frames come down. */
  protected abstract readonly down: Requests;
  readonly #place: Place;
  readonly #listener: Listener;
  readonly #up: Requests;
  /** The path and query of all requests, once the session is open. */
  #target: string | null = null;
  #waiting: Uint8Array[] = [];
  /** The frames in the request that has no answer yet; null without one. */
  #posted: number | null = null;
  #sent = 0;
  #got = 0;
  /** The bytes of frames that arrived since the last request. */
  #unconfirmed = 0;
  #isScheduled = false;
  #isLeaving = false;
  #isOver = false;

  constructor(place: Place, listener: Listener) {
    this.#place = place;
    this.#listener = listener;
    this.#up = new Requests(place, (answer) => this.#answered(answer));
    const { path, subprotocol } = place;
    this.#up.send(postOf(subprotocol === null ? path : `${path}?protocol=${subprotocol}`, []));
  }

  send(packed: Uint8Array): void {
    this.#waiting.push(packed);
    this.postSoon();
  }

  stall(): void {
    this.down.pause();
  }

  wake(): void {
    this.down.resume();
  }

  vanish(): void {
    this.#isOver = true;
    this.#up.end();
    this.down.end();
  }

  leave(): void {
    this.#isLeaving = true;
    this.postSoon();
  }

  /** Asks for the frames after the last one that has arrived. */
  protected abstract open(target: string): void;

  /** The address of a request that confirms all frames that have arrived. */
  protected confirming(): string {
    this.#unconfirmed = 0;
    return `${this.#target}&after=${this.#got}`;
  }

  protected take(frame: Uint8Array): void {
    this.#got++;
    this.#unconfirmed += frame.length;
    this.#listener.got(frame as Buffer);
  }

  /** Posts at the end of this turn, even without frames: a sign of life, and a confirmation. */
  protected postSoon(): void {
    if (this.#isScheduled || this.#posted !== null) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#post());
  }

  protected confirmMany(): void {
    if (this.#unconfirmed > unconfirmed) this.postSoon();
  }

  #post(): void {
    this.#isScheduled = false;
    if (this.#isOver) return;
    const frames = this.#waiting;
    this.#waiting = [];
    this.#posted = frames.length;
    const close = this.#isLeaving && frames.length === 0 ? '&close=1000' : '';
    if (close !== '') this.down.end();
    this.#up.send(postOf(`${this.confirming()}&first=${this.#sent + 1}${close}`, frames));
  }

  #answered({ status, body }: Answer): void {
    if (this.#target === null) return this.#begin(status, body);
    if (status !== 204) throw new Error(`the server answered a request with ${status}: ${body.toString()}`);
    const wasLast = this.#isLeaving && this.#posted === 0;
    this.#sent += this.#posted!;
    this.#posted = null;
    if (wasLast) this.vanish();
    else if (this.#waiting.length > 0 || this.#isLeaving) this.postSoon();
    else this.confirmMany();
  }

  #begin(status: number, body: Buffer): void {
    if (status !== 201) throw new Error(`the server answered a connection with ${status}`);
    const { session } = JSON.parse(body.toString()) as { session: string };
    this.#target = `${this.#place.path}?session=${session}`;
    this.open(this.confirming());
    this.#listener.opened();
  }
}

class StreamLine extends HttpLine {
  protected readonly down: Requests;
  readonly #events = new EventReader((event) => this.#on(event));

  constructor(place: Place, listener: Listener) {
    super(place, listener);
    const refused = ({ status }: Answer) => {
      throw new Error(`the server answered a request for a stream with ${status}`);
    };
    this.down = new Requests(place, refused, (piece) => {
      this.#events.push(piece);
      this.confirmMany();
    });
  }

  protected open(target: string): void {
    this.down.send(getOf(target, 'text/event-stream'));
  }

  #on(event: StreamEvent): void {
    if (event.type === 'frame') this.take(event.frame);
    else if (event.name === 'ping') this.postSoon();
    else if (event.name === 'close') throw new Error(`the server closed a session: ${event.data}`);
  }
}

class PollLine extends HttpLine {
  protected readonly down: Requests;

  constructor(place: Place, listener: Listener) {
    super(place, listener);
    this.down = new Requests(place, (answer) => this.#take(answer));
  }

  protected open(target: string): void {
    this.down.send(getOf(target, '*/*'));
  }

  #take({ status, body }: Answer): void {
    const frames = status === 200 ? decodeFrames(body) : null;
    if (frames === null) throw new Error(`the server answered a poll with ${status}: ${body.toString()}`);
    for (const frame of frames) this.take(Buffer.from(frame.buffer, frame.byteOffset, frame.length));
    this.open(this.confirming());
  }
}
