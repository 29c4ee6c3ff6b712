import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { equalityDeep } from 'lib0/function';

import type { Block, Formats, Keys, Run } from './body.ts';
import { applyChanges, type Change, changesBetween } from './changes.ts';
import { flatten, lengthOf, type Step, unflatten } from './flatten.ts';
import { boundaryBefore, splitsPair } from './graphemes.ts';
import { holdsWords } from './schema.ts';
import { costOf } from './testing/bodies.ts';
import { content, documents, wordKeys } from './testing/documents.ts';

const block = (text: string, keys: Keys = {}, formats: Formats = {}): Block => ({
  keys,
  content: text === '' ? [] : [{ insert: text, formats }],
});

/** The changes as a line: `=` keeps, `+` inserts, `-` deletes. */
function line(changes: readonly Change[]): string {
  return changes
    .map((change) => {
      if (change.type === 'delete') return `-${change.length}`;
      if (change.type === 'keep') {
        const assigned = change.keys ?? change.formats;
        return `=${change.length}${assigned ? JSON.stringify(assigned) : ''}`;
      }
      return change.step.type === 'marker' ? `+¶${JSON.stringify(change.step.keys)}` : `+${String(change.step.insert)}`;
    })
    .join(' ');
}

const changes = (before: Block[], after: Block[], caret?: number) => line(changesBetween(before, after, caret));

const heading = { type: 'heading', level: 1 };

test('a key that the old type or list hides does not come back with another', () => {
  const bullet = { type: 'listItem', list: 'bullet' };
  const check = { type: 'listItem', list: 'check' };
  assert.equal(changes([block('a', bullet)], [block('a', check)]), '=1{"checked":null,"list":"check"}');
  assert.equal(changes([block('a', check)], [block('a', bullet)]), '=1{"list":"bullet"}');
});

test('equal blocks need no change', () => {
  assert.equal(changes([block('a'), block('b', heading)], [block('a'), block('b', heading)]), '');
});

test('a retype is changed keys', () => {
  assert.equal(changes([block('words')], [block('words', heading)]), '=1{"type":"heading","level":1}');
  assert.equal(changes([block('words', heading)], [block('words')]), '=1{"type":null,"level":null}');
});

test('blocks that become lines of code, and lines that become blocks, keep their words, however many there are', () => {
  const lines = Array.from({ length: 4000 }, (_, i) => (i % 3 === 0 ? '' : `words ${i}`));
  const blocks = lines.map((words) => block(words));
  const code = [block(lines.join('\n'), { type: 'code' })];
  const written = (from: Block[], to: Block[]) =>
    changesBetween(from, to).flatMap((change) => (change.type === 'insert' ? [line([change])] : []));
  assert.deepEqual(written(blocks, code), Array<string>(3999).fill('+\n'));
  assert.deepEqual(written(code, blocks), Array<string>(3999).fill('+¶{}'));
});

test('a split is one marker, wherever it is', () => {
  assert.equal(changes([block('ab')], [block('a'), block('b')], 3), '=2 +¶{}');
  assert.equal(changes([block('ab')], [block('ab'), block('')], 4), '=3 +¶{}');
  assert.equal(
    changes([block('x'), block('aa', heading)], [block('x'), block('a', heading), block('a')], 5),
    '=4 +¶{}',
  );
});

test('a split before the first word leaves the words their marker', () => {
  assert.equal(
    changes([block('x'), block('ab', heading)], [block('x'), block(''), block('ab', heading)], 4),
    '=2 +¶{}',
  );
  assert.equal(changes([block('ab', heading)], [block(''), block('ab', heading)], 2), '+¶{}');
});

test('a join is one marker less', () => {
  assert.equal(changes([block('a'), block('b', heading)], [block('ab')], 2), '=2 -1');
  assert.equal(changes([block('x'), block(''), block('b', heading)], [block('x'), block('b', heading)], 3), '=2 -1');
});

test('a block that is deleted takes its own marker', () => {
  assert.equal(changes([block('a'), block('bb'), block('c', heading)], [block('a'), block('c', heading)], 2), '=2 -3');
});

test('a block that is inserted brings its own marker', () => {
  assert.equal(
    changes([block('a'), block('c', heading)], [block('a'), block('b'), block('c', heading)], 4),
    '=2 +¶{} +b',
  );
});

test('blocks come and go whole, also beside words that begin or end alike', () => {
  assert.equal(changes([block('one.')], [block('one.'), block('two.')], 0), '=5 +¶{} +two.');
  assert.equal(changes([block('one.'), block('two.')], [block('one.')], 0), '=5 -5');
  assert.equal(changes([block('that')], [block('this'), block('that')]), '+¶{} +this');
  // Pasted before the point.
  assert.equal(changes([block('one.')], [block('one.'), block('two.')], 9), '=4 +. +¶{} +two');
});

test('marks at both ends go, and the words between them stay', () => {
  assert.equal(
    changes(
      [block('a **bold** c')],
      [
        {
          keys: {},
          content: [...block('a ').content, ...block('bold', {}, { bold: true }).content, ...block(' c').content],
        },
      ],
    ),
    '=3 -2 =4{"bold":true} -2',
  );
});

test('a line that moves is the shorter one', () => {
  assert.equal(
    changes([block('cherry'), block('apple'), block('banana')], [block('apple'), block('banana'), block('cherry')]),
    '-7 =13 +¶{} +cherry',
  );
});

test('what is pasted over a page keeps no letters of it', () => {
  assert.equal(
    changes([block('one two three'), block('four five')], [block('Some other words'), block('that came along')]),
    '=1 +Some other words +¶{} +that came along -23',
  );
});

const lengthOfText = (text: readonly Step[]) => text.reduce((sum, step) => sum + lengthOf(step), 0);

/** The document as the changes leave it. */
const applied = (blocks: readonly Block[], made: readonly Change[]) => unflatten(applyChanges(flatten(blocks), made));

const anyPlace = fc.nat(1_000_000);

test('for any two documents, the changes turn one into the other', () => {
  fc.assert(
    fc.property(documents, documents, anyPlace, (before, after, place) => {
      const caret = place % (lengthOfText(flatten(after)) + 1);
      assert.deepEqual(applied(before, changesBetween(before, after, caret)), after);
      assert.deepEqual(applied(before, changesBetween(before, after)), after);
    }),
    { numRuns: 2_000 },
  );
});

test('a document that is rearranged needs changes that make it so', () => {
  const rearranged = documents.chain((before) =>
    fc.tuple(fc.constant(before), fc.shuffledSubarray([...before, ...before])),
  );
  fc.assert(
    fc.property(rearranged, ([before, shuffled]) => {
      const after = unflatten(flatten(shuffled));
      assert.deepEqual(applied(before, changesBetween(before, after)), after);
    }),
    { numRuns: 2_000 },
  );
});

test('changes split no surrogate pair', () => {
  const symbols = (text: readonly Step[]) =>
    text.map((step) => (step.type === 'run' && typeof step.insert === 'string' ? step.insert : '¶')).join('');
  fc.assert(
    fc.property(documents, documents, (before, after) => {
      const text = symbols(flatten(before));
      let at = 0;
      for (const change of changesBetween(before, after)) {
        if (change.type === 'insert') {
          assert.ok(change.step.type === 'marker' || String(change.step.insert).isWellFormed());
        } else {
          at += change.length;
          assert.ok(!splitsPair(text, at), `${at} in ${text}`);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

/** A document, and a place in the words of one of its blocks that have a marker. */
const placed = documents
  .map((blocks) => [...blocks, ...unflatten([{ type: 'marker', keys: {} }])])
  .chain((blocks) => fc.tuple(fc.constant(blocks), fc.nat(blocks.length - 1), anyPlace, wordKeys))
  .map(([blocks, index, place, keys]) => {
    const block = holdsWords(blocks[index]!.keys) && blocks[index]!.keys !== null ? index : blocks.length - 1;
    const words = flatten([{ keys: null, content: blocks[block]!.content }]);
    const offset = boundaryBefore(
      words.map((step) => (step.type === 'run' && typeof step.insert === 'string' ? step.insert : '.')).join(''),
      place % (lengthOfText(words) + 1),
    );
    const start = lengthOfText(flatten(blocks.slice(0, block))) + 1;
    return { blocks, block, offset, at: start + offset, words, keys };
  });

test('a split anywhere in any document is one marker at the caret, and nothing else', () => {
  fc.assert(
    fc.property(placed, fc.boolean(), ({ blocks, block, offset, at, words, keys }, keepsKeys) => {
      const before = blocks[block]!;
      const other = keepsKeys ? before.keys! : keys;
      const parts = [
        applyChanges(words, [
          { type: 'keep', length: offset },
          { type: 'delete', length: Infinity },
        ]),
      ];
      parts.push(applyChanges(words, [{ type: 'delete', length: offset }]));
      const [left, right] = parts.map((part) => unflatten(part)[0]?.content ?? []) as [Run[], Run[]];
      // Enter before the first word puts an empty block there. The words stay with their marker.
      const isBefore = left.length === 0 && right.length > 0;
      const after = [
        ...blocks.slice(0, block),
        { keys: isBefore ? other : before.keys, content: left },
        { keys: isBefore ? before.keys : other, content: right },
        ...blocks.slice(block + 1),
      ];
      const made = changesBetween(blocks, after, at + 1);
      assert.deepEqual(applied(blocks, made), after);
      assert.deepEqual(costOf(made), { inserted: 1, deleted: 0, keys: 0, formats: 0 });
    }),
    { numRuns: 2_000 },
  );
});

test('a join of any two blocks is one marker less', () => {
  fc.assert(
    fc.property(placed, wordKeys, content, ({ blocks, block, at, offset }, keys, more) => {
      const second = blocks[block]!;
      const before = [...blocks.slice(0, block), { keys, content: more }, ...blocks.slice(block)];
      const joined = unflatten(flatten([{ keys, content: [...more, ...second.content] }]));
      const after = [...blocks.slice(0, block), ...joined, ...blocks.slice(block + 1)];
      const caret = at - offset + lengthOfText(flatten([{ keys: null, content: more }]));
      const made = changesBetween(before, after, caret);
      assert.deepEqual(applied(before, made), after);
      // The words stay with their marker, which the empty block before them had to give its keys then.
      const isRetyped = more.length === 0 && second.content.length > 0 && !equalityDeep(keys, second.keys);
      assert.deepEqual(costOf(made), { inserted: 0, deleted: 1, keys: isRetyped ? 1 : 0, formats: 0 });
    }),
    { numRuns: 2_000 },
  );
});

test('retyped blocks, however many, are changed keys', () => {
  fc.assert(
    fc.property(documents, fc.array(fc.option(wordKeys), { minLength: 6, maxLength: 6 }), (before, kinds) => {
      const after = before.map((block, i) =>
        block.keys !== null && holdsWords(block.keys) ? { ...block, keys: kinds[i] ?? block.keys } : block,
      );
      const made = changesBetween(before, after);
      assert.deepEqual(applied(before, made), after);
      const retyped = before.filter((block, i) => !equalityDeep(block.keys, after[i]!.keys)).length;
      assert.deepEqual(costOf(made), { inserted: 0, deleted: 0, keys: retyped, formats: 0 });
    }),
    { numRuns: 1_000 },
  );
});

test('a format over any range is set on that range, and nothing else', () => {
  fc.assert(
    fc.property(documents, anyPlace, anyPlace, fc.constantFrom(true, null), (before, from, length, bold) => {
      const text = flatten(before);
      const range = { type: 'keep', length: length % 20, formats: { bold } } as const;
      const after = unflatten(applyChanges(text, [{ type: 'keep', length: from % (lengthOfText(text) + 1) }, range]));
      const made = changesBetween(before, after);
      assert.deepEqual(applied(before, made), after);
      assert.deepEqual({ ...costOf(made), formats: 0 }, { inserted: 0, deleted: 0, keys: 0, formats: 0 });
      assert.ok(costOf(made).formats <= range.length);
    }),
    { numRuns: 2_000 },
  );
});

test('what is typed is inserted at the caret, also among equal letters', () => {
  fc.assert(
    fc.property(placed, fc.constantFrom('a', 'aa', '😀', '𠮷', 'e\u0301', '\u0301'), ({ blocks, at }, typed) => {
      const step = { type: 'run', insert: typed, formats: {} } as const;
      const after = unflatten(
        applyChanges(flatten(blocks), [
          { type: 'keep', length: at },
          { type: 'insert', step },
        ]),
      );
      const made = changesBetween(blocks, after, at + typed.length);
      assert.deepEqual(made, [
        { type: 'keep', length: at },
        { type: 'insert', step },
      ]);
    }),
    { numRuns: 2_000 },
  );
});
