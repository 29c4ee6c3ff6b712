// Why the server ends a connection, as WebSocket close codes (RFC 6455, section 7.4).
// y-websocket 3.1 stops for good on 4400–4499 and retries on everything else; each code is chosen by that rule.

export const CloseCode = {
  /** The server is going away and will be back: reconnect. */
  restarting: 1012,
  /** Too much to do, or the store cannot be reached: try again later. */
  overloaded: 1013,
  /** The peer sent bytes that are not the protocol. */
  malformed: 4400,
  /** The token is missing, invalid or expired. */
  unauthorized: 4401,
  /** The person may not do this, or no longer. */
  forbidden: 4403,
  /** There is no such document. */
  notFound: 4404,
  /** The document was replaced by another under the same name. */
  replaced: 4409,
  /** The document was deleted. */
  deleted: 4410,
  /** A message or the document is too large. */
  tooLarge: 4413,
  /** The document is damaged on the server and is not served; what is readable of it can be fetched over HTTP. */
  damaged: 4423,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** Why somebody is closed, or let in no place. */
export interface CloseReason {
  readonly code: CloseCode;
  /** At most 123 bytes. */
  readonly reason: string;
}
