// Why a request does not join a document, and the answer that says so to an upgrade request. A browser tells a page no
// HTTP status of a failed upgrade. So a reason that lasts closes a WebSocket with a code; any other request gets an
// HTTP answer, a problem (RFC 9457), which ends the connection.

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '../../protocol/api.ts';
import type { CloseCode, CloseReason } from '../../protocol/close-codes.ts';

export interface UpgradeRejection {
  readonly type: 'rejected';
  /** An HTTP status from 400 to 599. */
  readonly status: number;
  /** A sentence for a person. */
  readonly detail: string;
  /** The seconds after which another attempt may succeed. */
  readonly retryAfter?: number;
  /** The code that closes a WebSocket in place of the HTTP answer: the same client would be rejected again. */
  readonly closeCode?: LastingCode;
  /** How the server closed the session that the request asks for. */
  readonly ended?: CloseReason;
}

/** The close codes of lasting rejections, each of which is 4000 and the HTTP status of the same meaning. */
export type LastingCode = (typeof CloseCode)['malformed' | 'unauthorized' | 'forbidden' | 'notFound'];

/** Makes a rejection; `retryAfter` is in seconds. */
export function reject(status: number, detail: string, retryAfter?: number): UpgradeRejection {
  return { type: 'rejected', status, detail, ...(retryAfter !== undefined && { retryAfter }) };
}

/** Makes a lasting rejection. `detail` has at most 123 bytes, as the reason of a close. */
export function refuse(closeCode: LastingCode, detail: string): UpgradeRejection {
  return { ...reject(closeCode - 4000, detail), closeCode };
}

/** The answer to a rejected request. */
export function problemOf({ status, detail, closeCode, ended }: UpgradeRejection): Problem {
  const code = ended?.code ?? closeCode;
  return {
    title: STATUS_CODES[status]!,
    status,
    detail,
    ...(code && { code }),
    ...(ended && { reason: ended.reason }),
  };
}

/** Answers the upgrade request of `socket` and ends the connection. */
export function sendRejection(socket: Duplex, rejection: UpgradeRejection): void {
  const { status, retryAfter } = rejection;
  const body = JSON.stringify(problemOf(rejection));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]!}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
