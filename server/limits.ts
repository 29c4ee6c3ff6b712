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

  /** One document as encoded: more would take some 400 MB of memory. A book is 2 MiB. What only deletes is always let in. */
  documentBytes: 32 * 1024 * 1024,
  /** Its exact size is found by encoding it, some 100 ms for the largest: not again before this much came since. */
  measureAgainAfter: 64 * 1024,

  /** Structs, values and deletions of one update. A trace of 260,000 edits, no two of them together, must fit; this many
   * take about a second. */
  updateParts: 512 * 1024,
  /** Clients of which one update holds anything: Yjs takes time with the square of it when all of them wait, half a second
   * for so many. A document that is a few years old has some thousands. */
  updateClients: 10_000,
  /** One state vector: of some 100,000 clients. */
  stateVectorBytes: 1024 * 1024,
  /** Root types of a document, such as `getText('title')`: Yjs looks through them for each item that it encodes. */
  roots: 1_000,
  /** Subdocuments of a document: in a few bytes each is a whole Y.Doc. */
  subdocuments: 1_000,
  /** How deep values nest in arrays and objects: peers read and write them by recursion. */
  valueDepth: 64,
  /** How deep types nest: Yjs deletes them by recursion. A list in a list takes two or three. */
  typeDepth: 256,
  /** How many items one transaction may walk past to find the places of what is inserted where others inserted at the same
   * time: about a second. A thousand people who each write a word at one place take half a million. */
  steps: 10_000_000,
  /** How many structs one transaction may move in memory to split others: about two seconds. 20,000 edits all over a text
   * that was pasted move half of it. */
  moves: 2_000_000_000,
  /** Yjs tidies up the formats of a text in a time that grows with its items times its formats: above this, some 20 ms,
   * peers have to do it by themselves. */
  tidying: 1_000_000,
  /** Items of which a title may be made: what comes after them is not looked for. */
  titleItems: 10_000,

  /** What a room has taken in and not yet applied: two of the largest messages. Who sends more is closed with 1013. */
  inboxBytes: 32 * 1024 * 1024,
  /** How much of it is applied at once, so that others get their turn; a single update is never cut … */
  flushBytes: 1024 * 1024,
  /** … and how many updates: they take some 20 ms. */
  flushUpdates: 4_000,

  /** What waits in a room for updates that are missing: all of it is tried again at each flush. Honest clients answer the
   * question for what is missing with all that they have, and need this for a moment only. */
  pendingBytes: 1024 * 1024,
  /** In how many updates … */
  pendingUpdates: 1_000,
  /** … and of how many clients in all. */
  pendingClients: 1_000,

  /** One frame of awareness; a client speaks for itself, but y-websocket sends on what it hears of others … */
  awarenessBytes: 1024 * 1024,
  /** … and one state in it, in characters: a name, a colour and a caret take 300. */
  awarenessState: 16 * 1024,
  /** Clocks of awareness count changes: up to somewhat more than this they are taken as they are … */
  awarenessClock: 2 ** 32,
  /** … and above, at most so much more than the last, for the largest clock of all could never be followed by another. */
  awarenessClockStep: 2 ** 20,

  /** How long a peer may take to answer a close: what it still sends until then is kept. */
  goodbye: 1_000,

  /** How long the server tries to store what it has when it is told to end, and how long it gives the store to close: it
   * must be gone before those who told it (Docker: 10 s) kill it. */
  drain: 5_000,
  closeStore: 1_000,
} as const;

/** What Welcome tells of them. */
export const told: Readonly<Record<string, number>> = {
  messageBytes: limits.messageBytes,
  documentBytes: limits.documentBytes,
};
