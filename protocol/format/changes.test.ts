import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Block, Formats, Keys } from './body.ts';
import { type Change, changesBetween } from './changes.ts';

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

test('equal blocks need no change', () => {
  assert.equal(changes([block('a'), block('b', heading)], [block('a'), block('b', heading)]), '');
});

test('a retype is changed keys', () => {
  assert.equal(changes([block('words')], [block('words', heading)]), '=1{"type":"heading","level":1}');
  assert.equal(changes([block('words', heading)], [block('words')]), '=1{"type":null,"level":null}');
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
