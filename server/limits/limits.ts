// Every number that bounds what the server does for a peer, each with its reason. Times are in milliseconds, sizes in
// bytes.

export const limits = {
  /** One frame. A pasted novel is about 2 MiB as an update; a returning offline day is less. */
  messageBytes: 16 * 1024 * 1024,

  /** In how many fragments a message may come. Each costs as much work as a message and memory besides; browsers make
   * fragments of tens of KiB, and with this many of 4 KiB the largest message fits. */
  fragments: 4096,

  /**
   * In how many pieces of the network a frame may arrive, each of which costs memory beyond its bytes: the largest
   * message fits in the smallest packets that IPv4 promises to carry, of a little more than 512 bytes.
   */
  frameChunks: 32 * 1024,

  /**
   * What one connection may send in messages, pings and pongs counted with them: each costs work however short it is.
   * Typing and moving a caret at 60 Hz makes 120 a second, and a stock client that echoes a crowd's carets 30 more; at
   * once a script may write a few thousand lines. Who sends more is closed, and comes back with all of it in one
   * message.
   */
  messagesPerSecond: 500,
  messagesAtOnce: 5_000,

  /** … and in bytes. A stock client in a crowd of 500 echoes 30 frames a second of 100 KiB, which is 3 MiB; at once an
   * offline day in one largest message fits, with as much again for what is done while it is on its way. */
  bytesPerSecond: 4 * 1024 * 1024,
  bytesAtOnce: 32 * 1024 * 1024,

  /**
   * A SyncStep1 may take the whole document to answer, half a second's work for the largest. A client asks once when it
   * connects, and some ask again now and then.
   */
  questionsPerSecond: 1,
  questionsAtOnce: 20,

  /**
   * With so much waiting to be read by it a peer is sent no more changes until it has read all of that, and then what
   * it lacks in one: some seconds of a busy room.
   */
  congestion: 256 * 1024,

  /**
   * What may wait for a peer that reads too slowly. One whole document fits, with some time of a busy room behind it;
   * who has not read that is dropped and comes back for what it lacks, as that costs everybody less.
   */
  bufferedBytes: 48 * 1024 * 1024,

  /** The connections that an address may have: an office, or a school, often has only one address. */
  connectionsPerAddress: 2_000,

  /** The connections that a document may have: each change is sent to all of them. */
  connectionsPerDocument: 5_000,

  /**
   * How many connections an address may make: all that it may have at once, since everybody comes back at the same
   * moment when the server restarts; and then more than people make who open and reload documents.
   */
  joinsPerSecond: 100,
  joinsAtOnce: 2_000,

  /**
   * The TCP connections that wait to be taken: everybody may come back at the same moment, and who finds no room among
   * them tries again only a second later.
   */
  backlog: 4_096,

  /**
   * The TCP connections that have not become a WebSocket or had an answer yet. Those of one address may be as many as
   * it may have connections, since it may make them all at once; and all together five times that, which takes 100 MiB.
   * Behind a trusted proxy every one has the proxy's address, and only the latter holds.
   */
  pendingSockets: 10_000,
  pendingSocketsPerAddress: 2_000,

  /**
   * A request must have arrived in this time, its first byte counted from the beginning of the connection: 64 KiB of
   * body take a second even on a poor line.
   */
  requestTime: 10_000,
  /** How often that is looked at. */
  requestCheckInterval: 1_000,
  /** A connection without a request is closed after this time: a page asks for all that it needs in less. */
  idleRequestTime: 5_000,
  /** A request's headers: some cookies of other software on the same host, and a token. */
  headerBytes: 16 * 1024,
  /** After so many requests a connection has to be made anew, and is counted anew. */
  requestsPerConnection: 1_000,
  /** The body of a request to the API: none needs a tenth of it. */
  bodyBytes: 64 * 1024,

  /**
   * How long it may take from an upgrade request to the answer, with finding out who it is: a key server that is asked
   * for the first time answers in less, and a socket that waits costs memory.
   */
  authenticationTime: 5_000,

  /** What a connection may send before its document has been loaded. A client opens with its state vector, its
   * awareness and what it wrote offline: one large message must fit. */
  bytesWhileLoading: 16 * 1024 * 1024,

  /** The server pings this often; a socket silent for two intervals is dropped at the third, thus within 30 s. */
  heartbeatInterval: 10_000,

  /**
   * A connection that was sent nothing for this long is sent an empty awareness frame: y-websocket drops a connection
   * on which no message arrived for 30 s, and it is looked at once per heartbeat.
   */
  keepAliveAfter: 15_000,

  /** The longest wait for more updates before a flush: two frames of a 60 Hz screen, so that nobody sees it. */
  flushWindow: 30,

  /** In a room of this many people or fewer an update is relayed at once; above it the wait grows with each, as what is
   * saved by waiting does. */
  quietRoom: 5,

  /** How much each further person adds to the wait: at 25 it is at its longest. */
  flushWindowPerPerson: 1.5,

  /**
   * After a pause so many flushes need not wait for one another: what a single person writes, everybody sees at once.
   */
  flushesAtOnce: 3,

  /**
   * How long an acknowledgement may wait for something to go with, which in a small room is half of what is sent:
   * nobody sees so short a time between "Saving" and "Saved".
   */
  acknowledgementWindow: 250,

  /** How long what only says that somebody is still here may wait for something to go with: peers forget who has said
   * nothing for 30 s, and all say it every 15. */
  renewalWindow: 4_000,

  /** Who has left is remembered for so many clients a room, so that someone who comes back with the same clock is asked
   * to announce itself anew; the oldest are forgotten first. */
  departedClients: 4096,

  /** The wait before a failed append is tried again, doubled each time: a moment's trouble should cost a moment … */
  firstRetry: 250,
  /** … and a full disk should be noticed soon after it is not. */
  longestRetry: 8_000,

  /** A room that nobody is in stays in memory for this long: a reload should not cost a load. */
  idleRoom: 30_000,

  /**
   * What all documents together may have in memory that the store does not have yet. Who writes more than that while
   * the store fails is closed, and keeps what was written; a few thousand people writing for minutes stay below it.
   */
  unstoredBytes: 64 * 1024 * 1024,

  /**
   * While updates keep coming, commits begin no more often than this: each costs half a millisecond of work and a write
   * to the disk however much is in it, and nobody sees that "Saved" comes so much later. The first after a pause does
   * not wait.
   */
  commitInterval: 100,
  /** What was appended is put in the documents' logs once there are so many updates of it: that dirties a page or two a
   * document, for as many updates of it as have come. It takes some 10 ms, in which nothing is committed … */
  journalLength: 2_000,
  /** … or so many bytes, which are written a second time then. */
  journalBytes: 4 * 1024 * 1024,

  /**
   * A log of this many updates is compacted: more would be felt when the document is opened (2,000 take some 10 ms) …
   */
  logLength: 2_000,
  /**
   * … and so is one of this many bytes, or of as many as its snapshot has: so a snapshot is not written more often than
   * what it holds is written anew.
   */
  logBytes: 256 * 1024,
  /** A document that leaves memory with a log shorter than this, and of fewer bytes than that, is not compacted. */
  worthCompacting: 100,
  /** After a compaction that failed, the document is left alone for this long. */
  compactionPause: 60_000,

  /**
   * One document as encoded: more would take some 400 MB of memory. A book is 2 MiB. What only deletes is always let
   * in.
   */
  documentBytes: 32 * 1024 * 1024,
  /** Its exact size is found by encoding it, some 100 ms for the largest: not again before this much came since. */
  measureAgainAfter: 64 * 1024,

  /**
   * Structs, values and deletions of one update. A trace of 260,000 edits, no two of them together, must fit; this many
   * take about a second.
   */
  updateParts: 512 * 1024,
  /**
   * Clients of which one update holds anything: Yjs takes time with the square of it when all of them wait, half a
   * second for so many. A document that is a few years old has some thousands.
   */
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
  /**
   * How many items one transaction may walk past to find the places of what is inserted where others inserted at the
   * same time: about a second. A thousand people who each write a word at one place take half a million.
   */
  scannedItems: 10_000_000,
  /**
   * How many structs one transaction may move in memory to split others: about two seconds. 20,000 edits all over a
   * text that was pasted move half of it.
   */
  movedStructs: 2_000_000_000,
  /** Yjs tidies up the formats of a text in a time that grows with its items times its formats: above this, some 20 ms,
   * peers have to do it by themselves. */
  formatCleanup: 1_000_000,
  /** Items of which a title may be made: what comes after them is not looked for. */
  titleItems: 10_000,

  /** What a room has taken in and not yet applied: two of the largest messages. Who sends more is closed with 1013. */
  inboxBytes: 32 * 1024 * 1024,
  /** How much of it is applied at once, so that others get their turn; a single update is never cut … */
  flushBytes: 1024 * 1024,
  /** … and how many updates: they take some 20 ms. */
  flushUpdates: 4_000,

  /**
   * What waits in a room for updates that are missing: all of it is tried again at each flush. Honest clients answer
   * the question for what is missing with all that they have, and need this for a moment only.
   */
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
  /**
   * … and above, at most so much more than the last, for the largest clock of all could never be followed by another.
   */
  awarenessClockStep: 2 ** 20,

  /**
   * How long a peer that is closed may take to answer: what it sends until then is only thrown away, but costs work.
   */
  closing: 5_000,

  /** The same when the server ends: what it still sends until then is kept. */
  goodbye: 1_000,

  /**
   * How long the server tries to store what it has when it is told to end, and how long it gives the store to close: it
   * must be gone before those who told it (Docker: 10 s) kill it.
   */
  drain: 5_000,
  closeStore: 1_000,

  /** How often it is looked at whether those who are connected still may be: what was taken back, or has ended, is felt
   * within a second. */
  reviewInterval: 500,

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

/** Those that a client can run into, as Welcome tells them. */
export const advertisedLimits: Readonly<Record<string, number>> = pick(
  'messageBytes',
  'fragments',
  'messagesPerSecond',
  'messagesAtOnce',
  'bytesPerSecond',
  'bytesAtOnce',
  'questionsPerSecond',
  'questionsAtOnce',
  'documentBytes',
  'pendingBytes',
  'awarenessBytes',
  'awarenessState',
  'bufferedBytes',
  'connectionsPerAddress',
  'connectionsPerDocument',
  'joinsPerSecond',
  'joinsAtOnce',
);

function pick(...names: (keyof typeof limits)[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, limits[name]]));
}
