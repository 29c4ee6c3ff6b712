import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { difference, editsIn, writeEdits } from './edits.ts';

const [ada, ben] = [writeEdits(1, 20), writeEdits(2, 30)];

test('the update of edit number n of a writer has the clock n', () => {
  assert.equal(ada.length, 20);
  ada.forEach((update, n) => assert.deepEqual(editsIn(update), [{ client: 1, from: n, to: n + 1 }]));
});

test('edits of several characters have as many clocks, and are as long', () => {
  const pastes = writeEdits(3, 4, 200);
  pastes.forEach((update, n) => assert.deepEqual(editsIn(update), [{ client: 3, from: n * 200, to: (n + 1) * 200 }]));
  assert.equal(difference(pastes, pastes), null);
  assert.match(difference(pastes.slice(0, 3), pastes)!, /600 characters, and 800 were written/);
});

test('all edits of a merged update are found', () => {
  const merged = Y.mergeUpdates([...ada.slice(3, 9), ...ben.slice(0, 2)]);
  assert.deepEqual(
    new Set(editsIn(merged)),
    new Set([
      { client: 1, from: 3, to: 9 },
      { client: 2, from: 0, to: 2 },
    ]),
  );
  assert.deepEqual(editsIn(Y.mergeUpdates([])), []);
});

test('a reader of all edits, merged or not, has the document that was written', () => {
  const all = [...ada, ...ben];
  assert.equal(difference(all, all), null);
  assert.equal(difference([Y.mergeUpdates(all)], all), null);
});

test('a missing edit, at the end or in the middle, is noticed', () => {
  assert.match(difference([...ada, ...ben.slice(0, -1)], [...ada, ...ben])!, /49 characters, and 50 were written/);
  assert.match(difference([...ada.filter((_, n) => n !== 7), ...ben], [...ada, ...ben])!, /need others/);
});
