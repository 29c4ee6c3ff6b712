// What a document says comes back from each form that can tell it, and from any file without harm.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { safeHref } from './addresses.ts';
import type { Block, Formats, InlineObject, Json, Keys, Run } from './body.ts';
import { blocksFromHtml } from './from-html.ts';
import { blocksFromMarkdown } from './from-markdown.ts';
import { blocksFromText } from './from-text.ts';
import { tableOf } from './grid.ts';
import { fromJson, jsonOf } from './json.ts';
import { withoutIdleStarts } from './schema.ts';
import { documents } from './testing/documents.ts';
import { htmlOf } from './to-html.ts';
import { markdownOf } from './to-markdown.ts';

const marks = [
  '*',
  '_',
  '`',
  '#',
  '-',
  '+',
  '1.',
  '>',
  '|',
  '[x]',
  '](',
  '$',
  '&amp;',
  '<b>',
  '~~',
  '\\',
  '=',
  '😀',
  'é',
  '"',
];

/** Words with everything between them that a form could read as a mark. They begin and end with a letter. */
const spaced = fc
  .array(fc.constantFrom('ab', 'c', 'Straße', '語', ...marks, ...marks.map((mark) => ` ${mark} `)), { maxLength: 6 })
  .map((parts) => `a${parts.join('').replaceAll(/`{2,}|~{3,}/g, '')}z`);
const words = spaced.map((text) => text.replaceAll(/ +/g, ' '));

/** Formats of a word that stands alone. */
const formats = fc.constantFrom<Formats>(
  { bold: true },
  { italic: true },
  { bold: true, italic: true },
  { strikethrough: true },
  { code: true },
  { link: 'https://example.org/a' },
  { link: 'https://example.org/b', bold: true },
);
const htmlFormats = fc.oneof(
  formats,
  fc.constantFrom<Formats>(
    { underline: true, highlight: true },
    { subscript: true },
    { superscript: true, color: 'red' },
    { highlight: 'green' },
  ),
);

interface Form {
  readonly formats: fc.Arbitrary<Formats>;
  readonly objects: fc.Arbitrary<Run['insert']>;
  /** Whether it can tell empty blocks, and one space from two. */
  readonly isExact: boolean;
}
const formula = fc.constant({ type: 'formula', formula: 'x^2 + \\frac{1}{2}' });
const markdown: Form = { formats, objects: formula, isExact: false };
const html: Form = {
  formats: htmlFormats,
  objects: fc.oneof(
    formula,
    fc.constantFrom<InlineObject>({ type: 'mention', name: 'Ada "A" <b>' }, { type: 'date', date: '2026-11-26' }),
  ),
  isExact: true,
};

/** Words, and then formatted words and objects with spaces around them, in lines. */
function contents({ formats: of, objects, isExact }: Form, maxLength = 2): fc.Arbitrary<Run[]> {
  const special = fc.oneof(
    of.map((own): Run => ({ insert: 'word two', formats: own })),
    objects.map((insert): Run => ({ insert, formats: {} })),
  );
  const between = isExact ? spaced : words;
  const line = fc
    .tuple(between, fc.array(fc.tuple(special, between), { maxLength: 2 }))
    .map(([first, rest]) => [first, ...rest.flatMap(([run, next]) => [' ', run, ` ${next}`])]);
  return fc.array(line, { minLength: isExact ? 0 : 1, maxLength }).map((lines) => {
    const runs: Run[] = [];
    for (const piece of lines.flatMap((pieces, i) => (i === 0 ? pieces : ['\n', ...pieces]))) {
      const last = runs.at(-1);
      if (typeof piece !== 'string') runs.push(piece);
      else if (typeof last?.insert === 'string' && Object.keys(last.formats).length === 0) {
        runs[runs.length - 1] = { insert: last.insert + piece, formats: {} };
      } else runs.push({ insert: piece, formats: {} });
    }
    return runs;
  });
}

function blocksOf(form: Form): fc.Arbitrary<Block[]> {
  const content = contents(form);
  const oneLine = contents(form, 1);
  const block = (keys: Keys, runs: fc.Arbitrary<Run[]> = content) => runs.map((of): Block[] => [{ keys, content: of }]);
  const code = fc.constantFrom('if (a) {\n\tb();\n}', '```\n<b>&amp;</b>', '', 'end\n', '\n# no');
  const simple = fc.oneof(
    block({}),
    block({ type: 'quote' }),
    fc.integer({ min: 1, max: 6 }).chain((level) =>
      block(
        { type: 'heading', level },
        oneLine.filter((runs) => runs.length > 0),
      ),
    ),
    fc.constant<Block[]>([{ keys: { type: 'rule' }, content: [] }]),
    fc.constant<Block[]>([{ keys: { type: 'formula', formula: 'a\n< b' }, content: [] }]),
    fc.constant<Block[]>([
      { keys: { type: 'image', src: `file:${'a1'.repeat(32)}#640x480`, alt: 'a [b] "c"' }, content: [] },
    ]),
    fc
      .tuple(code, fc.constantFrom<Keys>({}, { language: 'js' }, { language: 'c++' }))
      .map(([insert, keys]): Block[] => [
        { keys: { type: 'code', ...keys }, content: insert === '' ? [] : [{ insert, formats: {} }] },
      ]),
    lists(content),
    tables(content),
  );
  const contained = fc
    .tuple(
      fc.constantFrom<Json>(
        { id: 'callout-1', type: 'callout', tone: 'warning' },
        { id: 'callout-1', type: 'callout', tone: 'note' },
        { id: 'toggle-1', type: 'toggle' },
      ),
      block(
        {},
        oneLine.filter((runs) => form.isExact || runs.length > 0),
      ),
      fc.array(simple, { maxLength: 1 }),
    )
    .map(([container, first, rest]): Block[] =>
      [first, ...rest].flat().map(({ keys, ...block }) => ({ ...block, keys: { ...keys, in: [container] } })),
    );
  // Neighbours that would be one: lists, and quotes in some forms.
  return fc
    .array(fc.oneof({ weight: 4, arbitrary: simple }, { weight: 1, arbitrary: contained }), { maxLength: 5 })
    .map((parts) => {
      let count = 0;
      return parts.flatMap((part, i) => {
        const [container] = (part[0]!.keys?.['in'] ?? []) as { type: string }[];
        if (container !== undefined) count += 1;
        const placed = part.map(({ keys, ...block }): Block => {
          return {
            ...block,
            keys: container ? { ...keys, in: [{ ...container, id: `${container.type}-${count}` }] } : keys,
          };
        });
        return i === 0 ? placed : [{ keys: { type: 'rule' }, content: [] }, ...placed];
      });
    });
}

function lists(content: fc.Arbitrary<Run[]>): fc.Arbitrary<Block[]> {
  const item = fc.record({
    runs: content,
    list: fc.constantFrom('bullet', 'number', 'check'),
    deeper: fc.integer({ min: -2, max: 1 }),
    ticked: fc.boolean(),
  });
  return fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => {
    const kinds: string[] = [];
    let indent = -1;
    const blocks = items.map(({ runs, list, deeper, ticked }): Block => {
      indent = Math.max(0, Math.min(indent + 1, indent + deeper));
      kinds.length = Math.min(kinds.length, indent + 1);
      const kind = (kinds[indent] ??= list);
      const keys = {
        type: 'listItem',
        list: kind,
        ...(indent > 0 && { indent }),
        ...(kind === 'check' && ticked && { checked: true }),
      };
      return { keys: kind === 'number' ? { ...keys, start: 4 } : keys, content: runs };
    });
    return withoutIdleStarts(blocks);
  });
}

function tables(content: fc.Arbitrary<Run[]>): fc.Arbitrary<Block[]> {
  const cell = fc.oneof(
    fc.constant<Block[]>([]),
    content.filter((runs) => runs.length > 0).map((runs): Block[] => [{ keys: {}, content: runs }]),
  );
  return fc
    .tuple(fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 3 }), fc.boolean(), content)
    .map(([rows, headerRow, words]) => {
      const first: Block[] = [{ keys: {}, content: words.length === 0 ? [{ insert: 'a', formats: {} }] : words }];
      return [
        tableOf({ rows: rows.map((row, r) => (r === 0 ? [first, row[1]] : row)), headerRow, headerColumn: false }),
      ];
    });
}

test('blocks come back from Markdown as far as Markdown can tell', () => {
  fc.assert(
    fc.property(blocksOf(markdown), (blocks) => {
      assert.deepEqual(blocksFromMarkdown(markdownOf(blocks)), blocks);
    }),
    { numRuns: 500 },
  );
});

test('blocks come back from HTML', () => {
  fc.assert(
    fc.property(blocksOf(html), (blocks) => {
      assert.deepEqual(blocksFromHtml(htmlOf(blocks, safeHref)), blocks);
    }),
    { numRuns: 500 },
  );
});

test('every document comes back from JSON as it was', () => {
  fc.assert(
    fc.property(documents, fc.string(), (blocks, title) => {
      assert.deepEqual(fromJson(jsonOf({ title, blocks })), { type: 'document', title, blocks });
    }),
  );
});

test('lines come back from plain text', () => {
  assert.deepEqual(
    blocksFromText('one\r\n\r\n  two # no\rthree\n').map(({ content }) => content.map(({ insert }) => insert).join('')),
    ['one', '', '  two # no', 'three'],
  );
});
