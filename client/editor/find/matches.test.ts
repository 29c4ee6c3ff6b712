import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { expressionFor, matchesIn } from './matches.ts';

const find = (text: string, query: string, options = {}) =>
  matchesIn(text, expressionFor(query, { matchCase: false, wholeWords: false, ...options })!).map(({ start, end }) =>
    text.slice(start, end),
  );

test('words are found in either case, unless the case matters', () => {
  assert.deepEqual(find('Word word WORD', 'word'), ['Word', 'word', 'WORD']);
  assert.deepEqual(find('Word word WORD', 'word', { matchCase: true }), ['word']);
  assert.deepEqual(find('Ärger ÄRGER', 'ärger'), ['Ärger', 'ÄRGER']);
  assert.deepEqual(find('İstanbul', 'stanbul'), ['stanbul']); // a letter whose lower case is longer moves no place
});

test('whole words are found in any script, and beside signs', () => {
  assert.deepEqual(find('art artist part art.', 'art', { wholeWords: true }), ['art', 'art']);
  assert.deepEqual(find('straße straßen', 'straße', { wholeWords: true }), ['straße']);
  assert.deepEqual(find('C++ and C++x', 'C++', { wholeWords: true }), ['C++', 'C++']);
  assert.deepEqual(find('snake_case snake', 'snake', { wholeWords: true }), ['snake']);
});

test('a query has no signs with a meaning of their own, and an empty one finds nothing', () => {
  assert.deepEqual(find('a.b axb (x)[y]{z}^$|\\/', 'a.b'), ['a.b']);
  assert.equal(expressionFor('', { matchCase: false, wholeWords: false }), null);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' }), (query, text) => {
      const exact = expressionFor(query, { matchCase: true, wholeWords: false })!;
      assert.deepEqual(
        matchesIn(text + query + text, exact).length,
        (text + query + text).split(query.toWellFormed()).length - 1,
      );
    }),
  );
});

test('half of a surrogate pair in a query is harmless', () => {
  assert.deepEqual(find('a\u{1F600}b', '\uD83D'), []);
});
