import assert from 'node:assert/strict';
import { test } from 'node:test';

import { initials } from './initials.ts';

test('initials are the first letters of the first and the last name', () => {
  assert.equal(initials('Ada Lovelace'), 'AL');
  assert.equal(initials('Grace'), 'G');
  assert.equal(initials('  jean-luc de la  Tour '), 'JT');
  assert.equal(initials('王小明'), '王');
  assert.equal(initials('émile zola'), 'ÉZ');
  assert.equal(initials('👩‍🚀 Sally'), '👩‍🚀S');
});

test('a note in brackets is no part of a name', () => {
  assert.equal(initials('Ben (guest)'), 'B');
  assert.equal(initials('Ada Lovelace (guest)'), 'AL');
});

test('a name without letters has a question mark', () => {
  assert.equal(initials(''), '?');
  assert.equal(initials(' … '), '?');
});
