import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rangeOf } from './range.ts';

test('a range is the part of the file that it names', () => {
  assert.deepEqual(rangeOf('bytes=0-9', 100), { start: 0, end: 9 });
  assert.deepEqual(rangeOf('bytes=90-', 100), { start: 90, end: 99 });
  assert.deepEqual(rangeOf('bytes=99-1000', 100), { start: 99, end: 99 });
  assert.deepEqual(rangeOf('bytes=-1', 100), { start: 99, end: 99 });
  assert.deepEqual(rangeOf('bytes=-1000', 100), { start: 0, end: 99 });
});

test('what is no single range is the whole file, and what the file lacks is none', () => {
  for (const header of [undefined, '', 'bytes=', 'bytes=-', 'bytes=9-8', 'bytes=0-1,3-4', 'rows=0-1', 'bytes=a-b']) {
    assert.equal(rangeOf(header, 100), 'all', header);
  }
  for (const header of ['bytes=100-', 'bytes=100-200', 'bytes=-0']) assert.equal(rangeOf(header, 100), 'none', header);
  assert.equal(rangeOf('bytes=0-', 0), 'none');
});
