import assert from 'node:assert/strict';
import { test } from 'node:test';

import { depthsOf } from './headings.ts';
import { charactersIn, wordsIn } from './word-count.ts';

test('words are counted as their language has them', () => {
  assert.equal(wordsIn("It's 3.5 metres – or so, isn't it?", 'en'), 7);
  assert.equal(wordsIn('Straßenbahn-Haltestelle', 'de'), 2);
  assert.equal(wordsIn('你好，世界', 'zh'), 2);
  assert.equal(wordsIn(' … — ', 'en'), 0);
});

test('a character is what a reader sees as one', () => {
  assert.equal(charactersIn('a b\n👩‍👩‍👧 é'), 4);
});

test('a level that no heading has takes no room in the outline', () => {
  assert.deepEqual(depthsOf([{ level: 2 }, { level: 5 }, { level: 2 }, { level: 6 }]), [0, 1, 0, 2]);
});
