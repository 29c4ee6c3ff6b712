// The reasons why the server closes a connection, as WebSocket close codes (RFC 6455, section 7.4). y-websocket 3.1
// stops for good on 4400 to 4499 and reconnects on every other code; each code here follows that rule.

export const CloseCode = {
  /** The server restarts: reconnect. */
  restarting: 1012,
  /** A rate limit is exceeded, or the store cannot be reached: try again later. */
  overloaded: 1013,
  /** A message is not of the protocol, or the address does not hold the name of a document. */
  malformed: 4400,
  /** The token is missing, invalid or expired. */
  unauthorized: 4401,
  /** Access was withdrawn, or does not allow this. */
  forbidden: 4403,
  /** There is no such document, and the client may not create it. */
  notFound: 4404,
  /** The document was replaced by another under the same name. */
  replaced: 4409,
  /** The document was deleted. */
  deleted: 4410,
  /** Another page uses the same Yjs client id, and wrote something else under it. */
  duplicate: 4411,
  /** A message or the document is too large. */
  tooLarge: 4413,
  /** The document is damaged on the server, which does not serve it. Its readable part can be fetched over HTTP. */
  damaged: 4423,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** Whether a client that connects again after a close with `code` would be closed in the same way. */
export const isLasting = (code: number): boolean => code >= 4400 && code < 4500;

/** The close code and the reason with which a connection is closed. */
export interface CloseReason {
  readonly code: CloseCode;
  /** At most 123 bytes. */
  readonly reason: string;
}
