import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doc, Map as YMap } from 'yjs';

import { bodyOf } from './body.ts';
import { firstLine, firstLineSteps } from './first-line.ts';
import { longestTitle } from '../title.ts';

function bodyWith(...blocks: readonly string[]) {
  const body = bodyOf(new Doc());
  for (const words of blocks) {
    body.insertEmbed(body.length, new YMap());
    if (words !== '') body.insert(body.length, words);
  }
  return body;
}

test('the first line is the first with words, whatever its block and its formats are', () => {
  assert.equal(firstLine(undefined), '');
  assert.equal(firstLine(bodyWith()), '');
  assert.equal(firstLine(bodyWith('', ' \n\t', ' Plans for May\nand June', 'More')), 'Plans for May');
  const formatted = bodyWith('gone', 'Plans for May');
  formatted.format(7, 3, { bold: true });
  formatted.delete(0, 5);
  assert.equal(firstLine(formatted), 'Plans for May');
});

test('a first line has at most as many characters as a title, and cuts none in two', () => {
  assert.equal(firstLine(bodyWith('x'.repeat(longestTitle))).length, longestTitle);
  assert.equal(firstLine(bodyWith('x'.repeat(longestTitle + 1))).length, longestTitle);
  assert.equal(firstLine(bodyWith(`${'x'.repeat(longestTitle - 1)}😀`)), 'x'.repeat(longestTitle - 1));
});

test('a first line is looked for within a number of items and characters', () => {
  const after = (blanks: number) => firstLine(bodyWith(`${'\n'.repeat(blanks)}x`));
  const most = firstLineSteps - 4; // the two items, and of their characters the marker and the x
  assert.equal(after(most), 'x');
  assert.equal(after(most + 1), '');
});
