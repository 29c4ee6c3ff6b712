import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cursorAfter, positionOf } from './cursor.ts';

test('a cursor stands for a place in the list, and any other text for none', () => {
  const place = { updatedAt: 1_795_679_607_848, name: 'team/plan' };
  assert.deepEqual(positionOf(cursorAfter(place)), place);
  assert.match(cursorAfter(place), /^[\w-]+$/);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const text of [
    '',
    'nonsense',
    encode([1]),
    encode([-1, 'a']),
    encode([0.5, 'a']),
    encode(['1', 'a']),
    encode({}),
  ]) {
    assert.equal(positionOf(text), null, text);
  }
});
