import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Doc, type YTextEvent } from 'yjs';

import { type DeltaStep, minimalEdit, movedBy } from './text-diff.ts';

const apply = (text: string, { index, remove, insert }: ReturnType<typeof minimalEdit>) =>
  text.slice(0, index) + insert + text.slice(index + remove);

test('an edit, applied, gives what was typed', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '👍', '👎', 'é'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, fc.nat(24), (before, after, caret) => {
      assert.equal(apply(before, minimalEdit(before, after, Math.min(caret, after.length))), after);
    }),
  );
});

test('of equal letters the one at the caret is meant', () => {
  assert.deepEqual(minimalEdit('hello', 'helllo', 3), { index: 2, remove: 0, insert: 'l' });
  assert.deepEqual(minimalEdit('hello', 'helllo', 5), { index: 4, remove: 0, insert: 'l' });
  assert.deepEqual(minimalEdit('aaa', 'aa', 0), { index: 0, remove: 1, insert: '' });
});

test('no edit splits a character in two', () => {
  assert.deepEqual(minimalEdit('👍', '👎', 2), { index: 0, remove: 2, insert: '👎' });
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
