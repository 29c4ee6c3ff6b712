// The protocol of each server: the messages of y-protocols, with the server's own prefix and messages. Pure.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Protocol } from '../servers.ts';
import { editsIn, type Span } from './edits.ts';

/** The meaning of a frame, as far as the bench needs it. */
export type Heard =
  /** Asks for all updates that `stateVector` lacks. */
  | { readonly type: 'question'; readonly stateVector: Uint8Array }
  /** Edits; `answers` is true in the answer to a question, false in a relayed update. */
  | { readonly type: 'edits'; readonly answers: boolean; readonly update: Uint8Array; readonly spans: readonly Span[] }
  | { readonly type: 'awareness'; readonly clocks: readonly Clock[] }
  /** The first `count` sync messages of this connection are durable. */
  | { readonly type: 'ack'; readonly count: number }
  | { readonly type: 'refused' }
  | { readonly type: 'other' };

/** A client's awareness: its clock, and whether it says that the client is gone. */
export interface Clock {
  readonly client: number;
  readonly clock: number;
  readonly gone: boolean;
}

/** The protocol of one server in one document. */
export interface Dialect {
  /** How frames travel. */
  readonly transport: 'WebSocket' | 'stream' | 'polling';
  readonly path: string;
  readonly subprotocol: string | null;
  /** The first frame of a client with this state vector. */
  opening(stateVector: Uint8Array): readonly Uint8Array[];
  /** Whether the server answers with its state. A client of another server has joined after the handshake. */
  readonly answers: boolean;
  /** Whether the server acknowledges durable updates. */
  readonly acknowledges: boolean;
  /** Answers a question of the server. */
  answer(update: Uint8Array): Uint8Array;
  update(update: Uint8Array): Uint8Array;
  awareness(client: number, clock: number, state: string): Uint8Array;
  hear(frame: Uint8Array): Heard;
}

/** The dialect of `server` in the document `room`. */
export function dialectOf(server: Protocol, room: string): Dialect {
  // Hocuspocus puts the document's name before each message: one connection may serve several documents.
  const prefix =
    server === 'hocuspocus' ? encoding.encode((encoder) => encoding.writeVarString(encoder, room)) : new Uint8Array();
  const message = (write: (encoder: encoding.Encoder) => void) =>
    encoding.encode((encoder) => {
      encoding.writeUint8Array(encoder, prefix);
      write(encoder);
    });
  const sync = (type: number, payload: Uint8Array) =>
    message((encoder) => {
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint(encoder, type);
      encoding.writeVarUint8Array(encoder, payload);
    });
  const token = message((encoder) => {
    for (const type of [2, 0]) encoding.writeVarUint(encoder, type);
    encoding.writeVarString(encoder, 'bench'); // it must send one, and who it is does not matter
  });
  const isQuire = server.startsWith('quire');
  const before = server === 'relay' ? null : server === 'hocuspocus' ? [token] : [];
  return {
    transport: server === 'quire-stream' ? 'stream' : server === 'quire-polling' ? 'polling' : 'WebSocket',
    path: isQuire ? `/collab/${room}` : `/${room}`,
    subprotocol: isQuire ? 'quire.1' : null,
    opening: (stateVector) => (before === null ? [] : [...before, sync(0, stateVector)]),
    answers: server !== 'relay',
    acknowledges: isQuire,
    answer: (update) => sync(1, update),
    update: (update) => sync(2, update),
    awareness: (client, clock, state) => message((encoder) => writeAwareness(encoder, client, clock, state)),
    hear: (frame) => hear(frame, prefix.length, server),
  };
}

function writeAwareness(encoder: encoding.Encoder, client: number, clock: number, state: string): void {
  const payload = encoding.encode((inner) => {
    for (const number of [1, client, clock]) encoding.writeVarUint(inner, number);
    encoding.writeVarString(inner, state);
  });
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint8Array(encoder, payload);
}

function hear(frame: Uint8Array, start: number, server: Protocol): Heard {
  const decoder = decoding.createDecoder(frame);
  decoder.pos = start;
  const type = decoding.readVarUint(decoder);
  // In Hocuspocus, type 4 is a sync message that asks no question back; in Quire it is an Ack.
  if (type === 0 || (type === 4 && server === 'hocuspocus')) return hearSync(decoder);
  if (type === 1) return { type: 'awareness', clocks: readClocks(decoding.readVarUint8Array(decoder)) };
  if (type === 4) return { type: 'ack', count: decoding.readVarUint(decoder) };
  if (type === 2 && decoding.readVarUint(decoder) === 1) return { type: 'refused' };
  return { type: 'other' };
}

function hearSync(decoder: decoding.Decoder): Heard {
  const type = decoding.readVarUint(decoder);
  const payload = decoding.readVarUint8Array(decoder);
  if (type === 0) return { type: 'question', stateVector: payload };
  return { type: 'edits', answers: type === 1, update: payload, spans: editsIn(payload) };
}

function readClocks(payload: Uint8Array): Clock[] {
  const decoder = decoding.createDecoder(payload);
  return Array.from({ length: decoding.readVarUint(decoder) }, () => {
    const [client, clock] = [decoding.readVarUint(decoder), decoding.readVarUint(decoder)];
    return { client, clock, gone: decoding.readVarString(decoder) === 'null' };
  });
}
