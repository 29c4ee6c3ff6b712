// HTTP/1.1 over bare TCP, as far as the sessions of Quire over plain HTTP need it. Requests have the headers that a
// browser sends with `fetch`, since the server has to read those, too. Pure: bytes in, answers and events out.

/** The headers of Chromium in a request from a page of the server. */
const browser = [
  'Host: localhost',
  'Connection: keep-alive',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
  'sec-ch-ua-mobile: ?0',
  'sec-ch-ua-platform: "Linux"',
  'Origin: http://localhost',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Dest: empty',
  'Referer: http://localhost/d/plan',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-US,en;q=0.9',
].join('\r\n');

/** A request without a body. */
export const getOf = (target: string, accept: string): string =>
  `GET ${target} HTTP/1.1\r\n${browser}\r\nAccept: ${accept}\r\n\r\n`;

/** A request whose body are these parts, one after the other. */
export function postOf(target: string, parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = `POST ${target} HTTP/1.1\r\n${browser}\r\nAccept: */*\r\nContent-Length: ${length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), ...parts]);
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  /** A view, valid until the reader's callback returns. */
  readonly body: Buffer;
  /** Whether the server closes the connection after it. */
  readonly isLast: boolean;
}

/** The head of an answer; without a length, its body goes on to the end of the connection. */
interface Head {
  readonly status: number;
  readonly length: number | null;
  readonly isLast: boolean;
}

/** Splits the bytes of a server into answers, however the network cut them. */
export class AnswerReader {
  readonly #onAnswer: (answer: Answer) => void;
  readonly #onPiece: (piece: Buffer) => void;
  #head: Head | null = null;
  #rest: Buffer | null = null;

  /** `onPiece` gets the pieces of an endless body, which is that of a 200 without a length. */
  constructor(onAnswer: (answer: Answer) => void, onPiece: (piece: Buffer) => void) {
    this.#onAnswer = onAnswer;
    this.#onPiece = onPiece;
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = null;
    while (bytes.length > 0) {
      if (this.#head === null) {
        const end = bytes.indexOf('\r\n\r\n');
        if (end < 0) break;
        this.#head = headOf(bytes.toString('latin1', 0, end));
        bytes = bytes.subarray(end + 4);
      }
      const { status, length, isLast } = this.#head;
      if (length === null) return this.#onPiece(bytes);
      if (bytes.length < length) break;
      this.#head = null;
      const body = bytes.subarray(0, length);
      bytes = bytes.subarray(length);
      this.#onAnswer({ status, body, isLast });
    }
    if (bytes.length > 0) this.#rest = bytes;
  }
}

function headOf(text: string): Head {
  const status = Number(text.slice(9, 12));
  const length = /\r\nContent-Length: (\d+)/i.exec(text)?.[1];
  if (length === undefined && status !== 204 && status !== 200) throw new Error(`an answer of ${status} has no length`);
  return {
    status,
    length: length !== undefined ? Number(length) : status === 204 ? 0 : null,
    isLast: /\r\nConnection: close/i.test(text),
  };
}

/** An event of a stream: a frame with its number, or another with its name and text. */
export type StreamEvent =
  | { readonly type: 'frame'; readonly number: number; readonly frame: Buffer }
  | { readonly type: 'other'; readonly name: string; readonly data: string };

/** Splits a stream (Server-Sent Events) into events. */
export class EventReader {
  readonly #onEvent: (event: StreamEvent) => void;
  #rest: Buffer | null = null;

  constructor(onEvent: (event: StreamEvent) => void) {
    this.#onEvent = onEvent;
  }

  push(piece: Buffer): void {
    const bytes = this.#rest === null ? piece : Buffer.concat([this.#rest, piece]);
    let at = 0;
    for (let end = bytes.indexOf('\n\n'); end >= 0; end = bytes.indexOf('\n\n', at)) {
      this.#onEvent(eventOf(bytes.toString('latin1', at, end)));
      at = end + 2;
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : null;
  }
}

function eventOf(text: string): StreamEvent {
  const line = text.indexOf('\n');
  const data = text.slice(line + '\ndata: '.length);
  if (!text.startsWith('id: ')) return { type: 'other', name: text.slice('event: '.length, line), data };
  return { type: 'frame', number: Number(text.slice('id: '.length, line)), frame: Buffer.from(data, 'base64') };
}
