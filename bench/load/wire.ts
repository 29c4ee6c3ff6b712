// WebSockets (RFC 6455) over bare TCP, as far as the bench needs them: the load must cost little beside the measured
// server. Pure: bytes in, frames out.

/** The upgrade request for `path`. */
export function handshake(path: string, subprotocol: string | null): string {
  const offer = subprotocol === null ? '' : `Sec-WebSocket-Protocol: ${subprotocol}\r\n`;
  return (
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${offer}\r\n`
  );
}

export const Opcode = { binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One whole frame of a client, masked with zeros, which leaves the payload as it is. */
export function frameOf(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65536 ? 8 : 14);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (length < 126 ? length : length < 65536 ? 126 : 127);
  if (head.length === 8) head.writeUInt16BE(length, 2);
  if (head.length === 14) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** Splits the bytes of a server into its answer to the handshake and frames, however the network cut them. */
export class FrameReader {
  readonly #onFrame: (opcode: number, payload: Buffer) => void;
  readonly #onAnswer: (status: number) => void;
  #answered = false;
  #rest: Buffer | null = null;

  /** The payloads that `onFrame` gets are views, valid until it returns. */
  constructor(onAnswer: (status: number) => void, onFrame: (opcode: number, payload: Buffer) => void) {
    this.#onAnswer = onAnswer;
    this.#onFrame = onFrame;
  }

  /** Throws at a message in fragments. */
  push(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = this.#answered ? 0 : this.#readAnswer(bytes);
    for (let end = frameEnd(bytes, at); this.#answered && end <= bytes.length; end = frameEnd(bytes, at)) {
      const first = bytes[at]!;
      if (first < 0x80) throw new Error('the server sent a message in fragments');
      this.#onFrame(first & 15, bytes.subarray(end - payloadLength(bytes, at), end));
      at = end;
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : null;
  }

  /** The offset of the first frame; 0 while the answer is incomplete. */
  #readAnswer(bytes: Buffer): number {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return 0;
    this.#answered = true;
    this.#onAnswer(Number(bytes.toString('latin1', 9, 12)));
    return end + 4;
  }
}

/** The payload's length of the frame at `at`, whose head is complete. */
function payloadLength(bytes: Buffer, at: number): number {
  const short = bytes[at + 1]!;
  if (short < 126) return short;
  return short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
}

/** The end of the frame at `at`; Infinity while its head is incomplete. */
function frameEnd(bytes: Buffer, at: number): number {
  if (at + 2 > bytes.length) return Infinity;
  const short = bytes[at + 1]!;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  return at + head > bytes.length ? Infinity : at + head + payloadLength(bytes, at);
}
