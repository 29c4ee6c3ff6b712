// V1 updates written by hand, so that they can hold structs that no Yjs client would make. The format is that of
// UpdateEncoderV1 in Yjs.

import * as encoding from 'lib0/encoding';

/** Writes a part of an update. */
export type Part = (encoder: encoding.Encoder) => void;

/** A client and the clock of one of its characters. */
export type ID = readonly [client: number, clock: number];

/** The place of an item: beside other items, in the type of an item, or else in a root type. */
export interface Place {
  readonly origin?: ID;
  readonly rightOrigin?: ID;
  readonly parent?: ID;
  readonly root?: string;
  /** The key in a map. */
  readonly key?: string;
}

/** Structs of one client, from `clock` on. */
export interface ClientStructs {
  readonly client: number;
  readonly clock?: number;
  readonly structs: readonly Part[];
}

/** The part of a delete set that concerns one client. */
export interface ClientDeletions {
  readonly client: number;
  readonly ranges: readonly (readonly [clock: number, length: number])[];
}

const uint = encoding.writeVarUint;
const string = encoding.writeVarString;

export function update(inserted: readonly ClientStructs[], deleted: readonly ClientDeletions[] = []): Uint8Array {
  return encoding.encode((encoder) => {
    uint(encoder, inserted.length);
    for (const { client, clock = 0, structs } of inserted) {
      for (const number of [structs.length, client, clock]) uint(encoder, number);
      for (const write of structs) write(encoder);
    }
    uint(encoder, deleted.length);
    for (const { client, ranges } of deleted) {
      for (const number of [client, ranges.length, ...ranges.flat()]) uint(encoder, number);
    }
  });
}

/** A struct that Yjs has collected as garbage. */
export const gc = (length: number): Part => struct(0, (encoder) => uint(encoder, length));

/** A gap: structs that this update does not hold. */
export const skip = (length: number): Part => struct(10, (encoder) => uint(encoder, length));

export const deletedItem = (length: number, place: Place = {}): Part =>
  item(1, place, (encoder) => uint(encoder, length));

/** Values as JSON texts. */
export const json = (values: readonly string[], place: Place = {}): Part =>
  item(2, place, (encoder) => {
    uint(encoder, values.length);
    for (const value of values) string(encoder, value);
  });

export const text = (characters: string, place: Place = {}): Part =>
  item(4, place, (encoder) => string(encoder, characters));

/** An embedded object as JSON text. */
export const embed = (value: string, place: Place = {}): Part => item(5, place, (encoder) => string(encoder, value));

export const format = (key: string, value: string, place: Place = {}): Part =>
  item(6, place, (encoder) => {
    string(encoder, key);
    string(encoder, value);
  });

/** 0 an array, 1 a map, 2 a text, 4 an XML fragment, 6 an XML text. */
export const type = (kind: number, place: Place = {}): Part => item(7, place, (encoder) => uint(encoder, kind));

/** Values; `value` and `object` write one as lib0 does. */
export const any = (values: readonly Part[], place: Place = {}): Part =>
  item(8, place, (encoder) => {
    uint(encoder, values.length);
    for (const write of values) write(encoder);
  });

export const subdocument = (guid: string, options: Part, place: Place = {}): Part =>
  item(9, place, (encoder) => {
    string(encoder, guid);
    options(encoder);
  });

/** A value as lib0 writes it. */
export const value =
  (of: unknown): Part =>
  (encoder) =>
    encoding.writeAny(encoder, of as never);

/** An object as lib0 writes it; its keys may be repeated, or such as `__proto__`. */
export const object =
  (entries: readonly (readonly [key: string, value: Part])[]): Part =>
  (encoder) => {
    encoding.writeUint8(encoder, 118);
    uint(encoder, entries.length);
    for (const [key, write] of entries) {
      string(encoder, key);
      write(encoder);
    }
  };

function item(content: number, { origin, rightOrigin, parent, root = 'text', key }: Place, write: Part): Part {
  const flags = (origin ? 128 : 0) | (rightOrigin ? 64 : 0) | (key === undefined ? 0 : 32);
  return struct(content | flags, (encoder) => {
    for (const id of [origin, rightOrigin]) if (id) for (const number of id) uint(encoder, number);
    if (!origin && !rightOrigin) {
      uint(encoder, parent ? 0 : 1);
      if (parent) for (const number of parent) uint(encoder, number);
      else string(encoder, root);
      if (key !== undefined) string(encoder, key);
    }
    write(encoder);
  });
}

function struct(info: number, write: Part): Part {
  return (encoder) => {
    encoding.writeUint8(encoder, info);
    write(encoder);
  };
}

/** An update that can be read, but throws while it is applied: after its first character has entered the document. */
export const breaksWhenApplied = (client: number): Uint8Array =>
  update([{ client, structs: [text('x'), text('y', { origin: [client, 99] })] }]);

/** An update that can be applied, but throws when its content is encoded: a subdocument whose name is no string. */
export const breaksWhenWritten = (client: number): Uint8Array =>
  update([{ client, structs: [subdocument('', value({ guid: null }))] }]);

/** The same, with an object whose prototype is that of bytes. */
export const mistakenForBytes = (client: number): Uint8Array =>
  update([{ client, structs: [any([object([['__proto__', value(new Uint8Array(1))]])])] }]);
