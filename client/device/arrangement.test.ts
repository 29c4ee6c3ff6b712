import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  mostOfEach,
  readArrangement,
  storeArrangement,
  withoutDocument,
  withPin,
  withTemplate,
} from './arrangement.ts';
import { openStorage } from './storage.ts';

const empty = { sort: 'updated', pinned: [], templates: [] } as const;

test('an arrangement is kept, and anything else in its place is none', () => {
  const storage = openStorage('localStorage');
  assert.deepEqual(readArrangement(storage), empty);
  const arranged = { sort: 'title', pinned: ['plan'], templates: [{ name: 'notes', title: 'Notes' }] } as const;
  storeArrangement(storage, arranged);
  assert.deepEqual(readArrangement(storage), arranged);
  for (const text of [
    '',
    'nonsense',
    '[]',
    '1',
    'null',
    '{"sort":"size","pinned":[1,{}],"templates":[{"name":1},null]}',
  ]) {
    storage.setItem('quire.home', text);
    assert.deepEqual(readArrangement(storage), empty, text);
  }
});

test('the last pinned document is on top, and each is there once', () => {
  const pinned = withPin(withPin(withPin(empty, 'a', true), 'b', true), 'a', true);
  assert.deepEqual(pinned.pinned, ['a', 'b']);
  assert.deepEqual(withPin(pinned, 'a', false).pinned, ['b']);
});

test('a document that is gone is neither pinned nor a template', () => {
  const arranged = withTemplate(withPin(empty, 'a', true), { name: 'a', title: 'A' }, true);
  assert.deepEqual(arranged.templates, [{ name: 'a', title: 'A' }]);
  assert.deepEqual(withoutDocument(arranged, 'a'), empty);
});

test('there is a limit to each', () => {
  let arranged = withPin(empty, 'first', true);
  for (let i = 1; i < mostOfEach; i++) arranged = withPin(arranged, `plan-${i}`, true);
  assert.ok(arranged.pinned.includes('first'));
  assert.ok(!withPin(arranged, 'more', true).pinned.includes('first'));
});
