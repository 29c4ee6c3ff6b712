// What the servers that have a document open say to each other over the bus. A message that cannot be read, or is of a
// version that this server does not know, is none.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { z } from 'zod';

/** Raised with every change that an older server would misread. */
const version = 1;

const count = z.number().int().min(0);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

const neighbourMessage = z.object({
  version: z.literal(version),
  /** The sender: an open room of one server. */
  from: z.string(),
  epoch: z.string(),
  /** The number of the first of `updates` among all that the sender has published; they are numbered from 1. */
  first: count,
  /** Updates that the sender has accepted, and appends to the log in this order. */
  updates: z.array(
    z.object({ update: bytes, authors: z.array(z.object({ clientID: count, user: z.string(), name: z.string() })) }),
  ),
  /**
   * Which of the sender's updates are durable: those numbered from `from` to `to`, which are in the log from `first` to
   * `last`. With null for `first` they are somewhere up to `last`.
   */
  stored: z.array(z.object({ from: count, to: count, first: count.nullable(), last: count })),
  /** What is new of the people who are connected to the sender. */
  entries: z.array(
    z.object({
      clientID: count,
      clock: count,
      told: count,
      state: z.string().nullable(),
      user: z.string().nullable(),
    }),
  ),
  /** No client has been told of another under a larger clock; null when there is nothing new. */
  raise: count.nullable(),
  /** The clients of all people who are connected to the sender, with their clocks; null when it says nothing of it. */
  clocks: z.array(z.tuple([count, count])).nullable(),
  /** Whether the sender wants to hear of the people who are connected to others. */
  asks: z.boolean(),
});

export type NeighbourMessage = z.infer<typeof neighbourMessage>;

export function encodeNeighbourMessage(message: Omit<NeighbourMessage, 'version'>): Uint8Array {
  const { from, ...rest } = message;
  return encoding.encode((encoder) => encoding.writeAny(encoder, { version, from, ...rest } as never));
}

/** The bytes with which all messages of a sender begin: a server need not read its own ones. */
export function senderBytes(from: string): Uint8Array {
  const message = { from, epoch: '', first: 1, updates: [], stored: [], entries: [], raise: null, clocks: null };
  const bytes = Buffer.from(encodeNeighbourMessage({ ...message, asks: false }));
  return bytes.subarray(0, bytes.indexOf(from) + Buffer.byteLength(from));
}

/** Null for what is no message. */
export function decodeNeighbourMessage(data: Uint8Array): NeighbourMessage | null {
  try {
    return neighbourMessage.safeParse(decoding.readAny(decoding.createDecoder(data))).data ?? null;
  } catch {
    return null;
  }
}
