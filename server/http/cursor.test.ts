import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cursorAfter, listPositionOf, searchPositionOf } from './cursor.ts';

const listed = { name: 'team/plan', title: 'Der Plan', createdAt: 0, updatedAt: 1_795_679_607_848 };
const found = { name: 'team/plan', inTitle: true, updatedAt: 1_795_679_607_848 };

test('a cursor stands for a place in its kind of list, and any other text for none', () => {
  assert.deepEqual(listPositionOf(cursorAfter(listed)), listed);
  assert.deepEqual(searchPositionOf(cursorAfter(found)), found);
  assert.match(cursorAfter(listed), /^[\w-]+$/);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const text of [
    '',
    'nonsense',
    cursorAfter(found),
    encode([1]),
    encode({ ...listed, updatedAt: -1 }),
    encode({ ...listed, createdAt: 0.5 }),
    encode({ ...listed, name: 1 }),
    encode({ ...listed, more: 1 }),
    encode({}),
  ]) {
    assert.equal(listPositionOf(text), null, text);
  }
  assert.equal(searchPositionOf(cursorAfter(listed)), null);
});
