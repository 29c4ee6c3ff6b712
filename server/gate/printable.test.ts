import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { printable } from './printable.ts';

test('a printable text has no character that a terminal obeys, and keeps letters of every script', () => {
  assert.equal(printable('/collab/plan b'), '/collab/plan b');
  assert.equal(printable('Café 日本 🙂'), 'Café 日本 🙂');
  assert.equal(printable('a\nb\u001b[31m'), 'a\\u{a}b\\u{1b}[31m');
  assert.equal(printable('\u009b\u202e\u2028\ud800'), '\\u{9b}\\u{202e}\\u{2028}\\u{d800}');
});

test('a printable text is cut behind its limit of characters', () => {
  const longest = 'x'.repeat(limits.loggedCharacters);
  assert.equal(printable(longest), longest);
  assert.equal(printable(`${longest}y`), `${longest}…`);
});
