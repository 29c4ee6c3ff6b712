import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Block } from './body.ts';
import { plainText } from './plain-text.ts';

const block = (...inserts: Block['content'][number]['insert'][]): Block => ({
  keys: {},
  content: inserts.map((insert) => ({ insert, formats: {} })),
});

test('the plain text has a line for each block with words, and the words of cells', () => {
  const table: Block = {
    keys: { type: 'table' },
    content: [],
    cells: { 'a:b': [block('one')], 'a:c': [block('two')] },
  };
  const blocks = [block('Plan'), block(), block('for ', { type: 'mention' }, ' May'), table];
  assert.equal(plainText(blocks), 'Plan\nfor   May\none\ntwo');
  assert.equal(plainText([]), '');
});

test('the plain text ends at its limit, and never in half a character', () => {
  const blocks = [block('abc'), block('d😀')];
  assert.equal(plainText(blocks, 7), 'abc\nd😀');
  assert.equal(plainText(blocks, 6), 'abc\nd\ufffd');
  assert.equal(plainText(blocks, 3), 'abc');
});
