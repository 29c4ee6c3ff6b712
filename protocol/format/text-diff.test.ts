import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Doc, type YTextEvent } from 'yjs';

import { type DeltaStep, minimalEdit, movedBy } from './text-diff.ts';

const apply = (text: string, { index, remove, insert }: ReturnType<typeof minimalEdit>) =>
  text.slice(0, index) + insert + text.slice(index + remove);

/** Texts that share code units, code points and parts of clusters. */
const characters = [
  'a',
  'b',
  '😀',
  '😁',
  '𝒜',
  '𝒷',
  '𠮟',
  '𠮷',
  'é',
  '👍',
  '👍🏽',
  '👨‍👩‍👧',
  '👨‍👩‍👦',
  '🇩🇪',
  '🇫🇷',
  '🇫',
  'श',
  'शि',
];
const texts = fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 });

test('an edit turns the text before into the text after', () => {
  fc.assert(
    fc.property(texts, texts, fc.nat(80), (before, after, caret) => {
      assert.equal(apply(before, minimalEdit(before, after, Math.min(caret, after.length))), after);
    }),
    { numRuns: 2_000 },
  );
});

test('an edit splits no surrogate pair, so Yjs stores what was typed', () => {
  fc.assert(
    fc.property(texts, texts, fc.nat(80), (before, after, caret) => {
      const { index, remove, insert } = minimalEdit(before, after, Math.min(caret, after.length));
      const text = new Doc().getText();
      text.insert(0, before);
      text.delete(index, remove);
      text.insert(index, insert);
      assert.equal(text.toString(), after);
      assert.ok(insert.isWellFormed());
    }),
    { numRuns: 2_000 },
  );
});

test('an edit that removes something removes whole clusters, and puts whole ones in their place', () => {
  const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const places = (text: string) => [...[...clusters.segment(text)].map(({ index }) => index), text.length];
  fc.assert(
    fc.property(texts, texts, fc.nat(80), (before, after, caret) => {
      const { index, remove, insert } = minimalEdit(before, after, Math.min(caret, after.length));
      if (remove === 0) return;
      assert.ok(places(before).includes(index) && places(before).includes(index + remove), 'before');
      if (insert === '') return; // what stood around a deletion may join, as two halves of a flag do
      assert.ok(places(after).includes(index) && places(after).includes(index + insert.length), 'after');
    }),
    { numRuns: 2_000 },
  );
});

test('one emoji in place of another is one emoji out and one in', () => {
  for (const [one, other] of [
    ['😀', '😁'],
    ['𝒜', '𝒷'],
    ['𠮟', '𠮷'],
    ['👨‍👩‍👧', '👨‍👩‍👦'],
    ['👍', '👍🏽'],
    ['🇫🇷', '🇫🇮'],
  ] as const) {
    const [before, after] = [`I am ${one} today`, `I am ${other} today`];
    const edit = minimalEdit(before, after, 5 + other.length);
    if (edit.remove > 0) assert.deepEqual(edit, { index: 5, remove: one.length, insert: other });
    else assert.equal(other, one + edit.insert, 'a modifier was added');
  }
});

test('an emoji before another is only inserted', () => {
  assert.deepEqual(minimalEdit('😀', '😁😀', 2), { index: 0, remove: 0, insert: '😁' });
  assert.deepEqual(minimalEdit('𝒷', '𝒜𝒷', 2), { index: 0, remove: 0, insert: '𝒜' });
  assert.deepEqual(minimalEdit('𠮷', '𠮟𠮷', 2), { index: 0, remove: 0, insert: '𠮟' });
});

test('among equal letters, the edit is at the caret', () => {
  assert.deepEqual(minimalEdit('hello', 'helllo', 3), { index: 2, remove: 0, insert: 'l' });
  assert.deepEqual(minimalEdit('hello', 'helllo', 5), { index: 4, remove: 0, insert: 'l' });
  assert.deepEqual(minimalEdit('aaa', 'aa', 0), { index: 0, remove: 1, insert: '' });
});

const deltaOf = (before: string, change: (text: ReturnType<Doc['getText']>) => void): DeltaStep[] => {
  const text = new Doc().getText();
  text.insert(0, before);
  let delta: DeltaStep[] = [];
  text.observe((event: YTextEvent) => (delta = event.delta));
  change(text);
  return delta;
};

test('a caret stays at its character when others type and delete', () => {
  const cases: [string, number, (text: ReturnType<Doc['getText']>) => void, number][] = [
    ['before it', 4, (text) => text.insert(0, 'xy'), 6],
    ['after it', 4, (text) => text.insert(7, 'xy'), 4],
    ['right at it', 4, (text) => text.insert(4, 'xy'), 4],
    ['no text, before it', 4, (text) => text.insertEmbed(0, {}), 5],
    ['deleted before it', 4, (text) => text.delete(1, 2), 2],
    ['deleted around it', 4, (text) => text.delete(2, 5), 2],
    ['deleted after it', 4, (text) => text.delete(4, 3), 4],
  ];
  for (const [name, caret, change, expected] of cases) {
    assert.equal(movedBy(deltaOf('0123456789', change), caret), expected, name);
  }
});
