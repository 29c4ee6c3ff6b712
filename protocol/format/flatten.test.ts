import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import type { Block } from './body.ts';
import { flatten, unflatten } from './flatten.ts';
import { documents } from './testing/documents.ts';

test('blocks come back from their text as they were: tables, images, containers and objects too', () => {
  fc.assert(
    fc.property(documents, (blocks) => assert.deepEqual(unflatten(flatten(blocks)), blocks)),
    { numRuns: 1_000 },
  );
});

test('a text comes back from its blocks as it was', () => {
  fc.assert(
    fc.property(documents, (blocks) => {
      const text = flatten(blocks);
      assert.deepEqual(flatten(unflatten(text)), text);
    }),
    { numRuns: 1_000 },
  );
});

test('words before the first marker, and behind a block that holds none, are a block without keys', () => {
  const run = (insert: string) => ({ type: 'run', insert, formats: {} }) as const;
  const marker = (keys: Block['keys']) => ({ type: 'marker', keys: keys! }) as const;
  assert.deepEqual(
    unflatten([
      run('a'),
      run('b'),
      marker({ type: 'rule' }),
      run('c'),
      marker({ type: 'sketch' }),
      run('d'),
      marker({}),
    ]),
    [
      { keys: null, content: [{ insert: 'ab', formats: {} }] },
      { keys: { type: 'rule' }, content: [] },
      { keys: null, content: [{ insert: 'c', formats: {} }] },
      { keys: { type: 'sketch' }, content: [] },
      { keys: null, content: [{ insert: 'd', formats: {} }] },
      { keys: {}, content: [] },
    ],
  );
});
