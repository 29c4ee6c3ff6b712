// How long a session over plain HTTP waits for what, and how many bytes it gathers. They agree with what the server
// promises (PROTOCOL.md, HTTP5 to HTTP10), so that no side gives the other up too soon.

/** In milliseconds. */
export const sessionTimes = {
  /** How long the server may take to open the session. */
  opening: 8_000,
  /** How long a stream may take to its first event. Beyond that, something holds streams back. */
  streaming: 3_000,
  /** A stream that ends sooner is of no use. */
  shortest: 1_000,
  /** How long a stream may be silent. The server sends something every 10 s. */
  silent: 25_000,
  /** How long the server may take to answer a poll, which it does within 25 s. */
  polling: 35_000,
  /** How long the server may take to answer a body of frames, and how long each byte of the body may take to it. */
  taking: 10_000,
  takingByte: 0.1,
  /** The wait before a WebSocket is tried; it doubles with each attempt. */
  firstMove: 30_000,
  longestMove: 600_000,
  /** How long a WebSocket may take to its first message. Meanwhile no poll and no stream begins. */
  moving: 2_000,
  /** How often the server is asked on a WebSocket what it took. One that brings nothing in that time is silent. */
  beat: 10_000,
} as const;

export const sessionBytes = {
  /** The most bytes of frames in one body, but for a single longer frame. */
  body: 1024 * 1024,
  /** The bytes that are received, or sent on a WebSocket, before the two sides tell each other what they have. */
  unconfirmed: 64 * 1024,
  /** The same as `body`, for a page that has been left. A browser sends 64 KiB then. */
  last: 48 * 1024,
} as const;
