// The frames on the wire: the y-websocket protocol, exactly one message a frame, V1 updates only, and what a client
// that offers the subprotocol `quire.1` gets besides. Reading never throws: a frame is a message or it is malformed,
// and the session decides what happens then.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Role, User } from './roles.ts';

/** The WebSocket subprotocol whose clients also get Welcome, Ack and Notice. */
export const subprotocol = 'quire.1';

/**
 * The first varUint of a frame. 0, 1 and 3 are y-websocket's; 4, 5 and 6 only the server sends, to `quire.1` clients,
 * and 7 only clients.
 */
export const MessageType = {
  sync: 0,
  awareness: 1,
  queryAwareness: 3,
  ack: 4,
  welcome: 5,
  notice: 6,
  token: 7,
} as const;

/** The second varUint of a sync frame (y-protocols/sync). */
export const SyncType = { step1: 0, step2: 1, update: 2 } as const;

/** What one Yjs client says of itself at one moment (y-protocols/awareness). */
export interface AwarenessEntry {
  /** The Yjs client that the state describes. */
  readonly clientID: number;
  /** Grows with every change; what is not newer is not news. */
  readonly clock: number;
  /** A JSON object as text, or null when the client is gone. */
  readonly state: string | null;
}

export type ClientMessage =
  /** Asks for all that the state vector lacks. */
  | { readonly type: 'syncStep1'; readonly stateVector: Uint8Array }
  /** Answers the server's own question: all that the server lacks. */
  | { readonly type: 'syncStep2'; readonly update: Uint8Array }
  /** A change, as it is made. */
  | { readonly type: 'update'; readonly update: Uint8Array }
  /** Who is here and where. */
  | { readonly type: 'awareness'; readonly entries: readonly AwarenessEntry[] }
  /** Asks for the awareness of everyone. */
  | { readonly type: 'queryAwareness' }
  /** Brings a token to take the place of the one that the connection was made with. */
  | { readonly type: 'token'; readonly token: string };

/** A frame that is not the protocol, and why, in words for a log. */
export interface Malformed {
  readonly type: 'malformed';
  readonly reason: string;
}

const malformed = (reason: string): Malformed => ({ type: 'malformed', reason });

/** Reads one frame of a client. The arrays in the result are views of `frame`. */
export function decodeClientMessage(frame: Uint8Array): ClientMessage | Malformed {
  try {
    const decoder = decoding.createDecoder(frame);
    const message = readMessage(decoder);
    // lib0 does not check lengths against the frame's end, so this is also what keeps every view inside the frame.
    if (decoder.pos > frame.length) return malformed('the frame is cut off');
    if (message.type !== 'malformed' && decoder.pos < frame.length) return malformed('more than one message');
    return message;
  } catch {
    return malformed('the frame is cut off');
  }
}

function readMessage(decoder: decoding.Decoder): ClientMessage | Malformed {
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case MessageType.sync:
      return readSync(decoder);
    case MessageType.awareness:
      return readAwareness(decoder);
    case MessageType.queryAwareness:
      return { type: 'queryAwareness' };
    case MessageType.token:
      return { type: 'token', token: decoding.readVarString(decoder) };
    default:
      return malformed(`message type ${type} is not for clients to send`);
  }
}

function readSync(decoder: decoding.Decoder): ClientMessage | Malformed {
  const type = decoding.readVarUint(decoder);
  if (type > SyncType.update) return malformed(`sync message type ${type} is unknown`);
  const payload = decoding.readVarUint8Array(decoder);
  if (type === SyncType.step1) return { type: 'syncStep1', stateVector: payload };
  return { type: type === SyncType.step2 ? 'syncStep2' : 'update', update: payload };
}

function readAwareness(decoder: decoding.Decoder): ClientMessage | Malformed {
  const payload = decoding.createDecoder(decoding.readVarUint8Array(decoder));
  const count = decoding.readVarUint(payload);
  const entries: AwarenessEntry[] = [];
  for (let i = 0; i < count; i++) {
    const clientID = decoding.readVarUint(payload);
    const clock = decoding.readVarUint(payload);
    const state = decoding.readVarString(payload);
    if (payload.pos > payload.arr.length) return malformed('the awareness is cut off');
    if (!isAwarenessState(state)) return malformed('an awareness state is not a JSON object, or nested too deeply');
    entries.push({ clientID, clock, state: state === 'null' ? null : state });
  }
  if (payload.pos !== payload.arr.length) return malformed('the awareness has a wrong length');
  return { type: 'awareness', entries };
}

/** How deep a state of awareness may nest: y-protocols compares states by recursion. */
export const deepestState = 64;

// Peers parse what is relayed to them, and those of y-websocket have nothing around the parse that would catch.
function isAwarenessState(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && !Array.isArray(value) && isNestedAtMost(value, deepestState);
  } catch {
    return false;
  }
}

function isNestedAtMost(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isNestedAtMost(inner, depth - 1));
}

function sync(type: number, payload: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.sync);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, payload);
  });
}

/** Asks the peer for all that `stateVector` (Y.encodeStateVector) lacks. */
export const encodeSyncStep1 = (stateVector: Uint8Array): Uint8Array => sync(SyncType.step1, stateVector);

/** Answers a SyncStep1 with `update`. */
export const encodeSyncStep2 = (update: Uint8Array): Uint8Array => sync(SyncType.step2, update);

/** A change, as a V1 update. */
export const encodeUpdate = (update: Uint8Array): Uint8Array => sync(SyncType.update, update);

/** Who is here; with no entries it is a frame that only proves that the connection lives. */
export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const payload = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length);
    for (const { clientID, clock, state } of entries) {
      encoding.writeVarUint(encoder, clientID);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, state ?? 'null');
    }
  });
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.awareness);
    encoding.writeVarUint8Array(encoder, payload);
  });
}

/** The first `count` sync messages (SyncStep2 and Update) of this connection are durable. */
export function encodeAck(count: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.ack);
    encoding.writeVarUint(encoder, count);
  });
}

/** Brings another token (`quire.1`). */
export function encodeToken(token: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.token);
    encoding.writeVarString(encoder, token);
  });
}

/** What a client may do, as who, and for how long. */
export interface AccessInfo {
  readonly role: Role;
  /** Who the server tells the others that this is; null where everybody says that for themselves (AUTH=open). */
  readonly user: User | null;
  /** In how many seconds that ends if no other token is brought; null for never. */
  readonly expiresIn: number | null;
}

/** What Welcome says: the first frame to a `quire.1` client. */
export interface Welcome extends AccessInfo {
  /** Of the protocol. */
  readonly version: 1;
  readonly document: string;
  /** Names this life of the document: another document under the same name has another. */
  readonly epoch: string;
  /** What a client has to keep to, by name. */
  readonly limits: Readonly<Record<string, number>>;
}

export const encodeWelcome = (welcome: Welcome): Uint8Array => json(MessageType.welcome, welcome);

/** What Notice says. */
export type Notice =
  /**
   * What is written cannot be stored at the moment; it is kept in memory, and will be acknowledged when it is stored.
   */
  | { readonly type: 'unsaved' }
  /** The server is about to restart: the connection will be closed with 1012. */
  | { readonly type: 'draining' }
  /** What this client may do, or as whom, is this from now on. */
  | ({ readonly type: 'role' } & AccessInfo)
  /** The client wrote without being allowed to: nothing of that was taken in, or seen by anybody. */
  | { readonly type: 'refused' };

export const encodeNotice = (notice: Notice): Uint8Array => json(MessageType.notice, notice);

function json(type: number, value: unknown): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type);
    encoding.writeVarString(encoder, JSON.stringify(value));
  });
}
