// WebSocket frames (RFC 6455) as a server sends them. All messages to one socket in one turn of the event loop are one
// write, and equal messages to many sockets share their bytes. `ws` would make two buffers and a gathered write of each
// message for each peer.

import type { Socket } from 'node:net';

/**
 * Chunks of up to this many bytes in all are copied into one buffer: a gathered write would cost more than the copy.
 */
const copiedBytes = 16 * 1024;

/** A ping frame without a payload. */
export const ping = Buffer.from([0x89, 0]);

/** The header of a frame with one whole binary message of `length` bytes. */
function headerOf(length: number): Buffer {
  const header = Buffer.allocUnsafe(length < 126 ? 2 : length < 65536 ? 4 : 10);
  header[0] = 0x82;
  header[1] = length < 126 ? length : length < 65536 ? 126 : 127;
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

/** The messages that wait to be written to one socket. */
export interface Outbox {
  readonly socket: Socket;
  messages: Uint8Array[];
  /** The size of `messages`. */
  bytes: number;
}

/** Makes the one outbox of a socket. */
export const outboxOf = (socket: Socket): Outbox => ({ socket, messages: [], bytes: 0 });

/** Sends messages, in order for each socket. Each is a whole frame, so `ws` may send frames of its own in between. */
export class Frames {
  #waiting: Outbox[] = [];
  /** The last messages and their frames: the next socket often gets the same messages. */
  #messages: readonly Uint8Array[] = [];
  #chunks: readonly Uint8Array[] = [];

  /** Sends one binary message at the end of this turn of the event loop. The bytes must not change until then. */
  send(outbox: Outbox, message: Uint8Array): void {
    if (this.#waiting.length === 0) queueMicrotask(() => this.flush());
    if (outbox.messages.length === 0) this.#waiting.push(outbox);
    outbox.messages.push(message);
    outbox.bytes += message.length;
  }

  /** Sends all waiting messages at once. */
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
  const chunks = messages.flatMap((message) => [headerOf(message.length), message]);
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  return bytes <= copiedBytes ? [Buffer.concat(chunks, bytes)] : chunks;
}

function write(socket: Socket, chunks: readonly Uint8Array[]): void {
  if (chunks.length === 1) return void socket.write(chunks[0]!);
  socket.cork();
  for (const chunk of chunks) socket.write(chunk);
  socket.uncork();
}

const isSame = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  a.length === b.length && a.every((message, i) => message === b[i]);
