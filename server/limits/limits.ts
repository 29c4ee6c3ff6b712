// Every number that bounds what the server does for a peer, each with its reason, in groups. Times are in milliseconds
// and sizes in bytes, unless a limit says otherwise.

import { doctorBytes } from '../../protocol/doctor.ts';
import { mostFileBytes } from '../../protocol/format/file-source.ts';

const messageBytes = 48 * 1024 * 1024;

export const limits = {
  // ── HTTP requests ──────────────────────────────────────────────────────────────────────────────

  /** The TCP connections that the system may queue: after a restart all clients reconnect at the same moment. */
  backlog: 4_096,
  /**
   * The time for a request to arrive, from the first byte of the connection on. 64 KiB of body take a second even on a
   * slow line.
   */
  requestTime: 10_000,
  /** How often `requestTime` is checked. */
  requestCheckInterval: 1_000,
  /** How long a connection may stay open between requests: a page asks for everything in less time. */
  idleRequestTime: 5_000,
  /** The headers of a request: a token, and some cookies of other software on the same host. */
  headerBytes: 16 * 1024,
  /** The requests of one connection. The next one needs a new connection, which is counted again. */
  requestsPerConnection: 1_000,
  /** The body of a request to the API: none needs a tenth of it … */
  bodyBytes: 64 * 1024,
  /** … but for the content of a new document. A book is half of it, and Markdown takes a second to read. */
  contentBytes: 2 * 1024 * 1024,
  /** The encoded state of a document that is converted: a book with its history. It takes a second or two. */
  convertedBytes: 8 * 1024 * 1024,
  /** The documents in one answer of the list, by default and at most: a thousand are some 200 KiB. */
  listLength: 100,
  longestList: 1_000,
  /** The characters of a search: nobody types more, and each of them costs a look-up. */
  searchCharacters: 200,
  /** The people whom the list of present people names for each document, and the documents in it: home shows five. */
  namedPeople: 20,
  peopledDocuments: 1_000,
  /** The pages of a document of which that list reads who is there: twenty people seldom have more. */
  readStates: 100,
  /** How long a request waits until its edit is durable: a disk answers in less, or there is something wrong. */
  editTime: 10_000,
  /** The characters of a header that a log line and an answer quote: the longest host name has 253. */
  quotedText: 300,
  /** The refusals of different hosts and origins that the log names: an operator's mistake is among the first. */
  toldRefusals: 100,

  // ── TLS ────────────────────────────────────────────────────────────────────────────────────────

  /** The time for a TLS handshake, before the time of the first request begins: it takes two round trips. */
  handshakeTime: 5_000,
  /** How often the server looks for a renewed certificate. A renewal replaces two files within a moment. */
  certificateCheckInterval: 5_000,
  /**
   * How long a browser asks for the host by https alone, in seconds: half a year, so that one who seldom comes is safe,
   * too. It begins anew with each answer.
   */
  strictTransport: 15_552_000,
  /** One connection in this many may be one that waits for its redirect to https: each ends with its answer. */
  redirectShare: 16,

  // ── Upgrades and connections ───────────────────────────────────────────────────────────────────

  /**
   * The TCP connections that have neither become a WebSocket nor been answered. One address may have as many as it may
   * have connections, since it may make those all at once. All addresses together may have five times that, which takes
   * 100 MiB. Behind a trusted proxy all of them have its address, and only the latter limit holds.
   */
  pendingSockets: 10_000,
  pendingSocketsPerAddress: 2_000,
  /**
   * The file descriptors that connections leave to all else, or half of them when there are fewer than twice as many.
   * The process starts with some 25; the files of the page and of a compaction take some dozens for a moment.
   */
  reservedDescriptors: 128,
  /**
   * The time from an upgrade request to its answer, in which the token is verified. A key server that is asked for the
   * first time answers in less, and a socket that waits costs memory.
   */
  authenticationTime: 5_000,
  /**
   * How long a WebSocket that the server refused may take to answer the close, until which its connection counts. A
   * round trip takes less, even over a satellite.
   */
  refusedTime: 2_000,
  /** What such a WebSocket may send meanwhile. A client begins with its state vector and its awareness. */
  refusedBytes: 64 * 1024,
  /**
   * How long after a lasting refusal the same client is answered again: this long at first, twice as long each further
   * time. y-websocket before 3.1 comes again at once, up to 65 times a second, for as long as its tab is open …
   */
  firstHold: 500,
  /** … and at last this long. Three such tabs make nine connections a minute. */
  longestHold: 20_000,
  /**
   * The longest such time after a message that was refused, since others with the same credential may be well: with
   * AUTH=open, everybody in an office.
   */
  longestSharedHold: 2_000,
  /** How long after that time the client is remembered. One that comes later begins anew. */
  refusalMemory: 60_000,
  /** The clients that are remembered, which take 3 MB. The oldest are forgotten first. */
  refusedClients: 10_000,
  /** The connections of one client that wait for their answer: its tabs. A further one gets 429 … */
  heldPerClient: 50,
  /** … and those of an address, so that most of `pendingSocketsPerAddress` is left to others. */
  heldPerAddress: 500,
  /** The connections of one address: an office or a school often has only one address. */
  connectionsPerAddress: 2_000,
  /** The connections of one document: each change is sent to all of them. */
  connectionsPerDocument: 5_000,
  /**
   * The rate of new connections of one address. All clients of an address may reconnect at once after a restart. The
   * rate after that is more than people need to open and reload documents.
   */
  joinsPerSecond: 100,
  joinsAtOnce: 2_000,

  // ── Messages ───────────────────────────────────────────────────────────────────────────────────

  /**
   * One message: a client that comes back to an empty server brings its whole document in one. A document has up to
   * `documentBytes`, and a quarter more by deletions. A client that has not collected what was deleted has some more.
   */
  messageBytes,
  /**
   * The WebSocket fragments of one message: each costs as much work as a message, and memory. Browsers send fragments
   * of tens of KiB; the largest message fits in this many of 4 KiB.
   */
  fragments: 12 * 1024,
  /**
   * The network packets of one frame: each costs memory beyond its bytes. The largest message fits in the smallest
   * packets that IPv4 guarantees to carry, of a little more than 512 bytes.
   */
  frameChunks: 96 * 1024,
  /**
   * The rate of messages of one connection, pings and pongs included: each costs work, however short it is. Typing and
   * moving a caret at 60 Hz makes 120 a second, and a stock client that echoes the carets of a crowd 30 more. After a
   * pause a script may write a few thousand lines at once. A client beyond the rate is closed; when it reconnects, one
   * message brings everything.
   */
  messagesPerSecond: 500,
  messagesAtOnce: 5_000,
  /**
   * The same in bytes. A stock client in a crowd of 500 echoes 30 frames of 100 KiB a second, which is 3 MiB. After a
   * pause one largest message fits, and 16 MiB that are written meanwhile.
   */
  bytesPerSecond: 4 * 1024 * 1024,
  bytesAtOnce: 64 * 1024 * 1024,
  /**
   * The rate of SyncStep1 messages of one connection. An answer may need the whole document, which is half a second of
   * work for the largest. A client asks once when it connects, and some ask again now and then.
   */
  questionsPerSecond: 1,
  questionsAtOnce: 20,
  /**
   * The bytes of a connection before its document is loaded. A client begins with its state vector, its awareness and
   * its offline work: one largest message must fit, with a state vector and an awareness.
   */
  bytesWhileLoading: 52 * 1024 * 1024,

  // ── Sending, and connections that do not answer ────────────────────────────────────────────────

  /**
   * A peer with this much to read is sent no more changes until it has read everything, and then what it lacks in one
   * update. A busy room sends as much in some seconds.
   */
  congestion: 256 * 1024,
  /**
   * The bytes that a peer may have to read. One whole document fits, of 40 MiB, and the frames of a busy room. A slower
   * peer is dropped, and reconnects for what it lacks: that costs everybody less.
   */
  bufferedBytes: 48 * 1024 * 1024,
  /** How often the server pings. A socket that is silent for two intervals is dropped at the third, within 30 s. */
  heartbeatInterval: 10_000,
  /**
   * A connection that was sent nothing for this long is sent an empty awareness frame. y-websocket drops a connection
   * without a message for 30 s, and this is checked once each `heartbeatInterval`.
   */
  keepAliveAfter: 15_000,
  /** How long a peer may take to answer a close: what it sends meanwhile costs work, and is thrown away. */
  closing: 5_000,

  // ── Sessions over plain HTTP ───────────────────────────────────────────────────────────────────

  /** A body of frames: one largest message, with its length before it. */
  framesBodyBytes: messageBytes + 16,
  /**
   * The bodies of one session that arrive at the same time. A client sends one after another, but gives up some on a
   * bad line, and the server learns of that late. Beyond this number the oldest are dropped …
   */
  bodiesAtOnce: 16,
  /** … and beyond these bytes: one largest body, and the start of its repetition. */
  arrivingBytes: 64 * 1024 * 1024,
  /**
   * The frames that a client may be late to confirm: it does so after 64 KiB, and as much may arrive until the server
   * hears of it. Beyond that they count as unread, for `congestion` and `bufferedBytes`.
   */
  unconfirmedBytes: 128 * 1024,
  /** How long a session that the server closed is remembered: a client asks again within a poll. */
  closedSessionTime: 30_000,
  /** The number of those, which take 4 MB. The oldest are forgotten first, and are then unknown. */
  closedSessions: 10_000,

  // ── The pace of a room ─────────────────────────────────────────────────────────────────────────

  /** In a room of this many people or fewer, an update is relayed at once; in a larger one a flush waits for others. */
  quietRoom: 5,
  /** How much each further person adds to the wait before a flush, as each adds to what a wait saves. */
  flushWindowPerPerson: 1.5,
  /** The longest wait before a flush, reached at 25 people: two frames of a 60 Hz screen, which nobody sees. */
  flushWindow: 30,
  /** The flushes after a pause that need not wait: a change by a single person reaches everybody at once. */
  flushesAtOnce: 3,
  /**
   * How long an update of another server may wait for a flush, as a part of the time between flushes. Two servers that
   * flush in turn, each soon after the other, then send one frame in that time, and not two.
   */
  sharedWait: 0.4,
  /**
   * How long an Ack may wait for another frame to go with: Acks are half of all frames in a small room. Nobody sees so
   * short a time between "Saving" and "Saved".
   */
  acknowledgementWindow: 250,
  /**
   * How long an awareness with only a new clock may wait for another frame. Clients renew their awareness every 15 s,
   * and forget a peer that was silent for 30 s.
   */
  renewalWindow: 4_000,

  // ── Rooms and the store ────────────────────────────────────────────────────────────────────────

  /** How long an empty room stays in memory: a reload of the page should not cost a load of the document. */
  idleRoom: 30_000,
  /**
   * The updates in memory that are not durable, of all documents together. A client that writes more while the store
   * fails is closed, and keeps its work. A few thousand people who write for minutes stay below it.
   */
  unstoredBytes: 64 * 1024 * 1024,
  /** Their number, which bounds the same: a keystroke of 22 bytes takes 600 of memory until it is durable. */
  unstoredUpdates: 500_000,
  /**
   * The bytes that go to the store at once, of one document, and in PostgreSQL of all together in one statement: after
   * an outage, what has gathered must not outlast `appendTime`. A single update is never cut …
   */
  batchBytes: 8 * 1024 * 1024,
  /** … and the updates: PostgreSQL stores this many in a tenth of a second, and the event loop needs a third of it. */
  batchUpdates: 20_000,
  /** The backoff after a failed append, doubled each time: a moment's trouble should cost a moment … */
  firstRetry: 250,
  /** … and a disk that is no longer full should be noticed soon. */
  longestRetry: 8_000,
  /**
   * The least time from one commit to the next. A commit costs half a millisecond of work and a write to the disk,
   * whatever its size, and nobody notices the later "Saved". The first after a pause does not wait.
   */
  commitInterval: 100,
  /**
   * How often a store that nobody asks compares its open file with the file of that name. Within two of these a server
   * whose files were taken away says so.
   */
  placeCheckInterval: 1_000,
  /**
   * The updates in the journal that make the store move them to the logs of their documents. A move dirties a page or
   * two a document, for all of its updates together, and takes some 10 ms in which nothing is committed …
   */
  journalLength: 2_000,
  /** … and the bytes in it that do: a move writes them a second time. */
  journalBytes: 4 * 1024 * 1024,
  /** The updates in a log that make the store compact it: to open a document with 2,000 of them takes some 10 ms … */
  logLength: 2_000,
  /**
   * … and the bytes that do, or as many as the snapshot has, if that is more: the document has then changed as much as
   * the new snapshot costs to write.
   */
  logBytes: 256 * 1024,
  /** A document that leaves memory with fewer updates in its log, and fewer bytes than that, is not compacted. */
  worthCompacting: 100,
  /** How long a document is left alone after a compaction that failed. */
  compactionPause: 60_000,

  // ── Documents and updates ──────────────────────────────────────────────────────────────────────

  /**
   * One document as encoded: a larger one would take more than some 400 MB of memory. A book is 2 MiB.
   */
  documentBytes: 32 * 1024 * 1024,
  /**
   * The structs, values and deletions of a document as encoded: 2,500,000 structs fit, every fifth of them deleted. A
   * document that many small values fill would take some gigabytes of memory.
   */
  documentParts: 3_000_000,
  /**
   * An update that only deletes is accepted up to this multiple of both. A deletion often makes the document smaller,
   * and half a million scattered ones make it larger by a quarter.
   */
  deletionRoom: 1.25,
  /**
   * The Yjs clients of a document: for each change, Yjs looks at all of them, and this many take some tens of
   * milliseconds. One new client beyond them is refused; known ones go on.
   */
  documentClients: 100_000,
  /**
   * The structs of a document. A marker is one of 700 bytes of memory, made from five or more; so this many take up to
   * 1.8 GB. A million paragraphs have two million, and edits make structs of some 20 bytes each.
   */
  structs: 2_500_000,
  /** A document is measured again only after updates of this size: the largest takes some 100 ms to encode. */
  measureAgainAfter: 64 * 1024,
  /**
   * The structs, values and deletions of one update: a whole document fits, also with what deletions added to it. This
   * many take some six seconds, and half as many a second or two.
   */
  updateParts: 4_000_000,
  /** The clients in one update: a whole document fits. This many take less than a second … */
  updateClients: 100_000,
  /**
   * … unless they are pending: then Yjs takes time with the square of their number, some four seconds for this many. An
   * update of more clients must depend on nothing that is missing, as a whole document does.
   */
  incompleteClients: 20_000,
  /** One state vector: of 100,000 clients, with ids and clocks of up to 8 bytes each. */
  stateVectorBytes: 2 * 1024 * 1024,
  /** The root types of a document, such as `getText('title')`: Yjs searches them for each item that it encodes. */
  roots: 1_000,
  /** The subdocuments of a document: each is a whole Y.Doc, made from a few bytes. */
  subdocuments: 1_000,
  /** How deep values nest in arrays and objects: peers read and write them by recursion. */
  valueDepth: 64,
  /** How deep types nest: Yjs deletes them by recursion. A list in a list has two or three levels. */
  typeDepth: 256,
  /**
   * The items that one transaction may scan to find the places of items that others inserted meanwhile: some four
   * seconds. Two hundred people who each bring 500 edits of one place, all at once, need this many at worst.
   */
  scannedItems: 10_000_000,
  /**
   * The structs that one transaction may move in memory to split others: about two seconds. 20,000 edits all over a
   * pasted text need half of it.
   */
  movedStructs: 2_000_000_000,
  /**
   * The units of a client's own work that it is asked for again, to see whether another page wrote under the same id:
   * some words. Two pages that part earlier differ here, too.
   */
  overlap: 256,
  /**
   * The items among which a title is looked for; for a document without a title, the items and characters of the body
   * among which the first line is. That is a tenth of a millisecond, once each time that a change is stored.
   */
  titleItems: 10_000,

  // ── The search index ───────────────────────────────────────────────────────────────────────────

  /** How long after its last change a document is indexed: a person who goes home and searches finds it. */
  indexPause: 500,
  /** At the latest so long after its first change: reading a large document costs the other threads some 100 ms. */
  indexWait: 15_000,
  /** How long after a failure indexing is tried again: a full disk may have space then. */
  indexRetry: 30_000,
  /** The characters of a document that are indexed, a long novel: an excerpt of this many takes some 10 ms. */
  indexedCharacters: 1_000_000,
  /** The words in an excerpt of a found document: two lines. In Chinese, characters are words. */
  excerptWords: 24,

  // ── Files of documents ─────────────────────────────────────────────────────────────────────────

  /** One file: a page makes photos smaller before it sends them, and 32 MiB hold a long scan or a slide deck. */
  fileBytes: mostFileBytes,
  /** All files of one document: 2,000 photos as a page sends them. */
  fileBytesPerDocument: 1024 * 1024 * 1024,
  /** The pixels of an image: readers' browsers take four bytes for each, which is 200 MB. Large cameras make these. */
  imagePixels: 50_000_000,
  /** The bytes in which the size of an image is looked for: a camera puts a preview of itself before it. */
  imageHeadBytes: 1024 * 1024,
  /** The time for a file to arrive, where other requests have `requestTime`: 110 kB a second bring the largest. */
  fileTime: 300_000,
  /** The files that a document receives at the same time: each takes a file on the disk until it is complete. */
  filesAtOnce: 8,
  /** The rate of files of one document: somebody drops a hundred photos, and each costs a write to the disk. */
  filesPerSecond: 1,
  filesPerBurst: 200,
  /** The documents whose rate is remembered; the oldest is forgotten first. */
  fileRates: 10_000,
  /**
   * How long a file that no document holds is kept. A file on its way is one for a moment. And who copies the database
   * first and the files afterwards has a day for it.
   */
  fileGrace: 86_400_000,
  /** How often files that no document holds are looked for. */
  fileSweepInterval: 3_600_000,
  /** The characters of the name under which somebody downloads a file: file systems allow no more bytes. */
  fileName: 255,

  // ── The doctor ─────────────────────────────────────────────────────────────────────────────────

  /**
   * The requests of doctors that take time: streams, bodies and WebSockets, of which each may hold one frame in memory.
   * Everybody may ask, so all together take 200 MiB at most …
   */
  doctorRequests: 12,
  /** … and those of one address: a doctor makes three at once, and two people may ask at the same time. */
  doctorRequestsPerAddress: 6,
  /** The bytes of one body, and of all messages of one WebSocket: the frame that is tried, and some words. */
  doctorBytes: doctorBytes + 64 * 1024,
  /** The messages, pings and pongs of one WebSocket: the doctor sends one or two, and some browsers ping. */
  doctorMessages: 20,
  /** How long one request of a doctor may take: ninety idle seconds, or 16 MiB each way at a megabyte in three. */
  doctorTime: 110_000,
  /**
   * How long the stream of a doctor waits until the doctor has its first event: a page that waits longer for its words
   * polls instead, and a busy machine answers in less.
   */
  streamWait: 5_000,

  // ── PostgreSQL ─────────────────────────────────────────────────────────────────────────────────

  /**
   * The connections of one server: one for appends, so that no reader keeps them waiting, and the others for all else.
   * Ten servers fit into the hundred that PostgreSQL allows by default.
   */
  databaseConnections: 10,
  /** How long the connection for appends may take to stand: a database far away takes 200 ms. */
  databaseConnectTime: 5_000,
  /** How long a free connection is waited for: after a restart thousands of documents are loaded at once. */
  databaseWaitTime: 15_000,
  /** How long a connection that nobody uses stays open. */
  databaseIdleTime: 30_000,
  /** How long the start waits for a database that cannot be reached: both may be starting with the machine … */
  databaseStartTime: 30_000,
  /** … and how often it tries meanwhile. */
  databaseStartInterval: 1_000,
  /** How long one statement may take, with its answer: the largest document comes in 3 s over a slow network. */
  statementTime: 30_000,
  /** The same for the statement that appends: a batch arrives and is committed in less, or there is something wrong. */
  appendTime: 10_000,
  /**
   * How long a statement waits for a row that another transaction holds: none holds one for longer than its own
   * statements take. Then an append leaves that document out, so that the others are stored.
   */
  lockTime: 2_000,
  /**
   * How long a transaction may rest: a server that is frozen, or cut off, gives up the documents that it holds. While
   * it makes a snapshot, it holds none: the largest takes 10 s.
   */
  idleTransactionTime: 5_000,
  snapshotTime: 60_000,
  /** The migrations wait for those of another server, and fill new tables: a million documents take minutes. */
  migrationTime: 600_000,
  /** The documents whose last append may be stored or not that a server remembers; the oldest is forgotten first. */
  uncertainAppends: 10_000,
  /**
   * How long the database knows the last append of each server to each document. A server that is cut off for longer
   * stores what it then appends again twice, which does no harm.
   */
  writerMemory: 7 * 86_400_000,
  /** How often what is older than that is removed. */
  writerSweepInterval: 3_600_000,
  /** How much longer a document waits to be indexed that has changed within `indexPause`. */
  indexPostponement: 1_000,
  /** The documents that a server takes at once to index them. Where it dies, they wait for `indexRetry`. */
  indexedAtOnce: 20,
  /** How often a server looks for documents that another one changed and did not index. */
  indexPoll: 5_000,
  /** The bytes of a document for which indexing waits a millisecond longer, up to `indexWait`: each costs work. */
  indexBytesPerMillisecond: 128,
  /** The characters of a word that are indexed, and the bytes of all words of a document: an index row holds 1 MiB. */
  indexedWord: 100,
  indexedWordBytes: 900_000,
  /** The documents of which a search makes excerpts at once: each has up to `indexedCharacters`. */
  excerptsAtOnce: 20,
  /** The characters of a title by which documents are sorted: an index takes 2,700 bytes. */
  sortedCharacters: 400,
  /** A file is kept in pieces of this size, and read piece by piece: a piece is what one request has in memory. */
  filePieceBytes: 256 * 1024,
  /** The files that are compared at once with those that documents hold. */
  unheldFilesAtOnce: 1_000,

  // ── Updates that wait in a room ────────────────────────────────────────────────────────────────

  /**
   * The updates that a room has accepted and not applied: one largest message, and 16 MiB of others. A sender of more
   * is closed with 1013.
   */
  inboxBytes: 64 * 1024 * 1024,
  /** The bytes that one flush applies, so that other rooms get their turn; a single update is never cut … */
  flushBytes: 1024 * 1024,
  /** … and the updates: this many take some 20 ms. */
  flushUpdates: 4_000,
  /**
   * The updates that a room holds back because they depend on missing ones: each flush tries all of them again. An
   * honest client answers the question for the missing ones with everything, and needs this for a moment only.
   */
  pendingBytes: 1024 * 1024,
  /** Their number … */
  pendingUpdates: 1_000,
  /** … and the number of clients in each of them, added up: an update is of one writer, who has up to three. */
  pendingClients: 2_000,

  // ── Awareness ──────────────────────────────────────────────────────────────────────────────────

  /** One frame of awareness: a client speaks for itself, but y-websocket also echoes what it hears of others … */
  awarenessBytes: 1024 * 1024,
  /** … and one state in it, in characters: a name, a colour and a caret take 300. */
  awarenessState: 16 * 1024,
  /** A clock of awareness counts changes. Up to somewhat more than this, any clock is accepted … */
  awarenessClock: 2 ** 32,
  /** … and above, at most this much more than the last: no client could exceed the largest clock of all. */
  awarenessClockStep: 2 ** 20,
  /**
   * How far a client is asked to go ahead of the clock under which others know it: more than the states that it sends
   * before it hears that. The server goes as far ahead of a client that it does not know: an earlier server may have
   * raised the clock once for each member that joined since the client's last state.
   */
  awarenessLead: 256,
  /**
   * How long a member that sends no awareness waits for that of the others: among those may be an old state of its own
   * client, which the server can leave out once it knows the client. Clients send awareness with their first message.
   */
  introductionWindow: 250,
  /**
   * The clients of one room that have left and are remembered: when one comes back, others are told of it under a clock
   * that they do not know. The oldest are forgotten first.
   */
  departedClients: 4_096,

  // ── Access ─────────────────────────────────────────────────────────────────────────────────────

  /** How often the access of open connections is checked again: a revocation takes effect within a second. */
  reviewInterval: 500,
  /** A token, in characters: the longest that fits in the first line of a request beside everything else. */
  tokenLength: 8_192,
  /** How long the server of a published key set may take to answer. */
  keySetTime: 3_000,
  /** How long a token is valid by default, in seconds: a token that leaks is soon worth nothing. */
  tokenLife: 3_600,
  /** The longest that a token is valid, in seconds: one leap year … */
  longestTokenLife: 366 * 86_400,
  /** … and a share link: ten years, unless it never expires. */
  longestLinkLife: 3_660 * 86_400,

  // ── The log ────────────────────────────────────────────────────────────────────────────────────

  /** How long equal lines are counted before one line tells their number: an operator sees what goes on. */
  logWindow: 60_000,
  /** The different lines within that time, which take 300 kB. Errors beyond them are logged all the same. */
  logLines: 1_000,
  /** The characters of a text of a peer, such as an address, in a line: a document's name fits. */
  loggedCharacters: 256,

  // ── Shutdown ───────────────────────────────────────────────────────────────────────────────────

  /**
   * How long the server tries to store everything, and how long it then waits for the store to close. Together with
   * `goodbye` that ends before Docker kills the process, after 10 s.
   */
  drain: 5_000,
  closeStore: 1_000,
  /** How long a peer may take to answer a close during a shutdown: what it sends meanwhile is kept. */
  goodbye: 1_000,

  // ── Other servers of the same store ────────────────────────────────────────────────────────────

  /** How often an open room looks what is due between it and other servers. */
  neighbourTick: 1_000,
  /** How long what others need to hear waits for what goes out anyway. */
  neighbourWindow: 10,
  /**
   * How long the news that an update is durable does. An Ack there may wait for it, as for `acknowledgementWindow`. Who
   * types on sends the next update by then, so that each update is one message.
   */
  storedWindow: 250,
  /** How often a server says who is connected … */
  neighbourHeartbeat: 10_000,
  /** … and after what silence it is taken for dead: with the next look, within 30 s. */
  neighbourSilence: 28_000,
  /** How often a room compares itself with the log: while the bus works, and while it does not. */
  neighbourCheck: 30_000,
  lonelyCheck: 2_000,
  /** How long a message that another has overtaken may take until the log is read in its place. */
  gapWindow: 200,
  /** After what time without word a room appends what another server has accepted: a commit takes less. */
  neighbourAppend: 5_000,
  /** How often a server tells others who has come and gone in its rooms: home shows it within a second. */
  peopleWindow: 500,
  /** How long a person who has left is still told of. One who moves has a new connection by then, and is told of. */
  departureWindow: 2_000,
  /** The documents in one such message, and its bytes: no more, whatever names of people do to JSON. */
  sharedLists: 50,
  sharedListsBytes: 1024 * 1024,
  /** The lists of people that a server keeps of others: one for each document and server, of some 500 bytes. */
  heardLists: 100_000,
} as const;

/** The limits that a client can reach, as Welcome names them. */
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
