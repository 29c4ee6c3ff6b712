// The answers to requests of sessions over plain HTTP. No cache keeps one, no proxy changes one, and a page of another
// origin can read one only where ALLOWED_ORIGINS names that origin.

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { CloseReason } from '../../protocol/close-codes.ts';
import { problemOf, reject, type UpgradeRejection } from '../gate/rejection.ts';

/** An answer that waits to be sent to one request. */
export class Answer {
  readonly response: ServerResponse;
  readonly #origin: string | null;

  /** `allowedOrigins` are those whose pages may read the answer. */
  constructor({ headers: { origin } }: IncomingMessage, response: ServerResponse, allowedOrigins: ReadonlySet<string>) {
    this.response = response;
    this.#origin = origin !== undefined && allowedOrigins.has(origin) ? origin : null;
  }

  /** Sends the head of an answer. */
  begin(status: number, headers: OutgoingHttpHeaders = {}): void {
    this.response.writeHead(status, {
      'Cache-Control': 'no-store, no-transform',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cross-Origin-Resource-Policy': 'same-origin',
      Vary: 'Origin',
      ...(this.#origin !== null && {
        'Access-Control-Allow-Origin': this.#origin,
        'Access-Control-Expose-Headers': 'Retry-After',
      }),
      ...headers,
    });
  }

  /** Answers without content: all is well. */
  done(headers: OutgoingHttpHeaders = {}): void {
    this.begin(204, headers);
    this.response.end();
  }

  send(status: number, type: string, body: string | Uint8Array, headers: OutgoingHttpHeaders = {}): void {
    this.begin(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), ...headers });
    this.response.end(body);
  }

  /** Answers with a problem, and ends the connection: its client may be about to send what nobody wants to read. */
  refuse(rejection: UpgradeRejection): void {
    const { status, retryAfter } = rejection;
    this.send(status, 'application/problem+json', JSON.stringify(problemOf(rejection)), {
      Connection: 'close',
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
    });
  }
}

/** The rejection of a request for a session that the server has closed. */
export function sessionEnded(ended: CloseReason): UpgradeRejection {
  return { ...reject(410, `The server closed the session: ${ended.reason || 'it gave no reason'}.`), ended };
}
