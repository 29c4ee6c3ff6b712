// Hostile frames with names, such as an attacker would send who has read Yjs and this server. Some are legal and merely
// harmful; the rest must be refused. Many are small on purpose: a few bytes that cost the server much are the attack.

import * as Y from 'yjs';
import {
  encodeAwareness,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeToken,
  encodeUpdate,
} from '../../../protocol/messages.ts';
import { markerClientID } from '../../../protocol/format/body.ts';
import { honestFrames } from './honest.ts';
import * as by from '../updates.ts';

export interface HostileFrame {
  readonly name: string;
  readonly frame: Uint8Array;
  /** A text frame, which has no place in the protocol. */
  readonly isText?: boolean;
}

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const bytes = (...numbers: number[]) => new Uint8Array(numbers);
const mallory = 666;
const victim = 1;
const of = (structs: readonly by.Part[], client = mallory, clock = 0) => by.update([{ client, clock, structs }]);

/** Updates that cannot be read, or whose reading would exhaust Yjs. */
const unreadable: Record<string, Uint8Array> = {
  'nothing at all': bytes(),
  'thirty million structs announced': bytes(1, 0x80, 0x8e, 0xa7, 0x0e, 1, 0),
  'thirty million deletions announced': bytes(0, 1, 1, 0x80, 0x8e, 0xa7, 0x0e),
  'a number that never ends': new Uint8Array(100).fill(255),
  'a V2 update': Y.convertUpdateFormatV1ToV2(of([by.text('x'), by.gc(1)])),
  'a V2 update of 27 bytes that Yjs reads for ever': bytes(
    0,
    0,
    1,
    1,
    0,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    1,
    1,
    1,
    ...times(7, () => 255),
    1,
    0,
    0,
    0,
    0,
  ),
  'a struct of an unknown kind': bytes(1, 1, 1, 0, 31, 0),
  'a type of an unknown kind': of([by.type(99)]),
  'JSON that cannot be parsed': of([by.json(['{'])]),
  'a format that is no JSON': of([by.format('bold', '[')]),
  'a text that is not UTF-8': bytes(1, 1, 1, 0, 4, 1, 1, 0x74, 2, 0xc3, 0x28, 0),
  'a subdocument without options': of([by.subdocument('x', by.value(null))]),
  'a value nested a million deep': of([
    by.any([(encoder) => times(1_000_000, () => encoder.cpos < 0 || by.object([])(encoder))]),
  ]),
  'an array nested 100,000 deep': of([by.embed(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)]),
  'an object whose prototype is that of bytes': by.mistakenForBytes(mallory),
  'a text of no length': of([by.text('')]),
  'garbage of no length': of([by.gc(0)]),
  'a clock of 2^53': of([by.gc(1)], mallory, 2 ** 53),
  'a length of 2^53': of([by.gc(2 ** 53)]),
  'a client of 2^60': of([by.gc(1)], 2 ** 60),
  'a deletion that ends nowhere': by.update([], [{ client: mallory, ranges: [[2 ** 53 - 1, 2 ** 53 - 1]] }]),
};

/** Updates that can be read, but throw when they are applied, or when their content is encoded. */
const breaking: Record<string, Uint8Array> = {
  'a missing origin of the same client': by.breaksWhenApplied(mallory),
  'a missing right origin of the same client': of([by.text('x'), by.text('y', { rightOrigin: [mallory, 99] })]),
  'a missing parent of the same client': of([by.text('x'), by.text('y', { parent: [mallory, 99] })]),
  'an item that is its own origin': of([by.text('x', { origin: [mallory, 0] })]),
  'an item that is its own parent': of([by.type(1, { parent: [mallory, 0] })]),
  'a subdocument whose name is no string': by.breaksWhenWritten(mallory),
  'types nested 1,000 deep': of(times(1_000, (i) => by.type(1, i > 0 ? { parent: [mallory, i - 1], key: 'k' } : {}))),
  'a thousand further roots': of(times(1_000, (i) => by.text('x', { root: `root ${i}` }))),
  'a thousand subdocuments and one': of(times(1_001, () => by.subdocument('', by.value({})))),
};

/** Updates that Yjs applies, whatever they do to the document. */
const harmful: Record<string, Uint8Array> = {
  'garbage in the place of a victim': of([by.gc(1_000_000)], victim, 0),
  'a victim deleted before it has written': by.update([], [{ client: victim, ranges: [[0, 2 ** 40]] }]),
  'a clock just below 2^53': of([by.gc(2 ** 53 - 10)], mallory + 1),
  'a gap': of([by.text('x'), by.skip(5), by.text('y')]),
  'only a gap': of([by.skip(5)]),
  'an update that depends on a client that never was': of([by.text('x', { origin: [4_000_000_000, 7] })], mallory + 2),
  'two clients whose updates depend on each other': by.update([
    { client: 701, structs: [by.text('x', { origin: [702, 0] })] },
    { client: 702, structs: [by.text('y', { origin: [701, 0] })] },
  ]),
  'a parent that is no type': of([by.text('x'), by.text('y', { parent: [mallory + 3, 0] })], mallory + 3),
  'neighbours of different parents': of(
    [
      by.text('x', { root: 'a' }),
      by.text('y', { root: 'b' }),
      by.text('z', { origin: [mallory + 4, 0], rightOrigin: [mallory + 4, 1] }),
    ],
    mallory + 4,
  ),
  'a right that stands left of the left': of(
    [by.text('xy'), by.text('z', { origin: [mallory + 5, 1], rightOrigin: [mallory + 5, 0] })],
    mallory + 5,
  ),
  'the title as a map': of([by.any([by.value({})], { root: 'title', key: '__proto__' })], mallory + 6),
  'the title as a list of everything': of(
    [by.any([by.value([])], { root: 'title' }), by.type(0, { root: 'title' }), by.embed('null', { root: 'title' })],
    mallory + 7,
  ),
  'keys that objects have': of(
    ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((key) => by.text('x', { root: 'map', key })),
    mallory + 8,
  ),
  'roots with names that objects have': of(
    ['__proto__', 'constructor', ''].map((root) => by.text('x', { root })),
    mallory + 9,
  ),
  'a root with a name of 100,000 characters': of([by.text('x', { root: 'x'.repeat(100_000) })], mallory + 10),
  'values that JSON does not have': of(
    [
      by.any([undefined, NaN, -0, Infinity, 2n ** 63n - 1n, new Uint8Array(0)].map(by.value)),
      by.json(['undefined', '1e999']),
    ],
    mallory + 11,
  ),
  'a format around nothing': of([by.format('__proto__', 'null'), by.format('', '{}')], mallory + 12),
  'half of a character': by.update(
    [{ client: mallory + 13, structs: [by.text('🌍')] }],
    [{ client: mallory + 13, ranges: [[0, 1]] }],
  ),
  'one range deleted ten thousand times': by.update(
    [],
    [{ client: mallory + 13, ranges: times(10_000, () => [0, 1] as const) }],
  ),
  'deletions backwards': by.update(
    [{ client: mallory + 14, structs: [by.text('x'.repeat(5_000))] }],
    [{ client: mallory + 14, ranges: times(2_500, (i) => [2 * (2_499 - i), 1] as const) }],
  ),
  'a hundred items between which all others have to be compared': by.update([
    {
      client: mallory + 15,
      structs: times(100, (i) => by.text('a', i > 0 ? { origin: [mallory + 15, i - 1] } : { root: 'c' })),
    },
    {
      client: mallory + 14,
      clock: 5_000,
      structs: times(100, (i) =>
        by.text('b', { origin: [mallory + 15, 0], rightOrigin: [mallory + 15, 1 + ((i * 7) % 99)] }),
      ),
    },
  ]),
  'a hundred formats in a text, each with another name': by.update([
    {
      client: mallory + 16,
      structs: [
        by.type(2, { root: 'map', key: 'text' }),
        ...times(100, (i) => by.format(`f${i}`, '1', { parent: [mallory + 16, 0] })),
      ],
    },
  ]),
};

/** Bodies that no page would write. */
const root = 'body';
const bodies: Record<string, Uint8Array> = {
  'a body of types of every kind': of(
    [0, 1, 2, 4, 6].map((kind) => by.type(kind, { root })),
    mallory + 17,
  ),
  'a body with keys, and values instead of words': of(
    [by.text('x', { root, key: 'type' }), by.any([by.value({}), by.value(null)], { root }), by.json(['7'], { root })],
    mallory + 18,
  ),
  'objects in a line that are no objects': of(
    ['null', '7', '[]', '"x"', '{"__proto__":{}}'].map((value) => by.embed(value, { root })),
    mallory + 19,
  ),
  'a marker with maps nested 200 deep': of(
    times(200, (i) => by.type(1, i > 0 ? { parent: [mallory + 20, i - 1], key: 'type' } : { root })),
    mallory + 20,
  ),
  'a marker with values nested 60 deep': of(
    [
      by.type(1, { root }),
      by.any([by.value(JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`))], {
        parent: [mallory + 21, 0],
        key: 'level',
      }),
    ],
    mallory + 21,
  ),
  'a marker with keys that objects have': of(
    [
      by.type(1, { root }),
      ...['__proto__', 'constructor', 'toString'].map((key) => by.text('x', { parent: [mallory + 22, 0], key })),
    ],
    mallory + 22,
  ),
  'a marker with a key of 100,000 characters, and a thousand keys': of(
    [
      by.type(1, { root }),
      by.text('x', { parent: [mallory + 23, 0], key: 'x'.repeat(100_000) }),
      ...times(1_000, (i) => by.text('x', { parent: [mallory + 23, 0], key: `${i}` })),
    ],
    mallory + 23,
  ),
  'a thousand markers': of(
    times(1_000, (i) => by.type(1, i > 0 ? { origin: [mallory + 24, i - 1] } : { root })),
    mallory + 24,
  ),
  'all of them deleted': by.update([], [{ client: mallory + 24, ranges: [[0, 1_000]] }]),
  'words behind markers that are deleted': of(
    times(100, (i) => by.text('x', { origin: [mallory + 24, 10 * i] })),
    mallory + 25,
  ),
  'a format as long as a chapter over all words': of(
    [by.format('link', JSON.stringify('x'.repeat(100_000)), { root })],
    mallory + 26,
  ),
  'garbage in the place of the markers of a victim': of([by.gc(1_000_000)], markerClientID(victim)),
  'a hundred values that merge one by one': of(
    times(100, (i) => by.any([by.value(i)], i > 0 ? { origin: [mallory + 27, i - 1] } : { root: 'list' })),
    mallory + 27,
  ),
  'pairs that merge': of(
    times(6_000, (i) => (i % 3 === 2 ? by.text('x', { root }) : by.gc(1))),
    mallory + 28,
  ),
};

const messages: Record<string, Uint8Array> = {
  'an empty frame': bytes(),
  'a state vector of thirty million clients': encodeSyncStep1(bytes(0x80, 0x8e, 0xa7, 0x0e)),
  'a state vector with clocks of 2^60': encodeSyncStep1(bytes(1, 1, ...times(8, () => 255), 7)),
  'awareness that announces thirty million entries': bytes(1, 5, 0x80, 0x8e, 0xa7, 0x0e, 0),
  'awareness at the clock 2^53': encodeAwareness([{ clientID: victim, clock: 2 ** 53, state: '{}' }]),
  'awareness that says the victim is gone': encodeAwareness([{ clientID: victim, clock: 1_000, state: null }]),
  'awareness that is no JSON': encodeAwareness([{ clientID: 9, clock: 1, state: '{' }]),
  'awareness that is no object': encodeAwareness([{ clientID: 9, clock: 1, state: '7' }]),
  'awareness nested 1,000 deep': encodeAwareness([
    { clientID: 9, clock: 1, state: `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}` },
  ]),
  'awareness of a large state': encodeAwareness([
    { clientID: 9, clock: 1, state: JSON.stringify({ x: 'x'.repeat(20_000) }) },
  ]),
  'awareness of 20,000 clients': encodeAwareness(
    times(20_000, (i) => ({ clientID: 1_000 + i, clock: 1, state: '{}' })),
  ),
  'awareness of two megabytes': new Uint8Array(2 * 1024 * 1024).fill(1),
  'a token of a megabyte': encodeToken('x'.repeat(1024 * 1024)),
  'two messages in one frame': bytes(3, 3),
};

/** Messages that only a server sends, and messages of unknown types. */
const kinds = [2, 4, 5, 6, 8, 127].map((type) => ({ name: `a message of type ${type}`, frame: bytes(type, 1, 0) }));

/** Honest frames, cut off at each byte. */
const truncated = honestFrames(1, 25).flatMap((frame, i) =>
  times(frame.length, (length) => ({
    name: `honest frame ${i}, cut off after ${length} bytes`,
    frame: frame.subarray(0, length),
  })),
);

const named = (frames: Record<string, Uint8Array>, wrap: (payload: Uint8Array) => Uint8Array): HostileFrame[] =>
  Object.entries(frames).map(([name, payload]) => ({ name, frame: wrap(payload) }));

/** Frames that must be refused: the server closes their senders. */
export const refused: readonly HostileFrame[] = [
  { name: 'a text frame', frame: new TextEncoder().encode('hello'), isText: true },
  ...kinds,
  ...named({ ...unreadable, ...breaking }, encodeUpdate),
  ...named({ ...unreadable, ...breaking }, encodeSyncStep2),
];

export const corpus: readonly HostileFrame[] = [
  ...refused,
  ...named({ ...harmful, ...bodies }, encodeUpdate),
  ...named(messages, (frame) => frame),
  ...truncated,
];
