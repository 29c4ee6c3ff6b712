// The WebSocket in the simulation that carries on a session over plain HTTP: for the server, a WebSocket of `ws` and
// its socket; on the way, frames of RFC 6455 without masks. Frames arrive until the closing handshake is complete.

import { EventEmitter } from 'node:events';
import type { Clock } from '../../clock.ts';
import { limits } from '../../limits/limits.ts';
import { SimulatedSocket } from './http-messages.ts';
import type { SimulatedConnection } from './link.ts';

/** The first byte of a frame; 0 stands for the 101. */
export const Opcode = { open: 0, text: 0x81, binary: 0x82, close: 0x88, ping: 0x89, pong: 0x8a } as const;

/** A frame as it goes over a link: its first byte, and its payload without a length. */
export const frameOf = (opcode: number, payload: Uint8Array): Uint8Array => Buffer.concat([Buffer.of(opcode), payload]);

export const textFrame = (text: string): Uint8Array => frameOf(Opcode.text, Buffer.from(text));

export const closeFrame = (code: number): Uint8Array => frameOf(Opcode.close, Buffer.of(code >> 8, code & 255));

export class SimulatedWebSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly CLOSED = 3;
  readyState = 1;
  readonly socket: ServerSocket;
  readonly #connection: SimulatedConnection;
  readonly #clock: Clock;

  constructor(connection: SimulatedConnection, clock: Clock, isAlive: () => boolean) {
    super();
    this.#connection = connection;
    this.#clock = clock;
    this.socket = new ServerSocket(connection, () => this.terminate());
    connection.attach('server', {
      receive: (frame) => isAlive() && this.#receive(frame),
      ping: () => {},
      closed: () => isAlive() && this.#closed(),
    });
  }

  get isOpen(): boolean {
    return this.readyState === this.OPEN;
  }

  send(text: string): void {
    this.#connection.send('server', textFrame(text));
  }

  /** Begins the closing handshake, or answers it. Without an answer, `ws` closes after a while. */
  close(code: number): void {
    if (this.readyState !== this.OPEN) return;
    this.readyState = 2;
    this.#connection.send('server', closeFrame(code));
    this.#clock.after(limits.closing, () => this.terminate());
  }

  terminate(): void {
    if (this.readyState === this.CLOSED) return;
    this.#connection.close('server', null);
    this.#closed();
  }

  #receive(frame: Uint8Array): void {
    const payload = Buffer.from(frame.subarray(1));
    this.socket.bytesRead += frame.length;
    if (frame[0] === Opcode.text || frame[0] === Opcode.binary) {
      this.emit('message', payload, frame[0] === Opcode.binary);
    } else if (frame[0] === Opcode.pong) this.emit('pong', payload);
  }

  #closed(): void {
    if (this.readyState === this.CLOSED) return;
    this.readyState = this.CLOSED;
    this.socket.close();
    this.emit('close');
  }
}

/** The socket below, to which the server writes frames by itself. */
class ServerSocket extends SimulatedSocket {
  readonly #connection: SimulatedConnection;
  #corked: Uint8Array[] | null = null;
  bytesRead = 0;
  readonly writableLength = 0;

  constructor(connection: SimulatedConnection, onDestroy: () => void) {
    super(onDestroy);
    this.#connection = connection;
  }

  cork(): void {
    this.#corked = [];
  }

  uncork(): void {
    const bytes = Buffer.concat(this.#corked!);
    this.#corked = null;
    this.write(bytes);
  }

  write(bytes: Uint8Array): void {
    if (this.#corked !== null) return void this.#corked.push(bytes);
    for (const frame of framesIn(Buffer.from(bytes))) this.#connection.send('server', frame);
  }
}

/** Reads whole frames of a server. */
function* framesIn(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const short = bytes[at + 1]!;
    const [start, length] =
      short < 126
        ? [at + 2, short]
        : short === 126
          ? [at + 4, bytes.readUInt16BE(at + 2)]
          : [at + 10, Number(bytes.readBigUInt64BE(at + 2))];
    yield frameOf(bytes[at]!, bytes.subarray(start, start + length));
    at = start + length;
  }
}
