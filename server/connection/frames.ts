// WebSocket frames (RFC 6455) as a server sends them, and their way into the sockets: one write a socket for all that
// is said to it in one turn of the event loop, and one frame for what is said to many. `ws` would make two buffers and
// a gathered write of each message for each peer.

import type { Socket } from 'node:net';

/**
 * Up to here, in bytes, what goes together is copied into one buffer; a system call for several costs more than that.
 */
const copied = 16 * 1024;

/** A whole frame that asks for a sign of life. */
export const ping = Buffer.from([0x89, 0]);

/** The beginning of a frame that holds one whole binary message of `length` bytes. */
export function headOf(length: number): Buffer {
  const head = Buffer.allocUnsafe(length < 126 ? 2 : length < 65536 ? 4 : 10);
  head[0] = 0x82;
  head[1] = length < 126 ? length : length < 65536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** What is to be written to one socket. */
export interface Outbox {
  readonly socket: Socket;
  messages: Uint8Array[];
  /** Of `messages`. */
  bytes: number;
}

/** To be made once for each socket. */
export const outboxOf = (socket: Socket): Outbox => ({ socket, messages: [], bytes: 0 });

/**
 * Sends messages, those to one socket in order. All are whole frames, so `ws` may send others of its own in between.
 */
export class Frames {
  #waiting: Outbox[] = [];
  /** What was written last: who comes next is often to be written the same. */
  #messages: readonly Uint8Array[] = [];
  #chunks: readonly Uint8Array[] = [];

  /**
   * Sends one binary message as soon as what happens now is over. The array is kept until then, and must not change.
   */
  send(outbox: Outbox, message: Uint8Array): void {
    if (this.#waiting.length === 0) queueMicrotask(() => this.flush());
    if (outbox.messages.length === 0) this.#waiting.push(outbox);
    outbox.messages.push(message);
    outbox.bytes += message.length;
  }

  /** Sends at once what is to be sent, to all. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const outbox of waiting) {
      const { socket, messages } = outbox;
      outbox.messages = [];
      outbox.bytes = 0;
      if (socket.writable) write(socket, this.#chunksOf(messages));
    }
    this.#messages = this.#chunks = [];
  }

  #chunksOf(messages: readonly Uint8Array[]): readonly Uint8Array[] {
    if (!isSame(messages, this.#messages)) {
      this.#chunks = chunksOf(messages);
      this.#messages = messages;
    }
    return this.#chunks;
  }
}

function chunksOf(messages: readonly Uint8Array[]): Uint8Array[] {
  const chunks = messages.flatMap((message) => [headOf(message.length), message]);
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  return bytes <= copied ? [Buffer.concat(chunks, bytes)] : chunks;
}

function write(socket: Socket, chunks: readonly Uint8Array[]): void {
  if (chunks.length === 1) return void socket.write(chunks[0]!);
  socket.cork();
  for (const chunk of chunks) socket.write(chunk);
  socket.uncork();
}

const isSame = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  a.length === b.length && a.every((message, i) => message === b[i]);
