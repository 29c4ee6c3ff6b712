// The frames on the wire: those of y-websocket, with exactly one message a frame and V1 updates only, and those of the
// subprotocol `quire.1`. Decoding never throws: a frame is a message or malformed, and the session decides what
// follows.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { foreignClientOf } from './foreign.ts';
import type { Role, User } from './roles.ts';

/** The WebSocket subprotocol of clients that also get Welcome, Ack and Notice. */
export const subprotocol = 'quire.1';

/**
 * The first varUint of a frame. 0, 1 and 3 are y-websocket's. Only the server sends 4, 5 and 6, to `quire.1` clients;
 * only such clients send 7.
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

/** The state of one Yjs client at one moment (y-protocols/awareness). */
export interface AwarenessEntry {
  /** The Yjs client that the state describes. */
  readonly clientID: number;
  /** Grows with every change. A state whose clock is not higher than the known one is stale. */
  readonly clock: number;
  /** A JSON object as text, or null when the client is gone. */
  readonly state: string | null;
}

export type ClientMessage =
  /** Asks for everything beyond the state vector. */
  | { readonly type: 'syncStep1'; readonly stateVector: Uint8Array }
  /** Answers the server's SyncStep1 with everything that the server lacks. */
  | { readonly type: 'syncStep2'; readonly update: Uint8Array }
  /** One change. */
  | { readonly type: 'update'; readonly update: Uint8Array }
  /** Awareness of this client, or an echo of another's. */
  | { readonly type: 'awareness'; readonly entries: readonly AwarenessEntry[] }
  /** Asks for the awareness of everyone. */
  | { readonly type: 'queryAwareness' }
  /** Replaces the token of the connection. */
  | { readonly type: 'token'; readonly token: string };

/** A frame that is not of the protocol, with the reason in words for a log. */
export interface Malformed {
  readonly type: 'malformed';
  readonly reason: string;
}

const malformed = (reason: string): Malformed => ({ type: 'malformed', reason });

/**
 * Decodes one frame of a client. The arrays in the result are views of `frame`.
 *
 *     const message = decodeClientMessage(frame);
 *     if (message.type === 'malformed') close(CloseCode.malformed, message.reason);
 */
export function decodeClientMessage(frame: Uint8Array): ClientMessage | Malformed {
  const message = decodeMessage(frame);
  const foreign = message.type === 'malformed' ? foreignClientOf(frame) : null;
  return foreign === null ? message : malformed(`this is ${foreign}; Quire speaks y-websocket`);
}

function decodeMessage(frame: Uint8Array): ClientMessage | Malformed {
  try {
    const decoder = decoding.createDecoder(frame);
    const message = readMessage(decoder);
    // lib0 does not check lengths against the frame's end, so this check also keeps every view inside the frame.
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

/** The deepest nesting of an awareness state: y-protocols compares states by recursion. */
export const deepestState = 64;

// Peers parse relayed states, and those of y-websocket catch no error of that parse.
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

/** Asks the peer for everything beyond `stateVector`, as Y.encodeStateVector gives it. */
export const encodeSyncStep1 = (stateVector: Uint8Array): Uint8Array => sync(SyncType.step1, stateVector);

/** Answers a SyncStep1; `update` is V1. */
export const encodeSyncStep2 = (update: Uint8Array): Uint8Array => sync(SyncType.step2, update);

/** One change; `update` is V1. */
export const encodeUpdate = (update: Uint8Array): Uint8Array => sync(SyncType.update, update);

/** The awareness of some clients. A frame without entries only keeps a connection alive. */
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

/** Acknowledges the first `count` sync messages (SyncStep2 and Update) of a connection. */
export function encodeAck(count: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.ack);
    encoding.writeVarUint(encoder, count);
  });
}

/** Replaces the token of a `quire.1` connection. */
export function encodeToken(token: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.token);
    encoding.writeVarString(encoder, token);
  });
}

/** The access of a client: its role, its user, and until when. */
export interface AccessInfo {
  readonly role: Role;
  /** The user as the server shows them to others; null with AUTH=open, where clients name themselves. */
  readonly user: User | null;
  /** The seconds until this access ends, unless the client sends another token; null for never. */
  readonly expiresIn: number | null;
}

/** The content of Welcome, the first frame to a `quire.1` client. */
export interface Welcome extends AccessInfo {
  /** The version of the protocol. */
  readonly version: 1;
  readonly document: string;
  /** The epoch of the document. */
  readonly epoch: string;
  /** The limits that a client can run into, by name. */
  readonly limits: Readonly<Record<string, number>>;
}

export const encodeWelcome = (welcome: Welcome): Uint8Array => json(MessageType.welcome, welcome);

/** The content of Notice. */
export type Notice =
  /** The store fails. The server keeps new updates in memory, and acknowledges them once they are durable. */
  | { readonly type: 'unsaved' }
  /** The server is about to restart: the connection will be closed with 1012. */
  | { readonly type: 'draining' }
  /** This is the client's access from now on. */
  | ({ readonly type: 'role' } & AccessInfo)
  /** The client may not write. The server stored and relayed nothing of its update. */
  | { readonly type: 'refused' };

export const encodeNotice = (notice: Notice): Uint8Array => json(MessageType.notice, notice);

function json(type: number, value: unknown): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type);
    encoding.writeVarString(encoder, JSON.stringify(value));
  });
}
