// The carriers of plain HTTP: a stream of events, and the answer to a poll. Each is one answer. One that its client
// does not read ends within a bounded time, once the session is over or another carrier has taken its place.

import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { CloseCode } from '../../protocol/close-codes.ts';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import { type Answer, sessionEnded } from './answers.ts';
import { eventOf, type EventTexts } from './event-texts.ts';
import type { Carrier, ResumableChannel } from './resumable.ts';

/** Begins a stream of events. It ends with its connection, so that HTTP/1.0 can read it, too. */
export function beginStream(answer: Answer): void {
  const { response } = answer;
  response.useChunkedEncodingByDefault = false;
  answer.begin(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no', Connection: 'close' });
  response.flushHeaders();
}

/** A stream of events. */
export class EventStream implements Carrier {
  readonly ready = true;
  readonly received = 0;
  readonly #stream: Writable;
  readonly #texts: EventTexts;
  readonly #clock: Clock;

  /** To be called once the stream has begun. */
  constructor(stream: Writable, texts: EventTexts, channel: ResumableChannel, clock: Clock) {
    this.#stream = stream;
    this.#texts = texts;
    this.#clock = clock;
    stream.write(eventOf('open'));
    stream.on('error', () => stream.destroy());
    stream.on('drain', () => channel.relieve());
    stream.on('close', () => channel.drop(this));
  }

  /** Base64 has four characters for three bytes. */
  get buffered(): number {
    return this.#stream.writableLength * 0.75;
  }

  send(frames: readonly Uint8Array[], first: number): void {
    this.#write(this.#texts.eventsOf(frames, first), 'latin1');
  }

  ping(): boolean {
    this.#write(eventOf('ping'));
    return false;
  }

  end(): void {
    if (this.#stream.writableLength > 0) this.#stream.destroy();
    else this.#stream.end();
  }

  close(code: number, reason: string, closed: () => void): void {
    this.#write(eventOf('close', JSON.stringify({ code, reason })));
    this.#stream.end();
    closeInTime(this.#stream, this.#clock, closed);
  }

  terminate(): void {
    this.#stream.destroy();
  }

  #write(events: string, encoding: BufferEncoding = 'utf8'): void {
    if (this.#stream.writable) this.#stream.write(events, encoding);
  }
}

/** The answer to a poll. It waits for the first frames, and carries the session until the client has got them. */
export class Poll implements Carrier {
  ready = true;
  readonly received = 0;
  readonly #answer: Answer;
  readonly #texts: EventTexts;
  readonly #clock: Clock;

  constructor(answer: Answer, texts: EventTexts, channel: ResumableChannel, clock: Clock) {
    this.#answer = answer;
    this.#texts = texts;
    this.#clock = clock;
    answer.response.on('close', () => channel.drop(this));
  }

  get buffered(): number {
    return this.#answer.response.writableLength;
  }

  send(frames: readonly Uint8Array[]): void {
    this.ready = false;
    this.#answer.send(200, 'application/octet-stream', this.#texts.bodyOf(frames));
  }

  ping(): boolean {
    return this.ready;
  }

  end(): void {
    if (!this.ready) return endUnlessStuck(this.#answer.response);
    this.ready = false;
    this.#answer.done();
  }

  close(code: number, reason: string, closed: () => void): void {
    if (this.ready) this.#answer.refuse(sessionEnded({ code: code as CloseCode, reason }));
    this.ready = false;
    closeInTime(this.#answer.response, this.#clock, closed);
  }

  terminate(): void {
    this.#answer.response.destroy();
  }
}

/** Ends `response`, unless its client has not read all of it: the bytes would wait for nobody. */
function endUnlessStuck(response: ServerResponse): void {
  if (response.writableLength > 0) response.destroy();
  else response.end();
}

/** Calls `closed` once `carrier` is closed, for which its client has the time of `limits.closing`. */
function closeInTime(carrier: Writable, clock: Clock, closed: () => void): void {
  if (carrier.closed) return closed();
  const cancel = clock.after(limits.closing, () => carrier.destroy());
  carrier.once('close', () => {
    cancel();
    closed();
  });
}
