// Every number that bounds what the server does for a peer, each with its reason. Times are in milliseconds, sizes in bytes.

export const limits = {
  /** One frame. A pasted novel is about 2 MiB as an update; a returning offline day is less. */
  messageBytes: 16 * 1024 * 1024,

  /** What a connection may send before its document has been loaded. A client opens with its state vector, its
   * awareness and what it wrote offline: one large message must fit. */
  bytesWhileLoading: 16 * 1024 * 1024,

  /** The server pings this often; a socket silent for two intervals is dropped at the third, thus within 30 s. */
  heartbeatInterval: 10_000,

  /** A connection that was sent nothing for this long is sent an empty awareness frame: y-websocket drops a connection on
   * which no message arrived for 30 s, and it is looked at once per heartbeat. */
  keepAliveAfter: 15_000,

  /** The longest wait for more updates before a flush: two frames of a 60 Hz screen, so that nobody sees it. */
  flushWindow: 33,

  /** In a room of this many people or fewer an update is relayed at once; above it the wait grows with each. */
  quietRoom: 10,

  /** How much each further person adds to the wait: at 93 it is at its longest. */
  flushWindowPerPerson: 0.4,

  /** Who has left is remembered for so many clients a room, so that someone who comes back with the same clock is asked
   * to announce itself anew; the oldest are forgotten first. */
  departedClients: 4096,

  /** The wait before a failed append is tried again, doubled each time: a moment's trouble should cost a moment … */
  firstRetry: 250,
  /** … and a full disk should be noticed soon after it is not. */
  longestRetry: 8_000,

  /** A room that nobody is in stays in memory for this long: a reload should not cost a load. */
  idleRoom: 30_000,

  /** What all documents together may have in memory that the store does not have yet. Who writes more than that while the
   * store fails is closed, and keeps what was written; a few thousand people writing for minutes stay below it. */
  unstoredBytes: 64 * 1024 * 1024,

  /** A log of this many updates is compacted: more would be felt when the document is opened (2,000 take some 10 ms) … */
  logLength: 2_000,
  /** … and so is one of this many bytes, or of as many as its snapshot has: so a snapshot is not written more often than
   * what it holds is written anew. */
  logBytes: 256 * 1024,
  /** A document that leaves memory with a log shorter than this is not compacted. */
  worthCompacting: 100,
  /** After a compaction that failed, the document is left alone for this long. */
  compactionPause: 60_000,

  /** How long a peer may take to answer a close: what it still sends until then is kept. */
  goodbye: 1_000,

  /** How long the server tries to store what it has when it is told to end, and how long it gives the store to close: it
   * must be gone before those who told it (Docker: 10 s) kill it. */
  drain: 5_000,
  closeStore: 1_000,

  /** In characters. The longest that fits in the first line of a request beside all else. */
  tokenLength: 8_192,
  /** How long the server of the published keys may take. */
  keySetTime: 3_000,
  /** How long, in seconds, a token is good that nobody said more about: what leaks is soon worth nothing. */
  tokenLife: 3_600,
  /** No token, in seconds, is made for longer than this year … */
  longestTokenLife: 366 * 86_400,
  /** … and no share link for longer than ten, unless for ever. */
  longestLinkLife: 3_660 * 86_400,
} as const;

/** What Welcome tells of them. */
export const told: Readonly<Record<string, number>> = { messageBytes: limits.messageBytes };
