// Random lives of documents with several people, and what they meant: the promises of the one text, without an editor.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fuzz } from './testing/fuzz.ts';
import { kinds } from './testing/operations.ts';

test('[TEXT1] [TEXT2] [TEXT3] whatever up to four people do at once, no word is lost, doubled or misplaced', () => {
  const { failure, report } = fuzz({ count: 2_500 });
  assert.equal(failure, null);
  const idle = kinds.filter((kind) => report[kind] === undefined && kind !== 'compose');
  assert.deepEqual(idle, []);
});
