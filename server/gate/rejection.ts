// Why an upgrade request gets no WebSocket, and the HTTP answer that says so. The answer is a problem (RFC 9457), and
// the connection ends with it.

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '../../protocol/api.ts';

export interface UpgradeRejection {
  readonly type: 'rejected';
  /** An HTTP status from 400 to 599. */
  readonly status: number;
  /** A sentence for a person. */
  readonly detail: string;
  /** The seconds after which another attempt may succeed. */
  readonly retryAfter?: number;
}

/** Makes a rejection; `retryAfter` is in seconds. */
export function reject(status: number, detail: string, retryAfter?: number): UpgradeRejection {
  return { type: 'rejected', status, detail, ...(retryAfter !== undefined && { retryAfter }) };
}

/** Answers the upgrade request of `socket` and ends the connection. */
export function sendRejection(socket: Duplex, { status, detail, retryAfter }: UpgradeRejection): void {
  const title = STATUS_CODES[status]!;
  const body = JSON.stringify({ title, status, detail } satisfies Problem);
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
