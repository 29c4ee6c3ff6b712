// Random documents for the tests of the form. The texts share code units, code points and parts of clusters, so that a
// difference that is computed in the wrong unit shows. The blocks are in normal form: what `unflatten` gives.

import fc from 'fast-check';

import type { Block, Formats, InlineObject, Json, Keys, Run } from '../body.ts';
import type { Container } from '../container-paths.ts';
import { appendRun, colorNames, holdsWords } from '../schema.ts';

/** Objects as they are written in code: with a prototype. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T>(model, { noNullPrototype: true });

/** Emoji with modifiers and joiners, flags, combining marks, rare Han, and words from right to left. */
export const characters = [
  'a',
  'b',
  ' ',
  '\n',
  '\t',
  '😀',
  '😁',
  '𝒜',
  '𝒷',
  '𠮟',
  '𠮷',
  'é',
  'e\u0301',
  'e\u0301\u0323',
  '👍',
  '👍🏽',
  '👨‍👩‍👧',
  '👨‍👩‍👦',
  '🇩🇪',
  '🇫🇷',
  '🇫',
  '\u0301',
  '\u200d',
  'श',
  'शि',
  'שָׁ',
  'ל',
  'السّ',
] as const;

export const texts = fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 });

/** Formats that every page knows. */
export const formats: fc.Arbitrary<Formats> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record(
    {
      bold: fc.constant(true),
      italic: fc.constant(true),
      color: fc.constantFrom(...colorNames),
      highlight: fc.constantFrom(true, ...colorNames),
      link: fc.constantFrom('https://example.org', 'https://example.com/😀'),
      autolink: fc.boolean(),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
);

const objects: fc.Arbitrary<InlineObject> = fc.oneof(
  record({ type: fc.constant('mention'), user: fc.constantFrom('ada', 'ben') }),
  record({ type: fc.constant('formula'), formula: texts }),
  record({ type: fc.constant('formula'), value: texts, options: record({ inline: fc.boolean() }) }),
);

export const content = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: record<Run>({ insert: texts, formats }) },
      record<Run>({ insert: objects, formats }),
    ),
    { maxLength: 4 },
  )
  .map((runs) => {
    const joined: Run[] = [];
    for (const { insert, formats: ofRun } of runs) appendRun(joined, insert, ofRun);
    return joined;
  });

/** Containers of few ids, so that neighbours share them, and what peers may say of them. */
export const paths: fc.Arbitrary<Json> = fc.array(
  record<Container>({
    id: fc.constantFrom('one', 'two', 'three'),
    type: fc.constantFrom('callout', 'toggle', 'columns'),
    tone: fc.constantFrom('note', 'danger', 7),
  }),
  { minLength: 1, maxLength: 5 },
);

/** Keys of blocks that hold words. Some stand in containers, and some have a key that no page knows yet. */
export const wordKeys: fc.Arbitrary<Keys> = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<Keys>({}) },
      record<Keys>({ type: fc.constant('heading'), level: fc.integer({ min: 1, max: 6 }) }),
      fc.constant<Keys>({ type: 'quote' }),
      record<Keys>({ type: fc.constant('listItem'), list: fc.constantFrom('bullet', 'number', 'check') }),
      fc.constant<Keys>({ type: 'listItem', list: 'check', checked: true }),
      record<Keys>({ type: fc.constant('code'), language: fc.constantFrom('js', 'c') }),
      record<Keys>({
        type: fc.constant('image'),
        src: fc.constantFrom(`file:${'a'.repeat(64)}#2x1`, '/a.png'),
        alt: texts,
      }),
    ),
    fc.record<Keys>(
      {
        indent: fc.integer({ min: 1, max: 8 }),
        dir: fc.constantFrom('ltr', 'rtl'),
        in: fc.oneof(paths, fc.constantFrom<Json>(['callout-1'], [{ id: 'columns-1' }])),
        comment: fc.constant({ of: 'tomorrow' }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  )
  .map(([ofType, ofAny]) => ({ ...ofType, ...ofAny }));

/** Keys of blocks that hold no words. */
const wordlessKeys: fc.Arbitrary<Keys> = fc.oneof(
  fc.constant<Keys>({ type: 'rule' }),
  record<Keys>({ type: fc.constant('rule'), in: paths }),
  record<Keys>({ type: fc.constant('formula'), formula: texts }),
  record<Keys>({ type: fc.constant('file'), src: fc.constant(`file:${'a'.repeat(64)}`), name: fc.string() }),
  record<Keys>({ type: fc.constant('drawing'), source: fc.constantFrom('/a.png', '/b.png'), alt: texts }),
  fc.constant<Keys>({ type: 'timeline', in: ['callout-1'], entries: [{ year: 1843 }, { year: 1952 }] }),
);

const wordBlock = record<Block>({ keys: wordKeys, content });
const wordlessBlock = record<Block>({ keys: wordlessKeys, content: fc.constant([]) });

const cell = fc.array(wordBlock, { minLength: 1, maxLength: 2 });
const table: fc.Arbitrary<Block> = fc
  .tuple(
    fc.nat(2 ** 31 - 1),
    fc.dictionary(fc.constantFrom('r1:c1', 'r1:c2', 'r2:c1'), cell, { noNullPrototype: true }),
  )
  .map(([id, cells]) => ({
    keys: { type: 'table', table: `t${id}`, rows: ['r1', 'r2'], columns: ['c1', 'c2'] },
    content: [],
    cells,
  }));

const words = content.filter((runs) => runs.length > 0).map((runs): Block => ({ keys: null, content: runs }));

/** A table of its own in the document: two tables of one id have the same cells. */
const renamed = (block: Block, i: number): Block => ({
  ...block,
  keys: { ...block.keys, table: `${String(block.keys!['table'])}-${i}` },
});

/** Whole documents. Words without a marker of their own stand where they may: first, or behind a wordless block. */
export const documents: fc.Arbitrary<Block[]> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: wordBlock },
      { weight: 2, arbitrary: wordlessBlock },
      { weight: 1, arbitrary: table },
      { weight: 1, arbitrary: words },
    ),
    { maxLength: 6 },
  )
  .map((blocks) => blocks.map((block, i) => (block.keys?.['type'] === 'table' ? renamed(block, i) : block)))
  .map((blocks) =>
    blocks.filter(({ keys }, i) => {
      const before = blocks[i - 1];
      return keys !== null || before === undefined || (before.keys !== null && !holdsWords(before.keys));
    }),
  );
