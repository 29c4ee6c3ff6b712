// What the server sees of a request over plain HTTP in the simulation: as much of Node's request, response and socket
// as its handlers use, with the same events in the same order.

import { EventEmitter } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The socket of a request or of a WebSocket. */
export class SimulatedSocket extends EventEmitter {
  readonly remoteAddress = '192.0.2.1';
  readonly #onDestroy: () => void;
  destroyed = false;

  constructor(onDestroy: () => void) {
    super();
    this.#onDestroy = onDestroy;
  }

  get writable(): boolean {
    return !this.destroyed;
  }

  /** The server ends the connection. */
  destroy(): void {
    if (!this.destroyed) this.#onDestroy();
  }

  close(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}

export class SimulatedRequest extends EventEmitter {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly socket: SimulatedSocket;

  constructor({ method, url, headers, body }: HttpRequest, onDestroy: () => void) {
    super();
    this.method = method;
    this.url = url;
    this.headers = { ...headers, ...(method === 'POST' && { 'content-length': String(body.length) }) };
    this.socket = new SimulatedSocket(onDestroy);
  }

  /** A piece of the body arrives. */
  arrive(piece: Uint8Array): void {
    if (piece.length > 0 && !this.socket.destroyed) this.emit('data', Buffer.from(piece));
  }

  /** The body is whole. */
  end(): void {
    if (!this.socket.destroyed) this.emit('end');
  }

  close(): void {
    this.socket.close();
    this.emit('close');
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** Where a response goes. */
export interface Sink {
  /** The response is a stream of events. The result sends a piece of it. */
  stream(): (text: string, isLast: boolean) => void;
  answer(status: number, body: Uint8Array): void;
  destroy(): void;
}

/** A response; one that is a stream of events is its own carrier. */
export class SimulatedResponse extends EventEmitter {
  useChunkedEncodingByDefault = true;
  /** The bytes that wait to be sent. */
  writableLength = 0;
  closed = false;
  readonly #sink: Sink;
  #status = 0;
  #write: ReturnType<Sink['stream']> | null = null;
  #hasEnded = false;

  constructor(sink: Sink) {
    super();
    this.#sink = sink;
  }

  /** Whether the server has not ended it, and does not know that its connection is gone. */
  get isOpen(): boolean {
    return !this.closed && !this.#hasEnded;
  }

  get writable(): boolean {
    return this.isOpen;
  }

  flushHeaders(): void {}

  writeHead(status: number, { 'Content-Type': type }: OutgoingHttpHeaders): void {
    this.#status = status;
    if (type === 'text/event-stream') this.#write = this.#sink.stream();
  }

  write(text: string): void {
    if (this.closed) return;
    if (this.#hasEnded) throw new Error('write after end'); // it would end the process
    this.#write!(text, false);
  }

  end(body: string | Uint8Array = ''): void {
    if (this.closed || this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#write !== null) this.#write(body as string, true);
    else this.#sink.answer(this.#status, typeof body === 'string' ? Buffer.from(body) : body);
  }

  destroy(): void {
    if (!this.closed) this.#sink.destroy();
  }

  /** Some bytes have left. */
  sent(bytes: number): void {
    this.writableLength -= bytes;
    if (this.writableLength === 0 && !this.closed) this.emit('drain');
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }
}
