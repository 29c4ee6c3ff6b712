// What happens in a simulated life of a document: what people do in their editors, and what becomes of the network.

import fc from 'fast-check';

/** A kind that stands here three times happens three times as often. */
export const kinds = [
  ...['type', 'type', 'type', 'type', 'type', 'type', 'typePlain', 'enter', 'enter', 'enter'],
  ...['backspace', 'backspace', 'deleteForward', 'deleteRange', 'deleteRange', 'deleteBlock', 'deleteAll'],
  ...['retype', 'retype', 'retype', 'indent', 'indent', 'check', 'bold', 'bold', 'link', 'clearFormats'],
  ...['wrap', 'wrap', 'wrap', 'unwrap', 'unwrap', 'setTone'],
  ...['moveBlock', 'cut', 'paste', 'sort', 'pasteOver', 'undo', 'undo', 'undo', 'redo', 'redo', 'compose'],
  ...['deliver', 'deliver', 'deliver', 'deliver', 'deliverAll', 'deliverAll', 'cutLine', 'restoreLine'],
] as const;

export type Kind = (typeof kinds)[number];

/** The numbers choose among what is there at that moment. */
export interface Operation {
  readonly kind: Kind;
  readonly who: number;
  /** A place in the text; 0 is the caret. */
  readonly at: number;
  readonly length: number;
  readonly pick: number;
}

const operation: fc.Arbitrary<Operation> = fc.record(
  {
    kind: fc.constantFrom(...kinds),
    who: fc.nat(3),
    at: fc.oneof(fc.constant(0), fc.nat(400)),
    length: fc.nat(40),
    pick: fc.nat(59),
  },
  { noNullPrototype: true },
);

/** A document that somebody wrote before, two to four people with their Yjs client ids, and what they do. */
export interface Life {
  /** For each block its kind, and its number of characters. */
  readonly start: readonly (readonly [kind: number, characters: number])[];
  readonly people: readonly number[];
  readonly operations: readonly Operation[];
}

export const lives: fc.Arbitrary<Life> = fc.record(
  {
    start: fc.array(fc.tuple(fc.nat(23), fc.nat(6)), { maxLength: 5 }),
    people: fc.shuffledSubarray([11, 12, 13, 14], { minLength: 2 }),
    operations: fc.array(operation, { maxLength: 60, size: 'max' }),
  },
  { noNullPrototype: true },
);
